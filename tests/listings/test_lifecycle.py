"""Tests of the later life: availability, confirmation, pause, withdrawal, hold, expiry, and the verbs of deals."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from marketplace.core import clock, news
from marketplace.core.errors import Forbidden, Gone, GuardsUnmet, Invalid, InvalidAction, NotFound
from marketplace.core.mail import Message
from marketplace.core.policy import ANONYMOUS, SYSTEM
from marketplace.core.text import Text
from marketplace.listings import queries, service
from marketplace.listings.models import ListingVersion
from marketplace.listings.queries.facts import open_change
from marketplace.taxonomy.errors import UnknownMaturity
from tests.factories import accounts as people
from tests.factories import listings as make
from tests.factories.listings import owner_of, save

DEAL, OTHER = "DEA0000001", "DEA0000002"


@pytest.fixture
def reviewer(db: Session) -> people.Actor:
    return people.actor(people.make_staff("reviewer"))


def test_the_owner_states_the_availability(db: Session, reviewer: people.Actor) -> None:
    listing = make.make_listing()
    service.set_availability(owner_of(listing), listing.public_id, availability="in_talks")
    assert listing.availability == "in_talks"
    with pytest.raises(Forbidden):
        service.set_availability(reviewer, listing.public_id, availability="available")


def test_an_open_licence_needs_a_granted_patent(db: Session) -> None:
    pending = make.make_patent(status="in_examination", grant_number=None, granted_on=None)
    listing = make.make_listing(patents=[pending])
    with pytest.raises(Invalid):
        service.set_availability(owner_of(listing), listing.public_id, availability="open_licence")
    granted = make.make_listing()
    service.set_availability(owner_of(granted), granted.public_id, availability="open_licence")


def test_confirming_starts_the_clock_anew(db: Session) -> None:
    listing = make.make_listing(record={"expires_on": clock.today(), "reminded_on": clock.today()})
    service.confirm(owner_of(listing), listing.public_id)
    assert listing.expires_on == clock.today() + timedelta(days=180)
    assert listing.reminded_on is None


def test_a_paused_listing_is_hidden_and_comes_back(db: Session) -> None:
    listing = make.make_listing()
    service.pause(owner_of(listing), listing.public_id)
    with pytest.raises(NotFound):
        queries.page_for(ANONYMOUS, listing.public_id)
    assert queries.cards([listing.public_id]) == {}
    service.resume(owner_of(listing), listing.public_id)
    assert queries.page_for(ANONYMOUS, listing.public_id).state == "published"


def test_a_withdrawn_listing_is_gone_for_strangers_and_kept_for_its_owner(db: Session) -> None:
    listing = make.make_listing()
    save(listing, title=Text("新标题", None))
    with pytest.raises(Invalid):
        service.withdraw(owner_of(listing), listing.public_id, reason=" ")
    service.withdraw(owner_of(listing), listing.public_id, reason="改为自行实施")
    assert (listing.state, listing.availability, open_change(listing)) == ("withdrawn", "withdrawn", None)
    with pytest.raises(Gone) as gone:
        queries.page_for(ANONYMOUS, listing.public_id)
    assert gone.value.subject == f"listing:{listing.public_id}"
    assert queries.page_for(owner_of(listing), listing.public_id).state == "withdrawn"


def test_a_draft_given_up_was_never_there_for_strangers(db: Session) -> None:
    listing = make.make_listing(state="draft")
    service.discard(owner_of(listing), listing.public_id)
    with pytest.raises(NotFound):
        queries.page_for(ANONYMOUS, listing.public_id)


@pytest.mark.parametrize("state", ["published", "paused", "expired"])
def test_a_hold_takes_off_at_once_and_goes_back_to_its_state(db: Session, reviewer: people.Actor, state: str) -> None:
    listing = make.make_listing(state=state)
    service.hold(reviewer, listing.public_id, cause="title_dispute", reason="收到异议")
    assert (listing.state, listing.held_from) == ("held", state)
    with pytest.raises(NotFound):
        queries.page_for(ANONYMOUS, listing.public_id)
    with pytest.raises(Forbidden):
        service.release(owner_of(listing), listing.public_id, reason="已解决")
    service.release(reviewer, listing.public_id, reason="争议已解决")
    assert (listing.state, listing.hold_cause) == (state, None)


def test_a_secrecy_alert_ends_only_by_written_clearance(db: Session, reviewer: people.Actor) -> None:
    listing = make.make_listing()
    service.hold(reviewer, listing.public_id, cause="secrecy_alert", reason="疑似涉密")
    with pytest.raises(GuardsUnmet):
        service.release(reviewer, listing.public_id, reason="已核查")
    service.release(reviewer, listing.public_id, reason="已核查", clearance="示例保密〔2026〕3号")
    assert listing.state == "published"


def test_what_is_not_held_cannot_be_released(db: Session, reviewer: people.Actor) -> None:
    listing = make.make_listing()
    with pytest.raises(InvalidAction):
        service.release(reviewer, listing.public_id, reason="没有暂扣")


def test_unconfirmed_listings_expire_and_their_owner_hears_of_all_in_one_mail(db: Session) -> None:
    house = people.make_organisation("university")
    officer = people.make_officer(house)
    due = [
        make.make_listing(house, officer, record={"expires_on": clock.today() - timedelta(days=1)}) for _ in range(3)
    ]
    late = make.make_listing(house, officer, record={"expires_on": clock.today()})
    assert service.expire_due() == 3
    assert {row.state for row in due} == {"expired"}
    assert late.state == "published"
    assert service.expire_due() == 0
    mails = db.query(Message).filter_by(user_id=officer.id, template="listings/expired").all()
    assert len(mails) == 1
    assert "3" in mails[0].subject
    assert due[0].title.zh in mails[0].body
    assert queries.page_for(ANONYMOUS, due[0].public_id).state == "expired"
    assert queries.cards([due[0].public_id]) == {}


def test_owners_are_reminded_once_in_time(db: Session) -> None:
    soon = make.make_listing(record={"expires_on": clock.today() + timedelta(days=14)})
    later = make.make_listing(record={"expires_on": clock.today() + timedelta(days=15)})
    assert service.remind_due() == 1
    assert (soon.reminded_on, later.reminded_on) == (clock.today(), None)
    assert service.remind_due() == 0


def test_renewal_needs_a_review_that_is_recent_enough(db: Session) -> None:
    listing = make.make_listing(state="expired")
    service.renew(owner_of(listing), listing.public_id)
    assert (listing.state, listing.expires_on) == ("published", clock.today() + timedelta(days=180))
    stale = make.make_listing(state="expired", record={"reviewed_on": clock.today() - timedelta(days=731)})
    with pytest.raises(GuardsUnmet):
        service.renew(owner_of(stale), stale.public_id)
    service.submit(owner_of(stale), stale.public_id)
    assert stale.state == "submitted"
    assert queries.page_for(ANONYMOUS, stale.public_id).title == stale.title
    assert queries.cards([stale.public_id]) == {}


def test_a_listing_is_under_offer_while_one_deal_is_open(db: Session) -> None:
    listing, broker = make.make_listing(), people.actor(people.make_broker())
    service.mark_under_offer(broker, listing_id=listing.id, deal_public_id=DEAL)
    service.mark_under_offer(broker, listing_id=listing.id, deal_public_id=DEAL)
    service.mark_under_offer(broker, listing_id=listing.id, deal_public_id=OTHER)
    assert (listing.state, listing.availability) == ("under_offer", "in_talks")
    with pytest.raises(InvalidAction):
        service.withdraw(owner_of(listing), listing.public_id, reason="改主意")
    service.release_offer(broker, listing_id=listing.id, deal_public_id=DEAL)
    assert listing.state == "under_offer"
    service.release_offer(broker, listing_id=listing.id, deal_public_id=OTHER)
    assert (listing.state, listing.availability) == ("published", "available")
    service.release_offer(broker, listing_id=listing.id, deal_public_id=OTHER)
    service.mark_under_offer(broker, listing_id=listing.id, deal_public_id=DEAL)
    service.close_by_deal(broker, listing_id=listing.id, deal_public_id=DEAL)
    assert (listing.state, listing.availability) == ("closed_deal", "exclusive")


@pytest.mark.parametrize("state", ["draft", "paused", "held", "expired", "withdrawn", "closed_deal"])
def test_no_deal_begins_over_what_is_not_on_offer(db: Session, state: str) -> None:
    listing = make.make_listing(state=state)
    with pytest.raises(InvalidAction):
        service.mark_under_offer(SYSTEM, listing_id=listing.id, deal_public_id=DEAL)


def test_a_deal_that_ends_during_a_hold_frees_the_listing_for_later(db: Session, reviewer: people.Actor) -> None:
    listing = make.make_listing()
    service.mark_under_offer(SYSTEM, listing_id=listing.id, deal_public_id=DEAL)
    service.hold(reviewer, listing.public_id, cause="complaint", reason="投诉")
    service.release_offer(SYSTEM, listing_id=listing.id, deal_public_id=DEAL)
    service.release(reviewer, listing.public_id, reason="投诉不成立")
    assert listing.state == "published"


def test_nobody_takes_the_steps_of_deals_by_hand(db: Session) -> None:
    from marketplace.core.workflow import advance
    from marketplace.listings.policy import relations
    from marketplace.listings.workflow import LISTING

    listing = make.make_listing()
    owner = owner_of(listing)
    with pytest.raises(Forbidden):
        advance(LISTING, listing, "mark_under_offer", actor=owner, relations=relations(owner, listing))


def test_a_pilot_gate_rates_the_maturity_anew(db: Session, reviewer: people.Actor) -> None:
    listing = make.make_listing()
    before = queries.current_version_id(listing.id)
    service.rerate_maturity(
        reviewer, listing_id=listing.id, scale_id="qingdao_2025", level=8, evidence=Text("中试验收", None)
    )  # fmt: skip
    assert (listing.maturity_scale, listing.maturity_level, listing.version_number) == ("qingdao_2025", 8, 2)
    assert queries.current_version_id(listing.id) != before
    assert db.query(ListingVersion).filter_by(listing_id=listing.id, number=1).one().snapshot["maturity"] == "trl_9:5"
    with pytest.raises(UnknownMaturity):
        service.rerate_maturity(reviewer, listing_id=listing.id, scale_id="trl_9", level=10, evidence=Text("甲", None))


def test_the_house_hears_when_listings_come_and_go(db: Session, reviewer: people.Actor) -> None:
    heard: list[tuple[str, int]] = []
    for name in ("published", "withdrawn", "held", "expired"):
        news.subscribe(f"listing.{name}", lambda listing_id, name=name: heard.append((name, listing_id)))
    renewed, gone, held = (make.make_listing(state=state) for state in ("expired", "published", "published"))
    service.renew(owner_of(renewed), renewed.public_id)
    service.withdraw(owner_of(gone), gone.public_id, reason="停止")
    service.hold(reviewer, held.public_id, cause="complaint", reason="投诉")
    assert heard == [("published", renewed.id), ("withdrawn", gone.id), ("held", held.id)]
