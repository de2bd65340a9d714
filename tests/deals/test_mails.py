"""Every mail of deals in the language of its reader, with a link to the page it speaks of."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Membership, User
from marketplace.core import clock
from marketplace.core.mail import Message
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.deals.service import (
    assignment,
    digest,
    enquiries,
    lifecycle,
    notes,
    parties,
    plan,
    response_clock,
)
from marketplace.settings import ROOT
from tests.factories.accounts import actor, make_officer, make_organisation
from tests.factories.deals import Cast, make_cast, make_deal, make_enquiry, plan_next
from tests.factories.listings import make_listing

TEMPLATES = {path.stem for path in Path(ROOT / "marketplace" / "templates" / "mail" / "deals").glob("*.txt")}
HAN = re.compile(r"[一-鿿]")
MONDAY = datetime(2026, 3, 2, 2, tzinfo=UTC)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_mail_reads_well_in_both_languages(db: Session, lang: str) -> None:
    with clock.travel(MONDAY):
        cast = make_cast()
        for person in vars(cast).values():
            if isinstance(person, User):
                person.lang = lang
                person.name = Text("示例人员", "Example Person")
        session().flush()
        _everything_happens(cast)
    sent = session().scalars(select(Message).where(Message.template.startswith("deals/"))).all()
    assert {row.template.removeprefix("deals/") for row in sent} == TEMPLATES
    for row in sent:
        text = row.subject + row.body
        assert row.subject
        assert row.link
        assert row.link.startswith(f"/{row.lang}/deals")
        assert "%(" not in text
        if row.lang == "en":
            assert not HAN.search(text), text
        if row.lang == "zh":
            assert HAN.search(row.subject)


def _everything_happens(cast: Cast) -> None:
    officer, buyer, lead = actor(cast.officer), actor(cast.buyer), actor(cast.lead)
    enquiries.write(buyer, public_id=make_enquiry(cast).public_id, body="More")
    enquiries.decline(officer, public_id=make_enquiry(cast).public_id, code="other", note="No capacity")
    enquiries.withdraw(buyer, public_id=make_enquiry(cast).public_id)
    enquiries.block(actor(cast.reviewer), public_id=make_enquiry(_elsewhere(cast)).public_id, reason="Spam")
    _silence(cast)
    deal = make_deal(_other_buyer(cast), state="negotiating")
    broker = actor(cast.broker)
    notes.add_note(broker, public_id=deal.public_id, body="Call")
    plan.add_task(broker, public_id=deal.public_id, title="Send a sample", due=clock.today(),
                  assignee=cast.officer.public_id)  # fmt: skip
    plan.set_next_action(
        lead, public_id=deal.public_id, version=deal.version, next_action="Visit", next_action_due=clock.today(),
        owner=cast.broker.public_id,
    )  # fmt: skip
    platform = make_organisation("pilot_platform")
    member = make_officer(platform)
    member.lang, member.name = cast.officer.lang, Text("示例人员", "Example Person")
    row = parties.add_party(lead, public_id=deal.public_id, organisation=platform.public_id, side="platform")
    session().flush()
    parties.name_contact(lead, public_id=deal.public_id, party_id=row.id, contact=member.public_id)
    lifecycle.advance(lead, public_id=deal.public_id, action="lose", loss_code="price")
    plan_next(cast, make_deal(_other_buyer(cast), state="screened"), clock.today() - timedelta(days=1), "Call")
    digest.send_digests()
    _conflict_and_bypass(cast)


def _elsewhere(cast: Cast) -> Cast:
    """The same people, but the enterprise that asks is another one, so that a block stops nobody else."""
    return _other_buyer(cast)


def _other_buyer(cast: Cast) -> Cast:
    other = make_cast()
    for person in (other.buyer, other.officer, other.broker, other.reviewer, other.lead):
        person.lang, person.name = cast.officer.lang, Text("示例人员", "Example Person")
    session().flush()
    other.university, other.officer, other.broker = cast.university, cast.officer, cast.broker
    other.reviewer, other.lead = cast.reviewer, cast.lead
    return other


def _silence(cast: Cast) -> None:
    """Nobody answers: a broker joins, or none can be found; then the thread ends."""
    waiting = make_enquiry(cast)
    with clock.travel(MONDAY + timedelta(days=9)):
        active = session().scalars(select(User).where(User.active)).all()
        for person in active:
            person.active = person.id in {cast.reviewer.id, cast.lead.id}
        session().flush()
        response_clock.escalate_overdue()
        for person in active:
            person.active = True
        session().flush()
        response_clock.escalate_overdue()
    assert waiting.broker_user_id is not None
    with clock.travel(MONDAY + timedelta(days=90)):
        response_clock.expire_silent()


def _conflict_and_bypass(cast: Cast) -> None:
    other = _other_buyer(cast)
    listing = make_listing(cast.university, cast.officer)
    first = make_enquiry(other, listing=listing)
    first.broker_user_id = cast.broker.id
    deal = enquiries.accept(actor(cast.officer), public_id=first.public_id)
    assignment.declare(actor(cast.broker), public_id=deal.public_id, related_sides=["buyer"], statement="Shares")
    second = make_enquiry(other, listing=listing)
    enquiries.accept(actor(cast.officer), public_id=second.public_id)
    for place in session().scalars(select(Membership).where(Membership.user_id == cast.broker.id)):
        place.ended_at = clock.now()
    session().flush()
    assignment.release_departed()
