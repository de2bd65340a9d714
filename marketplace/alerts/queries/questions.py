"""The question of a saved search: read from the address of a results page, kept as a canonical query string."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode

from marketplace.core import indexing
from marketplace.core.errors import Invalid
from marketplace.core.filter_words import in_words
from marketplace.core.i18n import _, l_
from search import Query, QueryError, urls

KINDS = ("listing",)  # what the results page shows when its address names no kind
MAX_CHARACTERS = 2_000
# Whoever reads for its words or its form sees nothing yet; the audience is that of the subscriber at each run.
_NOBODY = frozenset({"nobody"})


def question(pairs: Iterable[tuple[str, str]], audience: frozenset[str] = _NOBODY) -> Query:
    """The question in the pairs of a URL. Raises QueryError for a filter or value that does not exist (any more)."""
    return urls.parse(pairs, indexing.declared(), audience=audience, facets=(), kinds=KINDS, strict=True).query


def canonical(pairs: Iterable[tuple[str, str]]) -> str:
    """One spelling for one question, without what makes no difference to what fits. Raises Invalid when too long."""
    lenient = urls.parse(pairs, indexing.declared(), audience=_NOBODY, facets=(), kinds=KINDS).query
    asked = replace(lenient, sort="", page=1, size=urls.SIZE)
    text = urlencode(urls.dump(asked, indexing.declared()))
    if len(text) > MAX_CHARACTERS:
        raise Invalid(l_("This search is too long to be saved."))
    return text


def words_of(query: str) -> str | None:
    """The question in words, in the language of the page; None when one of its filters no longer exists."""
    try:
        found = question(parse_qsl(query))
    except QueryError:
        return None
    kind = {
        "listing": _("Results and patents"),
        "need": _("Needs"),
        "organisation": _("Organisations"),
    }.get((found.kinds or KINDS)[0], "")
    words = in_words(found, indexing.declared())
    if found.kinds == KINDS and words:
        return words
    return f"{kind} · {words}" if words else kind
