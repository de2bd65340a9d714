"""Closing one's own account: nothing that only its person could reach stays in the database."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Text, cast, func, select
from sqlalchemy.orm import Session

from marketplace.accounts.models import User
from marketplace.alerts.models import Match
from marketplace.alerts.service import searches, watches
from marketplace.core import audit
from marketplace.core.db import Base
from marketplace.core.mail import Message, deliver
from marketplace.discovery.service import collections
from tests.accounts.conftest import Committed, mails
from tests.factories import accounts as make
from tests.factories.needs import make_need

PRIVATE = ("某厂的储氢打算", "内部底价30万", "私密集")
TRAIL = audit.Event.__tablename__  # append-only: the law wants it whole, and it names no address


def places(opened: Session, words: str) -> list[str]:
    """The tables, but for the trail, that hold the words in any column."""
    return [
        table.name
        for table in Base.metadata.sorted_tables
        if table.name != TRAIL
        and opened.scalar(
            select(func.count())
            .select_from(table)
            .where(func.concat_ws(" ", *(cast(column, Text) for column in table.c)).contains(words))
        )
    ]


@pytest.fixture
def person(client: FlaskClient, committed: Committed, sign_in: Callable[[FlaskClient, User], None]) -> User:
    """A person with a saved search that has found something, a watch, a shared collection with a note, and mail."""
    with committed() as opened:
        user = make.make_enterprise_user()
        actor = make.actor(user)
        need = make_need()
        found = searches.save(actor, pairs=[("q", PRIVATE[0])], name=PRIVATE[0], frequency="daily")
        opened.add(Match(search_id=found.id, entity="need", entity_id=need.id, change_number=1, news="new"))
        watches.watch(actor, entity="need", public_id=need.public_id)
        kept = collections.create(actor, name=PRIVATE[2])
        collections.keep(actor, record=f"need:{need.public_id}", collection=kept.public_id, note=PRIVATE[1])
        collections.open_link(actor, public_id=kept.public_id)
        opened.add(
            Message(user_id=user.id, address=user.email, lang="zh", template="x", subject=PRIVATE[0], body=PRIVATE[0])
        )
    sign_in(client, user)
    assert client.post("/zh/accounts/settings/address", data={"email": "new@example.org", "password": make.PASSWORD})
    return user


def test_what_only_the_person_could_reach_goes_with_the_account(
    client: FlaskClient, committed: Committed, person: User
) -> None:
    with committed() as opened:
        assert all(places(opened, words) for words in (*PRIVATE, person.email))
    assert client.post("/zh/accounts/settings/close", data={"password": make.PASSWORD}).status_code == 303
    with committed() as opened:
        assert [words for words in PRIVATE if places(opened, words)] == []
        assert places(opened, person.email) == [Message.__tablename__], "the mail that says so has yet to leave"
        [farewell] = mails(opened, person.email)
        assert farewell.template == "accounts/account_closed"
        deliver(farewell.id)
        opened.flush()
        assert places(opened, person.email) == []
        assert opened.get_one(Message, farewell.id).sent_at


def test_the_records_of_others_stay(client: FlaskClient, committed: Committed, person: User) -> None:
    with committed() as opened:
        other = make.make_enterprise_user()
        kept = collections.create(make.actor(other), name="别人的收藏")
        searches.save(make.actor(other), pairs=[("q", "余热")], name="别人的检索", frequency="daily")
    client.post("/zh/accounts/settings/close", data={"password": make.PASSWORD})
    with committed() as opened:
        assert places(opened, "别人的收藏")
        assert places(opened, "别人的检索")
        assert kept.owner_id == other.id
        assert audit.verify()[1] is None


def test_the_page_says_what_goes(client: FlaskClient, person: User) -> None:
    assert "已存检索、关注、收藏夹和消息将被删除" in client.get("/zh/accounts/settings/close").text
