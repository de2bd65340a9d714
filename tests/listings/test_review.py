"""Tests of submission and review: the way of a listing to its publication, and of a change to a published one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from marketplace.core import clock
from marketplace.core.errors import Forbidden, GuardsUnmet, Invalid, InvalidAction, NotFound
from marketplace.core.mail import Message
from marketplace.core.policy import ANONYMOUS
from marketplace.core.text import Text
from marketplace.listings import queries, service
from marketplace.listings.models import ListingChange, ListingVersion
from tests.factories import accounts as people
from tests.factories import listings as make
from tests.factories.listings import owner_of, review, save


@pytest.fixture
def reviewer(db: Session) -> people.Actor:
    return people.actor(people.make_staff("reviewer"))


def test_a_complete_draft_becomes_a_published_listing_with_its_first_version(
    db: Session, reviewer: people.Actor
) -> None:
    listing = make.make_listing(state="draft")
    service.submit(owner_of(listing), listing.public_id)
    assert listing.state == "submitted"
    review(reviewer, listing)
    service.approve(reviewer, listing.public_id)
    assert (listing.state, listing.version_number) == ("published", 1)
    assert listing.confirmed_at
    assert listing.expires_on
    version = db.query(ListingVersion).filter_by(listing_id=listing.id).one()
    assert version.snapshot["title"]["zh"] == listing.title.zh
    assert queries.current_version_id(listing.id) == version.id


def test_nobody_decides_what_somebody_else_reviews(db: Session, reviewer: people.Actor) -> None:
    listing = make.make_listing(state="draft")
    service.submit(owner_of(listing), listing.public_id)
    review(reviewer, listing)
    other = people.actor(people.make_staff("reviewer"))
    with pytest.raises(GuardsUnmet):
        service.approve(other, listing.public_id)
    with pytest.raises(GuardsUnmet):
        service.claim(other, listing.public_id)
    lead = people.actor(people.make_staff("centre_lead"))
    service.claim(lead, listing.public_id)
    service.approve(lead, listing.public_id)
    assert listing.state == "published"


def test_a_decision_is_made_once(db: Session, reviewer: people.Actor) -> None:
    listing = make.make_listing(state="draft")
    service.submit(owner_of(listing), listing.public_id)
    review(reviewer, listing)
    service.reject(reviewer, listing.public_id, reason="重复")
    for again in (service.approve, service.claim, service.open_review):
        with pytest.raises(InvalidAction):
            again(reviewer, listing.public_id)


def test_a_return_says_what_to_mend_and_the_next_submission_clears_it(db: Session, reviewer: people.Actor) -> None:
    listing = make.make_listing(state="draft")
    service.submit(owner_of(listing), listing.public_id)
    service.claim(reviewer, listing.public_id)
    with pytest.raises(Invalid):
        service.send_back(reviewer, listing.public_id, reason="")
    service.send_back(
        reviewer, listing.public_id, reason="请补充测试条件", presets=["figures_missing"],
        remarks={"figures": "缺少时长"},
    )  # fmt: skip
    assert listing.state == "returned"
    assert listing.review_notes["remarks"] == {"figures": "缺少时长"}
    mails = db.query(Message).filter_by(template="listings/returned").all()
    assert "请补充测试条件" in mails[0].body
    service.submit(owner_of(listing), listing.public_id)
    assert listing.review_notes == {}
    assert listing.reviewer_id is None


def test_reviewers_are_told_of_what_waits(db: Session) -> None:
    colleague, listing = people.make_staff("reviewer", lang="en"), make.make_listing(state="draft")
    service.submit(owner_of(listing), listing.public_id)
    sent = db.query(Message).filter_by(user_id=colleague.id, template="listings/submitted").one()
    assert sent.link == f"/en/listings/{listing.public_id}/review"


def test_submission_is_refused_with_every_gap_beside_its_field(db: Session) -> None:
    listing = make.make_listing(state="draft", problem=Text(), figures=[], secrecy_level=None)
    with pytest.raises(GuardsUnmet) as refusal:
        service.submit(owner_of(listing), listing.public_id)
    assert set(refusal.value.fields) == {"problem", "figures", "secrecy_level"}
    assert len(refusal.value.unmet) == 3
    assert listing.state == "draft"


def test_an_unverified_owner_cannot_submit(db: Session) -> None:
    house = people.make_organisation("university", state="submitted")
    listing = make.make_listing(house, state="draft")
    with pytest.raises(GuardsUnmet) as refusal:
        service.submit(owner_of(listing), listing.public_id)
    assert set(refusal.value.fields) == {"owner"}


def test_a_submission_is_taken_back_until_somebody_reviews_it(db: Session, reviewer: people.Actor) -> None:
    listing = make.make_listing(state="draft")
    service.submit(owner_of(listing), listing.public_id)
    service.recall(owner_of(listing), listing.public_id)
    assert listing.state == "draft"
    service.submit(owner_of(listing), listing.public_id)
    service.claim(reviewer, listing.public_id)
    with pytest.raises(GuardsUnmet):
        service.recall(owner_of(listing), listing.public_id)


def test_nobody_reviews_what_his_own_organisation_offers(db: Session) -> None:
    house = people.make_organisation("university")
    person = people.make_staff("reviewer")
    people.join(person, house)
    listing = make.make_listing(house, state="submitted")
    with pytest.raises(GuardsUnmet):
        service.claim(people.actor(person), listing.public_id)


def test_publication_waits_for_the_export_class(db: Session, reviewer: people.Actor) -> None:
    listing = make.make_listing(state="compliance_review")
    service.claim(reviewer, listing.public_id)
    with pytest.raises(GuardsUnmet):
        service.approve(reviewer, listing.public_id)
    other = people.actor(people.make_staff("reviewer"))
    with pytest.raises(Forbidden):
        service.tag_export(other, listing.public_id, export_class="free")
    service.tag_export(reviewer, listing.public_id, export_class="banned")
    service.approve(reviewer, listing.public_id)
    assert (listing.state, listing.export_class) == ("published", "banned")
    with pytest.raises(InvalidAction):
        service.tag_export(reviewer, listing.public_id, export_class="free")


def test_rules_are_checked_again_at_publication(db: Session, reviewer: people.Actor) -> None:
    listing = make.make_listing(state="compliance_review", record={"export_class": "free"}, secrecy_level="secret")
    service.claim(reviewer, listing.public_id)
    with pytest.raises(GuardsUnmet) as refusal:
        service.approve(reviewer, listing.public_id)
    assert "secrecy_level" in refusal.value.fields


def test_owners_and_strangers_do_not_review(db: Session) -> None:
    listing = make.make_listing(state="submitted")
    with pytest.raises(Forbidden):
        service.claim(owner_of(listing), listing.public_id)
    with pytest.raises(NotFound):
        service.claim(people.actor(people.make_officer()), listing.public_id)
    with pytest.raises(Forbidden):
        service.claim(people.actor(people.make_staff("finance")), listing.public_id)


def test_internal_remarks_stay_in_the_centre(db: Session, reviewer: people.Actor) -> None:
    listing = make.make_listing(state="submitted")
    owner = owner_of(listing)
    service.comment(reviewer, listing.public_id, body="需核对登记簿", visibility="internal")
    service.comment(reviewer, listing.public_id, body="请补充报告", visibility="shared")
    service.comment(owner, listing.public_id, body="已补充")
    assert [r.body for r in queries.remarks(owner, listing)] == ["请补充报告", "已补充"]
    assert len(queries.remarks(reviewer, listing)) == 3
    with pytest.raises(Forbidden):
        service.comment(owner, listing.public_id, body="内部", visibility="internal")
    with pytest.raises(NotFound):
        service.comment(people.actor(people.make_officer()), listing.public_id, body="外人")
    assert db.query(Message).filter_by(template="listings/comment").count() == 1


def test_a_returned_change_is_mended_and_submitted_again(db: Session, reviewer: people.Actor) -> None:
    listing = make.make_listing()
    save(listing, title=Text("新标题", None))
    service.submit(owner_of(listing), listing.public_id)
    service.claim(reviewer, listing.public_id)
    service.send_back(reviewer, listing.public_id, reason="标题过长")
    change = db.query(ListingChange).filter_by(listing_id=listing.id).one()
    assert (change.state, listing.state) == ("returned", "published")
    save(listing, title=Text("短标题", None))
    service.submit(owner_of(listing), listing.public_id)
    service.claim(reviewer, listing.public_id)
    service.reject(reviewer, listing.public_id, reason="与公开内容不符")
    assert (change.state, listing.version_number) == ("rejected", 1)
    assert listing.title != Text("短标题", None)


def test_the_queue_holds_listings_and_changes_the_longest_wait_first(db: Session, reviewer: people.Actor) -> None:
    changed = make.make_listing()
    save(changed, title=Text("新标题", None))
    service.submit(owner_of(changed), changed.public_id)
    first = make.make_listing(state="secrecy_review", record={"submitted_at": clock.now() - timedelta(days=3)})
    make.make_listing(state="draft")
    rows = queries.review_queue(reviewer)
    assert [(row.public_id, row.is_change) for row in rows] == [(first.public_id, False), (changed.public_id, True)]
    assert queries.review_queue(people.actor(people.make_officer())) == []
    assert queries.review_queue(ANONYMOUS) == []
