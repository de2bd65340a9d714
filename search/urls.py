"""Writes a query into a URL and reads it back; the two are inverse."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from search.box import parse_box
from search.errors import QueryError
from search.fields import FEN_PER_WAN, NONE, Date, Field, Ident, Money, Number, Years
from search.filters import RELEVANCE, filter_nodes
from search.index import RESERVED_PARAMS, Index
from search.query import MAX_SIZE, FilterValue, Notice, Query, Range, check_filters

Pairs = Iterable[tuple[str, str]]
SIZE = 20
DAY = 86_400
MOST = 1 << 62  # numbers beyond are no filter of anyone
EPOCH_ORDINAL = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Parsed:
    """A query, and notices for the reader about what was not applied (unknown keys, bad values)."""

    query: Query
    notices: tuple[Notice, ...]


def parse(
    pairs: Pairs,
    index: Index,
    *,
    audience: Iterable[str],
    facets: Iterable[str] | None = None,
    ignore: Iterable[str] = (),
    strict: bool = False,
    size: int = SIZE,
    kinds: Iterable[str] = (),
) -> Parsed:
    """Read URL pairs. `facets` default to those the kinds have or filters use; keys in `ignore` are passed over.

    `kinds` narrows the search when the URL names none. A bad value becomes a notice and is not applied;
    with `strict` (the API) it raises QueryError naming the field. A page too deep always raises.
    """
    reader = _Reader(index, strict, frozenset(ignore))
    for key, value in pairs:
        reader.take(key, value)
    asked = tuple(reader.kinds or kinds)
    query = Query(
        audience=frozenset(audience),
        text=parse_box(reader.text, index),
        kinds=asked,
        filters=tuple((name, tuple(values)) for name, values in reader.filters.items()),
        facets=counted(index, asked, reader.filters) if facets is None else tuple(facets),
        sort=reader.sort,
        page=reader.page,
        size=reader.size or size,
        exact=reader.exact,
    )
    return Parsed(query, tuple(dict.fromkeys((*query.text.notices, *reader.notices))))


def counted(index: Index, kinds: Iterable[str], filters: Iterable[str]) -> tuple[str, ...]:
    """The facets a page shows: those of the kinds asked for, and whatever is filtered by, to be taken off again."""
    shown = {*index.facet_names(kinds), *filters}
    return tuple(name for name in index.facet_names() if name in shown)


def dump(query: Query, index: Index, *, size: int = SIZE) -> list[tuple[str, str]]:
    """The pairs of a query in their stable order; what is at its default is left out (`size` as in `parse`)."""
    pairs = [("q", query.text.source)] if query.text.source else []
    pairs += [("kind", kind) for kind in query.kinds]
    for name, values in dict(query.filters).items():
        spec = index.filter_field(name)
        for value in values:
            pairs += _dump_value(spec, value)
    pairs += [("sort", query.sort)] if query.sort else []
    pairs += [("syn", "0")] if query.exact else []
    pairs += [("size", str(query.size))] if query.size != size else []
    return pairs + ([("page", str(query.page))] if query.page != 1 else [])


class _Reader:
    def __init__(self, index: Index, strict: bool, ignore: frozenset[str]) -> None:
        self.index = index
        self.strict = strict
        self.ignore = ignore
        self.text = ""
        self.kinds: list[str] = []
        self.filters: dict[str, list[FilterValue]] = {}
        self.edges: dict[str, Range] = {}
        self.sort = ""
        self.page = 1
        self.size = 0
        self.exact = False
        self.notices: list[Notice] = []

    def take(self, key: str, value: str) -> None:
        try:
            if key in RESERVED_PARAMS:
                self._reserved(key, value)
            elif key not in self.ignore:
                self._filter(key, value)
        except QueryError as error:
            if self.strict or error.code == "too_deep":
                raise
            self.notices.append(Notice(error.code, error.field, error.value[:100]))

    def _reserved(self, key: str, value: str) -> None:
        if key == "q":
            self.text = value
        elif key == "syn":
            self.exact = value == "0"
        elif key == "kind":
            if self.index.is_folded(value) or (self.index.kinds and value not in self.index.kinds):
                raise QueryError("kind", "bad_value", value)
            self.kinds.append(value)
        elif key == "sort":
            if value not in self.index.sorts and value != RELEVANCE:
                raise QueryError("sort", "unknown_sort", value)
            self.sort = value
        elif key == "page":
            self.page = _number(key, value, 1_000)
        else:
            self.size = _number(key, value, MAX_SIZE)

    def _filter(self, key: str, value: str) -> None:
        name, edge = key, ""
        if key not in self.index.params and key[-4:] in ("_min", "_max"):
            name, edge = key[:-4], key[-3:]
        spec = self.index.params.get(name)
        can_filter = spec is not None and (getattr(spec, "filter", False) or isinstance(spec, Ident))
        if spec is None or not can_filter or (edge and not isinstance(spec, Number)):
            raise QueryError(key, "unknown_key", value)
        if not value:
            return
        values = self.filters.setdefault(spec.name, [])
        try:
            self._add(values, spec, edge, value)
        finally:
            if not values:
                del self.filters[spec.name]

    def _add(self, values: list[FilterValue], spec: Field, edge: str, value: str) -> None:
        read: FilterValue
        if edge:
            assert isinstance(spec, Number)
            known = self.edges.get(spec.name)
            read = _merge_edge(known or Range(), spec, edge, value)
            others = [old for old in values if old is not known]
        else:
            read = _read_value(spec, value)
            if read in values:
                return
            others = list(values)
            _check_value(spec.name, read, self.index)
        check_filters([*(pair for pair in self.filters.items() if pair[0] != spec.name), (spec.name, [*others, read])])
        values[:] = [*others, read]
        if edge and isinstance(read, Range):
            self.edges[spec.name] = read


def _check_value(name: str, value: FilterValue, index: Index) -> None:
    """Raise QueryError when a value does not fit its field."""
    filter_nodes(Query(audience=frozenset({"*"}), filters={name: (value,)}), index)


def _number(key: str, value: str, most: int) -> int:
    if not (value.isascii() and value.isdigit() and len(value) < 9 and int(value) > 0):
        raise QueryError(key, "bad_value", value)
    if int(value) > most:
        raise QueryError(key, "too_deep" if key == "page" else "bad_value", value)
    return int(value)


def _merge_edge(known: Range, spec: Number, edge: str, value: str) -> Range:
    """`_min` and `_max` are two halves of the one closed range a filter can have."""
    number = _read_edge(spec, value, upper=edge == "max")
    whole = Range(number, known.high) if edge == "min" else Range(known.low, number)
    if whole.low is not None and whole.high is not None and whole.low > whole.high:
        raise QueryError(spec.param, "upside_down", whole.key)
    return whole


def _read_value(spec: Field, value: str) -> FilterValue:
    if isinstance(spec, Number) and ".." in value:
        low, high = value.split("..", 1)
        edges = [_read_edge(spec, text, upper=False) if text else None for text in (low, high)]
        return Range(edges[0], edges[1], closed=False)
    if isinstance(spec, Number) and value != NONE and not (isinstance(spec, Date) and _is_year(spec, value)):
        number = _read_edge(spec, value, upper=False)
        return Range(number, _read_edge(spec, value, upper=True))
    return value


def _is_year(spec: Date, value: str) -> bool:
    return isinstance(spec.facet, Years) and len(value) == 4 and value.isascii() and value.isdigit()


def _read_edge(spec: Number, text: str, *, upper: bool) -> int:
    try:
        if isinstance(spec, Date):
            number = Decimal(_read_instant(spec, text, upper=upper))
        else:
            number = Decimal(text) * (FEN_PER_WAN if isinstance(spec, Money) else 1)
        if number.is_finite() and abs(number) < MOST and number == number.to_integral_value():
            return int(number)
    except (ArithmeticError, ValueError):
        pass
    raise QueryError(spec.param, "bad_value", text)


def _read_instant(spec: Date, text: str, *, upper: bool) -> int:
    """A day is its first second, as an upper edge its last; any other instant is `@` and epoch seconds."""
    if text.startswith("@"):
        return int(text[1:])
    day = date.fromisoformat(text).toordinal() - EPOCH_ORDINAL
    return day * DAY - spec.utc_offset_hours * 3600 + (DAY - 1 if upper else 0)


def _dump_value(spec: Field, value: FilterValue) -> list[tuple[str, str]]:
    if isinstance(value, str):
        return [(spec.param, value)]
    assert isinstance(spec, Number)
    if not value.closed:
        low, high = (_dump_edge(spec, edge, upper=False) for edge in (value.low, value.high))
        return [(spec.param, f"{low}..{high}")]
    if value.low is not None and value.low == value.high:
        text = f"@{value.low}" if isinstance(spec, Date) else _dump_edge(spec, value.low, upper=False)
        return [(spec.param, text)]
    edges = (("_min", value.low, False), ("_max", value.high, True))
    return [(spec.param + end, _dump_edge(spec, edge, upper=up)) for end, edge, up in edges if edge is not None]


def _dump_edge(spec: Number, edge: int | None, *, upper: bool) -> str:
    if edge is None:
        return ""
    if isinstance(spec, Date):
        return _dump_instant(spec, edge, upper=upper)
    number = Decimal(edge) / FEN_PER_WAN if isinstance(spec, Money) else Decimal(edge)
    return f"{number.normalize():f}"


def _dump_instant(spec: Date, edge: int, *, upper: bool) -> str:
    day, second = divmod(edge + spec.utc_offset_hours * 3600, DAY)
    if second == (DAY - 1 if upper else 0) and 1 <= day + EPOCH_ORDINAL <= date.max.toordinal():
        return date.fromordinal(day + EPOCH_ORDINAL).isoformat()
    return f"@{edge}"
