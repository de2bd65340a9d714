"""Organisations as lists, cards, pages and rows of the review queue."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, or_, select

from marketplace.accounts.models import Membership, Organisation
from marketplace.accounts.policy import ORGANISATION
from marketplace.core.errors import NotFound
from marketplace.core.ids import is_public_id
from marketplace.core.paging import Page, paginate
from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.core.unit import session

LISTED = ("verified", "expired")  # states in which an organisation stands in the public list


@dataclass(frozen=True)
class OrganisationCard:
    """An organisation in short, as lists and other nouns show it."""

    id: int
    public_id: str
    name: Text
    kind: str
    region_code: str | None
    state: str
    description: Text
    demo: bool
    created_at: datetime

    @property
    def verified(self) -> bool:
        return self.state == "verified"


@dataclass(frozen=True)
class OrganisationPage:
    """Everything the page of an organisation shows; `may` holds the actions the reader may take."""

    card: OrganisationCard
    uscc: str | None
    address: str | None
    website: str | None
    state_owned: bool
    sme_size: str | None
    foreign: bool
    verified_until: date | None
    members: int
    version: int
    may: frozenset[str]


@dataclass(frozen=True)
class VerificationRow:
    """An organisation that waits for a decision of the centre."""

    id: int
    public_id: str
    name: Text
    kind: str
    region_code: str | None
    since: datetime


def card_of(row: Organisation) -> OrganisationCard:
    """The card of a row that is at hand."""
    return OrganisationCard(
        row.id,
        row.public_id,
        row.name,
        row.kind,
        row.region_code,
        row.state,
        row.description,
        row.demo,
        row.created_at,
    )


def find(public_id: str) -> Organisation:
    """The row behind a public id, for the pages of accounts. Raises NotFound."""
    row = session().scalar(select(Organisation).where(Organisation.public_id == public_id))
    if row is None:
        raise NotFound()
    return row


def organisation(organisation_id: int) -> OrganisationCard | None:
    """The card by internal id."""
    row = session().get(Organisation, organisation_id)
    return card_of(row) if row else None


def organisation_by_public_id(public_id: str) -> OrganisationCard | None:
    """The card by public id."""
    row = session().scalar(select(Organisation).where(Organisation.public_id == public_id))
    return card_of(row) if row else None


def organisation_cards(ids: Iterable[int | None]) -> dict[int, OrganisationCard]:
    """Cards by id, in one query; unknown ids are left out."""
    wanted = {number for number in ids if number is not None}
    rows = session().scalars(select(Organisation).where(Organisation.id.in_(wanted))) if wanted else ()
    return {row.id: card_of(row) for row in rows}


def organisation_cards_by_public_id(public_ids: Iterable[str]) -> list[OrganisationCard]:
    """Cards of listed organisations by public id; others are left out."""
    query = select(Organisation).where(Organisation.public_id.in_(list(public_ids)), Organisation.state.in_(LISTED))
    return [card_of(row) for row in session().scalars(query)]


def listed_names(public_ids: Collection[str] | None = None) -> dict[str, Text]:
    """Names of organisations of the public list by public id: of all, or of these, in one query."""
    query = select(Organisation.public_id, Organisation.name).where(Organisation.state.in_(LISTED))
    if public_ids is not None:
        # Whoever types an address may ask for anything, also for what no column can hold.
        wanted = [public_id for public_id in public_ids if is_public_id(public_id)]
        if not wanted:
            return {}
        query = query.where(Organisation.public_id.in_(wanted))
    return {row.public_id: row.name for row in session().execute(query)}


def verified_count() -> int:
    """Number of verified organisations."""
    query = select(func.count()).select_from(Organisation).where(Organisation.state == "verified")
    return session().scalar(query) or 0


def organisation_names(ids: Iterable[int | None]) -> dict[int, Text]:
    """Names by organisation id, in one query; unknown ids are left out."""
    wanted = {number for number in ids if number is not None}
    if not wanted:
        return {}
    rows = session().execute(select(Organisation.id, Organisation.name).where(Organisation.id.in_(wanted)))
    return {row.id: row.name for row in rows}


def organisations(
    *, kind: str | None = None, region: str | None = None, text: str | None = None, number: int = 1, size: int = 20
) -> Page[OrganisationCard]:
    """The public list: verified ones first, then those whose verification ran out, by name."""
    query: Select[Any] = select(Organisation).where(Organisation.state.in_(LISTED))
    if kind:
        query = query.where(Organisation.kind == kind)
    if region:
        query = query.where(Organisation.region_code.startswith(region, autoescape=True))
    if text:
        columns = (Organisation.name_zh, Organisation.name_en)  # type: ignore[attr-defined]  # made by bilingual()
        query = query.where(or_(*(column.icontains(text, autoescape=True) for column in columns)))
    order = (Organisation.state != "verified", Organisation.name_zh, Organisation.id)  # type: ignore[attr-defined]
    return paginate(query.order_by(*order), number, size, card_of)


def organisation_page(actor: Actor, public_id: str) -> OrganisationPage:
    """The page of an organisation for this reader. Raises NotFound."""
    row = find(public_id)
    ORGANISATION.check(actor, "view", row)
    members = session().scalar(
        select(func.count()).where(Membership.organisation_id == row.id, Membership.ended_at.is_(None))
    )
    return OrganisationPage(
        card=card_of(row), uscc=row.uscc, address=row.address, website=row.website, state_owned=row.state_owned,
        sme_size=row.sme_size, foreign=row.foreign, verified_until=row.verified_until, members=members or 0,
        version=row.version,
        may=frozenset(action for action in ORGANISATION.rules if ORGANISATION.may(actor, action, row)),
    )  # fmt: skip


def public_pages() -> Select[int, str, datetime]:
    """Row id, public id and last change of every verified organisation: search engines do not keep the others."""
    columns = (Organisation.id, Organisation.public_id, Organisation.updated_at.label("changed_at"))
    return select(*columns).where(Organisation.state == "verified")


def verification_queue() -> list[VerificationRow]:
    """Organisations waiting for verification, the longest wait first."""
    rows = session().scalars(
        select(Organisation)
        .where(Organisation.state == "submitted")
        .order_by(Organisation.state_changed_at, Organisation.id)
    )
    return [VerificationRow(r.id, r.public_id, r.name, r.kind, r.region_code, r.state_changed_at) for r in rows]
