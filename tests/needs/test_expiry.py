"""A need whose last day is over offers nothing any more, whether or not the work by the clock has run since."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Organisation
from marketplace.core import clock, jobs
from marketplace.core.errors import InvalidAction, NotFound
from marketplace.core.policy import ANONYMOUS, SYSTEM
from marketplace.core.text import Text
from marketplace.core.unit import SessionFactory, unit
from marketplace.needs import documents, queries, service
from marketplace.needs.models import Need
from tests.core.own_database import own_database  # noqa: F401
from tests.factories.accounts import actor, make_enterprise_user, make_officer, make_organisation
from tests.factories.needs import make_need

TITLE = Text("逾期的余热需求", None)


@pytest.fixture(params=["deadline", "expires_on"])
def over(request: pytest.FixtureRequest, db: Session) -> Need:
    """An open need whose last day was yesterday, by its deadline or by its validity."""
    days = {"deadline": None, "expires_on": clock.today() + timedelta(days=90)}
    days[request.param] = clock.today() - timedelta(days=1)
    return make_need(title=TITLE, **days)


def test_the_last_day_itself_still_counts(db: Session) -> None:
    need = make_need(title=TITLE, deadline=clock.today(), expires_on=clock.today())
    assert queries.summary(need.id).state == "open"
    assert not documents.document(need).deleted
    assert db.scalars(select(Need.id).where(queries.COLUMNS.shown)).all() == [need.id]
    assert service.expire_due() == 0


def test_nobody_finds_it_and_its_state_is_told(db: Session, over: Need) -> None:
    assert queries.summary(over.id).state == "expired"
    assert not queries.features([over.public_id])[over.public_id].shown
    assert queries.features_after(over.id - 1, 5) == []
    assert queries.browse(ANONYMOUS).items == []
    assert (queries.open_count(), queries.counts_by_field()) == (0, {})
    assert db.scalars(select(Need.id).where(queries.COLUMNS.shown)).all() == []
    assert documents.document(over).deleted


def test_what_is_indexed_and_what_is_counted_agree(db: Session, over: Need) -> None:
    make_need()
    built = documents.build(db, documents.ids_after(db, 0, 10))
    assert documents.count(db) == sum(not one.deleted for one in built) == 1


def test_its_owner_finds_it_among_the_expired_ones(db: Session, over: Need) -> None:
    owner = make_enterprise_user(db.get_one(Organisation, over.owner_id))
    assert [row.state for row in queries.mine(actor(owner)).items] == ["expired"]
    assert queries.mine(actor(owner), state="expired").total == 1
    assert queries.mine(actor(owner), state="open").total == 0


def test_no_deal_can_take_it_up_and_its_owner_may_renew_it(db: Session, over: Need) -> None:
    with pytest.raises(InvalidAction):
        service.enter_deal(SYSTEM, need_id=over.id, deal_public_id="DEAL000000")
    over.deadline = None
    owner = make_enterprise_user(db.get_one(Organisation, over.owner_id))
    over.expires_on = clock.today() - timedelta(days=1)
    assert "renew" in queries.page_for(actor(owner), over.public_id).actions
    service.advance(actor(owner), public_id=over.public_id, action="renew")
    assert queries.summary(over.id).state == "open"


def test_the_work_by_the_clock_expires_it_once(over: Need) -> None:
    assert (service.expire_due(), over.state, service.expire_due()) == (1, "expired", 0)


@pytest.mark.usefixtures("own_database")
def test_what_somebody_changes_meanwhile_waits_for_the_next_time(app) -> None:
    with app.app_context():
        with unit():
            needs = [make_need(expires_on=clock.today() - timedelta(days=1)) for _number in range(2)]
            held, free = (need.id for need in needs)
        with SessionFactory() as other, unit():
            other.execute(select(Need.id).where(Need.id == held).with_for_update())
            assert service.expire_due() == 1
        with unit() as opened:
            assert [opened.get_one(Need, number).state for number in (held, free)] == ["open", "expired"]
            assert service.expire_due() == 1


def test_the_work_runs_each_hour_for_a_machine_that_slept_at_midnight() -> None:
    assert [cron for cron, name in jobs._periodic if name == "needs.expire"] == ["10 * * * *"]


def test_its_page_offers_no_answer_and_an_enquiry_is_refused(client, sign_in, committed) -> None:
    with committed():
        need = make_need(title=TITLE, deadline=clock.today() - timedelta(days=1))
        person, name = make_officer(make_organisation("university")), need.public_id
    sign_in(client, person)
    page = client.get(f"/zh/needs/{name}").text
    assert f"need={name}" not in page
    assert "已过期" in page
    assert name not in client.get("/zh/needs").text
    assert 'name="question"' not in client.get(f"/zh/deals/enquiries/new?need={name}").text
    assert client.get(f"/api/v1/needs/{name}").get_json()["summary"]["state"] == "expired"


def test_what_nobody_knows_is_still_not_found(db: Session) -> None:
    with pytest.raises(NotFound):
        queries.page_for(ANONYMOUS, make_need(state="draft", deadline=clock.today() - timedelta(days=1)).public_id)
