"""What discovery gives the rest: listings like a withdrawn one; and what it follows: listings as they come and go."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, url_for

from marketplace.core import indexing, jobs, news
from marketplace.core.http import actor, lang
from marketplace.core.searchable import audience_of
from marketplace.discovery.queries.rows import rows_of
from marketplace.listings import queries as listings
from search import Query, SearchUnavailable
from search.box import parse_box

MOST = 5
COMING_AND_GOING = ("published", "withdrawn", "held", "expired", "closed")


@dataclass(frozen=True)
class Similar:
    """A record to look at instead."""

    title: str
    url: str


def wire(app: Flask) -> None:
    """Tell the error page of withdrawn records what is like them, and keep suggestions as public as the listings."""
    app.extensions["similar"] = similar
    for happened in COMING_AND_GOING:
        news.subscribe(f"listing.{happened}", follow)


def follow(listing_id: int) -> None:
    """The suggestions of a listing follow it once its change is committed."""
    jobs.defer("discovery.follow_listing", listing_id=listing_id)


def similar(subject: str) -> list[Similar]:
    """Public listings about the same thing as a withdrawn one; without an engine the newest of its field."""
    _noun, _colon, public_id = subject.partition(":")
    gone = listings.summary_by_public_id(public_id)
    if gone is None:
        return []
    names = [name for name in _names(gone.title.pick("zh"), gone.field_codes) if name != subject]
    rows = rows_of(actor(), names[:MOST])
    return [
        Similar(rows[name].title.pick(lang()), url_for("listings.show", public_id=rows[name].public_id))
        for name in names[:MOST]
        if name in rows
    ]


def _names(title: str, fields: tuple[str, ...]) -> list[str]:
    text = parse_box(title, indexing.declared())
    query = Query(audience=audience_of(actor()), text=text, kinds=("listing",), size=MOST + 1)
    try:
        return [hit.id for hit in indexing.searcher().search(query).hits]
    except SearchUnavailable:
        return [f"listing:{name}" for name in listings.basic(words="", fields=fields[:1], limit=MOST)]
