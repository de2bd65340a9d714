"""Numbered pages of a select."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select

from marketplace.core.unit import session

Item = TypeVar("Item")

LAST_PAGE = 100_000  # a page nobody reaches; beyond it the database would have to refuse the number


@dataclass(frozen=True)
class Page(Generic[Item]):
    """One page of a list: its items, the total, the page number from 1, and the size."""

    items: Sequence[Item]
    total: int
    number: int
    size: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        """Position of the first item shown, from 1; 0 when the page is empty."""
        return (self.number - 1) * self.size + 1 if self.items else 0

    @property
    def last(self) -> int:
        return self.first + len(self.items) - 1 if self.items else 0


def paginate(query: Select[*tuple[Any, ...]], number: int, size: int, to_item: Callable[[Any], Item]) -> Page[Item]:
    """Run the select for one page and its count; rows of one entity are unwrapped before `to_item`."""
    number = min(max(1, number), LAST_PAGE)
    total = session().scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    rows = session().execute(query.limit(size).offset((number - 1) * size)).all()
    return Page([to_item(row[0] if len(row) == 1 else row) for row in rows], total, number, size)
