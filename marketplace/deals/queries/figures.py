"""Figures: declines by code, reply times, time in stages; the desk and statistics read them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Float, case, cast, extract, func, select

from marketplace.core import clock
from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.deals.models import Deal, DealParty, DealStage, Enquiry
from marketplace.deals.queries.reach import visible_deals
from marketplace.deals.workflow import DEAL_MACHINE, OPEN, STAGES
from marketplace.listings import queries as listings
from marketplace.taxonomy import queries as taxonomy

SECONDS_PER_DAY = 86400
SIGNED = ("signed", "pilot", "incubation", "closed")


@dataclass(frozen=True)
class DeclineTotal:
    """How often enquiries about a listing were declined for one reason; `concerns` is the entry of the editor."""

    code: str
    label: Text
    concerns: str | None
    count: int


@dataclass(frozen=True)
class ListingFeedback:
    """Why talks about one listing ended, by code, most frequent first."""

    listing: listings.ListingSummary
    totals: tuple[DeclineTotal, ...]


@dataclass(frozen=True)
class StageFigure:
    """One stage: deals in it now, deals that ever left it, and the median days these took."""

    stage: str
    present: int
    left: int
    median_days: float | None


def decline_totals(actor: Actor, listing_id: int) -> list[DeclineTotal]:
    """Why talks about a listing ended, by code, most frequent first; for members of its owner and the centre.

    Counts declined enquiries and offers, and withdrawals for which the sender gave a code.
    """
    listing = listings.summary(listing_id)
    if listing is None or not (actor.is_staff or actor.member_of(listing.owner_id)):
        return []
    about = (Enquiry.listing_id == listing_id) | (Enquiry.offered_listing_id == listing_id)
    return [total for totals in _totals(about).values() for total in totals]


def feedback(actor: Actor) -> list[ListingFeedback]:
    """The totals of all listings of the actor's organisations for which there are any, in three queries."""
    own = actor.organisation_ids
    asked = Enquiry.listing_id.is_not(None) & Enquiry.owner_id.in_(own)
    offered = Enquiry.offered_listing_id.is_not(None) & Enquiry.asker_id.in_(own)
    totals = _totals(asked | offered)
    found = listings.summaries(totals)
    most = sorted(totals, key=lambda number: -sum(row.count for row in totals[number]))
    return [ListingFeedback(found[number], tuple(totals[number])) for number in most if number in found]


def _totals(condition: ColumnElement[bool]) -> dict[int, list[DeclineTotal]]:
    """Coded ends by listing; an offer counts for the listing that was offered."""
    listing = func.coalesce(Enquiry.offered_listing_id, Enquiry.listing_id)
    rows = session().execute(
        select(listing, Enquiry.decline_code, func.count())
        .where(condition, Enquiry.decline_code.is_not(None), listing.is_not(None))
        .group_by(listing, Enquiry.decline_code)
        .order_by(func.count().desc(), Enquiry.decline_code)
    )
    reasons = {term.code: term for term in taxonomy.codes("decline_reason", retired=True)}
    found: dict[int, list[DeclineTotal]] = {}
    for number, code, count in rows:
        if code in reasons:
            term = reasons[code]
            found.setdefault(number, []).append(DeclineTotal(code, term.label, term.facts.get("concerns"), count))
    return found


def reply_days(organisation_ids: Iterable[int]) -> dict[int, float]:
    """Median days from enquiry to first own answer, by organisation; public, so that buyers know what to expect.

    Unanswered enquiries whose time is over count with the time that passed so far: silence is not fast.
    """
    wanted = set(organisation_ids)
    if not wanted:
        return {}
    end = func.coalesce(Enquiry.first_response_at, clock.now())
    seconds = cast(extract("epoch", end - Enquiry.created_at), Float)
    median: Any = func.percentile_cont(0.5).within_group(seconds)
    rows = session().execute(
        select(Enquiry.owner_id, median)
        .where(Enquiry.owner_id.in_(wanted))
        .where(Enquiry.first_response_at.is_not(None) | (Enquiry.first_response_due < clock.today()))
        .group_by(Enquiry.owner_id)
    )
    return {owner: round(value / SECONDS_PER_DAY, 1) for owner, value in rows}


def stage_figures(actor: Actor) -> list[StageFigure]:
    """By stage, over the deals the reader may see: the source is the stage log, so steps back count too."""
    seconds = cast(extract("epoch", DealStage.left_at - DealStage.entered_at), Float)
    median: Any = func.percentile_cont(0.5).within_group(case((DealStage.left_at.is_not(None), seconds)))
    rows = session().execute(
        select(
            DealStage.state,
            func.count().filter(DealStage.left_at.is_(None)),
            func.count(DealStage.left_at),
            median,
        )
        .join(Deal, Deal.id == DealStage.deal_id)
        .where(visible_deals(actor))
        .group_by(DealStage.state)
    )
    found = {row[0]: row for row in rows}
    empty = (None, 0, 0, None)
    return [
        StageFigure(stage, row[1], row[2], None if row[3] is None else round(row[3] / SECONDS_PER_DAY, 1))
        for stage in (*STAGES, "lost")
        for row in [found.get(stage, empty)]
    ]


def counts_by_state(actor: Actor) -> dict[str, int]:
    """Deals the reader may see, by state; every state is there, also with 0."""
    rows = session().execute(select(Deal.state, func.count()).where(visible_deals(actor)).group_by(Deal.state))
    found = {row[0]: row[1] for row in rows}
    return {state: found.get(state, 0) for state in DEAL_MACHINE.states}


def deal_counts(organisation_ids: Iterable[int]) -> dict[int, int]:
    """Deals that were ever signed or closed, by party organisation, for its public page."""
    rows = session().execute(
        select(DealParty.organisation_id, func.count(Deal.id.distinct()))
        .join(Deal, Deal.id == DealParty.deal_id)
        .where(DealParty.organisation_id.in_(set(organisation_ids)), Deal.state.in_(SIGNED))
        .group_by(DealParty.organisation_id)
    )  # fmt: skip
    return {row[0]: row[1] for row in rows}


def open_total() -> int:
    """Number of open deals of the whole site."""
    return session().scalar(select(func.count()).select_from(Deal).where(Deal.state.in_(OPEN))) or 0


def loss_reasons(actor: Actor) -> dict[str, int]:
    """Lost deals the reader may see, by coded reason."""
    query = select(Deal.loss_code, func.count()).where(visible_deals(actor), Deal.state == "lost")
    return {code or "": count for code, count in session().execute(query.group_by(Deal.loss_code))}
