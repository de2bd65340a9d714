"""Measured figures and green benefits of several listings, for comparing them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, select

from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.listings.models import Listing, ListingBenefit, ListingFigure


@dataclass(frozen=True)
class Measure:
    """A value with its unit: a figure by its metric, or a benefit by its kind and what it is counted for."""

    metric: Text
    value: Decimal
    unit: str
    per: Text = field(default_factory=Text)
    kind: str = ""


@dataclass(frozen=True)
class Measures:
    """What one listing states, in its own order."""

    figures: Sequence[Measure] = ()
    benefits: Sequence[Measure] = ()


def measures(public_ids: Iterable[str]) -> dict[str, Measures]:
    """Figures and benefits by public id, in two queries."""
    wanted = list(public_ids)
    figures: dict[str, list[Measure]] = {name: [] for name in wanted}
    benefits: dict[str, list[Measure]] = {name: [] for name in wanted}
    for public_id, figure in session().execute(_of(ListingFigure, wanted)):
        figures[public_id].append(Measure(figure.metric, figure.value, figure.unit))
    for public_id, row in session().execute(_of(ListingBenefit, wanted)):
        benefits[public_id].append(Measure(Text(), row.value, row.unit, row.functional_unit, row.kind))
    return {name: Measures(figures[name], benefits[name]) for name in wanted}


def _of(table: Any, wanted: Sequence[str]) -> Select[Any]:
    return (
        select(Listing.public_id, table)
        .join(Listing, Listing.id == table.listing_id)
        .where(Listing.public_id.in_(wanted))
        .order_by(table.listing_id, table.position)
    )
