"""The full state × action matrix of a workflow: every pair is tried, refusals included."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from marketplace.core.errors import Forbidden, InvalidAction
from marketplace.core.workflow import Machine, advance


class Record:
    """The least a machine needs: a state and a public id."""

    def __init__(self, state: str) -> None:
        self.state = state
        self.public_id = "0123456789"


def assert_matrix(machine: Machine, expected: dict[tuple[str, str], str | None], *, actor: Any, facts: Any) -> None:
    """`expected` lists every allowed (state, action) → next state; all other pairs must be refused.

    `facts` must meet every guard. Pairs are tried with each relation the table names and with none.
    """
    listed = {(source, t.action): t.target or source for t in machine.transitions for source in t.source}
    assert listed == {pair: target or pair[0] for pair, target in expected.items()}
    for state in machine.states:
        for action in machine.all_actions:
            _try(machine, state, action, expected, actor, facts)


def _try(machine: Machine, state: str, action: str, expected: dict[Any, Any], actor: Any, facts: Any) -> None:
    record = Record(state)
    step: Callable[..., Any] = lambda relations: advance(  # noqa: E731
        machine, record, action, actor=actor, relations=relations, facts=facts, reason="because"
    )
    if (state, action) not in expected:
        _refused(lambda: step({"anyone", "staff", "owner", "system"}), InvalidAction)
        assert record.state == state
        return
    _refused(lambda: step(set()), Forbidden)
    assert record.state == state
    for relation in sorted(machine.next(state, action).who):
        record.state = state
        step({relation})
        assert record.state == (expected[state, action] or state)


def _refused(call: Callable[[], Any], error: type[Exception]) -> None:
    try:
        call()
    except error:
        return
    raise AssertionError(f"{error.__name__} was expected")
