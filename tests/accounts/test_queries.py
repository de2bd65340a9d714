"""Tests of what other nouns read of people and organisations."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from marketplace.accounts import queries
from marketplace.accounts.models import BrokerProfile, Membership
from marketplace.core import clock
from marketplace.core.errors import NotFound
from marketplace.core.policy import ANONYMOUS
from marketplace.core.text import Text
from tests.factories import accounts as make


def test_mail_to_an_organisation_goes_to_owners_and_officers_who_are_still_there(db: Session) -> None:
    house = make.make_organisation("university")
    owner, officer, member, former, closed = (make.make_user() for _ in range(5))
    make.join(owner, house, "owner")
    make.join(officer, house, "officer")
    make.join(member, house, "member")
    make.join(former, house, "owner").ended_at = clock.now()
    make.join(closed, house, "owner")
    closed.active = False
    db.flush()
    assert [c.user_id for c in queries.contacts(house.id)] == [owner.id, officer.id]
    assert [c.user_id for c in queries.contacts(house.id, roles=("member",))] == [member.id]
    assert queries.contact(closed.id) is None
    assert queries.contact(owner.id).email == owner.email


def test_a_role_of_the_centre_sleeps_when_its_holder_left(db: Session) -> None:
    here, left = make.make_staff("reviewer"), make.make_staff("reviewer", "centre_lead")
    db.query(Membership).filter_by(user_id=left.id).one().ended_at = clock.now()
    db.flush()
    assert [c.user_id for c in queries.staff_contacts("reviewer", "centre_lead")] == [here.id]


def test_names_come_in_one_go_and_unknown_ids_are_left_out(db: Session) -> None:
    house, person = make.make_organisation(), make.make_user()
    assert queries.organisation_names([house.id, None, -1]) == {house.id: house.name}
    assert queries.user_names([person.id, -1]) == {person.id: person.name}
    assert queries.user_names([]) == {}


def test_only_brokers_who_may_practise_are_offered(db: Session) -> None:
    good, lapsed, gone, unverified = (make.make_broker() for _ in range(4))
    profiles = {p.user_id: p for p in db.query(BrokerProfile)}
    profiles[good.id].fields = ["hydrogen"]
    profiles[lapsed.id].valid_to = clock.today() - timedelta(days=1)
    db.query(Membership).filter_by(user_id=gone.id).one().ended_at = clock.now()
    profiles[unverified.id].agency.state = "expired"
    db.flush()
    assert [b.user_id for b in queries.brokers()] == [good.id]
    assert [b.user_id for b in queries.brokers("hydrogen")] == [good.id]
    assert queries.brokers("wind") == []
    assert [b.name for b in queries.broker_directory("hydrogen")] == [good.name]


def test_the_public_list_holds_what_the_centre_verified(db: Session) -> None:
    name = Text("示例电解水研究院", "Example Electrolysis Institute")
    shown = make.make_organisation("institute", name=name, region_code="5107")
    make.make_organisation("institute", state="submitted", name=name)
    make.make_organisation("enterprise", name=name)
    found = queries.organisations(kind="institute", region="5107", text="电解水")
    assert [card.public_id for card in found.items] == [shown.public_id]
    assert queries.organisations(text="ELECTROLYSIS", kind="institute").total == 1
    assert queries.organisations(text="%").total == 0


def test_a_stranger_does_not_see_an_unverified_organisation_but_its_member_does(db: Session) -> None:
    house, person = make.make_organisation(state="unverified"), make.make_user()
    make.join(person, house, "owner")
    with pytest.raises(NotFound):
        queries.organisation_page(ANONYMOUS, house.public_id)
    page = queries.organisation_page(make.actor(person), house.public_id)
    assert page.members == 1
    assert {"edit", "edit_identity", "manage_members", "apply"} <= page.may
    assert "review" not in page.may


def test_the_longest_wait_leads_the_verification_queue(db: Session) -> None:
    now = clock.now()
    late = make.make_organisation(state="submitted", state_changed_at=now - timedelta(days=1))
    early = make.make_organisation(state="submitted", state_changed_at=now - timedelta(days=3))
    make.make_organisation(state="verified")
    assert [row.public_id for row in queries.verification_queue()] == [early.public_id, late.public_id]
