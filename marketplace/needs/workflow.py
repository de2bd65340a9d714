"""The way of a need (需求) as a table, and the rules of clarity that keep a draft from being submitted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from marketplace.core.i18n import l_
from marketplace.core.workflow import Machine, Transition


@dataclass(frozen=True)
class Gap:
    """What is missing in which field, and what to do about it."""

    field: str
    rule: Any
    remedy: Any


@dataclass(frozen=True)
class NeedFacts:
    """What the guards look at."""

    gaps: Sequence[Gap] = ()
    owner_verified: bool = False
    clarity_comments: int = 0
    unclear_comments: int = 0
    deadline: date | None = None
    today: date = field(default_factory=date.today)


def complete(facts: NeedFacts) -> object | None:
    """Everything a solver must know is there; each gap is named beside its field."""
    return facts.gaps[0].rule if facts.gaps else None


def verified_owner(facts: NeedFacts) -> object | None:
    """Those who publish give their true identity (cybersecurity law, article 24)."""
    return None if facts.owner_verified else l_("The centre must verify your organisation before a need is published.")


def judged_clear(facts: NeedFacts) -> object | None:
    """Somebody who did not write the need understood it."""
    if facts.clarity_comments == 0:
        return l_("At least one broker or reviewer must confirm that the need is clear.")
    if facts.clarity_comments <= facts.unclear_comments:
        return l_("More readers find the need unclear than clear; return it with the open questions.")
    return None


def deadline_ahead(facts: NeedFacts) -> object | None:
    if facts.deadline is None or facts.deadline >= facts.today:
        return None
    return l_("The deadline has passed; set a later one.")


_OWNER = frozenset({"owner_editor"})
_REVIEWER = frozenset({"reviewer", "centre_lead"})
_DESK = frozenset({"broker", "reviewer", "centre_lead"})
_DEALS = frozenset({"broker", "reviewer", "centre_lead", "owner_editor", "counterpart", "system"})
_LIVE = ("open", "matching", "introduced")

NEED = Machine(
    name="need",
    states=(
        "draft", "submitted", "reviewed", "open", "matching", "introduced", "in_deal", "met", "expired", "withdrawn",
    ),
    initial="draft",
    transitions=(
        Transition("submit", ("draft",), "submitted", _OWNER, (verified_owner, complete, deadline_ahead)),
        Transition("recall", ("submitted", "reviewed"), "draft", _OWNER),
        Transition("return", ("submitted", "reviewed"), "draft", _REVIEWER, needs_reason=True),
        Transition("review", ("submitted",), "reviewed", _REVIEWER, (judged_clear,)),
        Transition("publish", ("reviewed",), "open", _REVIEWER, (verified_owner, complete, deadline_ahead)),
        Transition("match", ("open",), "matching", _DEALS),
        Transition("introduce", ("open", "matching"), "introduced", _DEALS),
        # Several suppliers may be introduced to one need: a further introduction only leaves its mark.
        Transition("introduce", ("introduced",), None, _DEALS),
        Transition("enter_deal", _LIVE, "in_deal", _DEALS),
        Transition("leave_deal", ("in_deal",), "open", _DEALS),
        Transition("meet", ("in_deal", *_LIVE), "met", _DEALS),
        Transition("expire", _LIVE, "expired", frozenset({"system", "reviewer", "centre_lead"})),
        Transition("renew", ("expired",), "open", _OWNER, (verified_owner, complete, deadline_ahead)),
        Transition("withdraw", ("draft", "submitted", "reviewed", *_LIVE, "expired"), "withdrawn",
                   _OWNER | _REVIEWER, needs_reason=True),
    ),
    final=frozenset({"met", "withdrawn"}),
)  # fmt: skip
BY_DEALS = frozenset({"enter_deal", "leave_deal"})  # steps that nobody takes but with a deal
PUBLIC = frozenset({"open", "matching", "introduced", "in_deal", "met", "expired"})


def gaps(need: Any) -> list[Gap]:
    """What a solver could not know yet; the order is that of the form. `need` is a row or anything shaped like it."""
    found: list[Gap] = []
    for name, test, rule, remedy in _RULES:
        if not test(need):
            found.append(Gap(name, rule, remedy))
    return found


def completeness(need: Any) -> int:
    """Share of the rules that are met, in percent."""
    return round(100 * (len(_RULES) - len(gaps(need))) / len(_RULES))


def _long(text: Any, length: int) -> bool:
    return max(len(text.zh or ""), len(text.en or "") // 2) >= length if text else False


_RULES: tuple[tuple[str, Any, Any, Any], ...] = (
    ("title", lambda n: _long(n.title, 6), l_("The title says too little."),
     l_("Name the process and what must become better.")),
    ("process", lambda n: _long(n.process, 10), l_("Process and place are missing."),
     l_("Describe the step, the medium, temperatures or flows.")),
    ("problem", lambda n: _long(n.problem, 20), l_("The problem is not described."),
     l_("Say what happens today and what it costs.")),
    ("targets", lambda n: bool(n.targets), l_("There is no figure to reach."),
     l_("Give at least one target value with its unit, best with the present value.")),
    ("limits", lambda n: _long(n.limits, 4), l_("Limits are missing."),
     l_("Name space, cost, standards or media; write “none” if there are none.")),
    ("field_codes", lambda n: bool(n.field_codes), l_("No technology field is chosen."),
     l_("Choose at least one of the thirteen fields.")),
    ("cooperation_modes", lambda n: bool(n.cooperation_modes), l_("No form of cooperation is chosen."),
     l_("Choose at least one, for example licence or joint implementation.")),
    ("tried", lambda n: _long(n.tried, 4), l_("It is not said what was tried."),
     l_("Name it in a line, or write “nothing yet”.")),
)  # fmt: skip
