"""Who may do what to an organisation, by relation and state of verification, and to a person's account."""

from __future__ import annotations

from typing import Any

from marketplace.core.policy import ANY, STAFF_ROLES, Actor, Table

EDITORS = ("owner", "officer")  # member roles that speak for their organisation

# The identity that the centre verified stays as it is until the organisation is to be verified again.
OPEN_STATES = frozenset({"unverified", "rejected", "expired"})


def relations(actor: Actor, organisation: Any) -> set[str]:
    """How the actor stands to an organisation: anyone, signed_in, member, officer, owner, and roles of the centre."""
    held = {"anyone"}
    if actor.system:
        return held | {"system"}
    if actor.is_anonymous:
        return held
    held |= {"signed_in", *(actor.roles & STAFF_ROLES)}
    if actor.is_staff:
        held.add("staff")
    for membership in actor.memberships:
        if membership.organisation_id == organisation.id:
            held |= {"member", membership.role}
    return held


ORGANISATION = Table(
    "organisation",
    relations,
    {
        # Strangers see what the centre verified; people who work here also see who is not verified yet.
        "view": {"anyone": {"verified", "expired"}, "signed_in": ANY, "system": ANY},
        "edit": {"owner": ANY, "officer": ANY, "administrator": ANY},
        "edit_identity": {"owner": OPEN_STATES, "officer": OPEN_STATES, "administrator": OPEN_STATES},
        "view_members": {"member": ANY, "staff": ANY},
        "manage_members": {"owner": ANY, "administrator": ANY},
        "apply": {"owner": ANY},
        "view_papers": {"owner": ANY, "officer": ANY, "reviewer": ANY, "centre_lead": ANY, "administrator": ANY},
        "review": {"reviewer": ANY, "centre_lead": ANY, "administrator": ANY, "system": ANY},
    },
)


def person_relations(actor: Actor, person: Any) -> set[str]:
    """How the actor stands to a person's account: self, and roles of the centre."""
    held = set(actor.roles & STAFF_ROLES)
    if actor.system:
        held.add("system")
    if person.id == actor.user_id:
        held.add("self")
    return held


PERSON = Table(
    "person",
    person_relations,
    {
        "view": {"self": ANY, "administrator": ANY, "centre_lead": ANY, "auditor": ANY, "system": ANY},
        "manage": {"administrator": ANY, "system": ANY},
    },
)


def may_keep(actor: Actor, organisation_id: int) -> bool:
    """Whether the actor may enter and change the facilities of an organisation: its editors, or the centre."""
    return actor.member_of(organisation_id, *EDITORS) or actor.has("centre_lead", "administrator")
