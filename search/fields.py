"""Kinds of searchable fields: each is declared once and drives mapping, query, facet, sort and URL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import ClassVar, Self

FEN_PER_WAN = 1_000_000
NONE = "none"  # filter and facet value that stands for "not stated" (a negotiable price)


@dataclass(frozen=True, slots=True)
class Terms:
    """A facet of values, the `size` most frequent first."""

    size: int = 10


class Ranges:
    """A facet of half-open ranges (low, high); None leaves a side open. Units are those of the field."""

    __slots__ = ("bounds",)

    def __init__(self, *bounds: tuple[int | None, int | None]) -> None:
        self.bounds = bounds

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Ranges) and self.bounds == other.bounds

    def __hash__(self) -> int:
        return hash(self.bounds)


@dataclass(frozen=True, slots=True)
class Years:
    """A facet of calendar years of a date field, newest first."""

    size: int = 10


Facet = Terms | Ranges | Years


@dataclass(frozen=True, slots=True)
class Sort:
    """A named order; documents without the value come last in both directions, ties go by id."""

    name: str
    descending: bool


@dataclass(frozen=True, slots=True)
class Field:
    """What every kind shares. `label` and `value_label` are for pages only and never reach an engine.

    param     name in the URL (default: the name, without `_fen`)
    prefixes  words that address the field in the box, as in `标题:电池`
    exported  whether it is a column of tables that readers take away
    """

    name: str
    label: object = field(default="", kw_only=True, compare=False)
    value_label: Callable[[str], object] | None = field(default=None, kw_only=True, compare=False)
    param: str = field(default="", kw_only=True)
    prefixes: tuple[str, ...] = field(default=(), kw_only=True)
    exported: bool = field(default=True, kw_only=True, compare=False)

    kind: ClassVar[str] = ""

    def __post_init__(self) -> None:
        if not self.param:
            object.__setattr__(self, "param", self.name.removesuffix("_fen"))

    def bare(self) -> Self:
        """The field without what only pages need, which does not travel to other processes."""
        return replace(self, label="", value_label=None)


@dataclass(frozen=True, slots=True)
class Text(Field):
    """Running text: words `_w`, unigrams with positions `_u`, if asked bigrams `_b`, stemmed English `_en`.

    weight    factor of its BM25 score       phrase  factor of "a chunk of the query stands here literally"
    exact     the whole value equal to the whole query ranks first (titles)
    meaning   how many characters of its beginning stand for the document's meaning; 0 = none
    audience  tokens of which a reader needs one for this field to be searched at all; empty = every reader
    """

    weight: float = field(default=1.0, kw_only=True)
    phrase: float = field(default=0.0, kw_only=True)
    bigrams: bool = field(default=False, kw_only=True)
    english: bool = field(default=False, kw_only=True)
    exact: bool = field(default=False, kw_only=True)
    highlight: bool = field(default=False, kw_only=True)
    meaning: int = field(default=0, kw_only=True)
    audience: tuple[str, ...] = field(default=(), kw_only=True)

    kind: ClassVar[str] = "text"


@dataclass(frozen=True, slots=True)
class Ident(Field):
    """Identifiers, stored under every accepted spelling; `kinds` of application, publication, ipc, uscc."""

    kinds: tuple[str, ...] = field(default=("application", "publication", "ipc", "uscc"), kw_only=True)

    kind: ClassVar[str] = "ident"


@dataclass(frozen=True, slots=True)
class Keyword(Field):
    """A code or a set of codes (`multi`)."""

    multi: bool = field(default=False, kw_only=True)
    facet: Terms | None = field(default=None, kw_only=True)
    filter: bool = field(default=True, kw_only=True)

    kind: ClassVar[str] = "keyword"


@dataclass(frozen=True, slots=True)
class Tree(Keyword):
    """Paths such as `energy/storage`; every ancestor is stored, so a parent finds its children."""

    multi: bool = field(default=True, kw_only=True)

    kind: ClassVar[str] = "tree"


@dataclass(frozen=True, slots=True)
class Number(Field):
    """A whole number. `none` set to a label makes "not stated" a value of its own in filter and facet."""

    unit: str = field(default="", kw_only=True)
    facet: Facet | None = field(default=None, kw_only=True)
    filter: bool = field(default=True, kw_only=True)
    sort: str | Sort | tuple[Sort, ...] = field(default=(), kw_only=True)
    none: object = field(default=None, kw_only=True, compare=False)

    kind: ClassVar[str] = "number"
    newest_first: ClassVar[bool] = True

    def __post_init__(self) -> None:
        Field.__post_init__(self)
        sort = self.sort
        if isinstance(sort, str):
            sort = (Sort(sort, descending=self.newest_first),) if sort else ()
        elif isinstance(sort, Sort):
            sort = (sort,)
        object.__setattr__(self, "sort", sort)

    def bare(self) -> Self:
        """As every field; that "not stated" is a value stays, its label does not."""
        return replace(Field.bare(self), none=None if self.none is None else "")

    @property
    def sorts(self) -> tuple[Sort, ...]:
        """The orders this field offers."""
        return self.sort  # type: ignore[return-value]  # made a tuple in __post_init__


@dataclass(frozen=True, slots=True)
class Money(Number):
    """An amount in fen; in URLs it is written in 万元. A sort given by name only is cheapest first."""

    kind: ClassVar[str] = "money"
    newest_first: ClassVar[bool] = False


@dataclass(frozen=True, slots=True)
class Date(Number):
    """An instant in UTC epoch seconds; days and years in URLs and facets are those of `utc_offset_hours`."""

    utc_offset_hours: int = field(default=8, kw_only=True)

    kind: ClassVar[str] = "date"


@dataclass(frozen=True, slots=True)
class Flag(Field):
    """Yes or no; in URLs and facets `1` and `0`."""

    facet: Terms | None = field(default=None, kw_only=True)
    filter: bool = field(default=True, kw_only=True)

    kind: ClassVar[str] = "flag"
