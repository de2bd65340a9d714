"""The question: parsed text, filters, facets, sort and page, never without an audience."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from operator import attrgetter, itemgetter

from search.errors import QueryError

MAX_WINDOW = 1_000  # page x size a person may reach
MAX_SIZE = 100
MAX_VALUES_PER_FILTER = 20
MAX_VALUES = 60
LISTED = "、"  # between the terms of a notice


@dataclass(frozen=True, slots=True, order=True)
class Range:
    """Numbers from `low` to `high`; None is open. `closed` includes `high` (facet buckets do not)."""

    low: int | None = None
    high: int | None = None
    closed: bool = True

    @property
    def key(self) -> str:
        """The stable text of the range, `1..4`; used as a facet bucket's value."""
        low = "" if self.low is None else str(self.low)
        high = "" if self.high is None else str(self.high)
        return f"{low}..{high}"


FilterValue = str | Range


@dataclass(frozen=True, slots=True)
class Clause:
    """One piece of the box: kind word, phrase or identifier; `field` by declared name or "" for all.

    An identifier has its canonical form in `text` and its kind in `scheme` (application, publication,
    ipc, uscc). `as_written` are words of `text` that stand for nothing but themselves. `group` numbers the
    alternatives of an OR: a hit has all wanted clauses of one of them.
    """

    kind: str
    text: str
    field: str = ""
    negated: bool = False
    scheme: str = ""
    as_written: tuple[str, ...] = ()
    group: int = 0


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the reader should be told: a stable code, and the field and value it is about."""

    code: str
    field: str = ""
    value: str = ""

    @property
    def terms(self) -> list[str]:
        """The terms of a value that lists several."""
        return self.value.split(LISTED)

    @property
    def is_gap(self) -> bool:
        """Whether a part of the answer was left out for want of time: asked again, it may be there."""
        return self.code.endswith("_left_out")


@dataclass(frozen=True, slots=True)
class ParsedText:
    """What the box says: `source` as typed (cut to the limits), its clauses, and notices about cuts.

    `remarks` tell how signs were taken, of which nothing was lost: dash, unknown_prefix, any_of.
    """

    source: str = ""
    clauses: tuple[Clause, ...] = ()
    notices: tuple[Notice, ...] = field(default=(), compare=False)
    remarks: tuple[Notice, ...] = field(default=(), compare=False)

    def __bool__(self) -> bool:
        return bool(self.clauses)

    @property
    def asks_nothing(self) -> bool:
        """Whether there are signs only, which no document can answer; a box left empty asks for everything."""
        written = (unicodedata.normalize("NFKC", clause.text) for clause in self.clauses)  # ℃ is read as °C
        return bool(self.source) and not any(char.isalnum() for text in written for char in text)

    @property
    def groups(self) -> tuple[tuple[Clause, ...], ...]:
        """The wanted clauses of each alternative; one group unless an OR stands between some."""
        wanted = [clause for clause in self.clauses if not clause.negated]
        return tuple(tuple(clauses) for _number, clauses in groupby(wanted, attrgetter("group")))

    @property
    def words(self) -> str:
        """What is asked for, without the signs of the box and what is excluded."""
        return " ".join(clause.text for clause in self.clauses if not clause.negated)


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A frozen, hashable question. `filters` may be given as a mapping field → values.

    Values of one filter are alternatives, filters are combined; a filter may hold one closed range (and
    any number of single numbers and half-open buckets). `facets` names the facets to count.
    `sort` "" means relevance with text and newest without. `exact` switches expansions off.
    `deadline` is an instant of time.monotonic() and no part of the question's identity.
    Raises QueryError: audience (empty), page, size, filters beyond the limits.
    """

    audience: frozenset[str]
    text: ParsedText = ParsedText()
    kinds: tuple[str, ...] = ()
    filters: Mapping[str, tuple[FilterValue, ...]] | tuple[tuple[str, tuple[FilterValue, ...]], ...] = ()
    facets: tuple[str, ...] = ()
    sort: str = ""
    page: int = 1
    size: int = 20
    exact: bool = False
    deadline: float | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        audience = frozenset(self.audience)
        if not audience or not all(audience):
            raise QueryError("audience", "empty")
        pairs = self.filters.items() if isinstance(self.filters, Mapping) else self.filters
        chosen = {
            name: tuple(v for v in dict.fromkeys(values) if v != "" and not _is_open(v)) for name, values in pairs
        }
        kinds = (*self.kinds, *(str(value) for value in chosen.pop("kind", ())))
        filters = tuple(sorted(((n, v) for n, v in chosen.items() if v), key=itemgetter(0)))
        object.__setattr__(self, "audience", audience)
        object.__setattr__(self, "filters", filters)
        object.__setattr__(self, "kinds", tuple(dict.fromkeys(kinds)))
        object.__setattr__(self, "facets", tuple(dict.fromkeys(self.facets)))
        if self.page < 1 or not 1 <= self.size <= MAX_SIZE:
            raise QueryError("page" if self.page < 1 else "size", "out_of_bounds", str(self.page))
        if self.page * self.size > MAX_WINDOW:
            raise QueryError("page", "too_deep", str(self.page))
        check_filters(filters)

    @property
    def offset(self) -> int:
        """Number of hits before this page."""
        return (self.page - 1) * self.size

    def values(self, name: str) -> tuple[FilterValue, ...]:
        """The chosen values of a filter, () when it is not used; `kind` reads `kinds`."""
        return self.kinds if name == "kind" else dict(self.filters).get(name, ())

    def with_value(self, name: str, value: FilterValue) -> Query:
        """The same question on page 1 with one more value of a filter."""
        return self._with(name, (*self.values(name), value))

    def without(self, name: str, value: FilterValue | None = None) -> Query:
        """The same question on page 1 without one value of a filter, or without the filter."""
        return self._with(name, tuple(v for v in self.values(name) if value is not None and v != value))

    def _with(self, name: str, values: tuple[FilterValue, ...]) -> Query:
        if name == "kind":
            return replace(self, kinds=tuple(str(value) for value in values), page=1)
        filters = dict(self.filters)
        filters[name] = values
        return replace(self, filters=filters, page=1)


def _is_open(value: FilterValue) -> bool:
    return isinstance(value, Range) and value.low is None and value.high is None


def check_filters(filters: Iterable[tuple[str, Sequence[FilterValue]]]) -> None:
    """Raise QueryError too_many_values: 20 in a filter, 60 in all, one closed range in a filter."""
    filters = list(filters)
    for name, values in filters:
        closed = [v for v in values if isinstance(v, Range) and v.closed and v.low != v.high]
        if len(values) > MAX_VALUES_PER_FILTER or len(closed) > 1:
            raise QueryError(name, "too_many_values", str(len(values)))
    if sum(len(values) for _, values in filters) > MAX_VALUES:
        raise QueryError("filters", "too_many_values")
