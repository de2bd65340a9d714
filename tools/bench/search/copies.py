"""Holds every synthetic listing many times, for sizes that would take the marketplace's own verbs hours to load."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, Table, func, insert, inspect, literal, select, text, values
from sqlalchemy import column as named
from sqlalchemy.orm import RelationshipDirection, Session
from sqlalchemy.types import BigInteger, String

from marketplace.core.ids import ALPHABET
from marketplace.core.unit import session
from marketplace.listings.models import Listing

SUFFIX = 3  # characters that a copy's public id is longer by


def multiply(times: int) -> int:
    """Copy every listing with all that belongs to it until each is there `times` times; how many there are then.

    Copies keep texts and owners; ids of rows move on by one step for each copy, and the public id gets a suffix.
    """
    tables = list(_tables(Listing))
    opened = session()
    opened.execute(text("SET LOCAL statement_timeout = 0"))
    # What is copied has passed every check once; looking up ten million parents again would take most of the time.
    opened.execute(text("SET LOCAL session_replication_role = replica"))
    step = max(opened.scalar(select(func.max(table.c.id))) or 0 for table in tables if "id" in table.c) + 1
    for table in tables:
        _copy(opened, table, {other.name for other in tables}, step, times)
    opened.execute(text("ANALYZE"))
    return int(opened.scalar(select(func.count()).select_from(Listing)) or 0)


def _tables(model: Any) -> Iterator[Table]:
    """The table of a record and of everything it owns."""
    mapper = inspect(model)
    yield mapper.local_table
    for relation in mapper.relationships:
        if relation.direction is RelationshipDirection.ONETOMANY:
            yield from _tables(relation.mapper.class_)


def _copy(opened: Session, table: Table, copied: set[str], step: int, times: int) -> None:
    numbers = values(named("number", BigInteger), named("suffix", String), name="copies").data(
        [(number, _suffix(number)) for number in range(1, times)]
    )

    def value(column: Column[Any]) -> Any:
        if column.name == "public_id":
            return column + numbers.c.suffix
        if column.name == "id" or any(key.column.table.name in copied for key in column.foreign_keys):
            return column + numbers.c.number * literal(step)
        return column

    rows = select(*(value(column) for column in table.columns)).join_from(table, numbers, literal(True))
    opened.execute(insert(table).from_select([column.name for column in table.columns], rows))


def _suffix(number: int) -> str:
    digits = [number // len(ALPHABET) ** place % len(ALPHABET) for place in reversed(range(SUFFIX))]
    return "".join(ALPHABET[digit] for digit in digits)
