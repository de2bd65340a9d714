"""Query-time synonyms: groups of equal, narrower and abbreviated terms, and terms that never meet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from search.analysis.terms import is_latin, key

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
        groups: dict[str, dict[str, tuple[str, str]]] = {}
        apart: dict[str, set[str]] = {}
        for row in rows:
            term = key(row.term)
            if term and row.kind == "never":
                apart.setdefault(row.group, set()).add(term)
            elif term:
                groups.setdefault(row.group, {}).setdefault(term, (row.term.strip(), row.kind))
        self._apart = tuple(frozenset(terms) for terms in apart.values())
        self._look_alikes = tuple(sorted(t for t in group if not is_latin(t)) for group in self._apart)
        self._alternatives: dict[str, dict[str, float]] = {}
        for members in groups.values():
            for term, (_text, kind) in members.items():
                if kind != "narrower":
                    others = {text: WEIGHTS[k] for other, (text, k) in members.items() if other != term}
                    self._alternatives.setdefault(term, {}).update(others)

    def alternatives(self, term: str) -> tuple[tuple[str, float], ...]:
        """(alternative as written, weight) of a term in any spelling, the strongest first, at most eight."""
        found = self.kept_apart(term, self._alternatives.get(key(term), {}))
        return tuple(sorted(found.items(), key=lambda item: (-item[1], item[0]))[:MAX_ALTERNATIVES])

    def kept_apart(self, term: str, found: Mapping[str, float]) -> dict[str, float]:
        """What of the alternatives of a term no `never` group forbids."""
        allowed = dict(found)
        for group in self._apart:
            inside = [other for other in allowed if key(other) in group]
            if key(term) in group or len({key(other) for other in inside}) > 1:
                for other in inside:
                    del allowed[other]
        return allowed

    def look_alikes(self, text: str) -> tuple[tuple[str, str], ...]:
        """(term in the text, term of its `never` group that shares a character with it and is not in the text).

        Parts of words lead from one to the other where no expansion does: 储能 and 存储.
        """
        said = key(text)
        return tuple(
            (term, other)
            for group in self._look_alikes
            for term in group
            for other in group
            if term in said and other not in said and set(term) & set(other)
        )


NO_SYNONYMS = Synonyms()
