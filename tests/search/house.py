"""A small declared index and documents that the tests of the library share."""

from __future__ import annotations

import time
from functools import cache
from typing import Any

from search import Document, Index, Query
from search.analysis import Analysis
from search.box import parse_box
from search.fields import Date, Flag, Ident, Keyword, Money, Number, Ranges, Sort, Terms, Text, Tree, Years

WAN = 1_000_000
DAY = 86_400
PUBLIC = frozenset({"public"})
READERS = frozenset({"public", "member"})

LISTING = [
    Text("title", bigrams=True, phrase=2, exact=True, english=True, highlight=True, prefixes=("标题", "title")),
    Text("body", bigrams=True, phrase=1, english=True),
    Text("files_member", weight=0.5, audience=("member",)),
    Ident("codes", prefixes=("申请号", "IPC")),
    Tree("field", facet=Terms(20)),
    Keyword("mode", multi=True, facet=Terms(3)),
    Keyword("city", prefixes=("市州",)),
    Number("trl", facet=Ranges((1, 4), (4, 7), (7, 10)), sort="maturity"),
    Money(
        "price_fen",
        none="面议",
        facet=Ranges((None, 10 * WAN), (10 * WAN, 100 * WAN), (100 * WAN, None)),
        sort=(Sort("price", descending=False), Sort("dearest", descending=True)),
    ),
    Date("published_at", param="published", facet=Years(), sort="newest"),
    Flag("open_licence", facet=Terms(2)),
]
NEED = [LISTING[0], LISTING[4], LISTING[9]]


def index(name: str = "house") -> Index:
    """A fresh index of listings and needs."""
    return Index.union(name, {"listing": LISTING, "need": NEED})


INDEX = index()


@cache
def analysis() -> Analysis:
    """The default dictionary, loaded once."""
    return Analysis([("全钒液流电池", "plan")])


def listing(number: int, title: str = "标题", *, version: int = 1, audience: Any = PUBLIC, **fields: Any) -> Document:
    """A listing with a title and whatever else is given."""
    return Document(f"listing:{number:04d}", "listing", version, audience, {"title": title, **fields})


def ask(text: str = "", **rest: Any) -> Query:
    """A public question on relevance with time enough for a busy machine, unless said otherwise."""
    rest.setdefault("deadline", time.monotonic() + 30)
    rest.setdefault("audience", PUBLIC)
    return Query(text=parse_box(text, INDEX), **rest)
