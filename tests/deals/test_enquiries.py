"""Asking, answering, accepting and refusing: who may, what follows, who is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.core import clock
from marketplace.core.errors import Forbidden, GuardsUnmet, Invalid, InvalidAction, NotFound
from marketplace.core.mail import Message
from marketplace.core.unit import session
from marketplace.deals import queries
from marketplace.deals.errors import AlreadyAsked, ItemClosed, OwnItem, SenderBlocked, SenderUnverified, WrongKind
from marketplace.deals.models import Block, Introduction
from marketplace.deals.service import blocks, enquiries
from marketplace.listings import queries as listings
from marketplace.listings.models import Listing
from marketplace.needs import queries as needs
from tests.factories.accounts import actor, join, make_enterprise_user, make_organisation, make_user
from tests.factories.deals import make_cast, make_deal, make_enquiry, make_offer, pdf
from tests.factories.listings import make_listing
from tests.factories.needs import make_need


def mails_to(user: object, template: str) -> list[Message]:
    session().flush()
    query = select(Message).where(Message.user_id == user.id, Message.template == f"deals/{template}")  # type: ignore[attr-defined]
    return list(session().scalars(query))


def test_a_question_reaches_the_owner_with_its_deadline(db: Session) -> None:
    cast = make_cast()
    enquiry = make_enquiry(cast)
    assert enquiry.state == "open"
    assert enquiry.owner_id == cast.university.id
    [mail] = mails_to(cast.officer, "enquiry_received")
    assert mail.link == f"/zh/deals/enquiries/{enquiry.public_id}"


def test_the_first_answer_of_the_owner_stops_the_clock(db: Session) -> None:
    cast = make_cast()
    enquiry = make_enquiry(cast)
    enquiries.write(actor(cast.buyer), public_id=enquiry.public_id, body="补充：额定功率 50 kW。")
    assert (enquiry.state, enquiry.first_response_at) == ("open", None)
    enquiries.write(
        actor(cast.officer), public_id=enquiry.public_id, body="已运行 500 小时。", uploads=[pdf("report.pdf")]
    )
    assert enquiry.state == "answered"
    assert enquiry.first_response_at is not None
    assert len(mails_to(cast.buyer, "enquiry_message")) == 1
    page = queries.enquiry_page(actor(cast.buyer), enquiry.public_id)
    assert [message.side for message in page.messages] == ["asker", "asker", "owner"]
    assert [item.name for item in page.messages[-1].files] == ["report.pdf"]


@pytest.mark.parametrize("kind", ["university", "broker_agency"])
def test_only_buyers_ask_about_listings(db: Session, kind: str) -> None:
    listing, person = make_listing(), make_user()
    join(person, make_organisation(kind))
    with pytest.raises(WrongKind):
        enquiries.create(actor(person), listing=listing.public_id, wanted_mode="licence", question="?")


def test_an_unverified_sender_is_refused(db: Session) -> None:
    person = make_enterprise_user(make_organisation("enterprise", state="submitted"))
    with pytest.raises(SenderUnverified):
        enquiries.create(actor(person), listing=make_listing().public_id, wanted_mode="licence", question="?")


def test_nobody_writes_to_his_own_organisation(db: Session) -> None:
    person = make_enterprise_user()
    own = person_org = make_organisation("enterprise")
    join(person, person_org)
    with pytest.raises(OwnItem):
        enquiries.create(
            actor(person), listing=make_listing(own, person).public_id, wanted_mode="licence", question="?"
        )


def test_somebody_with_two_enterprises_says_for_which_he_writes(db: Session) -> None:
    person, second = make_enterprise_user(), make_organisation("enterprise")
    join(person, second)
    listing = make_listing()
    with pytest.raises(Invalid) as refused:
        enquiries.create(actor(person), listing=listing.public_id, wanted_mode="licence", question="?")
    assert "organisation" in refused.value.fields
    sent = enquiries.create(
        actor(person), listing=listing.public_id, wanted_mode="licence", question="?", organisation=second.public_id
    )
    assert sent.asker_id == second.id


def test_a_second_open_enquiry_leads_to_the_first(db: Session) -> None:
    cast = make_cast()
    listing = make_listing(cast.university, cast.officer)
    first = make_enquiry(cast, listing=listing)
    with pytest.raises(AlreadyAsked) as refused:
        make_enquiry(cast, listing=listing)
    assert refused.value.public_id == first.public_id
    enquiries.withdraw(actor(cast.buyer), public_id=first.public_id, code="no_capacity")
    assert make_enquiry(cast, listing=listing).state == "open"


@pytest.mark.parametrize(("state", "error"), [("draft", NotFound), ("withdrawn", NotFound), ("expired", ItemClosed)])
def test_listings_that_are_not_on_offer_take_no_enquiries(db: Session, state: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        make_enquiry(listing=make_listing(state=state))


def test_a_decline_needs_a_code_and_other_a_note(db: Session) -> None:
    cast = make_cast()
    enquiry = make_enquiry(cast)
    officer = actor(cast.officer)
    with pytest.raises(GuardsUnmet):
        enquiries.decline(officer, public_id=enquiry.public_id, code="not_a_code")
    with pytest.raises(GuardsUnmet):
        enquiries.decline(officer, public_id=enquiry.public_id, code="other")
    enquiries.decline(officer, public_id=enquiry.public_id, code="terms_unsuitable")
    assert enquiry.state == "declined"
    assert "价格或合作条件不合适" in mails_to(cast.buyer, "enquiry_declined")[0].body
    totals = queries.decline_totals(officer, enquiry.listing_id or 0)
    assert [(row.code, row.concerns, row.count) for row in totals] == [("terms_unsuitable", "terms", 1)]
    assert queries.decline_totals(actor(cast.buyer), enquiry.listing_id or 0) == []
    again = make_enquiry(cast, listing=session().get_one(Listing, enquiry.listing_id))
    enquiries.withdraw(actor(cast.buyer), public_id=again.public_id, code="too_early")
    [row] = queries.feedback(officer)
    assert {total.code: total.count for total in row.totals} == {"terms_unsuitable": 1, "too_early": 1}
    assert queries.feedback(actor(cast.buyer)) == []


def test_the_owner_of_an_offered_listing_learns_why_the_offer_was_declined(db: Session) -> None:
    cast = make_cast()
    own = make_listing(cast.university, cast.officer)
    offer = make_offer(cast, offered_listing=own.public_id)
    enquiries.decline(actor(cast.buyer), public_id=offer.public_id, code="too_early")
    [row] = queries.feedback(actor(cast.officer))
    assert (row.listing.id, row.totals[0].concerns) == (own.id, "maturity")


def test_silence_is_not_a_fast_reply(db: Session) -> None:
    cast, silent = make_cast(), make_cast()
    asked = clock.now()
    answered, _open = make_enquiry(cast), make_enquiry(silent)
    with clock.travel(asked + timedelta(days=1)):
        enquiries.write(actor(cast.officer), public_id=answered.public_id, body="可以。")
    with clock.travel(asked + timedelta(days=20)):
        days = queries.reply_days([cast.university.id, silent.university.id])
    assert days == {cast.university.id: 1.0, silent.university.id: 20.0}


def test_acceptance_opens_a_deal_and_writes_the_introduction(db: Session) -> None:
    cast = make_cast()
    enquiry = make_enquiry(cast)
    deal = enquiries.accept(actor(cast.officer), public_id=enquiry.public_id, note="欢迎来校洽谈")
    assert (enquiry.state, deal.state) == ("accepted", "lead")
    assert (deal.supplier_id, deal.buyer_id) == (cast.university.id, cast.enterprise.id)
    assert deal.listing_version_id == listings.current_version_id(deal.listing_id or 0)
    record = session().scalars(select(Introduction).where(Introduction.deal_id == deal.id)).one()
    assert (record.enquiry_id, record.accepted_by_id, record.acceptance) == (
        enquiry.id,
        cast.officer.id,
        "欢迎来校洽谈",
    )
    listing = listings.summary(deal.listing_id or 0)
    assert listing is not None
    assert (listing.state, listing.availability) == ("under_offer", "in_talks")
    with pytest.raises(InvalidAction):
        enquiries.accept(actor(cast.officer), public_id=enquiry.public_id)


def test_an_offer_to_a_need_makes_the_sender_the_supplier(db: Session) -> None:
    cast = make_cast()
    own = make_listing(cast.university, cast.officer)
    offer = make_offer(cast, offered_listing=own.public_id)
    deal = enquiries.accept(actor(cast.buyer), public_id=offer.public_id)
    assert (deal.supplier_id, deal.buyer_id) == (cast.university.id, cast.enterprise.id)
    assert (deal.listing_id, deal.need_id) == (own.id, offer.need_id)
    assert needs.summary(offer.need_id or 0).state == "in_deal"


def test_a_need_in_a_deal_takes_no_second_deal(db: Session) -> None:
    cast, other = make_cast(), make_cast()
    need = make_need(cast.enterprise, cast.buyer)
    first = make_offer(cast, need=need)
    second = enquiries.create(actor(other.officer), need=need.public_id, wanted_mode="licence", question="?")
    enquiries.accept(actor(cast.buyer), public_id=first.public_id)
    with pytest.raises(GuardsUnmet):
        enquiries.accept(actor(cast.buyer), public_id=second.public_id)


def test_the_centre_opens_a_deal_only_with_the_owners_word(db: Session) -> None:
    cast = make_cast()
    enquiry = make_enquiry(cast)
    with pytest.raises(Forbidden):
        enquiries.open_deal_for(actor(cast.officer), public_id=enquiry.public_id, reason="x")
    with pytest.raises(Invalid):
        enquiries.open_deal_for(actor(cast.reviewer), public_id=enquiry.public_id, reason=" ")
    deal = enquiries.open_deal_for(actor(cast.reviewer), public_id=enquiry.public_id, reason="学校电话同意洽谈")
    assert deal.state == "lead"


def test_a_blocked_sender_writes_no_more_until_the_block_is_lifted(db: Session) -> None:
    cast = make_cast()
    enquiry = make_enquiry(cast)
    enquiries.block(actor(cast.officer), public_id=enquiry.public_id, reason="重复群发广告")
    assert enquiry.state == "blocked"
    with pytest.raises(SenderBlocked):
        make_enquiry(cast)
    assert make_enquiry(cast, listing=make_listing()).state == "open"  # other owners decide for themselves
    [block] = session().scalars(select(Block))
    with pytest.raises(NotFound):
        blocks.lift(actor(cast.buyer), public_id=block.public_id, reason="?")
    blocks.lift(actor(cast.lead), public_id=block.public_id, reason="已核实")
    assert make_enquiry(cast).state == "open"


def test_a_block_by_the_centre_holds_for_everybody(db: Session) -> None:
    cast = make_cast()
    enquiries.block(actor(cast.reviewer), public_id=make_enquiry(cast).public_id, reason="冒用身份")
    with pytest.raises(SenderBlocked):
        make_enquiry(cast, listing=make_listing())


def test_strangers_see_no_enquiry(db: Session) -> None:
    enquiry, stranger = make_enquiry(), make_enterprise_user()
    with pytest.raises(NotFound):
        queries.enquiry_page(actor(stranger), enquiry.public_id)
    with pytest.raises(NotFound):
        enquiries.write(actor(stranger), public_id=enquiry.public_id, body="?")
    assert queries.enquiry_list(actor(stranger)).total == 0


def test_the_owner_of_an_anonymous_need_is_named_only_on_acceptance(db: Session) -> None:
    cast = make_cast()
    offer = make_offer(cast, need=make_need(cast.enterprise, cast.buyer, anonymity="anonymous"))
    enquiries.write(actor(cast.buyer), public_id=offer.public_id, body="请说明案例。")
    supplier = actor(cast.officer)
    page = queries.enquiry_page(supplier, offer.public_id)
    shown = [
        page.row.owner.zh,
        page.messages[-1].author.zh,
        *(row.owner.zh for row in queries.enquiry_list(supplier).items),
    ]
    assert cast.enterprise.name.zh not in shown
    assert cast.buyer.name.zh not in shown
    assert queries.enquiry_page(actor(cast.buyer), offer.public_id).row.owner == cast.enterprise.name
    enquiries.accept(actor(cast.buyer), public_id=offer.public_id)
    assert queries.enquiry_page(supplier, offer.public_id).row.owner == cast.enterprise.name


def test_the_same_pair_around_an_earlier_broker_waits_for_the_centre(db: Session) -> None:
    cast = make_cast()
    listing = make_listing(cast.university, cast.officer)
    enquiry = make_enquiry(cast, listing=listing)
    enquiry.broker_user_id = cast.broker.id
    first = enquiries.accept(actor(cast.officer), public_id=enquiry.public_id)
    again = make_enquiry(cast, listing=listing)
    second = enquiries.accept(actor(cast.officer), public_id=again.public_id)
    records = {row.deal_id: row for row in session().scalars(select(Introduction))}
    assert records[first.id].earlier_id is None
    assert records[second.id].earlier_id == records[first.id].id
    assert len(mails_to(cast.lead, "bypass_suspected")) == 1


def test_make_deal_reaches_every_stage(db: Session) -> None:
    for state in ("lead", "screened", "negotiating", "signed", "pilot", "incubation", "closed", "lost"):
        assert make_deal(state=state).state == state
