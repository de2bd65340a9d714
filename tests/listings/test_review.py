"""Tests of submission and review: the way of a listing to its publication, and of a change to a published one."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from marketplace.core.errors import GuardsUnmet, InvalidAction
from marketplace.listings import queries, service
from marketplace.listings.models import Listing, ListingVersion
from tests.factories import accounts as people
from tests.factories import listings as make


def owner_of(listing: Listing) -> people.Actor:
    from marketplace.accounts.models import User
    from marketplace.core.unit import session

    return people.actor(session().get_one(User, listing.created_by_id))


@pytest.fixture
def reviewer(db: Session) -> people.Actor:
    return people.actor(people.make_staff("reviewer"))


def review(reviewer: people.Actor, listing: Listing) -> None:
    """Everything a reviewer does up to the decision."""
    service.claim(reviewer, listing.public_id)
    service.open_review(reviewer, listing.public_id)
    service.clear_secrecy(reviewer, listing.public_id)
    service.tag_export(reviewer, listing.public_id, export_class="free")


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
