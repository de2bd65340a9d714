"""The pilot-first board: the tiles of the deals a reader may see, placed by three machines, with their totals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from marketplace.accounts import queries as accounts
from marketplace.core.policy import Actor
from marketplace.core.unit import session
from marketplace.deals import queries as deals
from marketplace.deals.models import Deal
from marketplace.deals.policy import deal_relations
from marketplace.deals.queries.lists import BOARD_LIMIT
from marketplace.desk.queries.columns import COLUMNS, Column, column_of, targets
from marketplace.desk.queries.standing import Standing, standings
from marketplace.incubation import queries as incubation
from marketplace.incubation.workflow import INCUBATION
from marketplace.incubation.workflow import RUNNING as CASE_RUNNING
from marketplace.listings.models import ListingField
from marketplace.needs.models import Need
from marketplace.pilots import queries as pilots
from marketplace.pilots.policy import RUNNING as PILOT_RUNNING
from marketplace.pilots.workflow import PILOT

INSIDE = frozenset({"broker", "staff"})  # relations that see what a gate still lacks


@dataclass(frozen=True)
class Card:
    """A tile: the deal, what runs inside it, what its next gate lacks, and the steps this reader may try.

    `mover` names the noun whose endpoint takes the step: deal, pilot or incubation.
    """

    deal: deals.DealRow
    column: str
    pilot: pilots.PilotSummary | None
    case: Any
    missing: tuple[Any, ...]
    papers_missing: int
    mover: str
    moves: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class BoardColumn:
    """A column with its cards, the leads nobody has taken yet, and the sum of the value bands that are known."""

    column: Column
    cards: Sequence[Card]
    pool: Sequence[deals.PoolRow]
    value_min_fen: int
    value_max_fen: int


@dataclass(frozen=True)
class Board:
    """All columns in order; `capped` when there are too many ended deals to show them here.

    `brokers` are those the centre may filter by.
    """

    columns: Sequence[BoardColumn]
    total: int
    capped: bool
    brokers: Sequence[accounts.BrokerPage]


def board(actor: Actor, filters: Mapping[str, Any]) -> Board:
    """The board of this reader: brokers their own deals and the pool, the centre all, parties theirs."""
    wanted = deals.DealFilters(
        mine=filters["mine"], broker=filters["broker"] if actor.is_staff else None, flag=filters["flag"], ended=True
    )
    rows = deals.board_rows(actor, wanted)
    if capped := len(rows) >= BOARD_LIMIT:
        rows = deals.board_rows(actor, deals.DealFilters(wanted.q, None, wanted.broker, wanted.flag, wanted.mine))
    if filters["field"]:
        inside = _in_field((row.id for row in rows), filters["field"])
        rows = [row for row in rows if row.id in inside]
    cards = _cards(actor, rows)
    shown = {row.public_id for row in rows}
    pool = [row for row in _pool(actor, filters) if row.public_id not in shown]
    brokers = accounts.broker_directory() if actor.is_staff else []
    return Board([_column(column, cards, pool) for column in COLUMNS], len(cards), capped, brokers)


def _cards(actor: Actor, rows: Sequence[deals.DealRow]) -> list[Card]:
    ids = [row.id for row in rows]
    known, projects, cases = standings(ids), pilots.board_rows(ids), incubation.board_rows(ids)
    return [_card(actor, row, known[row.id], projects.get(row.id), cases.get(row.id)) for row in rows]


def _card(actor: Actor, row: deals.DealRow, standing: Standing, pilot: pilots.PilotSummary | None, case: Any) -> Card:
    held = deal_relations(actor, standing)
    inside = bool(held & INSIDE)
    mover, moves = _moves(row, standing, pilot, case, held)
    # A project on hold stays where it was held.
    at = standing.held_from or (pilot.state if pilot else None)
    return Card(
        deal=row, column=column_of(row.state, at, case.state if case else None),
        pilot=pilot, case=case, missing=standing.missing if inside else (),
        papers_missing=standing.papers_missing(pilot.gate) if inside and pilot and row.state == "pilot" else 0,
        mover=mover, moves=moves,
    )  # fmt: skip


def _moves(
    row: deals.DealRow, standing: Standing, pilot: pilots.PilotSummary | None, case: Any, held: Iterable[str]
) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The steps of the machine that moves the card now: a running pilot or case, else the deal itself."""
    if row.state == "pilot" and pilot is not None and pilot.state in PILOT_RUNNING:
        back = f"resume_{(standing.held_from or '')[:2]}"
        steps = [step.action for step in PILOT.actions(pilot.state, held)]
        return "pilot", targets("pilot", pilot.state, [a for a in steps if not a.startswith("resume_") or a == back])
    if row.state == "incubation" and case is not None and case.state in CASE_RUNNING:
        steps = [step.action for step in INCUBATION.actions(case.state, held)]
        return "incubation", targets("incubation", case.state, steps)
    return "deal", targets("deal", row.state, row.actions)


def _pool(actor: Actor, filters: Mapping[str, Any]) -> list[deals.PoolRow]:
    """Leads to take. The centre sees them as cards already; filters that a lead in the pool cannot meet empty it."""
    if actor.is_staff or filters["mine"] or filters["flag"]:
        return []
    return [row for row in deals.pool(actor) if filters["field"] in (None, *row.field_codes)]


def _in_field(deal_ids: Iterable[int], code: str) -> set[int]:
    """The deals about a listing or a need of a technology field."""
    listed = select(ListingField.listing_id).where(ListingField.code == code)
    wanted = select(Need.id).where(Need.field_codes.contains([code]))
    query = select(Deal.id).where(Deal.id.in_(list(deal_ids)), Deal.listing_id.in_(listed) | Deal.need_id.in_(wanted))
    return set(session().scalars(query))


def _column(column: Column, cards: Sequence[Card], pool: Sequence[deals.PoolRow]) -> BoardColumn:
    here = [card for card in cards if card.column == column.key]
    return BoardColumn(
        column=column, cards=here, pool=pool if column.key == "lead" else (),
        value_min_fen=sum(card.deal.value_min_fen or 0 for card in here),
        value_max_fen=sum(card.deal.value_max_fen or 0 for card in here),
    )  # fmt: skip
