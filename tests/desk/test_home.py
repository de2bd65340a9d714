"""The home of each role: what waits is named, first steps tick themselves, and nobody stands before a dead end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from marketplace.core import audit, clock, mail
from marketplace.core.policy import Actor
from marketplace.deals.service import plan
from marketplace.desk import queries
from marketplace.desk.queries.checklist import GUIDES, checklist
from marketplace.listings.service import review
from tests.factories.accounts import (
    actor,
    join,
    make_broker,
    make_enterprise_user,
    make_officer,
    make_organisation,
    make_staff,
    make_user,
)
from tests.factories.deals import give_broker, make_cast, make_deal, make_enquiry, plan_next
from tests.factories.listings import make_listing
from tests.factories.needs import make_need

ROLES = ("officer", "enterprise", "broker", "reviewer", "centre_lead", "finance", "auditor", "administrator", "nobody")


def make_person(role: str) -> Any:
    """Somebody with that role, without any work yet."""
    makers = {"officer": make_officer, "enterprise": make_enterprise_user, "broker": make_broker, "nobody": make_user}
    return makers[role]() if role in makers else make_staff(role)


def done(person: Actor) -> list[str]:
    return [step.code for step in checklist(person) if step.done]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("role", ROLES)
def test_every_role_has_a_home_with_ways_on(
    client: FlaskClient, sign_in: Any, committed: Any, role: str, language: str
) -> None:
    with committed():
        person = make_person(role)
    sign_in(client, person)
    page = client.get(f"/{language}/me")
    assert page.status_code == 200
    html = page.get_data(as_text=True)
    for place in ("search", "alerts/messages", "accounts/settings"):
        assert f'href="/{language}/{place}"' in html
    if role == "nobody":
        assert f"/{language}/accounts/welcome" in html
    guided = role in ("officer", "enterprise", "broker", "reviewer", "centre_lead")
    assert ('id="first-steps"' in html) is guided


def test_each_guide_has_its_steps(db: Session) -> None:
    guides = {"officer": "officer", "enterprise": "enterprise", "broker": "broker", "reviewer": "staff"}
    for role, guide in guides.items():
        assert [step.code for step in checklist(actor(make_person(role)))] == list(GUIDES[guide][1])


@pytest.mark.parametrize(
    ("kind", "ways"),
    [
        ("pilot_platform", ("pilots", "pilots/platforms/new")),
        ("incubator", ("incubation", "incubation/incubators/new")),
    ],
)
def test_who_runs_a_platform_or_an_incubator_is_led_to_listing_it(
    client: FlaskClient, sign_in: Any, committed: Any, kind: str, ways: tuple[str, ...]
) -> None:
    with committed():
        person = make_user()
        join(person, make_organisation(kind), "owner")
    sign_in(client, person)
    home = client.get("/zh/me").text
    assert all(f'href="/zh/{way}"' in home for way in ways)


def test_a_claim_stays_done_after_the_decision(db: Session) -> None:
    reviewer = actor(make_staff("reviewer"))
    listing = make_listing(state="submitted")
    review.claim(reviewer, listing.public_id)
    listing.reviewer_id = None
    audit.write(db)
    assert "review_claimed" in done(reviewer)


def test_the_officer_s_steps_tick_themselves(db: Session) -> None:
    organisation = make_organisation("university", state="submitted")
    officer = make_officer(organisation)
    assert done(actor(officer)) == []
    organisation.state = "verified"
    listing = make_listing(organisation, officer, state="draft")
    assert done(actor(officer)) == ["verified", "listing_written"]
    listing.state = "published"
    assert done(actor(officer)) == ["verified", "listing_written", "listing_submitted"]


def test_the_enterprise_s_steps_tick_themselves(db: Session) -> None:
    cast = make_cast()
    assert done(actor(cast.buyer)) == ["verified"]
    make_need(cast.enterprise, cast.buyer)
    make_enquiry(cast)
    assert done(actor(cast.buyer)) == ["verified", "need_submitted", "enquiry_sent"]
    make_deal(cast)
    assert done(actor(cast.buyer)) == ["verified", "need_submitted", "enquiry_sent", "deal_joined"]


def test_the_broker_s_steps_tick_themselves(db: Session) -> None:
    cast = make_cast()
    deal = make_deal(cast)
    assert done(actor(cast.broker)) == ["broker_recorded"]
    give_broker(cast, deal)
    plan_next(cast, deal)
    cast.broker.totp_secret = "secret"
    assert done(actor(cast.broker)) == list(GUIDES["broker"][1])


def test_the_owner_sees_enquiries_with_the_clock_and_the_asker_does_not(db: Session) -> None:
    cast = make_cast()
    enquiry = make_enquiry(cast)
    [row] = queries.home(actor(cast.officer)).enquiries
    assert row.public_id == enquiry.public_id
    assert row.countdown is not None
    assert row.countdown.days_left == 5
    assert queries.home(actor(cast.buyer)).enquiries == []
    assert queries.home(actor(make_officer())).enquiries == []


def test_errands_of_the_week_are_shown_the_overdue_first(db: Session) -> None:
    cast = make_cast()
    deal = make_deal(cast, state="screened")
    today = clock.today()
    plan_next(cast, deal, due=today + timedelta(days=2))
    plan.add_task(
        actor(cast.broker), public_id=deal.public_id, title="催要检测报告", due=today,
        assignee=cast.buyer.public_id, visibility="shared",
    )  # fmt: skip
    plan.add_task(
        actor(cast.broker), public_id=deal.public_id, title="下月再议", due=today + timedelta(days=30),
        assignee=cast.broker.public_id, visibility="internal",
    )  # fmt: skip
    [own] = queries.home(actor(cast.broker)).errands
    assert (own.kind, own.days_left) == ("action", 2)
    with clock.travel(clock.now() + timedelta(days=5)):
        [task] = queries.home(actor(cast.buyer)).errands
        assert (task.kind, task.text, task.days_left, task.tone) == ("task", "催要检测报告", -5, "danger")


def test_an_errand_in_a_deal_one_no_longer_sees_is_gone(db: Session) -> None:
    cast = make_cast()
    deal = make_deal(cast, state="screened")
    assert queries.home(actor(cast.broker)).errands
    deal.broker_user_id = make_broker().id
    db.flush()
    assert queries.home(actor(cast.broker)).errands == []


def test_what_came_back_and_what_is_unfinished_is_named(db: Session) -> None:
    university, enterprise = make_organisation("university"), make_organisation("enterprise")
    officer, buyer = make_officer(university), make_enterprise_user(enterprise)
    returned = make_listing(university, officer, state="returned")
    make_listing(university, officer)
    draft = make_need(enterprise, buyer, state="draft")
    assert [row.public_id for row in queries.home(actor(officer)).returned] == [returned.public_id]
    assert [row.public_id for row in queries.home(actor(buyer)).need_drafts] == [draft.public_id]


def test_verification_and_unread_messages_wait_for_their_owner(db: Session) -> None:
    organisation = make_organisation("enterprise", state="rejected")
    owner = make_user()
    join(owner, organisation, "owner")
    assert [card.state for card in queries.home(actor(owner)).unverified] == ["rejected"]
    assert queries.home(actor(make_staff("reviewer"))).unverified == []
    before = queries.home(actor(owner)).unread
    db.add(mail.Message(user_id=owner.id, address=owner.email, lang="zh", template="x", subject="示例", body="示例"))
    db.flush()
    assert queries.home(actor(owner)).unread == before + 1


def test_a_broker_sees_what_the_next_gate_lacks(db: Session) -> None:
    cast = make_cast()
    deal = make_deal(cast, state="screened")
    [gap] = queries.home(actor(cast.broker)).gaps
    assert gap.public_id == deal.public_id
    assert len(gap.missing) == 1
    assert queries.home(actor(cast.buyer)).gaps == []


@pytest.mark.parametrize("role", ["officer", "buyer", "broker", "reviewer"])
def test_a_home_takes_few_queries(db: Session, count_queries: Callable[[], Any], role: str) -> None:
    cast = make_cast()
    for _ in range(3):
        deal = make_deal(cast, state="screened")
        plan_next(cast, deal, due=clock.today())
        make_enquiry(cast)
        make_listing(cast.university, cast.officer, state="returned")
        make_listing(cast.university, cast.officer, state="submitted")
        make_need(cast.enterprise, cast.buyer, state="draft")
        make_need(cast.enterprise, cast.buyer, state="submitted")
        make_organisation("enterprise", state="submitted")
    person = actor(getattr(cast, role))
    db.expire_all()
    with count_queries() as seen:
        home = queries.home(person)
    assert not home.clear
    assert len(seen) <= 12, "\n\n".join(seen)


def test_guests_are_sent_to_sign_in(client: FlaskClient) -> None:
    answer = client.get("/zh/me")
    assert answer.status_code == 303
    assert "next=/zh/me" in answer.headers["Location"].replace("%2F", "/")
