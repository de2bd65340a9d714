"""Steps of a deal through the service: gates, stage log, what becomes of listing and need."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Membership
from marketplace.core import audit, clock
from marketplace.core.errors import Conflict, Forbidden, GuardsUnmet, Invalid, InvalidAction
from marketplace.core.unit import session
from marketplace.deals import queries
from marketplace.deals.errors import ConflictOfInterest
from marketplace.deals.models import Deal, DealStage, Declaration, Introduction
from marketplace.deals.service import assignment, details, enquiries, lifecycle, opening, papers, parties, plan
from marketplace.listings import queries as listings
from marketplace.listings.models import Listing
from marketplace.needs import queries as needs
from tests.factories.accounts import actor, join, make_broker, make_organisation
from tests.factories.deals import give_broker, make_cast, make_deal, make_enquiry, make_offer, pdf, plan_next
from tests.factories.listings import make_listing


def listing_state(deal: Deal) -> str:
    found = listings.summary(deal.listing_id or 0)
    assert found is not None
    return found.state


def test_the_gate_shows_what_is_missing_and_who_can_supply_it(db: Session) -> None:
    cast = make_cast()
    deal = make_deal(cast)
    page = queries.gate_page(actor(cast.reviewer), deal.public_id)
    screen = next(step for step in page.steps if step.action == "screen")
    missing = {item.code: item.responsible for item in screen.items if not item.met}
    assert missing == {"broker_assigned": "centre", "broker_declared": "broker", "next_action": "broker"}
    assert not screen.ready
    with pytest.raises(GuardsUnmet) as refused:
        lifecycle.advance(actor(cast.reviewer), public_id=deal.public_id, action="screen")
    assert len(refused.value.unmet) == len(missing)


def test_an_unverified_party_stops_the_screening(db: Session) -> None:
    cast = make_cast()
    deal = make_deal(cast)
    give_broker(cast, deal)
    plan_next(cast, deal)
    cast.enterprise.state = "rejected"
    session().flush()
    with pytest.raises(GuardsUnmet) as refused:
        lifecycle.advance(actor(cast.broker), public_id=deal.public_id, action="screen")
    assert len(refused.value.unmet) == 1


def test_the_stage_log_has_no_gap(db: Session) -> None:
    cast = make_cast()
    deal = make_deal(cast, state="negotiating")
    lifecycle.advance(actor(cast.broker), public_id=deal.public_id, action="step_back", reason="预算要重报")
    rows = session().scalars(select(DealStage).where(DealStage.deal_id == deal.id).order_by(DealStage.id)).all()
    assert [row.state for row in rows] == ["lead", "screened", "negotiating", "screened"]
    assert [row.left_at for row in rows[:-1]] == [row.entered_at for row in rows[1:]]
    assert rows[-1].left_at is None


def test_the_history_replays_to_the_state(db: Session) -> None:
    cast = make_cast()
    deal = make_deal(cast, state="pilot")
    session().flush()
    audit.write(session())
    events = audit.timeline(f"deal:{deal.public_id}", limit=500)
    moves = [
        event.changes["state"]
        for event in reversed(events)
        if "state" in event.changes and event.kind.startswith("deal.")
    ]
    assert moves[0][0] is None
    assert all(before[1] == after[0] for before, after in pairwise(moves))
    assert moves[-1][1] == deal.state


def test_signature_needs_a_dated_agreement_in_its_present_version(db: Session) -> None:
    cast = make_cast()
    deal = make_deal(cast, state="negotiating")
    broker = actor(cast.broker)
    first = papers.upload(broker, public_id=deal.public_id, file=pdf(), purpose="agreement")
    with pytest.raises(GuardsUnmet) as refused:
        lifecycle.advance(broker, public_id=deal.public_id, action="sign")
    assert len(refused.value.unmet) == 1
    second = papers.upload(
        broker, public_id=deal.public_id, file=pdf("signed.pdf"), purpose="agreement", replaces=first.public_id,
        signed_on=clock.today(),
    )  # fmt: skip
    assert second.number == 2
    with pytest.raises(Invalid):
        papers.upload(broker, public_id=deal.public_id, file=pdf(), purpose="agreement", replaces=first.public_id)
    lifecycle.advance(broker, public_id=deal.public_id, action="sign")
    assert deal.state == "signed"


def test_a_lost_deal_gives_the_listing_back_and_may_be_reopened(db: Session) -> None:
    cast = make_cast()
    deal = make_deal(cast, state="screened")
    broker = actor(cast.broker)
    with pytest.raises(GuardsUnmet):
        lifecycle.advance(broker, public_id=deal.public_id, action="lose", loss_code="other")
    lifecycle.advance(broker, public_id=deal.public_id, action="lose", loss_code="other", loss_note="企业停产")
    assert (deal.state, deal.loss_code, listing_state(deal)) == ("lost", "other", "published")
    with pytest.raises(Forbidden):
        lifecycle.advance(broker, public_id=deal.public_id, action="reopen", reason="恢复生产")
    lifecycle.advance(actor(cast.lead), public_id=deal.public_id, action="reopen", reason="恢复生产")
    assert (deal.state, deal.loss_code, listing_state(deal)) == ("lead", None, "under_offer")


def test_a_deal_over_a_withdrawn_listing_is_not_reopened(db: Session) -> None:
    cast = make_cast()
    deal = make_deal(cast, state="lost")
    listing = session().get_one(Listing, deal.listing_id)
    listing.state = "withdrawn"
    session().flush()
    with pytest.raises(GuardsUnmet):
        lifecycle.advance(actor(cast.lead), public_id=deal.public_id, action="reopen", reason="再谈")


def test_two_deals_over_one_listing_release_it_with_the_last(db: Session) -> None:
    first, second = make_cast(), make_cast()
    second.university, second.officer = first.university, first.officer
    listing = make_listing(first.university, first.officer)
    deals = [
        enquiries.accept(actor(c.officer), public_id=make_enquiry(c, listing=listing).public_id)
        for c in (first, second)
    ]
    lifecycle.advance(actor(first.reviewer), public_id=deals[0].public_id, action="lose", loss_code="price")
    assert listing_state(deals[1]) == "under_offer"
    lifecycle.advance(actor(first.reviewer), public_id=deals[1].public_id, action="lose", loss_code="price")
    assert listing_state(deals[1]) == "published"


@pytest.mark.parametrize(
    ("outcome", "exclusive", "listing", "need"),
    [
        ("completed", False, "published", "met"), ("licensed", True, "closed_deal", "met"),
        ("stopped_after_pilot", False, "published", "open"),
    ],
)  # fmt: skip
def test_how_a_deal_ends_for_listing_and_need(
    db: Session, outcome: str, exclusive: bool, listing: str, need: str
) -> None:
    cast = make_cast()
    offered = make_listing(cast.university, cast.officer)
    offer = make_offer(cast, offered_listing=offered.public_id)
    deal = enquiries.accept(actor(cast.buyer), public_id=offer.public_id)
    deal.state = "pilot"
    session().flush()
    lifecycle.close(actor(cast.reviewer), deal_id=deal.id, outcome=outcome, exclusive=exclusive)
    assert (deal.state, deal.outcome) == ("closed", outcome)
    assert listing_state(deal) == listing
    assert needs.summary(deal.need_id or 0).state == need


def test_the_pilot_is_entered_only_after_signature_and_not_by_hand(db: Session) -> None:
    cast = make_cast()
    deal = make_deal(cast, state="negotiating")
    with pytest.raises(InvalidAction):
        lifecycle.enter_pilot(actor(cast.broker), deal_id=deal.id, pilot_public_id="PILOT00001")
    signed = make_deal(state="signed")
    with pytest.raises(Forbidden):
        lifecycle.advance(actor(cast.lead), public_id=signed.public_id, action="enter_pilot")
    lifecycle.enter_pilot(actor(cast.broker), deal_id=signed.id, pilot_public_id="PILOT00001")
    lifecycle.enter_pilot(actor(cast.broker), deal_id=signed.id, pilot_public_id="PILOT00002")
    assert signed.state == "pilot"
    entered = (
        session().scalars(select(DealStage).where(DealStage.deal_id == signed.id, DealStage.state == "pilot")).all()
    )
    assert len(entered) == 1


def test_a_step_on_an_old_page_is_a_conflict(db: Session) -> None:
    cast = make_cast()
    deal = make_deal(cast, state="screened")
    old = deal.version
    plan_next(cast, deal, clock.today() + timedelta(days=9))
    session().flush()
    with pytest.raises(Conflict):
        lifecycle.advance(actor(cast.broker), public_id=deal.public_id, action="lose", loss_code="price", version=old)


def test_notes_and_tasks_do_not_clash_with_an_open_form(db: Session) -> None:
    cast = make_cast()
    deal = make_deal(cast, state="screened")
    version, quiet = deal.version, deal.last_activity_at
    with clock.travel(clock.now() + timedelta(minutes=5)):
        plan.add_task(actor(cast.broker), public_id=deal.public_id, title="寄样", due=clock.today())
        assert deal.last_activity_at > quiet
    details.edit(actor(cast.broker), public_id=deal.public_id, version=version, title=deal.title, value_reason="待测算")
    assert deal.value_reason == "待测算"


def test_done_and_schedule_next_leaves_both_marks(db: Session) -> None:
    cast = make_cast()
    deal = make_deal(cast, state="screened")
    plan.set_next_action(
        actor(cast.broker), public_id=deal.public_id, version=deal.version, next_action="现场考察",
        next_action_due=clock.today(), owner=cast.broker.public_id, done=True,
    )  # fmt: skip
    audit.write(session())
    kinds = [event.kind for event in audit.timeline(f"deal:{deal.public_id}")]
    assert kinds.count("deal.finish_action") == 1
    assert deal.next_action == "现场考察"
    with pytest.raises(Invalid):
        plan.set_next_action(
            actor(cast.broker), public_id=deal.public_id, version=deal.version, next_action="?",
            next_action_due=clock.today(), owner=make_cast().buyer.public_id,
        )  # fmt: skip


def test_a_broker_with_a_relation_steps_back_and_is_not_chosen_again(db: Session) -> None:
    cast = make_cast()
    deal = make_deal(cast)
    assignment.give(actor(cast.lead), deal, cast.broker.id)
    assignment.declare(actor(cast.broker), public_id=deal.public_id, related_sides=["buyer"], statement="配偶任职")
    assert deal.broker_user_id is None
    assert deal.party("broker") is None
    [kept] = session().scalars(select(Declaration).where(Declaration.deal_id == deal.id))
    assert kept.related_to == [cast.enterprise.id]
    with pytest.raises(ConflictOfInterest):
        assignment.claim(actor(cast.broker), public_id=deal.public_id)


def test_a_member_of_a_party_cannot_be_its_broker(db: Session) -> None:
    cast = make_cast()
    join(cast.broker, cast.enterprise, "member")
    deal = make_deal(cast)
    with pytest.raises(ConflictOfInterest):
        assignment.claim(actor(cast.broker), public_id=deal.public_id)
    with pytest.raises(ConflictOfInterest):
        assignment.assign(
            actor(cast.lead), public_id=deal.public_id, broker_user_public_id=cast.broker.public_id,
            version=deal.version,
        )  # fmt: skip


def test_a_new_assignment_asks_for_a_new_declaration(db: Session) -> None:
    cast = make_cast()
    deal = make_deal(cast, state="screened")
    second = make_broker()
    assignment.assign(
        actor(cast.lead), public_id=deal.public_id, broker_user_public_id=second.public_id, version=deal.version
    )
    assert deal.broker_declared_at is None
    agency = deal.party("broker")
    assert agency is not None
    assert agency.contact_user_id == second.id
    assert queries.as_summary(deal).broker_user_id == second.id


def test_what_a_departed_broker_held_goes_back(db: Session) -> None:
    cast = make_cast()
    deal, kept = make_deal(cast, state="screened"), make_deal(state="screened")
    enquiry = make_enquiry(cast)
    enquiry.broker_user_id = cast.broker.id
    for place in session().scalars(select(Membership).where(Membership.user_id == cast.broker.id)):
        place.ended_at = clock.now()
    session().flush()
    assert assignment.release_departed() == 2
    assert assignment.release_departed() == 0
    assert (deal.broker_user_id, deal.broker_declared_at, deal.party("broker")) == (None, None, None)
    assert enquiry.broker_user_id is None
    assert kept.broker_user_id is not None


def test_a_suspected_bypass_stops_the_screening_until_the_lead_decides(db: Session) -> None:
    cast = make_cast()
    listing = make_listing(cast.university, cast.officer)
    enquiry = make_enquiry(cast, listing=listing)
    enquiry.broker_user_id = make_broker().id
    enquiries.accept(actor(cast.officer), public_id=enquiry.public_id)
    again = enquiries.accept(actor(cast.officer), public_id=make_enquiry(cast, listing=listing).public_id)
    give_broker(cast, again)
    plan_next(cast, again)
    with pytest.raises(GuardsUnmet):
        lifecycle.advance(actor(cast.broker), public_id=again.public_id, action="screen")
    with pytest.raises(Forbidden):
        opening.clear_bypass(actor(cast.reviewer), public_id=again.public_id, reason="?")
    opening.clear_bypass(actor(cast.lead), public_id=again.public_id, reason="前一经理人已书面放弃")
    lifecycle.advance(actor(cast.broker), public_id=again.public_id, action="screen")
    row = session().scalars(select(Introduction).where(Introduction.deal_id == again.id)).one()
    assert row.cleared_reason == "前一经理人已书面放弃"


def test_further_parties_come_and_go_supplier_and_buyer_stay(db: Session) -> None:
    cast = make_cast()
    deal = make_deal(cast)
    lead, platform = actor(cast.lead), make_organisation("pilot_platform")
    row = parties.add_party(lead, public_id=deal.public_id, organisation=platform.public_id, side="platform")
    session().flush()
    with pytest.raises(Invalid):
        parties.add_party(lead, public_id=deal.public_id, organisation=cast.enterprise.public_id, side="investor")
    buyer = deal.party("buyer")
    assert buyer is not None
    with pytest.raises(Forbidden):
        parties.remove_party(lead, public_id=deal.public_id, party_id=buyer.id, reason="?")
    parties.remove_party(lead, public_id=deal.public_id, party_id=row.id, reason="改用自有场地")
    assert deal.party("platform") is None
    with pytest.raises(Invalid):
        parties.name_contact(lead, public_id=deal.public_id, party_id=buyer.id, contact=cast.officer.public_id)
