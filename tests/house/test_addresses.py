"""Every address the code and the pages name exists: a view that is renamed leaves no way to it behind."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, nodes

from marketplace.core.http import Marketplace
from marketplace.settings import ROOT

CODE = ROOT / "marketplace"
TEMPLATES = CODE / "templates"
# What takes the name of a view; _link takes the label before it.
NAMING = {"url_for", "redirect_to", "redirect_back", "_link"}


def named_in_code(path: Path) -> Iterator[str]:
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(call, ast.Call):
            function = call.func
            name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
            given = call.args[1 if name == "_link" else 0 :] if name in NAMING else []
            if given and isinstance(given[0], ast.Constant):
                yield str(given[0].value)


def named_in_a_page(path: Path) -> Iterator[str]:
    tree = Environment(extensions=["jinja2.ext.do", "jinja2.ext.i18n"]).parse(path.read_text(encoding="utf-8"))
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "url_for" and call.args:
            for name in (call.args[0], *call.args[0].find_all(nodes.Const)):
                if isinstance(name, nodes.Const):
                    yield str(name.value)


def views_of(found: dict[Path, list[str]], app: Marketplace) -> tuple[int, dict[str, str]]:
    """How many views are named, and those that do not exist, with where they are named."""
    whole = [(name, path) for path, names in found.items() for name in names if "." in name]
    return len(whole), {name: str(path.relative_to(ROOT)) for name, path in whole if name not in app.view_functions}


def test_views_named_in_code_exist(app: Marketplace) -> None:
    count, missing = views_of({path: list(named_in_code(path)) for path in CODE.rglob("*.py")}, app)
    assert missing == {}
    assert count > 100


def test_views_named_in_pages_exist(app: Marketplace) -> None:
    count, missing = views_of({path: list(named_in_a_page(path)) for path in TEMPLATES.rglob("*.*")}, app)
    assert missing == {}
    assert count > 300
