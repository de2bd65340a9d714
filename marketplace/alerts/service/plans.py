"""Plans of saved searches, kept in the process: cutting and widening ten thousand questions costs more than asking."""

from __future__ import annotations

import logging
from urllib.parse import parse_qsl

from marketplace.alerts.queries.questions import question
from marketplace.core import indexing
from search import QueryError, Searcher
from search.analysis.lexicon import NO_LEXICON, Lexicon
from search.plan import Plan
from search.tantivy.memory import strict_plan

log = logging.getLogger("marketplace.alerts")
MOST = 20_000  # about 8 kB each


class Plans:
    """The plans of one state of index, analysis and lexicon; `keep_up` forgets them when one of these has changed."""

    def __init__(self) -> None:
        self._made_with: tuple[object, str, Lexicon] = (0, "", NO_LEXICON)
        self._kept: dict[tuple[str, frozenset[str]], Plan | None] = {}

    def keep_up(self, page: Searcher) -> Plans:
        """These plans, for the state in which the page answers now."""
        self._page = page
        present = (id(indexing.declared()), page.backend.analysis.av, page.lexicon)
        if self._made_with[:2] != present[:2] or self._made_with[2] is not page.lexicon:
            self._made_with, self._kept = present, {}
        return self

    def of(self, query: str, audience: frozenset[str]) -> Plan | None:
        """The plan for a reader; None for a question one of whose filters no longer exists."""
        key = (query, audience)
        if key not in self._kept:
            if len(self._kept) >= MOST:
                self._kept.clear()
            self._kept[key] = self._plan(query, audience)
        return self._kept[key]

    def _plan(self, query: str, audience: frozenset[str]) -> Plan | None:
        try:
            asked = question(parse_qsl(query), audience)
            return strict_plan(asked, indexing.declared(), self._page.backend.analysis, self._page.lexicon)
        except QueryError as error:
            log.warning("a saved search cannot be asked", extra={"field": error.field, "code": error.code})
            return None
