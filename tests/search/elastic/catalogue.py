"""The index these tests compile for: one field of every kind."""

from __future__ import annotations

from search import Index
from search.fields import Date, Flag, Ident, Keyword, Money, Number, Ranges, Terms, Text, Tree, Years

INDEX = Index(
    "sample",
    [
        Text("title", bigrams=True, phrase=2, exact=True, english=True),
        Text("abstract", bigrams=True, phrase=1),
        Ident("codes"),
        Tree("field", facet=Terms(13)),
        Keyword("coop", multi=True, facet=Terms(10)),
        Number("trl", facet=Ranges((1, 4), (4, 7), (7, 10)), sort="maturity"),
        Money("price_fen", facet=Ranges((0, 1_000_000)), sort="price", none="negotiable"),
        Date("published_at", facet=Years(), sort="newest"),
        Flag("open_licence", facet=Terms()),
    ],
)
