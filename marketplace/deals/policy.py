"""Who may do what with an enquiry and with a deal, and what each reader sees of it."""

from __future__ import annotations

from typing import Any

from marketplace.accounts.policy import EDITORS
from marketplace.core.policy import ANY, STAFF_ROLES, Actor, Table
from marketplace.deals.workflow import OPEN, PENDING

BUYER_KINDS = frozenset({"enterprise", "new_rd_body", "pilot_platform", "incubator"})
SUPPLIER_KINDS = frozenset({"university", "institute", "medical", "new_rd_body", "enterprise"})
LEAD_STAFF = frozenset({"reviewer", "centre_lead"})

_OPEN, _PENDING = frozenset(OPEN), frozenset(PENDING)


def _of_the_centre(actor: Actor) -> set[str]:
    """The relations of people of the centre to any record."""
    if actor.system:
        return {"system", "staff"}
    held = set(actor.roles & STAFF_ROLES)
    if held:
        held.add("staff")
    if held & LEAD_STAFF:
        held.add("lead_staff")
    return held


def enquiry_relations(actor: Actor, enquiry: Any) -> set[str]:
    """anyone, asker_member, owner_member, owner_editor, broker (assigned to it), staff, lead_staff, staff roles."""
    held = {"anyone"} | _of_the_centre(actor)
    if actor.is_anonymous:
        return held
    if actor.member_of(enquiry.asker_id):
        held.add("asker_member")
    if actor.member_of(enquiry.owner_id):
        held.add("owner_member")
    if actor.member_of(enquiry.owner_id, *EDITORS):
        held.add("owner_editor")
    if enquiry.broker_user_id is not None and enquiry.broker_user_id == actor.user_id and actor.has("broker"):
        held.add("broker")
    return held


def deal_relations(actor: Actor, deal: Any) -> set[str]:
    """How the actor stands to a deal, by active memberships and roles at this moment.

    broker: assigned and without a declared conflict; broker_pending: assigned, declaration still owed;
    pool_broker: any broker while nobody is assigned; supplier_member/_editor, buyer_member/_editor;
    third_party_member/_editor: of a platform, incubator or other party; staff, lead_staff and the staff roles.
    """
    held = {"anyone"} | _of_the_centre(actor)
    if actor.is_anonymous or actor.system:
        return held
    if actor.has("broker"):
        held |= _as_broker(actor, deal)
    for party in deal.parties:
        if party.left_at is None and party.side != "broker" and actor.member_of(party.organisation_id):
            side = party.side if party.side in ("supplier", "buyer") else "third_party"
            held.add(f"{side}_member")
            if actor.member_of(party.organisation_id, *EDITORS):
                held.add(f"{side}_editor")
    return held


def _as_broker(actor: Actor, deal: Any) -> set[str]:
    if deal.broker_user_id is None:
        return {"pool_broker"}
    if deal.broker_user_id != actor.user_id:
        return set()
    return {"broker"} if deal.broker_declared_at is not None else {"broker_pending"}


ENQUIRY = Table(
    "enquiry",
    enquiry_relations,
    {
        "view": {"asker_member": ANY, "owner_member": ANY, "broker": ANY, "staff": ANY, "system": ANY},
        "write": {"asker_member": _PENDING, "owner_member": _PENDING, "broker": _PENDING, "lead_staff": _PENDING},
    },
)

_PRINCIPALS = ("supplier_member", "buyer_member")
_SPEAKERS = ("supplier_editor", "buyer_editor")
_DESK = ("broker", "lead_staff")


def _always(*relations: str) -> dict[str, None]:
    return dict.fromkeys(relations, ANY)


def _while_open(*relations: str) -> dict[str, frozenset[str]]:
    return dict.fromkeys(relations, _OPEN)


DEAL = Table(
    "deal",
    deal_relations,
    {
        "view": _always("broker", "broker_pending", "third_party_member", "staff", "system", *_PRINCIPALS),
        # What the parties share among themselves; parties that only take part in a step see their own part.
        "read_shared": _always("broker", "staff", "system", *_PRINCIPALS),
        "read_internal": _always("broker", "staff", "system"),
        "edit": _while_open(*_DESK),
        "plan": _while_open(*_DESK),
        "add_task": _while_open(*_DESK, *_SPEAKERS),
        "write_note": _while_open(*_DESK, *_PRINCIPALS),
        "write_internal": _always(*_DESK),
        "upload": _while_open(*_DESK, *_PRINCIPALS, "third_party_editor"),
        "manage_parties": _while_open(*_DESK),
        "name_contact": _while_open(*_DESK, *_SPEAKERS, "third_party_editor"),
        "assign": _while_open("lead_staff", "system"),
        "claim": _while_open("pool_broker"),
        "declare": _while_open("broker_pending"),
        "clear_bypass": _while_open("centre_lead"),
        "see_gate": _always("broker", "staff"),
    },
)


def sees_task(actor: Actor, deal: Any, task: Any) -> bool:
    """Shared tasks are seen by the principals; whoever takes part sees what was given to him."""
    if task.assignee_id == actor.user_id:
        return bool(deal_relations(actor, deal) - {"anyone", "pool_broker"})
    return DEAL.may(actor, "read_internal" if task.visibility == "internal" else "read_shared", deal)


def sees_document(actor: Actor, deal: Any, document: Any) -> bool:
    """Shared: principals, broker, centre; internal: broker and centre; own side: the side's members and the centre."""
    if document.visibility == "own_side":
        present = {row.organisation_id for row in deal.parties if row.left_at is None}
        own = document.organisation_id in present and actor.member_of(document.organisation_id)
        return own or bool(_of_the_centre(actor))
    return DEAL.may(actor, "read_internal" if document.visibility == "internal" else "read_shared", deal)


def event_visibilities(relations: set[str]) -> tuple[str, ...]:
    """The visibilities of timeline events that a reader with these relations sees."""
    if relations & {"staff", "broker", "system"}:
        return ("public", "parties", "staff")
    if relations & set(_PRINCIPALS):
        return ("public", "parties")
    return ()
