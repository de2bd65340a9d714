"""Writes a query into a URL and reads it back; the two are inverse."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from search.box import MAX_BYTES, parse_box
from search.errors import QueryError
from search.fields import FEN_PER_WAN, NONE, Date, Field, Flag, Ident, Money, Number, Years
from search.filters import RELEVANCE, filter_nodes
from search.index import RESERVED_PARAMS, Index
from search.query import MAX_SIZE, MAX_VALUES_PER_FILTER, MAX_WINDOW, FilterValue, Notice, Query, Range, check_filters

Pairs = Iterable[tuple[str, str]]
SIZE = 20
DAY = 86_400
MOST = 1 << 62  # numbers beyond are no filter of anyone
FIRST_YEAR, LAST_YEAR = 1900, 2199  # dates beyond are no filter of anyone, and not every calendar can write them
EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
FIRST_DAY = date(FIRST_YEAR, 1, 1).toordinal() - EPOCH_ORDINAL
LAST_DAY = date(LAST_YEAR, 12, 31).toordinal() - EPOCH_ORDINAL
PAGED = ("page", "size")
SWITCH = ("0", "1")


@dataclass(frozen=True, slots=True)
class Parsed:
    """A query, and notices for the reader about what was not applied (unknown keys, bad values)."""

    query: Query
    notices: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A key that a URL may have, and what it takes.

    spec      the field, for a filter          edge  "min" or "max" when the key is one end of a range
    choices   the values there are, when they are few and known
    most      the largest number it takes, for a number that is no filter
    is_many   it may stand in the URL several times: its values are alternatives
    """

    name: str
    spec: Field | None = None
    edge: str = ""
    choices: tuple[str, ...] = ()
    most: int = 0
    is_many: bool = False


def parameters(index: Index, *, paged: bool = True) -> tuple[Parameter, ...]:
    """Every key that `parse` reads; without those of pages when the answer has none."""
    return tuple(known for name, known in _known(index).items() if paged or name not in PAGED)


@lru_cache(maxsize=4)  # a process reads with one index, and reads it at each request
def _known(index: Index) -> Mapping[str, Parameter]:
    kinds = tuple(kind for kind in index.kinds if not index.is_folded(kind))
    known = [
        Parameter("q"),
        Parameter("kind", choices=kinds, is_many=True),
        *(parameter for spec in index.params.values() for parameter in _of_filter(spec, index)),
        Parameter("sort", choices=(RELEVANCE, *index.sorts)),
        Parameter("syn", choices=SWITCH),
        Parameter("page", most=MAX_WINDOW),
        Parameter("size", most=MAX_SIZE),
    ]
    return {parameter.name: parameter for parameter in known}


def _of_filter(spec: Field, index: Index) -> Iterator[Parameter]:
    if not (getattr(spec, "filter", False) or isinstance(spec, Ident)):
        return
    yield Parameter(spec.param, spec, choices=SWITCH if isinstance(spec, Flag) else (), is_many=True)
    for edge in ("min", "max") if isinstance(spec, Number) else ():
        if f"{spec.param}_{edge}" not in index.params:
            yield Parameter(f"{spec.param}_{edge}", spec, edge)


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
    paged: bool = True,
) -> Parsed:
    """Read URL pairs. `facets` default to those the kinds have or filters use; keys in `ignore` are passed over.

    `kinds` narrows the search when the URL names none; `paged` is False where the answer has no pages. A bad value
    becomes a notice and is not applied; with `strict` (the API) it raises QueryError naming the key, and so do a
    question longer than 1,000 bytes, two values where one is meant, and a page where there are none. A page too
    deep always raises. Codes: unknown_key, bad_value, unknown_sort, upside_down, too_many_values, too_many_in_all,
    second_range, too_deep, text_too_long, given_twice, no_pages.
    """
    reader = _Reader(index, strict, frozenset(ignore), paged)
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


def is_too_long(text: str) -> bool:
    """Whether a text is longer than anything the box reads: 1,000 bytes."""
    return len(text.encode(errors="replace")) > MAX_BYTES


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


def offered(spec: Field, value: str) -> str:
    """The value of a facet as its parameter takes it: bands of amounts are counted in fen, and asked for in 万元."""
    if not isinstance(spec, Number) or ".." not in value:
        return value
    low, high = (int(edge) if edge else None for edge in value.split(".."))
    [(_param, text)] = _dump_value(spec, Range(low, high, closed=False))
    return text


class _Reader:
    def __init__(self, index: Index, strict: bool, ignore: frozenset[str], paged: bool) -> None:
        self.index = index
        self.known = _known(index)
        self.strict = strict
        self.ignore = ignore
        self.paged = paged
        self.given: dict[str, str] = {}
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
                self._once(key, value)
                self._reserved(key, value)
            elif key not in self.ignore:
                self._filter(key, value)
        except QueryError as error:
            if self.strict or error.code == "too_deep":
                # The key as it was typed: whoever asked knows no other name.
                raise QueryError(key, error.code, error.value[:100]) from None
            self.notices.append(Notice(error.code, key, error.value[:100]))

    def _once(self, key: str, value: str) -> None:
        """Programs are told when the second of two values would silently win; people see which one is in force."""
        known = self.known.get(key)
        if self.strict and known and not known.is_many and self.given.setdefault(key, value) != value:
            raise QueryError(key, "given_twice", value)

    def _reserved(self, key: str, value: str) -> None:
        if key in PAGED and not self.paged:
            if self.strict:
                raise QueryError(key, "no_pages", value)
        elif key == "q":
            if self.strict and is_too_long(value):
                raise QueryError(key, "text_too_long")
            self.text = value
        elif key == "sort":
            if value not in self.known[key].choices:
                raise QueryError(key, "unknown_sort", value)
            self.sort = value
        elif key == "page":
            self.page = _number(key, value, self.known[key].most)
        elif key == "size":
            self.size = _number(key, value, self.known[key].most)
        else:
            self._choice(key, value)

    def _choice(self, key: str, value: str) -> None:
        choices = self.known[key].choices
        if choices and value not in choices and (value or key == "kind"):
            raise QueryError(key, "bad_value", value)
        if key == "kind":
            self.kinds.append(value)
        else:
            self.exact = value == SWITCH[0]

    def _filter(self, key: str, value: str) -> None:
        known = self.known.get(key)
        if known is None or known.spec is None:
            raise QueryError(key, "unknown_key", value)
        if not value:
            return
        self._once(key, value)
        values = self.filters.setdefault(known.spec.name, [])
        try:
            self._add(values, known.spec, known.edge, value)
        finally:
            if not values:
                del self.filters[known.spec.name]

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
            _check_value(spec, read, self.index, value)
        self._check_number(spec, [*others, read], value)
        values[:] = [*others, read]
        if edge and isinstance(read, Range):
            self.edges[spec.name] = read

    def _check_number(self, spec: Field, values: list[FilterValue], text: str) -> None:
        """Raise QueryError when these are too many: of one filter, of all together, or more than one range."""
        elsewhere = [pair for pair in self.filters.items() if pair[0] != spec.name]
        try:
            check_filters([*elsewhere, (spec.name, values)])
        except QueryError as error:
            if error.field != spec.name:
                raise QueryError(spec.param, "too_many_in_all", text) from None
            code = error.code if len(values) > MAX_VALUES_PER_FILTER else "second_range"
            raise QueryError(spec.param, code, text) from None


def _check_value(spec: Field, value: FilterValue, index: Index, text: str) -> None:
    """Raise QueryError, with the value as it was typed, when it does not fit its field."""
    try:
        filter_nodes(Query(audience=frozenset({"*"}), filters={spec.name: (value,)}), index)
    except QueryError as error:
        raise QueryError(spec.param, error.code, text) from None


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
        ends = (_dump_edge(spec, whole.low, upper=False), _dump_edge(spec, whole.high, upper=True))
        raise QueryError(spec.param, "upside_down", "..".join(ends))
    return whole


def _read_value(spec: Field, value: str) -> FilterValue:
    if isinstance(spec, Number) and ".." in value:
        low, high = value.split("..", 1)
        edges = [_read_edge(spec, text, upper=False) if text else None for text in (low, high)]
        return Range(edges[0], edges[1], closed=False)
    if isinstance(spec, Number) and value != NONE and not (isinstance(spec, Date) and _is_year(spec, value)):
        number = _read_edge(spec, value, upper=False)
        return Range(number, _read_edge(spec, value, upper=True))
    if isinstance(spec, Date) and value != NONE and not FIRST_YEAR <= int(value) <= LAST_YEAR:
        raise QueryError(spec.param, "bad_value", value)
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
    """A day is its first second, as an upper edge its last; any other instant is `@` and epoch seconds.

    Raises ValueError for what is neither, and for years nobody means.
    """
    offset = spec.utc_offset_hours * 3600
    if text.startswith("@"):
        instant = int(text[1:])
    else:
        day = date.fromisoformat(text).toordinal() - EPOCH_ORDINAL
        instant = day * DAY - offset + (DAY - 1 if upper else 0)
    if not FIRST_DAY <= (instant + offset) // DAY <= LAST_DAY:
        raise ValueError(text)
    return instant


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
