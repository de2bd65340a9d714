"""Pages, API and links: in both languages, without sign-in where a mail leads, and never somebody else's."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from marketplace.alerts.models import SavedSearch, Watch
from marketplace.alerts.service import searches, unsubscribe
from marketplace.core.errors import NotFound
from marketplace.core.mail import Message, compose
from marketplace.core.text import Text
from marketplace.core.unit import session
from tests.alerts.conftest import keep, turn
from tests.factories.accounts import actor, make_staff, make_user
from tests.factories.listings import make_listing
from tests.factories.needs import make_need

PAGES = ("searches", "searches/{id}", "watching", "deliveries", "messages", "searches/new?q=光伏&kind=need")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_from_a_results_page_to_a_saved_search_and_back(client, committed, sign_in, lang: str) -> None:
    with committed():
        user = make_user(lang=lang)
    sign_in(client, user)
    question = "q=余热回收&field=geothermal&sort=newest&page=2"
    page = client.get(f"/{lang}/alerts/searches/new?{question}").text
    assert "余热回收 · " in page
    answer = client.post(f"/{lang}/alerts/searches/new?{question}", data={"name": "余热", "frequency": "weekly"})
    assert answer.status_code == 303
    again = client.post(f"/{lang}/alerts/searches/new?{question}", data={"name": "余热二", "frequency": "daily"})
    assert again.status_code == 303
    with committed():
        [row] = session().scalars(select(SavedSearch))
        assert (row.name, row.frequency) == ("余热二", "daily")
        assert "page" not in row.query
        assert "sort" not in row.query
    listed = client.get(f"/{lang}/alerts/searches").text
    assert "余热二" in listed
    assert f"/{lang}/search?q=%E4%BD%99%E7%83%AD" in listed
    wrong = client.post(f"/{lang}/alerts/searches/{row.public_id}", data={"name": "", "frequency": "daily"})
    assert wrong.status_code == 422
    client.post(f"/{lang}/alerts/searches/{row.public_id}/mute")
    client.post(f"/{lang}/alerts/searches/{row.public_id}/test")
    assert "余热二" in client.get(f"/{lang}/alerts/deliveries").text
    client.post(f"/{lang}/alerts/searches/{row.public_id}/delete")
    with committed():
        assert session().scalar(select(SavedSearch.id)) is None


def test_nobody_reaches_the_searches_of_another_person(client, committed, sign_in) -> None:
    with committed():
        search = keep(make_user(), "q=余热")
        strangers = [make_user(), make_staff("administrator", "auditor")]
    for stranger in strangers:
        sign_in(client, stranger)
        path = f"/zh/alerts/searches/{search.public_id}"
        assert client.get(path).status_code == 404
        for verb in ("", "/mute", "/test", "/delete"):
            assert client.post(path + verb, data={"name": "x", "frequency": "daily"}).status_code == 404
        api = f"/api/v1/alerts/searches/{search.public_id}"
        assert {client.get(api).status_code, client.delete(api).status_code} == {404}
        assert client.patch(api, json={"name": "x"}).status_code == 404
        with committed(), pytest.raises(NotFound):
            searches.get(actor(stranger), search.public_id)


def test_the_limit_of_a_person(committed, monkeypatch) -> None:
    from marketplace.alerts.errors import TooManyKept

    monkeypatch.setattr(searches, "MOST", 2)
    with committed():
        user = make_user()
        keep(user, "q=余热")
        keep(user, "q=光伏")
        keep(user, "q=光伏", name="again")
        with pytest.raises(TooManyKept):
            keep(user, "q=风电")


def test_a_record_is_watched_from_its_page(client, committed, sign_in, count_queries) -> None:
    with committed():
        user, listing, need = make_user(), make_listing(), make_need()
        draft = make_listing(state="draft")
    anonymous = client.get(f"/zh/listings/{listing.public_id}").text
    assert "关注" in anonymous
    assert "alerts/watching" not in anonymous
    sign_in(client, user)
    for kind, noun, record in (("listing", "listings", listing), ("need", "needs", need)):
        path = f"/zh/{noun}/{record.public_id}"
        assert f'value="{record.public_id}"' in client.get(path).text
        values = {"entity": kind, "record": record.public_id, "next": path}
        assert client.post("/zh/alerts/watching", data=values).headers["Location"] == path
        assert client.post("/zh/alerts/watching", data=values).status_code == 303
        assert "取消关注" in client.get(path).text
    values = {"entity": "listing", "record": draft.public_id}
    assert client.post("/zh/alerts/watching", data=values).status_code == 404
    with committed():
        assert len(session().scalars(select(Watch)).all()) == 2
        row = session().scalars(select(Watch)).first()
    assert client.post(f"/zh/alerts/watching/{row.public_id}", data={"frequency": "never"}).status_code == 422
    assert client.post(f"/zh/alerts/watching/{row.public_id}", data={"frequency": "muted"}).status_code == 303
    assert client.post(f"/zh/alerts/watching/{row.public_id}/delete").status_code == 303


def test_lists_cost_the_same_for_one_row_and_for_many(client, committed, sign_in, count_queries, index) -> None:
    with committed():
        user = make_user()
        search = keep(user, "q=余热&kind=need")
        make_need(title=Text("余热", None))
    turn(committed)
    sign_in(client, user)

    def cost(path: str) -> int:
        with count_queries() as seen:
            assert client.get(f"/zh/alerts/{path.format(id=search.public_id)}").status_code == 200
        return len([statement for statement in seen if "taxonomy_" not in statement])

    for path in PAGES:
        cost(path)
    before = {path: cost(path) for path in PAGES}
    with committed():
        for number in range(7):
            keep(user, f"q=余热{number}&kind=need")
            make_need()
    turn(committed)
    assert {path: cost(path) for path in PAGES} == before
    assert max(before.values()) <= 8


def test_the_link_of_a_mail_ends_alerts_without_sign_in(app, client, committed, index) -> None:
    with committed():
        user = make_user(lang="en")
        first = keep(user, "q=余热回收&kind=need", name="heat")
        keep(user, "q=烧结&kind=need", "daily", name="sinter")
        make_need()
    turn(committed)
    with committed():
        message = session().scalars(select(Message).where(Message.user_id == user.id)).one()
        mail = compose(message, sender="a@example.org", base="https://site.example")
        link = mail["List-Unsubscribe"].strip("<>").removeprefix("https://site.example")
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert link in message.body
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        asked = client.get(link)
        assert "Saved search “heat”" in asked.text
        with committed():
            assert session().get_one(SavedSearch, first.id).frequency == "at_once"
        headers = {"Origin": "https://mail.example"}
        done = client.post(link, data={"List-Unsubscribe": "One-Click"}, headers=headers)
        assert done.status_code == 200
        assert client.post(link, headers=headers).status_code == 200
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    with committed():
        assert session().get_one(SavedSearch, first.id).frequency == "muted"
        everything = unsubscribe.path_for("en", "all", user.public_id)
    assert client.post(everything).status_code == 200
    with committed():
        assert {row.frequency for row in session().scalars(select(SavedSearch))} == {"muted"}
    # Not its last character: two bits of that one say nothing.
    for forged in (f"{link[:-2]}{'A' if link[-2] != 'A' else 'B'}{link[-1]}", "/en/alerts/unsubscribe/WyJhbGwiLCJYIl0"):
        assert client.get(forged).status_code == 404
        assert client.post(forged).status_code == 404


@pytest.mark.parametrize("what", ["search", "watch"])
def test_the_link_of_an_old_mail_says_that_nothing_comes_any_more(client, committed, what: str) -> None:
    with committed():
        link = unsubscribe.path_for("en", what, "0123456789")
    for answer in (client.get(link), client.post(link)):
        assert answer.status_code == 200
        assert "You deleted it" in answer.text
        assert "Mute it" not in answer.text


def test_the_inbox_links_to_the_records_and_leaves_the_links_of_the_mail_out(
    client, committed, sign_in, index, settings
) -> None:
    with committed():
        user = make_user()
        keep(user, "q=余热回收&kind=need")
        need = make_need(title=Text("余热回收<b>粗体</b>", None))
    turn(committed)
    sign_in(client, user)
    page = client.get("/zh/alerts/messages").text
    line = re.search(rf'<a href="/zh/needs/{need.public_id}">([^<]+)</a>', page).group(1)
    assert "余热回收&lt;b&gt;粗体" in line
    assert f">/zh/needs/{need.public_id}<" not in page, "no raw path"
    assert "unsubscribe" not in page


def test_lines_with_names_in_another_language_are_links_too(client, committed, sign_in, index) -> None:
    with committed():
        user = make_user(lang="en")
        keep(user, "q=余热回收&kind=need", name="热 heat")
        need = make_need(title=Text("余热回收 of kilns 窑炉", None))
    turn(committed)
    sign_in(client, user)
    page = client.get("/en/alerts/messages").text
    line = re.search(rf'<a href="/en/needs/{need.public_id}">(.+?)</a>', page).group(1)
    assert re.sub("<[^>]+>", "", line) == "New for “热 heat”: 余热回收 of kilns 窑炉"
    assert f">/en/needs/{need.public_id}<" not in page, "no raw path"


def test_a_question_that_is_kept_already_leads_to_itself_and_a_muted_one_promises_nothing(
    client, committed, sign_in
) -> None:
    with committed():
        reader = make_user()
    sign_in(client, reader)
    address = "/en/alerts/searches/new?q=余热&kind=need"
    saved = client.post(address, data={"name": "Waste heat", "frequency": "muted"}, follow_redirects=True)
    assert "muted; it is not run" in saved.text
    assert "You hear from us" not in saved.text
    again = client.get(address, follow_redirects=True)
    assert "You keep this question already" in again.text
    assert "Waste heat" in again.text


def test_programs_save_change_and_delete(client, committed, sign_in) -> None:
    with committed():
        user = make_user()
        need = make_need()
    sign_in(client, user)
    made = client.post("/api/v1/alerts/searches", json={"query": "q=余热回收&kind=need", "frequency": "weekly"})
    assert made.status_code == 201
    assert made.json["name"].endswith("余热回收")
    path = f"/api/v1/alerts/searches/{made.json['public_id']}"
    assert client.patch(path, json={"frequency": "muted"}).json["frequency"] == "muted"
    assert client.patch(path, json={"frequency": "hourly"}).status_code == 422
    assert client.get("/api/v1/alerts/searches").json["total"] == 1
    assert client.post(f"{path}/test").status_code == 202
    assert client.get("/api/v1/alerts/deliveries").json["items"][0]["kind"] == "test"
    watch = client.post("/api/v1/alerts/watches", json={"entity": "need", "record": need.public_id})
    assert watch.status_code == 201
    assert client.get("/api/v1/alerts/watches").json["total"] == 1
    assert client.delete(f"/api/v1/alerts/watches/{watch.json['public_id']}").status_code == 204
    assert client.delete(path).status_code == 204
    assert client.get(path).status_code == 404
