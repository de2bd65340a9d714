"""The life of an enquiry: asked, answered, and one of five ends (docs/decisions/0002-enquiry-states.md)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from marketplace.core.i18n import l_
from marketplace.core.workflow import Machine, Transition

PENDING = ("open", "answered")  # the thread goes on


@dataclass(frozen=True)
class EnquiryFacts:
    """What the guards look at."""

    item_available: bool = True
    asker_verified: bool = True
    decline_code: str | None = None
    decline_note: str | None = None
    code_needs_note: bool = False


def item_available(facts: EnquiryFacts) -> Any:
    return None if facts.item_available else l_("The listing or need is no longer open to new deals.")


def asker_verified(facts: EnquiryFacts) -> Any:
    """Those who negotiate give their true identity (cybersecurity law, article 24)."""
    return None if facts.asker_verified else l_("The organisation that asked is not verified at present.")


def decline_coded(facts: EnquiryFacts) -> Any:
    return None if facts.decline_code else l_("Choose a reason for declining; it helps to improve the listing.")


def decline_explained(facts: EnquiryFacts) -> Any:
    if facts.code_needs_note and not facts.decline_note:
        return l_("Describe the other reason in a line.")
    return None


_OWNER = frozenset({"owner_editor"})
_ASKER = frozenset({"asker_member"})
_CLOCK = frozenset({"system"})
_DESK = frozenset({"broker", "reviewer", "centre_lead"})

ENQUIRY_MACHINE = Machine(
    name="enquiry",
    states=("open", "answered", "accepted", "declined", "withdrawn", "expired", "blocked"),
    initial="open",
    final=frozenset({"accepted", "declined", "withdrawn", "expired", "blocked"}),
    transitions=(
        # The clock asks when the party itself answers; what a broker writes meanwhile does not stop it.
        Transition("answer", ("open",), "answered", frozenset({"owner_member"})),
        # At the deadline a broker joins; the enquiry stays open and the owner may still answer.
        Transition("escalate", ("open",), None, _CLOCK),
        Transition("accept", PENDING, "accepted", _OWNER, (item_available, asker_verified)),
        # A broker or officer of the centre opens the deal on the word of the owner, and says how it was given.
        Transition("open_deal", PENDING, "accepted", _DESK, (item_available, asker_verified), needs_reason=True),
        Transition("decline", PENDING, "declined", _OWNER, (decline_coded, decline_explained)),
        Transition("withdraw", PENDING, "withdrawn", _ASKER),
        Transition("expire", PENDING, "expired", _CLOCK),
        Transition("block", PENDING, "blocked", _OWNER | {"reviewer", "centre_lead"}, needs_reason=True),
    ),
)
