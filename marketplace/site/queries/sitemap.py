"""What search engines are told (sitemaps.org 0.9): which pages they leave alone, and where all others are.

A demonstration names its records like any other site: it listens on the loopback address alone, where no search engine
comes. On a site for the public there are no such records.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import current_app, url_for
from sqlalchemy import Select, func, literal, select, true

from marketplace.accounts import queries as accounts
from marketplace.core.errors import NotFound
from marketplace.core.http import RECORD
from marketplace.core.i18n import LANGUAGES
from marketplace.core.unit import session
from marketplace.listings import queries as listings
from marketplace.needs import queries as needs
from marketplace.site.queries.sections import sections

# The first that fits counts. The filters of result lists make addresses without end; accounts and deals are nobody
# else's. Of the accounts the organisations are to be found. The experts are not, on purpose: they are people, and what
# a search engine keeps of a person outlives the day he leaves.
CRAWLING = (
    ("Allow", "accounts/organisations"), ("Disallow", "search"), ("Disallow", "accounts"), ("Disallow", "deals"),
)  # fmt: skip
SITE = "pages"
RANGE = 5_000  # row ids; in two languages 10,000 addresses in some 5 MB, where 50,000 and 50 MB are allowed
Records = Select[int, str, datetime]


@dataclass(frozen=True)
class Kind:
    """Records with a page each: which (row id, public id, last change), and the view that shows such a page."""

    records: Callable[[], Records]
    endpoint: str


@dataclass(frozen=True)
class PublicPage:
    """A page by language, with the public address of the site; `changed_at` is an instant of ISO 8601, if known."""

    addresses: Mapping[str, str]
    changed_at: str | None = None


KINDS = {
    "listings": Kind(listings.public_pages, "listings.show"),
    "needs": Kind(needs.public_pages, "needs.show"),
    "organisations": Kind(accounts.public_pages, "accounts.organisation"),
}


def sitemaps() -> list[tuple[str, int]]:
    """(kind, number from 1) of every map that holds something.

    When its last page changed is not told: that would read every record, and the ETag of the map tells it too.
    """
    return [(SITE, 1), *((name, number) for name, kind in KINDS.items() for number in _numbers(kind.records()))]


def public_pages(kind: str, number: int) -> list[PublicPage]:
    """The pages of a map. Raises NotFound when it holds none."""
    found = list(_of_records(KINDS[kind], number) if kind in KINDS else _of_site(number))
    if not found:
        raise NotFound()
    return found


def _numbers(records: Records) -> list[int]:
    """A record keeps its map for life: the maps of many records are found by one look at each range of row ids."""
    last = records.with_only_columns(func.max(records.selected_columns.id)).scalar_subquery()
    number: Any = func.generate_series(1, (last + RANGE - 1) // RANGE).column_valued("number")
    first = _within(records, number).with_only_columns(literal(1)).order_by(records.selected_columns.id).limit(1)
    return list(session().scalars(select(number).join(first.lateral(), true()).order_by(number)))


def _within(records: Records, number: Any) -> Records:
    row_id = records.selected_columns.id
    return records.where(row_id > (number - 1) * RANGE, row_id <= number * RANGE)


def _of_records(kind: Kind, number: int) -> Iterator[PublicPage]:
    addresses = _addresses(kind.endpoint, public_id=RECORD)
    records = kind.records()
    for _id, public_id, at in session().execute(_within(records, number).order_by(records.selected_columns.id)):
        named = {language: address.replace(RECORD, public_id) for language, address in addresses.items()}
        yield PublicPage(named, at.astimezone(UTC).isoformat(timespec="seconds"))


def _of_site(number: int) -> Iterator[PublicPage]:
    for section in sections() if number == 1 else ():
        for link in section.links:
            if _is_crawled(link.endpoint, **link.values):
                yield PublicPage(_addresses(link.endpoint, **link.values))


def _is_crawled(endpoint: str, **values: Any) -> bool:
    _empty, _language, path = url_for(endpoint, **values).split("/", 2)
    return next((rule == "Allow" for rule, beginning in CRAWLING if path.startswith(beginning)), True)


def _addresses(endpoint: str, **values: Any) -> dict[str, str]:
    """By language; a page without a language in its address has one alone."""
    public: str = current_app.config["SETTINGS"].public_url
    if not current_app.url_map.is_endpoint_expecting(endpoint, "lang"):
        return {"": public + url_for(endpoint, **values)}
    return {language: public + url_for(endpoint, lang=language, **values) for language in LANGUAGES}
