"""Compiled templates are kept, made anew when they must be, and never stand in the way of a page."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from jinja2 import DictLoader, Environment

from marketplace.core import templating
from marketplace.core.compiled import Compiled
from marketplace.core.printing import Pages

SOURCE = "{{ 6 * number }} 吨"


def environment(folder: Path, source: str = SOURCE) -> Environment:
    return Environment(loader=DictLoader({"page": source}), bytecode_cache=Compiled(folder), autoescape=True)


def shown(folder: Path, source: str = SOURCE) -> str:
    return environment(folder, source).get_template("page").render(number=7)


def test_a_template_is_compiled_once(tmp_path: Path) -> None:
    assert shown(tmp_path) == "42 吨"
    (kept,) = tmp_path.iterdir()
    written = kept.stat().st_mtime_ns
    assert shown(tmp_path) == "42 吨"
    assert [path.stat().st_mtime_ns for path in tmp_path.iterdir()] == [written]


def test_a_changed_template_is_compiled_again_in_its_place(tmp_path: Path) -> None:
    shown(tmp_path)
    assert shown(tmp_path, "{{ number }} t") == "7 t"
    assert len(list(tmp_path.iterdir())) == 1


def test_other_filters_make_it_compiled_again(tmp_path: Path) -> None:
    shown(tmp_path)
    (kept,) = tmp_path.iterdir()
    before = kept.read_bytes()
    with_icons = environment(tmp_path)
    with_icons.filters["icon"] = templating.icon
    assert with_icons.get_template("page").render(number=7) == "42 吨"
    assert kept.read_bytes() != before


def test_another_compiler_makes_it_compiled_again(tmp_path: Path) -> None:
    shown(tmp_path)
    (kept,) = tmp_path.iterdir()
    before = kept.read_bytes()
    ours = Pages(Flask(__name__), loader=DictLoader({"page": SOURCE}), bytecode_cache=Compiled(tmp_path))
    assert ours.get_template("page").render(number=7) == "42 吨"
    assert kept.read_bytes() != before


@pytest.mark.parametrize("bytes_left", [0, 3, 20, 60])
def test_a_torn_file_is_made_again(tmp_path: Path, bytes_left: int) -> None:
    shown(tmp_path)
    (kept,) = tmp_path.iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(whole[:bytes_left])
    assert shown(tmp_path) == "42 吨"
    assert kept.read_bytes() == whole


def test_a_folder_that_cannot_be_made_costs_time_only(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    assert shown(in_the_way / "templates") == "42 吨"
