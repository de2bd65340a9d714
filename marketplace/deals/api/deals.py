"""Deals for programs, as far as the bearer of the token may see them: lists, one deal, its history and its steps."""

from __future__ import annotations

from typing import Any

from marketplace.core.http import IF_MATCH, actor, version_number_read
from marketplace.core.policy import access
from marketplace.deals import queries, service
from marketplace.deals.api import blp
from marketplace.deals.schemas import DealIn, DealListOut, DealOut, DealQuery, DealStepIn, EventOut, GateOut, PoolOut


@blp.get("")
@access.signed_in
@blp.arguments(DealQuery, location="query")
@blp.response(200, DealListOut)
def list_deals(asked: dict[str, Any]) -> Any:
    """The deals the reader may see, by stage and signal."""
    number, size = asked.pop("page"), asked.pop("size")
    return queries.deal_list(actor(), queries.DealFilters(**asked), number=number, size=size)


@blp.get("/pool")
@access.roles("broker", "reviewer", "centre_lead")
@blp.response(200, PoolOut(many=True))
def list_pool() -> Any:
    """Leads that nobody brokers yet, the oldest first."""
    return queries.pool(actor())


@blp.get("/<public_id>")
@access.signed_in
@blp.response(200, DealOut)
def show_deal(public_id: str) -> Any:
    """One deal; of others it answers 404. The ETag is the version that a step or a change must name."""
    return deal_answer(public_id)


@blp.put("/<public_id>")
@access.signed_in
@blp.doc(parameters=[IF_MATCH])
@blp.arguments(DealIn)
@blp.response(200, DealOut)
def edit_deal(values: dict[str, Any], public_id: str) -> Any:
    """Set title and value, for the broker and the centre; `If-Match` must name the version read (409 otherwise)."""
    service.edit(actor(), public_id=public_id, version=version_number_read(), **values)
    return deal_answer(public_id)


@blp.get("/<public_id>/history")
@access.signed_in
@blp.response(200, EventOut(many=True))
def get_history(public_id: str) -> Any:
    """What happened, newest first, as far as the caller may see it; 200 events at most."""
    return queries.work_on(actor(), public_id, "timeline")


@blp.get("/<public_id>/steps")
@access.signed_in
@blp.response(200, GateOut)
def get_steps(public_id: str) -> Any:
    """What may be done next and what is missing before it; for the broker and the centre, who take the steps."""
    return queries.gate_page(actor(), public_id)


@blp.post("/<public_id>/advance")
@access.signed_in
@blp.doc(parameters=[IF_MATCH])
@blp.arguments(DealStepIn)
@blp.response(200, DealOut)
def advance_deal(values: dict[str, Any], public_id: str) -> Any:
    """Take a step; 422 names everything that is missing. Pilots and incubation begin from their own pages."""
    service.advance(actor(), public_id=public_id, version=version_number_read(), **values)
    return deal_answer(public_id)


def deal_answer(public_id: str, status: int = 200) -> Any:
    """A deal with the version that the next step or change must name."""
    found = queries.deal_record(actor(), public_id)
    return found, status, {"ETag": f'"{found["version"]}"'}
