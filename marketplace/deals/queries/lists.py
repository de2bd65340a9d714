"""Lists of deals: the table with its filters, the tiles of the board, and the pool of unassigned leads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import selectinload

from marketplace.accounts import queries as accounts
from marketplace.core.i18n import _
from marketplace.core.paging import Page, paginate
from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.deals.models import Deal, DealDocument, DealParty
from marketplace.deals.policy import DEAL, deal_relations
from marketplace.deals.queries import health as health_rules
from marketplace.deals.queries.people import person_cards
from marketplace.deals.queries.reach import visible_deals
from marketplace.deals.service import records
from marketplace.deals.workflow import DEAL_MACHINE, OPEN
from marketplace.listings import queries as listings
from marketplace.needs import queries as needs

BOARD_LIMIT = 500
SORTS: dict[str, Any] = {
    "activity": Deal.last_activity_at,
    "due": Deal.next_action_due,
    "stage": Deal.state_changed_at,
    "value": Deal.value_max_fen,
    "opened": Deal.created_at,
}


@dataclass(frozen=True)
class DealFilters:
    """What narrows a list; all given conditions must hold. `broker` is a public id, `flag` one of health.FLAGS."""

    q: str | None = None
    state: str | None = None
    broker: str | None = None
    flag: str | None = None
    mine: bool = False
    ended: bool = False
    sort: str = "-activity"


@dataclass(frozen=True)
class DealRow:
    """A deal as a line of a list or a tile of a board.

    `partial`: the reader takes part in one step only, so value and next action are left out.
    """

    id: int
    public_id: str
    version: int
    title: Text
    state: str
    supplier: Text
    buyer: Text
    value_min_fen: int | None
    value_max_fen: int | None
    health: health_rules.Health
    next_action: str | None
    next_action_due: date | None
    responsible: Text
    broker: Text
    opened_at: datetime
    active_at: datetime
    badges: tuple[tuple[str, str], ...] = ()
    actions: tuple[str, ...] = ()
    partial: bool = False


@dataclass(frozen=True)
class PoolRow:
    """A lead nobody brokers: brokers see its title, fields and age, not its parties."""

    public_id: str
    title: Text
    field_codes: tuple[str, ...]
    opened_at: datetime


def deal_list(actor: Actor, filters: DealFilters, *, number: int = 1, size: int = 20) -> Page[DealRow]:
    """One page of the deals the reader may see. Six queries, however long the list is."""
    found: Page[Deal] = paginate(_filtered(actor, filters), number, size, lambda row: row)
    return Page(_rows(actor, found.items), found.total, found.number, found.size)


def board_rows(actor: Actor, filters: DealFilters) -> list[DealRow]:
    """The tiles of a board: open deals (with `ended` also the others), the longest in their stage first.

    Each row carries badges and the steps this reader may try; what a step still lacks the gate tells.
    """
    query = _filtered(actor, filters)
    if not filters.ended and not filters.state:
        query = query.where(Deal.state.in_(OPEN))
    found = session().scalars(query.order_by(None).order_by(Deal.state_changed_at, Deal.id).limit(BOARD_LIMIT)).all()
    without_agreement = _without_agreement([row.id for row in found if row.state == "negotiating"])
    steps = {row.id: tuple(step_names(actor, row)) for row in found}
    return [
        replace(
            row, actions=steps[row.id],
            badges=(*health_rules.badges(row.health), *(_files_missing() if row.id in without_agreement else ())),
        )
        for row in _rows(actor, found)
    ]  # fmt: skip


def step_names(actor: Actor, deal: Any) -> list[str]:
    """The steps of the machine that this person may try now; those that other nouns take are left out."""
    held = deal_relations(actor, deal) - {"pathway"}
    return list(dict.fromkeys(step.action for step in DEAL_MACHINE.actions(deal.state, held)))


def _files_missing() -> tuple[tuple[str, str], ...]:
    return ((_("Agreement missing"), "warning"),)


def _without_agreement(ids: Sequence[int]) -> set[int]:
    if not ids:
        return set()
    query = select(DealDocument.deal_id).where(DealDocument.deal_id.in_(ids), DealDocument.purpose == "agreement")
    return set(ids) - set(session().scalars(query))


def _filtered(actor: Actor, filters: DealFilters) -> Select[Deal]:
    query = select(Deal).options(selectinload(Deal.parties)).where(visible_deals(actor), *_conditions(actor, filters))
    name = filters.sort.lstrip("-")
    column = SORTS.get(name, Deal.last_activity_at)
    order = column.desc().nulls_last() if filters.sort.startswith("-") else column.asc().nulls_last()
    return query.order_by(order, Deal.id.desc())


def _conditions(actor: Actor, filters: DealFilters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.state:
        found.append(Deal.state == filters.state)
    if filters.flag:
        found.append(health_rules.condition(filters.flag))
    if filters.mine:
        found.append(_involves(actor))
    if filters.broker == "none":
        found.append(Deal.broker_user_id.is_(None))
    elif filters.broker:
        person = accounts.user_by_public_id(filters.broker)
        found.append(Deal.broker_user_id == (person.user_id if person else 0))
    if filters.q:
        columns = (Deal.title_zh, Deal.title_en)  # type: ignore[attr-defined]  # made by bilingual()
        found.append(or_(*(column.icontains(filters.q, autoescape=True) for column in columns)))
    return found


def _involves(actor: Actor) -> ColumnElement[bool]:
    """Deals the person brokers, is the contact person of, or has the next action in."""
    contact = select(DealParty.id).where(
        DealParty.deal_id == Deal.id, DealParty.contact_user_id == actor.user_id, DealParty.left_at.is_(None)
    )
    return or_(Deal.broker_user_id == actor.user_id, Deal.next_action_owner_id == actor.user_id, contact.exists())


def _rows(actor: Actor, deals: Sequence[Deal]) -> list[DealRow]:
    if not deals:
        return []
    known = health_rules.limits()
    parties = accounts.organisation_names(n for row in deals for n in (row.supplier_id, row.buyer_id))
    people = accounts.user_names(n for row in deals for n in (row.broker_user_id, row.next_action_owner_id))
    rows = [_row(row, known, parties, people) for row in deals]
    return [
        row if DEAL.may(actor, "read_shared", deal) else _part_of(row)
        for row, deal in zip(rows, deals, strict=True)
    ]  # fmt: skip


def _part_of(row: DealRow) -> DealRow:
    return replace(
        row, value_min_fen=None, value_max_fen=None, next_action=None, next_action_due=None, responsible=Text(),
        partial=True,
    )  # fmt: skip


def _row(deal: Deal, known: health_rules.Limits, parties: dict[int, Text], people: dict[int, Text]) -> DealRow:
    return DealRow(
        id=deal.id, public_id=deal.public_id, version=deal.version, title=deal.title, state=deal.state,
        supplier=parties.get(deal.supplier_id or 0, Text()), buyer=parties.get(deal.buyer_id or 0, Text()),
        value_min_fen=deal.value_min_fen, value_max_fen=deal.value_max_fen,
        health=health_rules.health_of(deal, known), next_action=deal.next_action,
        next_action_due=deal.next_action_due, responsible=people.get(deal.next_action_owner_id or 0, Text()),
        broker=people.get(deal.broker_user_id or 0, Text()), opened_at=deal.created_at,
        active_at=deal.last_activity_at,
    )  # fmt: skip


def pool(actor: Actor) -> list[PoolRow]:
    """Open deals without a broker, the oldest first; only brokers and the centre see the pool."""
    if not actor.has("broker") and not actor.is_staff:
        return []
    rows = session().scalars(
        select(Deal).where(Deal.broker_user_id.is_(None), Deal.state.in_(OPEN)).order_by(Deal.created_at, Deal.id)
    ).all()  # fmt: skip
    offered = listings.summaries([row.listing_id for row in rows])
    wanted = needs.summaries([row.need_id for row in rows if row.need_id is not None])
    return [
        PoolRow(row.public_id, row.title, _fields(row, offered, wanted), row.created_at)
        for row in rows
    ]  # fmt: skip


def _fields(deal: Deal, offered: dict[int, Any], wanted: dict[int, Any]) -> tuple[str, ...]:
    found = offered.get(deal.listing_id or 0) or wanted.get(deal.need_id or 0)
    return found.field_codes if found else ()


def deal_record(actor: Actor, public_id: str) -> dict[str, Any]:
    """One deal for programs: the line of the list, its parties and the steps of the reader. Raises NotFound."""
    deal = records.get(actor, public_id)
    cards = accounts.organisation_cards(row.organisation_id for row in deal.parties)
    people = person_cards(row.contact_user_id for row in deal.parties)
    [line] = _rows(actor, [deal])
    parties = [
        {"id": row.id, "side": row.side, "organisation": cards[row.organisation_id].public_id,
         "name": cards[row.organisation_id].name, "contact": people.get(row.contact_user_id or 0)}
        for row in deal.parties if row.left_at is None
    ]  # fmt: skip
    return vars(line) | {
        "pathway": deal.pathway, "outcome": deal.outcome, "loss_code": deal.loss_code,
        "value_reason": None if line.partial else deal.value_reason, "parties": parties,
        "actions": step_names(actor, deal),
    }  # fmt: skip
