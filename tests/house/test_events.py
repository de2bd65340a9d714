"""Every kind of event that the code records has a name in both languages, and no name is left over."""

from __future__ import annotations

import ast
from collections import defaultdict
from functools import cache
from itertools import product
from pathlib import Path

import pytest

from marketplace.core import audit
from marketplace.core.http import Marketplace
from marketplace.core.i18n import force_language
from marketplace.settings import ROOT
from tools.documents.pages import machines

Function = ast.FunctionDef
STEPS = ROOT / "marketplace" / "core" / "workflow.py"  # records `<machine>.<action>`: see the tables of the machines


@cache
def written_calls() -> dict[str, list[tuple[Path, Function, ast.Call]]]:
    """Every call inside a function, by the name as it is written."""
    found: dict[str, list[tuple[Path, Function, ast.Call]]] = defaultdict(list)
    for path in sorted((ROOT / "marketplace").rglob("*.py")):
        for function in (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, Function)):
            for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
                if isinstance(call.func, (ast.Name, ast.Attribute)):
                    found[ast.unparse(call.func)].append((path, function, call))
    return found


def calls(owner: Path, name: str) -> list[tuple[Path, Function, ast.Call]]:
    """Where a function is called: by its bare name in its own module, as `module.name` elsewhere."""
    own = [place for place in written_calls()[name] if place[0] == owner]
    return own + written_calls()[f"{owner.stem}.{name}"]


def texts(path: Path, function: Function, value: ast.expr) -> set[str]:
    """What an expression can be: a text, a choice, a variable of the function, or what its callers pass."""
    match value:
        case ast.Constant(value=str(text)):
            return {text}
        case ast.IfExp(body=one, orelse=other):
            return texts(path, function, one) | texts(path, function, other)
        case ast.FormattedValue(value=part):
            return texts(path, function, part)
        case ast.JoinedStr(values=parts):
            return {"".join(chosen) for chosen in product(*(texts(path, function, part) for part in parts))}
        case ast.Name(id=name):
            return variable(path, function, name)
    raise AssertionError(f"{path}:{value.lineno}: write the kind of the event so that this test can read it")


def variable(path: Path, function: Function, name: str) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and name in (ast.unparse(target) for target in node.targets):
            found |= texts(path, function, node.value)
    places = [argument.arg for argument in function.args.args]
    if name in places:
        for where, caller, call in calls(path, function.name):
            named = {keyword.arg: keyword.value for keyword in call.keywords}
            found |= texts(where, caller, named.get(name) or call.args[places.index(name)])
    assert found, f"{path}:{function.lineno}: where does {name} come from?"
    return found


def recorded() -> set[str]:
    kinds = {f"{machine.name}.{step.action}" for machine in machines() for step in machine.transitions}
    for path, function, call in calls(ROOT / "marketplace" / "core" / "audit.py", "record"):
        if path != STEPS:
            kinds |= texts(path, function, call.args[0])
    return kinds


@pytest.mark.usefixtures("app")
def test_every_kind_of_event_has_a_name() -> None:
    assert recorded() - audit.NAMES.keys() == set(), "name them in the wording of their noun: see audit.name_kinds"
    assert audit.NAMES.keys() - recorded() == set(), "nothing records these"


def test_the_names_are_written_in_both_languages(app: Marketplace) -> None:
    with app.test_request_context():
        for kind, name in audit.NAMES.items():
            with force_language("en"):
                english = str(name)
            with force_language("zh"):
                assert str(name) != english, kind
