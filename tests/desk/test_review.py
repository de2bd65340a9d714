"""The review queue: rows of every noun, their age in working days, filters, and the cleared state."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from marketplace.core import clock
from marketplace.desk import queries
from marketplace.listings.models import Listing
from tests.factories.accounts import actor, make_enterprise_user, make_officer, make_organisation, make_staff
from tests.factories.listings import make_listing
from tests.factories.needs import make_need

MONDAY = datetime(2025, 3, 3, 4, 0, tzinfo=UTC)  # noon in Shanghai, no holiday in the two weeks after it


def fill() -> tuple[Any, Any, Any]:
    """One of each kind, submitted now."""
    now = clock.now()
    listing = make_listing(state="submitted", record={"submitted_at": now, "state_changed_at": now})
    need = make_need(state="submitted", state_changed_at=now)
    organisation = make_organisation("enterprise", state="submitted", state_changed_at=now)
    return listing, need, organisation


def test_the_queue_holds_what_each_noun_supplies_the_oldest_first(db: Session) -> None:
    with clock.travel(MONDAY):
        need = make_need(state="submitted", state_changed_at=clock.now() - timedelta(days=2))
        listing, _need, organisation = fill()
        queue = queries.review_queue(actor(make_staff("reviewer")))
    rows = [(item.kind, item.public_id) for item in queue.items]
    assert rows[0] == ("need", need.public_id)
    assert {("listing", listing.public_id), ("organisation", organisation.public_id)} <= set(rows)
    assert queue.counts == {"listing": 1, "change": 0, "need": 2, "organisation": 1}


def test_age_counts_working_days_and_late_is_what_exceeds_the_rule(db: Session) -> None:
    with clock.travel(MONDAY):
        _listing, need, _organisation = fill()
    reviewer = actor(make_staff("reviewer"))
    for days, working, late in ((0, 0, 0), (3, 3, 0), (5, 4, 1), (6, 4, 1), (7, 5, 2)):
        with clock.travel(MONDAY + timedelta(days=days)):
            [item] = queries.review_queue(reviewer, "need").items
            assert (item.public_id, item.working_days, item.limit, item.late_days) == (
                need.public_id, working, 3, late,
            )  # fmt: skip


def test_a_claim_is_shown(db: Session) -> None:
    listing, *_others = fill()
    reviewer = make_staff("reviewer")
    assert queries.review_queue(actor(reviewer), "listing").items[0].claimed_by is None
    listing.reviewer_id = reviewer.id
    db.flush()
    assert queries.review_queue(actor(reviewer), "listing").items[0].claimed_by == reviewer.name


def test_the_administrator_sees_organisations_only_and_others_nothing(db: Session) -> None:
    fill()
    assert {item.kind for item in queries.review_queue(actor(make_staff("administrator"))).items} == {"organisation"}
    for person in (make_staff("auditor"), make_staff("finance"), make_officer(), make_enterprise_user()):
        assert queries.review_queue(actor(person)).items == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_links_to_each_review_and_filters(
    client: FlaskClient, sign_in: Any, committed: Any, language: str
) -> None:
    with committed():
        listing, need, organisation = (record.public_id for record in fill())
        reviewer = make_staff("reviewer")
    sign_in(client, reviewer)
    html = client.get(f"/{language}/review").get_data(as_text=True)
    links = (f"listings/{listing}/review", f"needs/{need}/review", f"accounts/organisations/{organisation}/review")
    for link in links:
        assert f'href="/{language}/{link}"' in html
    html = client.get(f"/{language}/review?kind=need").get_data(as_text=True)
    assert [link in html for link in links] == [False, True, False]
    assert client.get(f"/{language}/review?kind=purple").status_code == 200


@pytest.mark.parametrize(("language", "words"), [("zh", "今日已清零"), ("en", "Cleared for today")])
def test_an_empty_queue_says_so(
    client: FlaskClient, sign_in: Any, committed: Any, language: str, words: str
) -> None:  # fmt: skip
    with committed():
        reviewer = make_staff("centre_lead")
    sign_in(client, reviewer)
    assert words in client.get(f"/{language}/review").get_data(as_text=True)


@pytest.mark.parametrize("role", ["auditor", "finance"])
def test_roles_without_decisions_are_refused(client: FlaskClient, sign_in: Any, committed: Any, role: str) -> None:
    with committed():
        person = make_staff(role)
    sign_in(client, person)
    assert client.get("/zh/review").status_code == 403


def test_the_number_of_queries_does_not_grow(db: Session, count_queries: Callable[[], Any]) -> None:
    reviewer = actor(make_staff("reviewer"))
    for _ in range(8):
        with clock.travel(clock.now() - timedelta(days=_)):
            fill()
    assert db.query(Listing).count() >= 8
    db.expire_all()
    with count_queries() as seen:
        queue = queries.review_queue(reviewer)
    assert queue.total >= 24
    assert len(seen) <= 8, "\n\n".join(seen)
