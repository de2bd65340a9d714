"""Who may do what with a need, and who sees whose it is."""

from __future__ import annotations

from typing import Any

from marketplace.accounts.policy import EDITORS
from marketplace.core.policy import ANY, STAFF_ROLES, Actor, Table
from marketplace.needs.workflow import PUBLIC


def relations(actor: Actor, need: Any) -> set[str]:
    """How the actor stands to a need: anyone, signed_in, owner_member, owner_editor, broker, staff roles, system."""
    held = {"anyone"}
    if actor.system:
        return held | {"system", "staff"}
    if actor.is_anonymous:
        return held
    held.add("signed_in")
    held |= actor.roles & STAFF_ROLES
    if actor.is_staff:
        held.add("staff")
    if actor.has("broker"):
        held.add("broker")
    if actor.member_of(need.owner_id):
        held.add("owner_member")
    if actor.member_of(need.owner_id, *EDITORS):
        held.add("owner_editor")
    return held


NEED_POLICY = Table(
    "need",
    relations,
    {
        # Brokers read what waits for its clarity review: they judge it.
        "view": {"anyone": PUBLIC, "owner_member": ANY, "staff": ANY, "broker": PUBLIC | {"submitted", "reviewed"}},
        "see_inside": {"owner_member": ANY, "staff": ANY},
        "edit": {"owner_editor": {"draft", "expired"}},
        "comment": {"broker": {"submitted", "reviewed"}, "reviewer": {"submitted", "reviewed"},
                    "centre_lead": {"submitted", "reviewed"}},
        "see_owner": {"owner_member": ANY, "staff": ANY, "broker": ANY, "system": ANY},
        "read_comments": {"owner_member": ANY, "staff": ANY, "broker": ANY},
    },
)  # fmt: skip
