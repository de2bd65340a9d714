"""Addresses under which the results of a question can be taken along: saved search, feed, print, files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from flask import url_for

from search import Query, urls
from search.index import Index

FORMS = ("xlsx", "csv", "json")


@dataclass(frozen=True)
class Takeaway:
    """Links of one question; `exports` by form of file."""

    results_url: str
    save_url: str
    feed_url: str
    print_url: str
    exports: Mapping[str, str]


def takeaway(query: Query, index: Index) -> Takeaway:
    """The links for a question; a feed has its own order, and no page or size matters here."""
    pairs = urls.dump(replace(query, page=1, size=20), index)
    return Takeaway(
        results_url=_with(url_for("discovery.search"), pairs),
        save_url=_with(url_for("alerts.new_search"), pairs),
        feed_url=_with(url_for("discovery.feed"), [pair for pair in pairs if pair[0] != "sort"]),
        print_url=_with(url_for("discovery.search"), [*pairs, ("view", "print")]),
        exports={form: _with(url_for("discovery.export", form=form), pairs) for form in FORMS},
    )


def _with(address: str, pairs: list[tuple[str, str]]) -> str:
    return f"{address}?{urlencode(pairs)}" if pairs else address
