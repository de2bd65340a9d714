"""Structure: closed list of rooms, sizes, first lines, one commit, one place that sets a state."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from marketplace.app import NOUNS
from marketplace.settings import ROOT

ROOMS = {
    "__init__", "models", "workflow", "schemas", "policy", "service", "queries", "documents", "views", "api", "tasks",
    "cli", "errors", "wiring",
}  # fmt: skip
EXTRA_ROOMS = {"accounts": {"cookies"}, "api": {"assembly", "problems"}}  # each with its reason in docs/decisions
PYTHON = [
    path
    for folder in ("marketplace", "search", "tools", "tests", "migrations")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "node_modules" not in path.parts
]
CODE = [path for path in PYTHON if path.relative_to(ROOT).parts[0] in ("marketplace", "search", "tools")]


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def _id(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("noun", [noun for noun in NOUNS if noun != "core"])
def test_a_noun_has_only_the_known_rooms(noun: str) -> None:
    folder = ROOT / "marketplace" / noun
    found = {path.stem for path in folder.iterdir() if path.suffix == ".py"}
    found |= {path.name for path in folder.iterdir() if path.is_dir() and path.name not in ("__pycache__", "data")}
    assert found <= ROOMS | EXTRA_ROOMS.get(noun, set())


@pytest.mark.parametrize("path", PYTHON, ids=_id)
def test_files_and_functions_stay_small(path: Path) -> None:
    if "versions" in path.parts:
        return  # migrations are generated and never edited
    text = path.read_text()
    assert len(text.splitlines()) <= 400
    for node in ast.walk(_tree(path)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            assert (node.end_lineno or 0) - node.lineno < 60, node.name


@pytest.mark.parametrize("path", PYTHON, ids=_id)
def test_the_first_line_says_the_duty(path: Path) -> None:
    docstring = ast.get_docstring(_tree(path))
    assert docstring
    assert len(docstring.splitlines()[0]) > 10


def test_no_file_has_a_name_that_says_nothing() -> None:
    assert not [_id(p) for p in PYTHON if re.fullmatch(r"utils?|helpers?|common|misc|base", p.stem)]


def test_front_end_sources_stay_small() -> None:
    static, templates = ROOT / "marketplace" / "static" / "src", ROOT / "marketplace" / "templates"
    files = [p for f in (static, templates) for p in f.rglob("*") if p.suffix in (".html", ".js", ".scss")]
    big = {_id(p): n for p in files if "vendor" not in p.parts and (n := len(p.read_text().splitlines())) > 400}
    assert not big


def test_only_the_unit_of_work_commits() -> None:
    guilty = [
        _id(path)
        for path in CODE
        if re.search(r"\.commit\(\)", path.read_text())
        and _id(path).startswith("marketplace/")
        and _id(path) != "marketplace/core/unit.py"
    ]
    assert not guilty


def test_only_the_workflow_sets_a_state() -> None:
    """Creating a row sets its first state through the column default; every later change is a transition."""
    guilty = [
        f"{_id(path)}:{node.lineno}"
        for path in CODE
        if _id(path) != "marketplace/core/workflow.py" and _id(path).startswith("marketplace/")
        for node in ast.walk(_tree(path))
        if isinstance(node, (ast.Assign, ast.AugAssign))
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Attribute) and target.attr == "state" and not _is_self(target)
    ]
    assert not guilty


def _is_self(target: ast.Attribute) -> bool:
    return isinstance(target.value, ast.Name) and target.value.id == "self"


@pytest.mark.parametrize("noun", [noun for noun in NOUNS if noun not in ("core", "api")])
def test_views_stay_short(noun: str) -> None:
    for path in [
        *(ROOT / "marketplace" / noun).glob("views.py"),
        *(ROOT / "marketplace" / noun / "views").glob("*.py"),
    ]:
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.FunctionDef) and any("bp." in ast.unparse(d) for d in node.decorator_list):
                body = (node.end_lineno or 0) - node.body[0].lineno + 1
                assert body <= 15, f"{_id(path)}: {node.name} has {body} lines"


# A room and what it must not import, because its duty ends there.
FORBIDDEN = {
    "views": ("models", "sqlalchemy"),
    "api": ("models", "sqlalchemy"),
    "schemas": ("models", "sqlalchemy", "marketplace.core.unit"),
    "workflow": ("models", "sqlalchemy", "marketplace.core.unit"),
    "models": ("flask", "service"),
    "service": ("views", "flask"),
    "documents": ("search.tantivy", "search.elastic"),
}


@pytest.mark.parametrize("room", FORBIDDEN)
def test_a_room_imports_only_what_its_duty_needs(room: str) -> None:
    found = []
    for path in CODE:
        parts = path.relative_to(ROOT).with_suffix("").parts
        if parts[0] != "marketplace" or parts[1] not in NOUNS[1:] or parts[2:3] != (room,):
            continue
        for name in _imports(_tree(path)):
            pieces = name.split(".")
            for wrong in FORBIDDEN[room]:
                if name == wrong or name.startswith(f"{wrong}.") or (wrong in pieces and pieces[0] == "marketplace"):
                    found.append(f"{_id(path)} imports {name}")
    assert not found, "\n".join(found)


def _imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_layers_hold() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c(standalone_mode=True)"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:]


def test_to_dos_carry_an_owner_and_a_condition() -> None:
    loose = [_id(p) for p in CODE if re.search(r"TODO(?!\([^)]+, (when|until|after) )", p.read_text())]
    assert not loose
