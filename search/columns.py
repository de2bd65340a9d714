"""The physical columns behind declared fields, equal in both engines."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from search.fields import Flag, Ident, Keyword, Number, Sort, Text, Years
from search.index import Index

FREQS = "freqs"  # tokens with term frequencies: BM25
POSITIONS = "positions"  # tokens with positions: phrases
KEYWORD = "keyword"  # exact values, several allowed: filter, facet, term
LONG = "long"  # whole numbers, at most one: range, facet, sort
FLAG = "flag"  # true or false, at most one

GONE_AT = "gone_at"  # when a tombstone was written, UTC epoch seconds: old ones are forgotten

TIE_BITS = 24
_SORTABLE = 1 << 38  # places on either side of zero, so that the key stays below 2^63
_EXACT_BITS = 34  # of a sort value; of a longer one as many count, and in between all are one place


@dataclass(frozen=True, slots=True)
class Column:
    """A column both engines have under this name; `facet` asks for a structure that counts fast."""

    name: str
    kind: str
    facet: bool = False


def columns(index: Index) -> tuple[Column, ...]:
    """Every column of an index: the six own ones, then those of the fields in the order of declaration."""
    found = [
        Column("id", KEYWORD),
        Column("kind", KEYWORD, facet=True),
        Column("version", LONG),
        Column("deleted", FLAG),
        Column("audience", KEYWORD),
        Column(GONE_AT, LONG),
    ]
    for spec in index.fields.values():
        if isinstance(spec, Text):
            found += [Column(f"{spec.name}_w", FREQS), Column(f"{spec.name}_u", POSITIONS)]
            found += [Column(f"{spec.name}_b", FREQS)] if spec.bigrams else []
            found += [Column(f"{spec.name}_en", FREQS)] if spec.english else []
            found += [Column(f"{spec.name}_x", KEYWORD)] if spec.exact else []
        elif isinstance(spec, Ident | Keyword):
            found.append(Column(spec.name, KEYWORD, facet=bool(getattr(spec, "facet", None))))
        elif isinstance(spec, Flag):
            found.append(Column(spec.name, FLAG, facet=bool(spec.facet)))
        elif isinstance(spec, Number):
            found.append(Column(spec.name, LONG))
            found += [Column(f"{spec.name}_year", LONG, facet=True)] if isinstance(spec.facet, Years) else []
            found += [Column(f"{spec.name}_none", FLAG)] if spec.none is not None else []
            found += [Column(sort_column(sort), LONG) for sort in spec.sorts]
    return tuple(found)


def sort_column(sort: Sort) -> str:
    """Name of the column that holds the key of an order."""
    return f"sort_{sort.name}"


def sort_key(value: int | None, document_id: str, *, descending: bool) -> int:
    """One number that orders by value and, among equals, by a hash of the id, the same in both directions.

    What lacks the value comes last in both directions and has its tie broken too. Engines break ties by
    storage order, which merges change; pages would overlap.
    """
    tie = int.from_bytes(sha256(document_id.encode()).digest()[: TIE_BITS // 8], "big")
    if descending:
        tie = (1 << TIE_BITS) - 1 - tie
    last = -_SORTABLE if descending else _SORTABLE - 1
    place = last if value is None else _place(value)
    return (place << TIE_BITS) | tie


def _place(value: int) -> int:
    """The value itself up to 2^34; beyond it ever more of them share a place, so that all of 64 bits have one.

    Saved grams of a steel works need 40 bits: cut off, the largest savings would all be equal.
    """
    size = min(abs(value), (1 << 63) - 1)
    dropped = max(0, size.bit_length() - _EXACT_BITS)
    place = (dropped << (_EXACT_BITS - 1)) + (size >> dropped)
    return -place if value < 0 else place


def unstated_keys(*, descending: bool) -> tuple[int | None, int | None]:
    """From which to before which key those of an order lie that `sort_key` makes without a value; None is open."""
    if descending:
        return None, (1 - _SORTABLE) << TIE_BITS
    return (_SORTABLE - 1) << TIE_BITS, None


__all__ = [
    "FLAG", "FREQS", "GONE_AT", "KEYWORD", "LONG", "POSITIONS", "Column", "columns", "sort_column", "sort_key",
    "unstated_keys",
]  # fmt: skip
