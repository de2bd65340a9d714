"""The question of a saved search: read from the address of a results page, kept as a canonical query string."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from marketplace.core import indexing
from marketplace.core.errors import Invalid
from marketplace.core.fields import clean
from marketplace.core.filter_words import impossible, in_words
from marketplace.core.i18n import _, l_
from marketplace.core.searchable import PASSED_OVER
from search import Query, QueryError, urls
from search.index import RESERVED_PARAMS
from search.query import Notice

KINDS = ("listing",)  # what the results page shows when its address names no kind
MAX_CHARACTERS = 2_000
NO_USE = frozenset({*PASSED_OVER, *urls.PAGED})  # of an address, for a saved search
_sentences: list[Callable[..., Any]] = []
# Whoever reads for its words or its form sees nothing yet; the audience is that of the subscriber at each run.
_NOBODY = frozenset({"nobody"})


@dataclass(frozen=True)
class Asked:
    """What somebody wants to keep: the canonical query string, and what of the address it does not do justice to."""

    query: str
    notices: tuple[Notice, ...]

    @property
    def lost(self) -> tuple[Notice, ...]:
        """What `query` is without, so that it asks for more. Words beyond the twelfth do not count, but are in it."""
        return tuple(notice for notice in self.notices if notice.code != "too_many_terms")

    @property
    def name(self) -> str:
        """What the search is called until its owner says otherwise."""
        return clean(words_of(self.query) or "")[:120].strip()


def supply_sentences(function: Callable[..., Any]) -> None:
    """Say how a notice is put into words, also as a refusal (`refused`); the search pages, which lie above, do so."""
    _sentences[:] = [function]


def sentence(notice: Notice, *, refused: bool = False) -> Any:
    """A notice in words; `refused` when nothing was saved because of it."""
    (in_sentence,) = _sentences
    return in_sentence(notice, refused=refused)


def question(pairs: Iterable[tuple[str, str]], audience: frozenset[str] = _NOBODY) -> Query:
    """The question in the pairs of a URL. Raises QueryError for a filter or value that does not exist (any more)."""
    return urls.parse(pairs, indexing.declared(), audience=audience, facets=(), kinds=KINDS, strict=True).query


def read(pairs: Iterable[tuple[str, str]], *, strict: bool = False) -> Asked:
    """One spelling for one question, without what makes no difference to what fits.

    `strict` also notes what a page shows as it takes it, and a program would not see: of two values the last, and
    filters that nothing can ever fit. Raises Invalid when too long.
    """
    telling = [(key, value) for key, value in pairs if key not in NO_USE and (value or key not in RESERVED_PARAMS)]
    parsed = urls.parse(telling, indexing.declared(), audience=_NOBODY, facets=(), kinds=KINDS)
    notices = [notice for notice in parsed.notices if notice.code != "identifier_check"]
    if strict and not notices:
        try:
            question(telling)
        except QueryError as error:
            notices.append(Notice(error.code, error.field, error.value))
        notices += impossible(parsed.query, indexing.declared())
    text = urlencode(urls.dump(replace(parsed.query, sort=""), indexing.declared()))
    if len(text) > MAX_CHARACTERS:
        raise Invalid(fields={"query": [
            l_("The address of a saved search has at most %(limit)s characters (a Chinese one counts as nine); "
               "this has %(count)s. Ask with fewer words or filters.", limit=MAX_CHARACTERS, count=len(text))
        ]})  # fmt: skip
    return Asked(text, tuple(notices))


def pairs_of(text: str) -> list[tuple[str, str]]:
    """The parameters in a query string; text without `=` is the name of one, so that it is told and not dropped."""
    return parse_qsl(text.lstrip("?"), keep_blank_values=True)


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
