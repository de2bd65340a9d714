"""What discovery follows (listings as they come and go) and supplies (how documents are called)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Flask

from marketplace.accounts import queries as accounts
from marketplace.alerts.queries import questions
from marketplace.core import audit, jobs, news, searchable
from marketplace.core.i18n import l_
from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.discovery.queries.collections import own_data
from marketplace.discovery.queries.examples import to_try
from marketplace.discovery.queries.rows import rows_of
from marketplace.discovery.service import closed_accounts
from marketplace.discovery.service.collections import end_sharing
from marketplace.discovery.service.finding import describe

COMING_AND_GOING = ("published", "withdrawn", "held", "expired", "closed")

EVENTS: dict[str, Any] = {
    "search.export": l_("Search results exported"),
    "collection.create": l_("Collection made"),
    "collection.rename": l_("Collection renamed"),
    "collection.delete": l_("Collection deleted"),
    "collection.keep": l_("Record put into a collection"),
    "collection.remove": l_("Record taken out of a collection"),
    "collection.open_link": l_("Link to a collection opened"),
    "collection.withdraw_link": l_("Link to a collection withdrawn"),
    "collection.share": l_("Collection shared with an organisation"),
    "collection.unshare": l_("Sharing of a collection ended"),
}


def wire(app: Flask) -> None:
    """Keep suggestions as public as the listings; tell lower nouns the titles of documents and what notices say.

    Templates get `search_examples`, questions that find something.
    """
    audit.name_kinds(EVENTS)
    app.jinja_env.globals["search_examples"] = to_try
    searchable.supply_titles(titles)
    questions.supply_sentences(describe)
    accounts.supply_own_data("collections", own_data)
    news.subscribe("membership.ended", end_sharing)
    news.subscribe("account.closed", closed_accounts.forget)
    for happened in COMING_AND_GOING:
        news.subscribe(f"listing.{happened}", follow)


def follow(listing_id: int) -> None:
    """The suggestions of a listing follow it once its change is committed."""
    jobs.defer("discovery.follow_listing", listing_id=listing_id)


def titles(actor: Actor, names: Iterable[str]) -> dict[str, Text]:
    """Titles of the documents this reader may see, by document id."""
    return {name: row.title for name, row in rows_of(actor, names).items()}
