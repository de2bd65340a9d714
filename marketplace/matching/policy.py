"""Who sees what matches a need or a listing: its owner, brokers and the centre; similar listings are for everybody."""

from __future__ import annotations

from typing import Any

from marketplace.core.policy import ANY, Actor, Table
from marketplace.listings import policy as listings
from marketplace.needs import policy as needs

NEED = Table(
    "need",
    needs.relations,
    {
        "view": needs.NEED_POLICY.rules["view"],
        "see_matches": {"owner_member": ANY, "staff": ANY, "broker": ANY, "system": ANY},
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
