"""Query-time synonyms: groups of equal, narrower and abbreviated terms, and pairs that never meet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from search.analysis.normalise import normalise

WEIGHTS = {"equal": 0.7, "abbreviation": 0.7, "narrower": 0.4}
MAX_ALTERNATIVES = 8


@dataclass(frozen=True, slots=True)
class Synonym:
    """One row: a term of a group. kind: equal, abbreviation, narrower (found by the others, finds none), never.

    The terms of a `never` group are told apart: no expansion leads from one to another, and a term whose
    alternatives would hold two of them (storage → 存储, 储能) gets neither.
    """

    group: str
    term: str
    kind: str = "equal"
    source: str = ""


class Synonyms:
    """Looks up alternatives of a term; an edit needs no rebuild because documents know nothing of it."""

    def __init__(self, rows: Iterable[Synonym] = ()) -> None:
        groups: dict[str, dict[str, str]] = {}
        apart: dict[str, set[str]] = {}
        for row in rows:
            term = normalise(row.term).strip()
            if term and row.kind == "never":
                apart.setdefault(row.group, set()).add(term)
            elif term:
                groups.setdefault(row.group, {})[term] = row.kind
        self._apart = [frozenset(terms) for terms in apart.values()]
        self._alternatives: dict[str, dict[str, float]] = {}
        for members in groups.values():
            for term, kind in members.items():
                if kind != "narrower":
                    others = {other: WEIGHTS[k] for other, k in members.items() if other != term}
                    self._alternatives.setdefault(term, {}).update(others)
        self.longest = max(map(len, self._alternatives), default=0)

    def alternatives(self, term: str) -> tuple[tuple[str, float], ...]:
        """(alternative, weight) of a normalised term, the strongest first, at most eight."""
        found = dict(self._alternatives.get(term, ()))
        for pair in self._apart:
            inside = pair.intersection(found)
            if term in pair or len(inside) > 1:
                for other in inside:
                    del found[other]
        return tuple(sorted(found.items(), key=lambda item: (-item[1], item[0]))[:MAX_ALTERNATIVES])


NO_SYNONYMS = Synonyms()
