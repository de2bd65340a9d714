"""Who may see, write, review and download what of a listing."""

from __future__ import annotations

from typing import Any

from marketplace.accounts.policy import EDITORS
from marketplace.core.policy import ANY, STAFF_ROLES, Actor, Table

OWNER_KINDS = frozenset(
    {"university", "institute", "medical", "enterprise", "new_rd_body", "pilot_platform", "incubator"}
)
PUBLIC = frozenset({"published", "under_offer", "expired", "closed_deal"})
# An expired listing that is reviewed again keeps its page: everybody still sees the version published last.
AGAIN = frozenset({"submitted", "secrecy_review", "compliance_review", "returned"})
EDITABLE = frozenset({"draft", "returned", "published", "under_offer", "paused"})


def relations(actor: Actor, listing: Any) -> set[str]:
    """How the actor stands to a listing: anyone, signed_in, owner_member, owner_editor, roles of the centre, system.

    `anyone_again` is held by everybody while the listing has a published version.
    """
    held = {"anyone"}
    if listing.version_number:
        held.add("anyone_again")
    if actor.system:
        return held | {"system", "staff", "reviewer", "centre_lead"}
    if actor.is_anonymous:
        return held
    held |= {"signed_in", *(actor.roles & STAFF_ROLES)}
    if actor.is_staff:
        held.add("staff")
    if any(membership.verified for membership in actor.memberships):
        held.add("verified_member")
    if actor.member_of(listing.owner_id):
        held.add("owner_member")
        if actor.member_of(listing.owner_id, *EDITORS) or listing.created_by_id == actor.user_id:
            held.add("owner_editor")
    return held


LISTING_POLICY = Table(
    "listing",
    relations,
    {
        "view": {"anyone": PUBLIC, "anyone_again": AGAIN, "owner_member": ANY, "staff": ANY, "system": ANY},
        "edit": {"owner_editor": EDITABLE},
        "see_inside": {"owner_member": ANY, "staff": ANY},
        "review": {"reviewer": ANY, "centre_lead": ANY},
        "comment": {"owner_member": ANY, "reviewer": ANY, "centre_lead": ANY},
        "set_availability": {"owner_editor": {"published", "under_offer", "paused"}},
        "rerate": {"reviewer": ANY, "centre_lead": ANY, "system": ANY},
        # Confidential files wait for an agreement; those of the members' tier ask who reads them.
        "read_public": {"anyone": PUBLIC, "anyone_again": AGAIN, "owner_member": ANY, "staff": ANY},
        "read_members": {"verified_member": PUBLIC, "owner_member": ANY, "staff": ANY},
        "read_nda": {"owner_member": ANY, "staff": ANY},
    },
)


def organisations_of(actor: Actor) -> list[tuple[str, str, int]]:
    """(public id, name, id) of the organisations for which the actor may list."""
    return [
        (m.organisation_public_id, m.organisation_name, m.organisation_id)
        for m in actor.memberships
        if m.organisation_kind in OWNER_KINDS
    ]
