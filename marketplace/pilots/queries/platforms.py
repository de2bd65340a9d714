"""The directory of pilot platforms: what they can do, and how many places are free now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, select

from marketplace.accounts import queries as accounts
from marketplace.accounts.policy import may_keep
from marketplace.core.http import lang
from marketplace.core.paging import Page, paginate
from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.pilots.models import PilotPlatform, PilotProject
from marketplace.pilots.policy import RUNNING

COMPLETED = ("to_incubation", "to_licence")


@dataclass(frozen=True)
class PlatformCard:
    """A platform as the directory shows it."""

    public_id: str
    organisation_id: int
    name: Text
    organisation: Text
    organisation_public_id: str
    capability: Text
    fee: Text
    services: tuple[str, ...]
    field_codes: tuple[str, ...]
    region_code: str | None
    places: int
    free: int
    accepting: bool
    completed: int
    demo: bool
    mine: bool


def platforms(
    actor: Actor, *, field: str | None = None, service: str | None = None, number: int = 1, size: int = 20
) -> Page[PlatformCard]:
    """Platforms by field and service, those with free places first, with the projects they brought to closure."""
    taken, completed = _projects(tuple(RUNNING)), _projects(COMPLETED)
    query = select(PilotPlatform, taken.label("taken"), completed.label("completed")).order_by(
        PilotPlatform.accepting.desc(), (PilotPlatform.places - taken).desc(), PilotPlatform.id
    )
    if field:
        query = query.where(PilotPlatform.field_codes.contains([field]))
    if service:
        query = query.where(PilotPlatform.services.contains([service]))
    found: Page[tuple[PilotPlatform, int, int]] = paginate(cast("Select[Any]", query), number, size, tuple)
    owners = accounts.organisation_cards(row.organisation_id for row, _taken, _completed in found.items)
    cards = [_card(actor, row, taken, done, owners[row.organisation_id]) for row, taken, done in found.items]
    return Page(cards, found.total, found.number, found.size)


def _projects(states: tuple[str, ...]) -> ScalarSelect[int]:
    """Number of projects of a platform in these states."""
    return (
        select(func.count())
        .where(PilotProject.platform_id == PilotPlatform.id, PilotProject.state.in_(states))
        .correlate(PilotPlatform)
        .scalar_subquery()
    )


def platform_choices(present: str | None = None) -> list[tuple[str, str]]:
    """(public id, name) of platforms that take projects, and the one chosen already, for a form."""
    wanted = PilotPlatform.accepting if present is None else PilotPlatform.accepting | _named(present)
    rows = session().scalars(select(PilotPlatform).where(wanted).order_by(PilotPlatform.id))
    return [(row.public_id, row.name.pick(lang())) for row in rows]


def _named(public_id: str) -> ColumnElement[bool]:
    return PilotPlatform.public_id == public_id


def _card(
    actor: Actor, row: PilotPlatform, taken: int, completed: int, owner: accounts.OrganisationCard
) -> PlatformCard:
    return PlatformCard(
        public_id=row.public_id, organisation_id=row.organisation_id, name=row.name, organisation=owner.name,
        organisation_public_id=owner.public_id, capability=row.capability, fee=row.fee, services=tuple(row.services),
        field_codes=tuple(row.field_codes), region_code=row.region_code, places=row.places,
        free=max(0, row.places - taken) if row.accepting else 0, accepting=row.accepting,
        completed=completed, demo=row.demo, mine=may_keep(actor, row.organisation_id),
    )  # fmt: skip
