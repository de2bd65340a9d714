"""The people around a deal for programs: broker, declaration, parties, contact persons."""

from __future__ import annotations

from typing import Any

from marketplace.core.http import IF_MATCH, actor, version_number_read
from marketplace.core.policy import access
from marketplace.deals import service
from marketplace.deals.api import blp
from marketplace.deals.api.deals import deal_answer
from marketplace.deals.schemas import AssignIn, ContactSchema, DealOut, DealReasonIn, DeclarationSchema, PartySchema


@blp.post("/<public_id>/claim")
@access.roles("broker")
@blp.response(200, DealOut)
def claim_deal(public_id: str) -> Any:
    """Take a lead from the pool; nothing can be done with it before the declaration."""
    service.claim(actor(), public_id=public_id)
    return deal_answer(public_id)


@blp.put("/<public_id>/broker")
@access.roles("reviewer", "centre_lead")
@blp.doc(parameters=[IF_MATCH])
@blp.arguments(AssignIn)
@blp.response(200, DealOut)
def assign_broker(values: dict[str, Any], public_id: str) -> Any:
    """Give the deal to a broker without a relation to its parties, who must declare first."""
    version = version_number_read()
    service.assign(actor(), public_id=public_id, broker_user_public_id=values["broker"], version=version)
    return deal_answer(public_id)


@blp.post("/<public_id>/declaration")
@access.roles("broker")
@blp.arguments(DeclarationSchema)
@blp.response(204, description="With a related side the deal went back to the pool; without, it is the caller's.")
def declare(values: dict[str, Any], public_id: str) -> None:
    """Declare whether there is a conflict of interest."""
    service.declare(actor(), public_id=public_id, **values)


@blp.post("/<public_id>/parties")
@access.signed_in
@blp.arguments(PartySchema)
@blp.response(201, DealOut)
def add_party(values: dict[str, Any], public_id: str) -> Any:
    """Let a further organisation take part, for the broker and the centre."""
    service.add_party(actor(), public_id=public_id, **values)
    return deal_answer(public_id, 201)


@blp.post("/<public_id>/parties/<int:party_id>/remove")
@access.signed_in
@blp.arguments(DealReasonIn)
@blp.response(200, DealOut)
def remove_party(values: dict[str, Any], public_id: str, party_id: int) -> Any:
    """Let a further party go, for the broker and the centre; supplier and buyer stay."""
    service.remove_party(actor(), public_id=public_id, party_id=party_id, **values)
    return deal_answer(public_id)


@blp.put("/<public_id>/parties/<int:party_id>/contact")
@access.signed_in
@blp.arguments(ContactSchema)
@blp.response(200, DealOut)
def name_contact(values: dict[str, Any], public_id: str, party_id: int) -> Any:
    """Name the member who speaks for a party: its own editors, the broker, or the centre."""
    service.name_contact(actor(), public_id=public_id, party_id=party_id, **values)
    return deal_answer(public_id)


@blp.post("/<public_id>/bypass")
@access.roles("centre_lead")
@blp.arguments(DealReasonIn)
@blp.response(200, DealOut)
def clear_bypass(values: dict[str, Any], public_id: str) -> Any:
    """Decide about an earlier introduction of the same parties by another broker."""
    service.clear_bypass(actor(), public_id=public_id, **values)
    return deal_answer(public_id)
