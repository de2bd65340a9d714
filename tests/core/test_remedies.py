"""What operators are told about an index that does not answer: why, and what mends it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import Connection

from marketplace.core import indexing
from tests.core.own_index import build, own_index  # noqa: F401
from tests.factories.listings import make_listing


@pytest.fixture
def run(app, connection: Connection) -> Callable[..., Result]:
    """Run `flask …`."""
    return lambda *words: app.test_cli_runner().invoke(args=list(words))


@pytest.fixture
def away(app, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cluster that nobody answers for."""
    own = replace(app.config["SETTINGS"], elasticsearch_url="http://127.0.0.1:9")
    monkeypatch.setitem(app.config, "SETTINGS", own)
    indexing.close()


@pytest.fixture
def pointer(tmp_path: Path) -> Path:
    """What says which generation of the index is read."""
    return tmp_path / "search" / "marketplace" / "CURRENT"


def search_line(told: Result) -> str:
    """The doctor's line on the index."""
    assert told.exit_code == 1
    return next(line for line in told.output.splitlines() if "FAIL  search:" in line)


@pytest.mark.usefixtures("own_index")
def test_an_index_that_is_missing_or_damaged_is_rebuilt(run, committed, pointer: Path) -> None:
    assert "missing" in (line := search_line(run("doctor")))
    assert line.endswith(": run `flask search rebuild`")
    with committed():
        build()
    assert "FAIL  search:" not in run("doctor").output
    pointer.write_text("{")
    indexing.close()
    assert "damaged" in (line := search_line(run("doctor")))
    assert line.endswith(": run `flask search rebuild`")


@pytest.mark.usefixtures("own_index", "away")
def test_an_engine_that_is_away_needs_no_rebuild(run) -> None:
    line = search_line(run("doctor"))
    assert "elasticsearch, reason engine" in line
    assert "Connection refused" in line
    assert "ELASTICSEARCH_URL" in line
    assert "needs no rebuild" in line
    status = run("search", "status")
    assert status.exit_code == 1
    assert "engine       elasticsearch\n" in status.output
    assert "needs no rebuild" in status.output


@pytest.mark.usefixtures("own_index")
def test_a_rebuild_that_the_disk_does_not_take_says_why(run, committed, tmp_path: Path) -> None:
    with committed():
        make_listing()
    (tmp_path / "search").write_text("a file")
    told = run("search", "rebuild")
    assert told.exit_code == 1
    assert "The index was not rebuilt: engine: " in told.output
    assert str(tmp_path / "search") in told.output


@pytest.mark.usefixtures("own_index")
def test_an_explanation_without_an_index_says_so(run, committed) -> None:
    with committed():
        listing = make_listing()
    told = run("search", "explain", f"listing:{listing.public_id}", "余热")
    assert told.exit_code == 0, told.output
    assert "There is no readable index now" in told.output
    assert "`flask doctor`" in told.output


@pytest.mark.usefixtures("own_index", "away")
def test_an_explanation_without_an_engine_says_so(run, committed) -> None:
    with committed():
        listing = make_listing()
    assert "does not answer now" in run("search", "explain", listing.public_id, "余热").output


@pytest.mark.usefixtures("own_index")
@pytest.mark.parametrize("question", ["-余热", "-x", "--余热回收"])
def test_a_question_may_begin_with_a_dash(run, committed, question: str) -> None:
    with committed():
        listing = make_listing()
        build()
    told = run("search", "explain", listing.public_id, question)
    assert told.exit_code == 0, told.output
    assert "normalised" in told.output
