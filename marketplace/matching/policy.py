"""Who sees what matches a need or a listing: its owner, brokers and the centre; similar listings are for everybody."""

from __future__ import annotations

from itertools import chain
from typing import Any

from marketplace.core.policy import ANY, Actor, Table
from marketplace.listings import policy as listings
from marketplace.needs import policy as needs
from marketplace.needs.workflow import NEED as STEPS

_INTRODUCED_FROM = frozenset(chain.from_iterable(t.source for t in STEPS.transitions if t.action == "introduce"))

NEED = Table(
    "need",
    needs.relations,
    {
        "view": needs.NEED_POLICY.rules["view"],
        "see_matches": {"owner_member": ANY, "staff": ANY, "broker": ANY, "system": ANY},
        # Whoever answers for the need says which listings suit it.
        "judge": {"owner_editor": ANY},
        # The step of the need's own workflow; its owner asks about the listing instead.
        "introduce": dict.fromkeys(("broker", "reviewer", "centre_lead"), _INTRODUCED_FROM),
    },
)


def relations(actor: Actor, listing: Any) -> set[str]:
    """How the actor stands to a listing; brokers stand to every listing they can see."""
    held = listings.relations(actor, listing)
    return held | {"broker"} if actor.has("broker") else held


LISTING = Table(
    "listing",
    relations,
    {
        "view": listings.LISTING_POLICY.rules["view"],
        "see_matches": {
            "owner_member": ANY,
            "staff": ANY,
            "system": ANY,
            "broker": listings.PUBLIC | listings.AGAIN,
        },
    },
)
