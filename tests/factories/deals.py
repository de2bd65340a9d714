"""Enquiries and deals for tests, made by the same verbs as on the site."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from werkzeug.datastructures import FileStorage

from marketplace.accounts.models import Organisation, User
from marketplace.core import clock
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.deals.models import Deal, Enquiry
from marketplace.deals.service import assignment, details, enquiries, lifecycle, papers, parties, plan
from tests.factories.accounts import (
    actor,
    make_broker,
    make_enterprise_user,
    make_officer,
    make_organisation,
    make_staff,
)
from tests.factories.listings import make_listing
from tests.factories.needs import make_need

STEPS = ("lead", "screened", "negotiating", "signed", "pilot", "incubation", "closed")


@dataclass
class Cast:
    """The people around one deal."""

    university: Organisation
    enterprise: Organisation
    officer: User
    buyer: User
    broker: User
    reviewer: User
    lead: User


def make_cast() -> Cast:
    """A university, an enterprise, a broker and two people of the centre."""
    university, enterprise = make_organisation("university"), make_organisation("enterprise")
    return Cast(
        university, enterprise, make_officer(university), make_enterprise_user(enterprise), make_broker(),
        make_staff("reviewer"), make_staff("centre_lead"),
    )  # fmt: skip


def make_enquiry(cast: Cast | None = None, *, listing: Any = None, **values: Any) -> Enquiry:
    """The enterprise asks about a listing of the university."""
    cast = cast or make_cast()
    listing = listing or make_listing(cast.university, cast.officer)
    given = {"wanted_mode": "licence", "question": "额定功率下寿命多长？", **values}
    return enquiries.create(actor(cast.buyer), listing=listing.public_id, **given)


def make_offer(cast: Cast | None = None, *, need: Any = None, **values: Any) -> Enquiry:
    """The university offers a solution to a need of the enterprise."""
    cast = cast or make_cast()
    need = need or make_need(cast.enterprise, cast.buyer)
    given = {"wanted_mode": "development", "question": "我们有同类工程案例。", **values}
    return enquiries.create(actor(cast.officer), need=need.public_id, **given)


def pdf(name: str = "agreement.pdf") -> FileStorage:
    """A small real PDF as an upload."""
    return FileStorage(io.BytesIO(b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"), filename=name)


def make_deal(cast: Cast | None = None, *, state: str = "lead", **values: Any) -> Deal:
    """A deal brought to a stage by its verbs, with everything the gates ask for."""
    cast = cast or make_cast()
    enquiry = make_enquiry(cast, **values)
    deal = enquiries.accept(actor(cast.officer), public_id=enquiry.public_id)
    for step in STEPS[1 : STEPS.index("lead" if state == "lost" else state) + 1]:
        _MOVES[step](cast, deal)
    if state == "lost":
        lifecycle.advance(actor(cast.reviewer), public_id=deal.public_id, action="lose", loss_code="price")
    session().flush()
    return deal


def give_broker(cast: Cast, deal: Deal) -> None:
    """The broker is assigned and declares no conflict."""
    assignment.give(actor(cast.lead), deal, cast.broker.id)
    session().flush()
    assignment.declare(actor(cast.broker), public_id=deal.public_id, related_sides=(), statement="无利益关系")


def plan_next(cast: Cast, deal: Deal, due: date | None = None, words: str = "电话回访") -> None:
    """A next action of the broker."""
    plan.set_next_action(
        actor(cast.broker), public_id=deal.public_id, version=deal.version, next_action=words,
        next_action_due=due or clock.today() + timedelta(days=3),
    )  # fmt: skip


def _screen(cast: Cast, deal: Deal) -> None:
    give_broker(cast, deal)
    plan_next(cast, deal)
    lifecycle.advance(actor(cast.broker), public_id=deal.public_id, action="screen")


def _negotiate(cast: Cast, deal: Deal) -> None:
    for side, person in (("supplier", cast.officer), ("buyer", cast.buyer)):
        row = deal.party(side)
        assert row is not None
        parties.name_contact(
            actor(cast.broker), public_id=deal.public_id, party_id=row.id, contact=person.public_id
        )  # fmt: skip
    details.edit(
        actor(cast.broker), public_id=deal.public_id, version=deal.version, title=Text("示例交易", "Example deal"),
        value_min_fen=50_000_000, value_max_fen=80_000_000,
    )  # fmt: skip
    lifecycle.advance(actor(cast.broker), public_id=deal.public_id, action="negotiate")


def _sign(cast: Cast, deal: Deal) -> None:
    papers.upload(
        actor(cast.broker), public_id=deal.public_id, file=pdf(), purpose="agreement", signed_on=clock.today()
    )
    lifecycle.advance(actor(cast.broker), public_id=deal.public_id, action="sign")


def _pilot(cast: Cast, deal: Deal) -> None:
    lifecycle.enter_pilot(actor(cast.broker), deal_id=deal.id, pilot_public_id="PILOT00001")


def _incubate(cast: Cast, deal: Deal) -> None:
    lifecycle.enter_incubation(actor(cast.broker), deal_id=deal.id, case_public_id="CASE000001")


def _close(cast: Cast, deal: Deal) -> None:
    lifecycle.close(actor(cast.broker), deal_id=deal.id, outcome="incubated")


_MOVES = {
    "screened": _screen, "negotiating": _negotiate, "signed": _sign, "pilot": _pilot, "incubation": _incubate,
    "closed": _close,
}  # fmt: skip
