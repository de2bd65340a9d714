"""State machines as tables: the one place that moves a record from state to state."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import CheckConstraint

from marketplace.core import audit, clock
from marketplace.core.db import among
from marketplace.core.errors import Forbidden, GuardsUnmet, Invalid, InvalidAction
from marketplace.core.i18n import l_
from marketplace.core.policy import Actor

Guard = Callable[[Any], Any]  # facts → None when met, else the sentence that names what is missing


@dataclass(frozen=True)
class Transition:
    """One allowed step. `target` None keeps the state (a step that only leaves its mark)."""

    action: str
    source: tuple[str, ...]
    target: str | None
    who: frozenset[str]
    guards: tuple[Guard, ...] = ()
    needs_reason: bool = False
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class Machine:
    """A named table of transitions. Anything not listed is refused."""

    name: str
    states: tuple[str, ...]
    initial: str
    transitions: tuple[Transition, ...]
    final: frozenset[str] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        seen: set[tuple[str, str]] = set()
        for transition in self.transitions:
            named = {*transition.source, *({transition.target} if transition.target else ())}
            if unknown := named - set(self.states):
                raise ValueError(f"{self.name}: unknown states {sorted(unknown)}")
            for source in transition.source:
                if (source, transition.action) in seen:
                    raise ValueError(f"{self.name}: {transition.action} from {source} is listed twice")
                if source in self.final:
                    raise ValueError(f"{self.name}: {source} is final")
                seen.add((source, transition.action))

    @property
    def all_actions(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(t.action for t in self.transitions))

    def next(self, state: str, action: str) -> Transition:
        """The transition for an action in a state. Raises InvalidAction."""
        for transition in self.transitions:
            if transition.action == action and state in transition.source:
                return transition
        raise InvalidAction()

    def actions(self, state: str, relations: Iterable[str] | None = None) -> list[Transition]:
        """The transitions possible from a state, for someone with these relations when given."""
        held = None if relations is None else set(relations)
        return [t for t in self.transitions if state in t.source and (held is None or t.who & held)]

    def unmet(self, state: str, action: str, facts: Any) -> list[Any]:
        """The sentences of all guards that are not met."""
        return [text for guard in self.next(state, action).guards if (text := guard(facts)) is not None]


def state_check(machine: Machine) -> CheckConstraint:
    """The database refuses a state that the table does not know."""
    return among("state", machine.states)


def advance(
    machine: Machine,
    record: Any,
    action: str,
    *,
    actor: Actor,
    relations: Iterable[str],
    facts: Any = None,
    reason: str | None = None,
    subjects: Sequence[str] = (),
    changes: Mapping[str, Sequence[Any]] | None = None,
    visibility: str = "parties",
    data: Mapping[str, Any] | None = None,
) -> Transition:
    """Take one step and record it as `<machine>.<action>`.

    Raises InvalidAction (no such step from here), Forbidden (not this actor), Invalid (a reason is needed)
    or GuardsUnmet (everything that is missing), in this order; nothing is changed then.
    """
    transition = machine.next(record.state, action)
    if not actor.system and not transition.who & set(relations):
        raise Forbidden()
    if transition.needs_reason and not (reason or "").strip():
        raise Invalid(fields={"reason": [l_("State the reason for this step.")]})
    if unmet := machine.unmet(record.state, action, facts):
        raise GuardsUnmet(unmet)
    before = record.state
    if transition.target is not None:
        record.state = transition.target
        if hasattr(record, "state_changed_at") and before != transition.target:
            record.state_changed_at = clock.now()
    audit.record(
        f"{machine.name}.{action}",
        actor=actor,
        subjects=[f"{machine.name}:{record.public_id}", *subjects],
        changes={"state": [before, record.state], **(changes or {})},
        reason=reason,
        visibility=visibility,
        data=data,
    )
    return transition
