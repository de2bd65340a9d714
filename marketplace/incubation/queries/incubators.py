"""The directory of incubators: what they offer, and how many places are free now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import ScalarSelect, Select, func, or_, select

from marketplace.accounts import queries as accounts
from marketplace.accounts.policy import may_keep
from marketplace.core.i18n import lang
from marketplace.core.paging import Page, paginate
from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.incubation.models import IncubationCase, Incubator
from marketplace.incubation.workflow import RUNNING


@dataclass(frozen=True)
class IncubatorCard:
    """An incubator as the directory shows it."""

    public_id: str
    name: Text
    organisation: Text
    organisation_public_id: str
    services: Text
    field_codes: tuple[str, ...]
    region_code: str | None
    area_m2: int | None
    places: int
    free: int
    accepting: bool
    graduated: int
    demo: bool
    mine: bool


def incubators(actor: Actor, *, field: str | None = None, number: int = 1, size: int = 20) -> Page[IncubatorCard]:
    """Incubators by field, those with free places first, with the companies that graduated."""
    taken, graduated = _cases(RUNNING), _cases(("graduated",))
    query = select(Incubator, taken.label("taken"), graduated.label("graduated")).order_by(
        Incubator.accepting.desc(), (Incubator.places - taken).desc(), Incubator.id
    )
    if field:
        query = query.where(Incubator.field_codes.contains([field]))
    found: Page[tuple[Incubator, int, int]] = paginate(cast("Select[Any]", query), number, size, tuple)
    owners = accounts.organisation_cards(row.organisation_id for row, _taken, _graduated in found.items)
    cards = [_card(actor, row, used, done, owners[row.organisation_id]) for row, used, done in found.items]
    return Page(cards, found.total, found.number, found.size)


def incubator_choices(present: str | None = None) -> list[tuple[str, str]]:
    """(public id, name) of incubators that take companies, and the one chosen already, for a form."""
    query = select(Incubator).where(or_(Incubator.accepting, Incubator.public_id == present)).order_by(Incubator.id)
    return [(row.public_id, row.name.pick(lang())) for row in session().scalars(query)]


def _cases(states: tuple[str, ...]) -> ScalarSelect[int]:
    """Number of cases of an incubator in these states."""
    return (
        select(func.count())
        .where(IncubationCase.incubator_id == Incubator.id, IncubationCase.state.in_(states))
        .correlate(Incubator)
        .scalar_subquery()
    )


def _card(actor: Actor, row: Incubator, taken: int, graduated: int, owner: accounts.OrganisationCard) -> IncubatorCard:
    return IncubatorCard(
        public_id=row.public_id, name=row.name, organisation=owner.name, organisation_public_id=owner.public_id,
        services=row.services, field_codes=tuple(row.field_codes), region_code=row.region_code, area_m2=row.area_m2,
        places=row.places, free=max(0, row.places - taken) if row.accepting else 0, accepting=row.accepting,
        graduated=graduated, demo=row.demo, mine=may_keep(actor, row.organisation_id),
    )  # fmt: skip
