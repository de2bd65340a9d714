"""Values of the frame and values of a page do not overwrite each other."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, nodes

from marketplace.core import http

TEMPLATES = Path(http.__file__).resolve().parents[1] / "templates"


def set_at_the_top(path: Path) -> set[str]:
    """Names that a template sets outside blocks and macros: its frame sees them, and its blocks see the frame's."""
    tree = Environment(extensions=["jinja2.ext.do", "jinja2.ext.i18n"]).parse(path.read_text())
    return {
        node.target.name for node in tree.body if isinstance(node, nodes.Assign) and isinstance(node.target, nodes.Name)
    }


def test_names_set_by_the_frame_are_its_own() -> None:
    """A page that set one of them would find the value of the frame in its blocks."""
    of_frame = set_at_the_top(TEMPLATES / "layout.html")
    assert of_frame
    clashes = {
        path.relative_to(TEMPLATES).as_posix(): both
        for path in TEMPLATES.rglob("*.html")
        if path.name != "layout.html" and (both := set_at_the_top(path) & of_frame)
    }
    assert clashes == {}
    assert all(name.startswith("frame_") for name in of_frame)
