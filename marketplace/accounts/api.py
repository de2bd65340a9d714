"""Organisations and the own account for programs."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from marketplace.accounts import queries
from marketplace.accounts.schemas.organisations import MeOut, OrganisationListOut, OrganisationOut, PageSchema
from marketplace.core.http import actor
from marketplace.core.policy import Actor, access

blp = Blueprint("api_accounts", __name__, description="Organisations, and who a token acts for.")


@blp.get("/organisations")
@access.public
@blp.arguments(PageSchema, location="query")
@blp.response(200, OrganisationListOut)
def organisations(filters: dict[str, Any]) -> Any:
    """Verified organisations, filtered by name, kind and region."""
    return queries.organisations(**filters)


@blp.get("/organisations/<public_id>")
@access.public
@blp.response(200, OrganisationOut)
def organisation(public_id: str) -> Any:
    """One organisation."""
    return queries.organisation_page(actor(), public_id).card


@blp.get("/me")
@access.signed_in
@blp.response(200, MeOut)
def me() -> Actor:
    """Who the token acts for: roles and memberships as they hold at this moment."""
    return actor()
