"""What the vocabulary answers with: frozen records, safe to keep and to share between threads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from marketplace.core.text import Text


@dataclass(frozen=True)
class Term:
    """An entry of any list: its code, its label, and what else the list says about it."""

    code: str
    label: Text
    order: int = 0
    parent: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    retired: bool = False


@dataclass(frozen=True)
class Field:
    """A technology field with its industries, key technologies and usual green classes."""

    code: str
    label: Text
    order: int
    industries: tuple[Term, ...]
    technologies: tuple[Term, ...]
    green_classes: tuple[Term, ...]
    retired: bool = False


@dataclass(frozen=True)
class Level:
    """A level of one maturity scale; `stage` is early, middle or mature."""

    scale_id: str
    level: int
    label: Text
    evidence: Text
    stage: str
    retired: bool = False


@dataclass(frozen=True)
class Scale:
    """A maturity scale with its levels in rising order."""

    scale_id: str
    label: Text
    source: Text
    levels: tuple[Level, ...]
    retired: bool = False


@dataclass(frozen=True)
class Region:
    """A province, or a prefecture of Sichuan with its cell (row, column) on the tile map."""

    code: str
    label: Text
    short: Text
    parent: str | None
    tile: tuple[int, int] | None
    retired: bool = False


@dataclass(frozen=True)
class Ipc:
    """A checked IPC symbol: canonical spelling, the deepest known title, and whether it counts as green."""

    symbol: str
    subclass: str
    section: str
    label: Text
    known: bool
    green: bool


@dataclass(frozen=True)
class GreenPattern:
    """A row of the WIPO inventory below one subclass (or class): all of it, or a span of groups or subgroups."""

    subclass: str
    group_from: int | None
    group_to: int | None
    subgroup_from: str | None
    subgroup_to: str | None

    def covers(self, group: str, subgroup: str) -> bool:
        """Whether a symbol of the subclass lies in the span; a bare subclass only in a whole one.

        Subgroups order like decimal fractions (02 < 024 < 04); 00 alone means the whole main group.
        """
        if self.group_from is None or self.group_to is None:
            return True
        if not group or not self.group_from <= int(group) <= self.group_to:
            return False
        if self.subgroup_from is None or self.subgroup_to is None:
            return True
        if self.subgroup_from == self.subgroup_to == "00":
            return True
        width = max(len(subgroup), len(self.subgroup_from))
        reached = subgroup.ljust(width, "0") >= self.subgroup_from.ljust(width, "0")
        return reached and subgroup[: len(self.subgroup_to)] <= self.subgroup_to


@dataclass(frozen=True)
class Suggestion:
    """A field that IPC symbols point at; `score` only orders, `because` are the symbols that did."""

    field: str
    label: Text
    score: float
    because: tuple[str, ...]


@dataclass(frozen=True)
class GreenShare:
    """How green a list of symbols is by the WIPO inventory: which, what share, and whether the first is."""

    green: tuple[str, ...]
    share: Fraction
    first: bool


@dataclass(frozen=True)
class Rule:
    """A rule parameter in force over a period (both days included; None = open).

    `verified` tells whether it may stand as a hard block today; an unverified one warns. `shown` is the value
    with its unit as people read it; `place`, `basis_label` and `scale_label` are labels.
    """

    public_id: str
    code: str
    jurisdiction: str
    title: Text
    value: Mapping[str, Any]
    effective_from: date | None
    effective_to: date | None
    source: Text
    basis: str
    verified: bool
    note: Text
    version: int
    place: Text
    basis_label: Text
    shown: Text
    scale_label: Text

    def in_force(self, day: date) -> bool:
        """Whether the day lies in the period."""
        return (self.effective_from is None or self.effective_from <= day) and (
            self.effective_to is None or day <= self.effective_to
        )

    @property
    def unit(self) -> str:
        """Code of the list `rule_unit`: calendar_days, working_days, months, share, fen …"""
        return str(self.value["unit"])

    @property
    def number(self) -> Decimal:
        """The single number, exact. Raises KeyError when the value is a range, a list or a flag."""
        return Decimal(self.value["number"])

    @property
    def integer(self) -> int:
        """The single number as a whole one. Raises ValueError when it is not whole."""
        if self.number != self.number.to_integral_value():
            raise ValueError(f"{self.code} is {self.number}, not a whole number")
        return int(self.number)

    @property
    def numbers(self) -> tuple[Decimal, ...]:
        """The list of numbers. Raises KeyError when the value is none."""
        return tuple(Decimal(item) for item in self.value["numbers"])

    @property
    def band(self) -> tuple[Decimal, Decimal]:
        """Least and greatest number. Raises KeyError when the value is no range."""
        return Decimal(self.value["min"]), Decimal(self.value["max"])

    @property
    def scale_id(self) -> str | None:
        """The maturity scale whose level the number is."""
        return self.value.get("scale_id")
