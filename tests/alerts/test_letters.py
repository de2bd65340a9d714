"""What a message of alerts says: each change once, what it was found for by name, and where it leads."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, update

from marketplace.alerts.models import Delivery, Watch
from marketplace.alerts.service import unsubscribe, watches
from marketplace.core import clock
from marketplace.core.mail import Message, compose
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.needs.models import Need
from tests.alerts.conftest import keep, messages, turn
from tests.factories.accounts import actor, make_user
from tests.factories.needs import make_need


def _rename(need: Need, title: str) -> None:
    row = session().get_one(Need, need.id)
    row.title = Text(title, title)


def test_one_change_found_twice_is_told_once(committed, index) -> None:
    with committed():
        user = make_user(lang="en")
        keep(user, "q=余热回收&kind=need", name="heat")
        keep(user, "q=余热&kind=need", name="all heat")
        need = make_need(title=Text("余热回收", None))
        watches.watch(actor(user), entity="need", public_id=need.public_id, frequency="at_once")
    turn(committed)
    with committed():
        _rename(need, "余热回收与利用")
    turn(committed)
    with committed():
        first, second = messages(user)
        assert first.subject == "1 match for what you follow"
        assert "New for “heat”, “all heat”: 余热回收\n" in first.body
        assert second.subject == "1 match for what you follow"
        assert "Fits “heat”, “all heat” and watched: 余热回收与利用 – title\n" in second.body
        assert second.body.count(f"/en/needs/{need.public_id}") == 1
        assert [row.lines for row in session().scalars(select(Delivery))] == [1, 1]
        last = session().scalars(select(Delivery).order_by(Delivery.id.desc())).first()
        assert last.sources == ["heat", "all heat", "余热回收与利用"], "the log names the watched record too"
        assert second.link == f"/en/needs/{need.public_id}"


def test_a_record_that_changed_again_before_the_digest_is_one_line(committed, index) -> None:
    with committed():
        user, watcher = make_user(lang="en"), make_user(lang="en")
        keep(user, "q=余热回收&kind=need", "daily", "heat")
        need = make_need(title=Text("余热回收", None))
    turn(committed)
    with committed():
        watches.watch(actor(watcher), entity="need", public_id=need.public_id, frequency="daily")
    for values in (
        {"budget_max_fen": 9_000_000},
        {"budget_max_fen": 8_000_000, "deadline": clock.today() + timedelta(days=9)},
    ):
        with committed():
            for name, value in values.items():
                setattr(session().get_one(Need, need.id), name, value)
        turn(committed)
    turn(committed, clock.now() + timedelta(days=1))
    with committed():
        [message] = messages(user)
        assert message.subject == "1 match for “heat”"
        assert message.body.count("余热回收\n") == 1
        assert "New for “heat”: 余热回收" in message.body
        assert "Watched: 余热回收 – budget, deadline\n" in messages(watcher)[0].body


def test_links_that_mute_name_what_they_mute(committed, client, index) -> None:
    with committed():
        user, kept = make_user(lang="en"), [make_need(title=Text(name, name)) for name in ("Kiln heat", "Sinter heat")]
    turn(committed)
    with committed():
        for need in kept:
            watches.watch(actor(user), entity="need", public_id=need.public_id, frequency="at_once")
    with committed():
        _rename(kept[0], "Kiln heat two")
        _rename(kept[1], "Sinter heat two")
    turn(committed)
    with committed():
        [message] = messages(user)
        assert "Mute “Kiln heat two”: http" in message.body
        assert "Mute “Sinter heat two”: http" in message.body
        watch = session().scalars(select(Watch).where(Watch.entity_id == kept[0].id)).one()
        link = unsubscribe.path_for("en", "watch", watch.public_id)
    assert "Watched record “Kiln heat two”" in client.get(link).text


def test_a_message_about_one_watched_record_leads_to_it(committed, client, sign_in, index) -> None:
    with committed():
        user, need = make_user(), make_need(title=Text("余热回收", None))
    turn(committed)
    with committed():
        watches.watch(actor(user), entity="need", public_id=need.public_id, frequency="at_once")
        _rename(need, "余热回收与利用")
    turn(committed)
    with committed():
        [message] = messages(user)
        assert message.link == f"/zh/needs/{need.public_id}"
        text = compose(message, sender="a@example.org", base="https://site.example").get_content()
    told, _signature, ending = text.partition("\n-- \n")
    assert told.rstrip().endswith(f"https://site.example/zh/needs/{need.public_id}")
    assert "/zh/needs/" not in ending, "nothing but what ends alerts stands below the signature"


def test_the_inbox_says_when_the_mail_did_not_arrive(committed, client, sign_in, index) -> None:
    with committed():
        user = make_user(lang="en")
        keep(user, "q=余热回收&kind=need")
        make_need()
    turn(committed)
    sign_in(client, user)
    assert "mail is on its way" in client.get("/en/alerts/messages").text
    with committed() as opened:
        opened.execute(update(Message).where(Message.user_id == user.id).values(error="550: no such user", attempts=1))
    page = client.get("/en/alerts/messages").text
    assert "mail is on its way" not in page
    assert "could not be delivered" in page


def test_deleting_a_saved_search_is_asked_first_without_scripts(committed, client, sign_in) -> None:
    with committed():
        user = make_user()
        search = keep(user, "q=余热回收&kind=need")
    sign_in(client, user)
    page = client.get(f"/en/alerts/searches/{search.public_id}").text
    before, _question, after = page.partition("Delete this saved search and its matches?")
    assert before.rpartition("<details")[2].count("</details>") == 0
    assert f'action="/en/alerts/searches/{search.public_id}/delete"' in after.partition("</details>")[0]
