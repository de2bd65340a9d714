"""More rows than the pack, read from the collected data at run time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tools.demo import paths
from tools.demo.build import main
from tools.demo.larger import larger
from tools.demo.listings import plain_title
from tools.demo.paths import SourcesMissing


def test_without_the_data_it_says_what_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(paths, "SOURCES", tmp_path)
    with pytest.raises(SourcesMissing, match="shared/data beside the repository"):
        larger(20_000)


def test_the_builder_says_so_too(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(paths, "SOURCES", tmp_path)
    assert main(["--out", str(tmp_path / "demo")]) == 1
    assert "demo/ is complete without them" in capsys.readouterr().err
    assert not (tmp_path / "demo").exists()


@pytest.mark.slow
def test_more_rows_have_the_same_shape_and_new_titles(pack: dict[str, list[dict[str, Any]]]) -> None:
    packed = pack["listings"]
    try:
        rows = list(larger(len(packed) + 60))
    except SourcesMissing as error:
        pytest.skip(str(error))
    assert len(rows) == 60
    known = {plain_title(row["content"]["title"]["zh"]) for row in packed}
    assert not known & {plain_title(row["content"]["title"]["zh"]) for row in rows}
    assert not {row["key"] for row in packed} & {row["key"] for row in rows}
    for row in rows:
        assert set(row) - {"filler"} == set(packed[0])
        assert set(row["content"]) == set(packed[0]["content"])
