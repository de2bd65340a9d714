"""Deals for programs, as far as the bearer of the token may see them."""

from __future__ import annotations

from typing import Any

from marketplace.core.http import actor
from marketplace.core.policy import access
from marketplace.deals import queries
from marketplace.deals.api import blp
from marketplace.deals.schemas import DealListOut, DealOut, DealQuery


@blp.get("")
@access.signed_in
@blp.arguments(DealQuery, location="query")
@blp.response(200, DealListOut)
def list_deals(asked: dict[str, Any]) -> Any:
    """The deals the reader may see, by stage and signal."""
    number, size = asked.pop("page"), asked.pop("size")
    return queries.deal_list(actor(), queries.DealFilters(**asked), number=number, size=size)


@blp.get("/<public_id>")
@access.signed_in
@blp.response(200, DealOut)
def show_deal(public_id: str) -> Any:
    """One deal; of others it answers 404."""
    return queries.deal_record(actor(), public_id)
