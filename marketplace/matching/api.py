"""Matching for programs: what is like a listing, what fits a need or a listing, and one pair explained."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from marketplace.core.http import actor
from marketplace.core.policy import access
from marketplace.matching import queries, service
from marketplace.matching.schemas import MatchesOut, MatchOut, RankingQuery, SimilarOut, VerdictIn

blp = Blueprint("api_matching", __name__, url_prefix="/matching", description="Needs and listings brought together")


@blp.get("/listings/<public_id>/similar")
@access.public
@blp.response(200, SimilarOut)
def similar(public_id: str) -> Any:
    """Listings like this one, with what they have in common."""
    return queries.similar(actor(), public_id)


@blp.get("/listings/<public_id>/needs")
@access.signed_in
@blp.arguments(RankingQuery, location="query")
@blp.response(200, MatchesOut)
def needs(asked: dict[str, Any], public_id: str) -> Any:
    """Open needs this listing may meet; for its owner, brokers and the centre."""
    return queries.of_listing(actor(), public_id, ranked=asked["ranked"])


@blp.get("/needs/<public_id>/listings")
@access.signed_in
@blp.arguments(RankingQuery, location="query")
@blp.response(200, MatchesOut)
def technologies(asked: dict[str, Any], public_id: str) -> Any:
    """Listings that may meet this need; for its owner, brokers and the centre."""
    return queries.of_need(actor(), public_id, ranked=asked["ranked"])


@blp.get("/needs/<public_id>/listings/<listing_id>")
@access.signed_in
@blp.response(200, MatchOut)
def explain(public_id: str, listing_id: str) -> Any:
    """One pair explained, whether or not it is listed as a match; for both owners, brokers and the centre."""
    return queries.explain(actor(), listing_id, public_id)


@blp.put("/needs/<public_id>/listings/<listing_id>/verdict")
@access.signed_in
@blp.arguments(VerdictIn)
@blp.response(200, MatchOut)
def judge(values: dict[str, Any], public_id: str, listing_id: str) -> Any:
    """Say whether a listing suits the need, or take the word back (null); for its owner's editors."""
    service.judge(actor(), need=public_id, listing=listing_id, suitable=values["suitable"])
    return queries.explain(actor(), listing_id, public_id)


@blp.post("/needs/<public_id>/listings/<listing_id>/introduction")
@access.signed_in
@blp.response(200, MatchOut)
def introduce(public_id: str, listing_id: str) -> Any:
    """Record on the need that both sides were brought together; for brokers and the centre."""
    service.introduce(actor(), need=public_id, listing=listing_id)
    return queries.explain(actor(), listing_id, public_id)
