"""Turns the filters, facets and sort of a query into clauses of a plan, and checks their values."""

from __future__ import annotations

from search.analysis import identifiers
from search.columns import sort_column, unstated_keys
from search.errors import QueryError
from search.fields import NONE, Date, Field, Flag, Ident, Keyword, Number, Ranges, Sort, Terms, Years
from search.index import KIND, Index
from search.plan import AnyOf, Between, FacetRequest, In, Node
from search.query import FilterValue, Query, Range

RELEVANCE = "relevance"
NEWEST = "newest"
UNSTATED = "unstated"  # counted beside the facets: what lacks the value of the order
KINDS = Terms(20)  # a house has few kinds; all are counted for the tabs


def filter_nodes(query: Query, index: Index) -> tuple[tuple[str, Node], ...]:
    """(field, clause) for every filter in use; QueryError names a wrong field or value."""
    pairs = [*query.filters, *([("kind", query.kinds)] if query.kinds else [])]
    return tuple((name, _filter(index.filter_field(name), values)) for name, values in pairs)


def lacking(query: Query, index: Index) -> tuple[tuple[str, Node], ...]:
    """(field, clause) for every filter in use that other kinds than the one asked for cannot have: their documents."""
    others = [kind for kind in index.kinds if kind not in query.kinds[:1] and not index.is_folded(kind)]
    found = ((name, tuple(k for k in others if name not in index.kinds[k])) for name in dict(query.filters))
    return tuple((name, In(KIND.name, kinds)) for name, kinds in found if kinds)


def _filter(spec: Field, values: tuple[FilterValue, ...]) -> Node:
    plain = [value for value in values if isinstance(value, str)]
    ranges = [value for value in values if isinstance(value, Range)]
    if not isinstance(spec, Number):
        if ranges:
            raise QueryError(spec.name, "bad_value", ranges[0].key)
        return _codes(spec, plain)
    nodes: list[Node] = [range_node(spec, value) for value in ranges]
    nodes += [_named_value(spec, value) for value in plain]
    return nodes[0] if len(nodes) == 1 else AnyOf(tuple(nodes))


def _codes(spec: Field, values: list[str]) -> Node:
    if isinstance(spec, Flag):
        wrong = next((value for value in values if value not in ("0", "1")), None)
    else:
        wrong = next((value for value in values if not value or len(value) > 256), None)
    if wrong is not None:
        raise QueryError(spec.name, "bad_value", wrong)
    if isinstance(spec, Ident):
        values = [identifier_codes(value, spec)[0] for value in values]
    return In(spec.name, tuple(dict.fromkeys(values)))


def identifier_codes(value: str, spec: Ident) -> tuple[str, ...]:
    """Codes to look up for a value: as given first, then a publication number without its kind letter."""
    found = identifiers.recognise(value, spec.kinds, addressed=True)
    if found is None:
        return tuple(identifiers.spellings(value, ())[:1]) or ("",)
    number = found.code.rstrip("abcuysd") if found.scheme == "publication" else found.code
    return tuple(dict.fromkeys((found.code, number)))


def range_node(spec: Number, value: Range) -> Node:
    """The clause of a range; QueryError when it is upside down or beyond 64 bits."""
    low, high = value.low, value.high
    if low is not None and high is not None and low > high:
        raise QueryError(spec.name, "upside_down", value.key)
    if any(edge is not None and not -(1 << 63) <= edge < 1 << 63 for edge in (low, high)):
        raise QueryError(spec.name, "bad_value", value.key)
    return Between(spec.name, low, high, value.closed)


def _named_value(spec: Number, value: str) -> Node:
    if value == NONE and spec.none is not None:
        return In(f"{spec.name}_none", ("1",))
    is_year = isinstance(spec, Date) and isinstance(spec.facet, Years) and value.isascii() and value.isdigit()
    if is_year and len(value) == 4:
        return Between(f"{spec.name}_year", int(value), int(value))
    raise QueryError(spec.name, "bad_value", value)


def facet_requests(query: Query, index: Index) -> tuple[FacetRequest, ...]:
    """What is to be counted; QueryError for a facet that was not declared.

    With the facets of an order that not every document has a value for, how many have none.
    """
    asked = tuple(_facet(name, query, index) for name in query.facets)
    order = value_order(query, index)
    if not asked or order is None:
        return asked
    _spec, sort = order
    column = sort_column(sort)
    low, high = unstated_keys(descending=sort.descending)
    return (*asked, FacetRequest(UNSTATED, column, ranges=((NONE, Between(column, low, high, closed=False)),)))


def _facet(name: str, query: Query, index: Index) -> FacetRequest:
    spec = KIND if name == "kind" else index.fields.get(name)
    facet = KINDS if spec is KIND else getattr(spec, "facet", None)
    if spec is None or facet is None:
        raise QueryError(name, "unknown_facet")
    chosen = tuple(value.key if isinstance(value, Range) else value for value in query.values(name))
    if isinstance(spec, Flag):
        return FacetRequest(name, name, ranges=(("1", In(name, ("1",))), ("0", In(name, ("0",)))))
    if isinstance(spec, Keyword):
        return FacetRequest(name, name, size=facet.size, chosen=chosen)
    assert isinstance(spec, Number)
    if isinstance(facet, Ranges):
        buckets = [Range(low, high, closed=False) for low, high in facet.bounds]
        counted = [(bucket.key, range_node(spec, bucket)) for bucket in buckets]
        if spec.none is not None:
            counted.append((NONE, In(f"{name}_none", ("1",))))
        return FacetRequest(name, name, ranges=tuple(counted))
    column = f"{name}_year" if isinstance(facet, Years) else name
    numbers = tuple(value for value in chosen if value.isdigit())
    return FacetRequest(name, column, size=facet.size, chosen=numbers)


def sort_name(query: Query, index: Index) -> str:
    """The order in force: as asked, else relevance with text and newest without; QueryError when unknown."""
    wanted = query.sort or RELEVANCE
    if wanted != RELEVANCE and wanted not in index.sorts:
        raise QueryError("sort", "unknown_sort", wanted)
    if wanted == RELEVANCE and not query.text and NEWEST in index.sorts:
        return NEWEST
    return wanted


def value_order(query: Query, index: Index) -> tuple[Field, Sort] | None:
    """The order asked for, where it goes by what not every document states; None for relevance and the newest first."""
    return index.sorts.get(query.sort) if query.sort != NEWEST else None


def sort_of(name: str, index: Index) -> tuple[str, bool] | None:
    """(sort-key column, descending) of a named order, None for relevance."""
    if name == RELEVANCE:
        return None
    _spec, sort = index.sorts[name]
    return sort_column(sort), sort.descending
