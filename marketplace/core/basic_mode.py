"""The basic mode: a question of the search as conditions of PostgreSQL, by what each noun says of its columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    and_,
    asc,
    cast,
    desc,
    false,
    literal,
    null,
    nulls_last,
    or_,
    select,
    true,
    type_coerce,
    union_all,
)

from marketplace.core.db import Entity
from marketplace.core.searchable import TITLE
from marketplace.core.unit import session
from search import Query
from search.analysis.normalise import simplified
from search.encode import ancestors
from search.fields import Date, Field, Ident, Number
from search.filters import filter_nodes, identifier_codes, value_order
from search.index import Index
from search.plan import AnyOf, Between, In, Node
from search.query import Clause

Says = Callable[[str], ColumnElement[bool]]
Holds = Callable[[Sequence[str]], ColumnElement[bool]]
NUMBERS = ("application", "publication", "uscc")
FIRST_YEAR, LAST_YEAR = 1, 9999
FIRST_SECOND, LAST_SECOND = -62_135_596_800, 253_402_300_799  # of those years


@dataclass(frozen=True)
class Columns:
    """Where the tables hold what the documents of a kind are filled with, for as many fields as are quickly read.

    shown    which records everybody may find
    at       when they were published: the newest come first
    texts    for a text field the condition that these words stand in it as they were written
    holds    for a field of codes the condition that a record holds one of the values
    numbers  the column of a number, an amount or an instant
    orders   for a number that is no filter but has an order: how the tables give it
    """

    kind: str
    model: type[Entity]
    shown: ColumnElement[bool]
    at: Any
    texts: Mapping[str, Says]
    holds: Mapping[str, Holds] = field(default_factory=dict)
    numbers: Mapping[str, Any] = field(default_factory=dict)
    orders: Mapping[str, Callable[[], ColumnElement[Any]]] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Whether the field can be asked for."""
        return name in self.texts or name in self.holds or name in self.numbers


def says(*columns: Any) -> Says:
    """Words that stand in one of the columns, whatever the case of their letters."""
    return lambda words: or_(*(column.icontains(words, autoescape=True) for column in columns))


def flag(condition: ColumnElement[bool]) -> Holds:
    """Yes and no as the filter of a flag says them."""
    return lambda values: or_(false(), *(condition if value == "1" else ~condition for value in values))


def under(values: Iterable[str], paths: Mapping[str, str]) -> list[str]:
    """The codes of a tree whose path leads through one of the values."""
    wanted = frozenset(values)
    return [code for code, path in paths.items() if wanted.intersection(ancestors(path))]


def names(kinds: Sequence[Columns], query: Query, index: Index) -> list[str]:
    """Ids of the documents on the page of the question, and one more when another page follows.

    They come in the order asked for, what states no value for it last; as ever newest first where that decides nothing.
    """
    found = [_found(columns, query, index) for columns in kinds]
    if len(found) == 1:
        page: Any = found[0]
    else:
        page = union_all(*(each.limit(query.offset + query.size + 1) for each in found))
        page = page.order_by(*_first("place", query, index), desc("at"), "name")
    return list(session().scalars(page.limit(query.size + 1).offset(query.offset)))


def waiting(kinds: Sequence[Columns], query: Query, index: Index) -> tuple[list[str], list[Clause]]:
    """The filters and the pieces of the box that only the engine can apply."""
    filters = [name for name in dict(query.filters) if not _answers(kinds, name, index)]
    clauses = [part for part in query.text.clauses if part.field and not _answers(kinds, part.field, index)]
    return filters, clauses


def orders(kinds: Sequence[Columns], query: Query, index: Index) -> bool:
    """Whether the tables give the order asked for, which is another one than the newest first."""
    order = value_order(query, index)
    if order is None:
        return False
    name = order[0].name
    return all(name in (*columns.numbers, *columns.orders) or not _declares(columns, name, index) for columns in kinds)


def _answers(kinds: Sequence[Columns], name: str, index: Index) -> bool:
    """A field that a kind does not declare is easily asked for: its records have none."""
    return all(columns.has(name) or not _declares(columns, name, index) for columns in kinds)


def _declares(columns: Columns, name: str, index: Index) -> bool:
    return name in index.kinds[columns.kind]


def _found(columns: Columns, query: Query, index: Index) -> Select[Any]:
    model = columns.model
    filters, clauses = waiting([columns], query, index)
    nodes = filter_nodes(replace(query, kinds=()), index)
    conditions = [
        *(_matches(node, index.filter_field(name), columns) for name, node in nodes if name not in filters),
        *(_says(clause, columns, index) for clause in query.text.clauses if clause.negated and clause not in clauses),
        *_either(query.text.groups, lambda clause: true() if clause in clauses else _says(clause, columns, index)),
    ]
    name = literal(f"{columns.kind}:").concat(model.public_id).label("name")
    place = _place(columns, query, index).label("place")
    chosen = select(name, columns.at.label("at"), place).where(columns.shown, *conditions)
    return chosen.order_by(*_first(place, query, index), columns.at.desc(), model.id.desc())


def _place(columns: Columns, query: Query, index: Index) -> ColumnElement[Any]:
    """The number that a record is ordered by; none where it has none, or the newest come first."""
    order = value_order(query, index)
    name = order[0].name if order else ""
    if name in columns.orders:
        return columns.orders[name]()
    return type_coerce(columns.numbers[name], BigInteger) if name in columns.numbers else cast(null(), BigInteger)


def _first(place: Any, query: Query, index: Index) -> list[Any]:
    """By what the records are ordered before the newest come first."""
    order = value_order(query, index)
    if order is None:
        return []
    _spec, sort = order
    return [nulls_last(desc(place) if sort.descending else asc(place))]


def _either(
    groups: Sequence[Sequence[Clause]], says: Callable[[Clause], ColumnElement[bool]]
) -> Iterator[ColumnElement[bool]]:
    """All clauses of one of the groups; nothing where no words are asked for."""
    if groups:
        yield or_(*(and_(*map(says, group)) for group in groups))


def _matches(node: Node, spec: Field, columns: Columns) -> ColumnElement[bool]:
    """A clause that a filter was turned into, for a field that is asked for or that the kind does not have."""
    if isinstance(node, AnyOf):
        return or_(false(), *(_matches(each, spec, columns) for each in node.clauses))
    if isinstance(node, In) and not isinstance(spec, Number):
        return _holds(spec, node.values, columns)
    column = columns.numbers.get(spec.name)
    if isinstance(node, Between):
        return false() if column is None else _between(node, spec, column)
    return true() if column is None else column.is_(None)  # the one named value of numbers: that there is none


def _holds(spec: Field, values: Sequence[str], columns: Columns) -> ColumnElement[bool]:
    storable = [value for value in values if "\0" not in value]
    return columns.holds[spec.name](storable) if storable and spec.name in columns.holds else false()


def _between(node: Between, spec: Field, column: Any) -> ColumnElement[bool]:
    if isinstance(spec, Date):
        return _at_times(node, spec, column)
    # A reader may write larger numbers than the type of the column holds.
    low = true() if node.low is None else column >= literal(node.low, BigInteger)
    if node.high is None:
        return low
    high = literal(node.high, BigInteger)
    return and_(low, column <= high if node.closed else column < high)


def _at_times(node: Between, spec: Date, column: Any) -> ColumnElement[bool]:
    """An instant counts by its whole second, or by its year where years are asked for."""
    instant = _second if node.column == spec.name else partial(_year, spec)
    low = true() if node.low is None else column >= instant(node.low)
    return low if node.high is None else and_(low, column < instant(node.high + node.closed))


def _second(seconds: int) -> datetime:
    """An instant of UTC epoch seconds; what lies beyond the calendar is moved to its end."""
    return datetime.fromtimestamp(min(max(seconds, FIRST_SECOND), LAST_SECOND), UTC)


def _year(spec: Date, year: int) -> datetime:
    """The beginning of a year where the field counts days; as above beyond the calendar."""
    zone = timezone(timedelta(hours=spec.utc_offset_hours))
    return datetime(min(max(year, FIRST_YEAR), LAST_YEAR), 1, 1, tzinfo=zone)


def _says(clause: Clause, columns: Columns, index: Index) -> ColumnElement[bool]:
    """A piece of the box: a number, or words that stand in a text; without a field that is the title."""
    spec = index.fields.get(clause.field)
    title = _in_either_script(columns.texts[TITLE.name], clause.text)
    if isinstance(spec, Ident):
        said = _holds(spec, identifier_codes(clause.text, spec), columns)
        # A number has an index. What only looks like a symbol, or names nothing of the kind, stands in a title.
        is_number = clause.scheme in NUMBERS and spec.name in columns.holds
        if not (clause.negated or is_number):
            said = or_(said, title)
    elif clause.field in columns.texts:
        said = _in_either_script(columns.texts[clause.field], clause.text)
    else:
        said = false() if clause.field else title
    # A title that is not there in one language says nothing; that is no reason to leave the record out.
    return said.is_not(true()) if clause.negated else said


def _in_either_script(says: Says, words: str) -> ColumnElement[bool]:
    """Words as they were written, or in the simplified script, which nearly every record is written in."""
    return or_(*(says(wording) for wording in dict.fromkeys((words, simplified(words)))))
