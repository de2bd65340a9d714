"""What is told and what is not: new and changed apart, each once, only to whom it may concern at this moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, text

from marketplace.alerts.models import Match, Progress, Record
from marketplace.alerts.service import searches, watches
from marketplace.core import clock, indexing, outbox
from marketplace.core.policy import SYSTEM
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.listings.models import Listing
from marketplace.needs import service as needs
from tests.alerts.conftest import keep, messages, turn
from tests.discovery.test_agreement import QUESTION, SECRET, Site
from tests.factories.accounts import actor, make_organisation, make_user
from tests.factories.listings import make_listing
from tests.factories.needs import make_need


def change(committed, record, **values) -> None:
    with committed() as opened:
        row = opened.get_one(type(record), record.id)
        for name, value in values.items():
            setattr(row, name, value)


def test_a_new_record_is_told_once_and_names_its_search(committed, index) -> None:
    with committed():
        user = make_user(lang="zh")
        keep(user, "q=钒渣提钒&kind=need", name="提钒需求")
        keep(user, "q=光伏组件&kind=need", name="光伏")
    with committed():
        make_need(title=Text("钒渣提钒尾水回用", None))
    run = turn(committed)
    assert (run.changes, run.searches, run.matches) == (2, 2, 1)  # the need and the enterprise behind it
    assert turn(committed).matches == 0
    with committed():
        [message] = messages(user)
        assert message.subject == "“提钒需求”有 1 条动态"
        assert "“提钒需求”新增：钒渣提钒尾水回用" in message.body
        assert "光伏" not in message.body


def test_reindexing_is_no_news_and_a_price_is(committed, index) -> None:
    with committed():
        user = make_user(lang="en")
        keep(user, "q=alkaline electrolysis", name="electrodes")
        listing = make_listing(title=Text("碱性电解水制氢电极", "Electrode for alkaline electrolysis"))
    turn(committed)
    with committed():
        outbox.enqueue("listing", [listing.id])
    assert turn(committed).changes == 0
    change(committed, listing, keywords=["电解水", "镍网"])
    assert turn(committed).matches == 0
    change(committed, listing, price_min_fen=90_000_000)
    assert turn(committed).matches == 1
    with committed():
        first, second = messages(user)
        assert "New for “electrodes”: Electrode for alkaline electrolysis" in first.body
        assert "Changed for “electrodes”: Electrode for alkaline electrolysis – price" in second.body


def test_an_edit_by_which_a_record_fits_is_told_once_and_no_watcher_hears_of_it(committed, index) -> None:
    with committed():
        old = make_need(title=Text("较早的需求", None))
    turn(committed)
    with clock.travel(clock.now() + timedelta(minutes=1)), committed():
        user, watcher = make_user(lang="en"), make_user()
        keep(user, "q=镍网&kind=need", name="nickel mesh")
        need = make_need(title=Text("较晚的需求", None))
    turn(committed, clock.now() + timedelta(minutes=2))
    with committed():
        for record in (old, need):
            watches.watch(actor(watcher), entity="need", public_id=record.public_id, frequency="at_once")
    for keywords in (["镍网"], ["镍网", "电解水"]):
        change(committed, old, keywords=keywords)
        change(committed, need, keywords=keywords)
        turn(committed)
    with committed():
        [message] = messages(user)
        assert "New for “nickel mesh”: 较晚的需求" in message.body
        assert "Changed for “nickel mesh”: 较早的需求 – content" in message.body
        assert messages(watcher) == []


def test_another_name_of_the_owner_and_facts_kept_otherwise_before_are_no_news(committed, index) -> None:
    with committed():
        keep(make_user(), "kind=need")
        owner = make_organisation("enterprise")
        need = make_need(owner)
    turn(committed)
    with committed() as opened:
        opened.execute(delete(Match))
        opened.get_one(type(owner), owner.id).name = Text("另一个名称", None)
    assert turn(committed).matches == 0
    with committed() as opened:
        row = opened.scalars(select(Record).where(Record.entity == "need")).one()
        row.facts = {name: value for name, value in row.facts.items() if name != "text"}
    change(committed, need, keywords=["镍网"])
    assert turn(committed).matches == 0


def test_files_under_an_agreement_make_no_news(committed, index) -> None:
    site = Site(committed)
    with committed():
        for who in (site.member, site.staff):
            keep(session().merge(who), f"q={QUESTION}", name="secret")
    with committed():
        site.attach(("more.txt", "nda", SECRET))
    assert turn(committed).matches == 0


def test_what_was_there_before_the_search_is_told_only_when_it_changes(committed, index) -> None:
    with committed():
        need = make_need(title=Text("烧结烟气余热回收", None))
    turn(committed)
    with clock.travel(clock.now() + timedelta(minutes=1)), committed():
        user = make_user(lang="en")
        keep(user, "q=余热回收&kind=need", name="heat")
    with committed():
        outbox.enqueue("need", [need.id])
    assert turn(committed).matches == 0
    change(committed, need, budget_max_fen=5_000_000)
    turn(committed)
    with committed():
        [message] = messages(user)
        assert "Changed for “heat”" in message.body
        assert "budget" in message.body


def test_the_first_run_tells_only_what_came_after_the_search(committed, index) -> None:
    with committed() as opened:
        opened.execute(delete(Progress))
        make_need(title=Text("旧的余热回收需求", None)).published_at = clock.now() - timedelta(days=9)
        keep(make_user(), "q=余热回收&kind=need")
    with committed():
        make_need(title=Text("新的余热回收需求", None))
    assert turn(committed).matches == 1
    with committed():
        assert session().scalar(select(func.count()).select_from(Record).where(Record.entity == "need")) == 2


def test_a_withdrawn_record_ends_and_its_return_is_told(committed, index) -> None:
    with committed():
        user = make_user(lang="en")
        keep(user, "q=余热回收&kind=need", name="heat")
        need = make_need()
        watches.watch(actor(user), entity="need", public_id=need.public_id, frequency="at_once")
    turn(committed)
    with committed():
        needs.advance(SYSTEM, public_id=need.public_id, action="withdraw", reason="solved")
    turn(committed)
    with committed():
        bodies = [message.body for message in messages(user)]
        assert len(bodies) == 2
        assert "Watched: Waste heat of sintering flue gas – no longer public" in bodies[1]


def test_muted_searches_are_not_run_and_what_waited_is_forgotten(committed, index) -> None:
    with committed():
        user = make_user()
        search = keep(user, "q=余热回收&kind=need", "daily")
        make_need()
    turn(committed)
    with committed():
        assert session().scalar(select(func.count(Match.id))) == 1
        searches.edit(actor(user), public_id=search.public_id, frequency="muted")
        assert session().scalar(select(func.count(Match.id))) == 0
        make_need()
    run = turn(committed)
    assert (run.searches, run.matches) == (0, 0)


def test_rights_that_ended_stop_matches_at_once(committed, index, monkeypatch) -> None:
    """A record for members of one organisation is told to them, until the minute in which they leave."""
    from marketplace.core.outbox import ENTITIES, Entity
    from search import Document
    from tests.factories.accounts import join

    with committed():
        house = make_organisation("university")
        member, leaver = make_user(), make_user()
        join(member, house)
        leaving = join(leaver, house)
        for person in (member, leaver):
            keep(person, "q=内部&kind=need")
    known = ENTITIES["need"]

    def build(opened, ids) -> list[Document]:
        return [
            Document(d.id, d.kind, d.version, frozenset({f"org:{house.id}"}), d.fields, d.deleted)
            for d in known.build(opened, ids)
        ]

    private = Entity(**{**vars(known), "build": build}) if hasattr(known, "__dict__") else known
    monkeypatch.setitem(ENTITIES, "need", private)
    with committed():
        make_need(title=Text("内部需求一", None))
    assert turn(committed).matches == 2
    with committed() as opened:
        opened.merge(leaving).ended_at = clock.now()
        make_need(title=Text("内部需求二", None))
    assert turn(committed).matches == 1
    with committed():
        assert len(messages(member)) == 2
        assert len(messages(leaver)) == 1


def test_a_record_that_is_open_to_fewer_before_the_digest_is_told_to_those_only(committed, index, monkeypatch) -> None:
    from marketplace.core.outbox import ENTITIES, Entity
    from tests.factories.accounts import join

    with committed():
        house = make_organisation("university")
        member, stranger = make_user(), make_user()
        join(member, house)
        for person in (member, stranger):
            keep(person, "q=余热回收&kind=need", "daily")
        make_need()
    assert turn(committed).matches == 2
    known = ENTITIES["need"]
    inside = frozenset({f"org:{house.id}"})
    narrow = Entity(**{
        **vars(known),
        "build": lambda opened, ids: [replace(found, audience=inside) for found in known.build(opened, ids)],
    })  # fmt: skip
    monkeypatch.setitem(ENTITIES, "need", narrow)
    turn(committed, clock.now() + timedelta(days=1))
    with committed():
        assert (len(messages(member)), len(messages(stranger))) == (1, 0)


def test_rights_that_end_before_the_digest_keep_it_silent(committed, index) -> None:
    with committed():
        user = make_user()
        keep(user, "q=余热回收&kind=need", "daily")
        need = make_need()
    turn(committed)
    with committed():
        needs.advance(SYSTEM, public_id=need.public_id, action="withdraw", reason="solved")
    turn(committed, clock.now() + timedelta(days=1))
    with committed():
        assert messages(user) == []
        assert session().scalar(select(func.count(Match.id))) == 0


def test_an_import_of_one_owner_is_one_line(committed, index) -> None:
    with committed():
        user = make_user(lang="en")
        keep(user, "q=alkaline electrolysis", name="electrodes")
        owner = make_organisation("university", name=Text("示例大学", "Example University"))
        for _number in range(7):
            make_listing(owner)
        make_listing()
    turn(committed)
    with committed():
        [message] = messages(user)
        assert "New for “electrodes”: 7 records of Example University" in message.body
        assert message.body.count("New for “electrodes”") == 2
        assert message.subject == "8 matches for “electrodes”"


def test_a_search_whose_filter_no_longer_exists_finds_nothing_instead_of_everything(committed, index) -> None:
    with committed() as opened:
        user = make_user()
        search = keep(user, "q=余热回收&kind=need")
        opened.flush()
        search.query = "q=余热回收&kind=need&vanished=1"
        make_need()
    assert turn(committed).matches == 0


@pytest.mark.parametrize("column", ["title_en", "availability", "maturity_level"])
def test_changes_of_a_listing_that_are_told(committed, index, column) -> None:
    values = {"title_en": "Another title of alkaline electrolysis", "availability": "in_talks", "maturity_level": 6}
    with committed():
        user = make_user(lang="en")
        listing = make_listing()
        watches_of = watches.watch(actor(user), entity="listing", public_id=listing.public_id, frequency="at_once")
    turn(committed)
    with committed() as opened:
        row = opened.get_one(Listing, listing.id)
        if column == "title_en":
            row.title = Text(row.title.zh, values[column])
        else:
            setattr(row, column, values[column])
    turn(committed)
    with committed():
        [match] = session().scalars(select(Match).where(Match.watch_id == watches_of.id))
        assert match.changed == [column.split("_")[0]]


def test_broad_searches_and_an_import_are_written_however_many_matches_they_make(committed, index) -> None:
    with committed():
        for _number in range(30):
            keep(make_user(), "kind=organisation", "weekly")
        for _number in range(300):
            make_organisation()
    assert turn(committed).matches == 9_000
    assert turn(committed).matches == 0


def test_drains_close_together_are_followed_by_one_run(committed, index) -> None:
    for _number in range(3):
        with committed():
            make_need()
        with committed():
            indexing.drain()
    with committed():
        waiting = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'alerts.evaluate' AND status = 'todo'"
        assert session().scalar(text(waiting)) == 1
