"""What the box means to one reader: what must match, what shuts out, what gives points; and one of several such."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TypeVar

from search.plan import AllOf, AnyOf, Node
from search.query import Notice

T = TypeVar("T")


@dataclass(slots=True)
class Reading:
    """What the box means to one reader.

    must      phrases and addressed words: every rung of the ladder demands them
    units     one clause per word: all of them on the strict rung
    loose     bigrams may find more than the units do, so a rung below the strict one makes sense
    excluded  clauses no hit may match
    points    what gives points, the most telling first
    finding   those of them that find documents the rest does not
    common    those of them that would find too many: they only order what has all the words
    """

    has_text: bool = False
    must: tuple[Node, ...] = ()
    units: tuple[Node, ...] = ()
    loose: bool = False
    excluded: tuple[Node, ...] = ()
    points: tuple[Node, ...] = ()
    finding: frozenset[Node] = frozenset()
    common: frozenset[Node] = frozenset()
    notices: tuple[Notice, ...] = ()


def either(readings: Sequence[Reading]) -> Reading:
    """What has all that one of the readings demands; what some of them find gives points."""
    demanded = [AllOf((*one.must, *one.units)) for one in readings if one.must or one.units]
    finding = frozenset().union(*(one.finding for one in readings))
    return Reading(
        has_text=True,
        units=(AnyOf(tuple(demanded)),) if demanded else (),
        loose=True,
        excluded=_once(one.excluded for one in readings),
        points=_once(one.points for one in readings),
        finding=finding,
        common=frozenset().union(*(one.common for one in readings)) - finding,
        notices=_once(one.notices for one in readings),
    )


def _once(parts: Iterable[Iterable[T]]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(parts)))
