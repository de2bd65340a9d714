"""Collections: what is kept stays kept, is shown to whom it is shared with, and shows no more than each may see."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from marketplace.accounts.service import members
from marketplace.alerts.service import searches, watches
from marketplace.core.audit import Event
from marketplace.core.errors import Conflict, Forbidden, Invalid, NotFound
from marketplace.core.policy import ANONYMOUS, SYSTEM
from marketplace.core.text import Text
from marketplace.discovery.models import Collection
from marketplace.discovery.queries import collections as queries
from marketplace.discovery.service import collections as verbs
from marketplace.needs import service as needs
from tests.factories.accounts import (
    actor,
    join,
    make_enterprise_user,
    make_officer,
    make_organisation,
    make_staff,
    make_user,
)
from tests.factories.listings import make_listing
from tests.factories.needs import make_need


def key(record: object) -> str:
    return f"{'need' if type(record).__name__ == 'Need' else 'listing'}:{record.public_id}"  # type: ignore[attr-defined]


def test_records_go_to_the_shortlist_once_each(db) -> None:
    person = actor(make_enterprise_user())
    listing, need = make_listing(), make_need()
    for _time in range(2):
        verbs.keep(person, record=key(listing))
    shortlist = verbs.keep(person, record=key(need), note="价格合适")
    verbs.keep(person, record=key(listing), note="先看样机")
    found = queries.page_for(person, shortlist.public_id)
    assert [(item.key, item.note) for item in found.items] == [(key(listing), "先看样机"), (key(need), "价格合适")]
    assert queries.kept(person, [key(listing), "listing:AAAAAAAAAA"]) == {key(listing)}
    assert [card.count for card in queries.mine(person)] == [2]


@pytest.mark.parametrize("record", ["listing:AAAAAAAAAA", "draft"])
def test_only_what_one_can_find_is_kept(db, record: str) -> None:
    person = actor(make_enterprise_user())
    name = key(make_listing(state="draft")) if record == "draft" else record
    with pytest.raises(NotFound):
        verbs.keep(person, record=name)


def test_order_and_notes_change_and_a_second_writer_is_told(db) -> None:
    person = actor(make_enterprise_user())
    records = [key(make_listing()) for _number in range(3)]
    for record in records:
        row = verbs.keep(person, record=record)
    read = queries.page_for(person, row.public_id).version
    verbs.revise(person, public_id=row.public_id, version=read, record=records[2], note="最好", position=1)
    found = queries.page_for(person, row.public_id)
    assert [item.key for item in found.items] == [records[2], records[0], records[1]]
    assert [item.position for item in found.items] == [1, 2, 3]
    with pytest.raises(Conflict):
        verbs.revise(person, public_id=row.public_id, version=read, record=records[0], note=None, position=3)
    with pytest.raises(Conflict):
        verbs.rename(person, public_id=row.public_id, version=read, name="另一个名称")
    verbs.remove(person, public_id=row.public_id, record=records[0])
    assert [item.position for item in queries.page_for(person, row.public_id).items] == [1, 2]


def test_a_link_shows_each_reader_what_that_reader_may_see_and_ends_at_once(db) -> None:
    owner = actor(make_enterprise_user())
    need = make_need(owner=make_organisation("enterprise", name=Text("示例秘密公司", None)), anonymity="anonymous")
    gone = make_need(title=Text("撤回的需求", None))
    verbs.keep(owner, record=key(need))
    row = verbs.keep(owner, record=key(gone), note="已联系过")
    token = verbs.open_link(owner, public_id=row.public_id).share_token
    assert len(token) >= 40
    needs.advance(SYSTEM, public_id=gone.public_id, action="withdraw", reason="solved")
    shared = queries.page_by_token(ANONYMOUS, token)
    assert [item.available for item in shared.items] == [True, False]
    assert shared.items[0].row.card.owner_shown.zh == "某企业"
    assert [item.note for item in shared.items] == [None, None]
    assert shared.link is None
    assert not shared.may_edit
    verbs.withdraw_link(owner, public_id=row.public_id)
    with pytest.raises(NotFound):
        queries.page_by_token(ANONYMOUS, token)
    assert verbs.open_link(owner, public_id=row.public_id).share_token != token


def test_who_may_do_what(db) -> None:
    enterprise = make_organisation("enterprise")
    owner, colleague = actor(make_enterprise_user(enterprise)), actor(make_enterprise_user(enterprise))
    strangers = [actor(make_officer()), actor(make_staff("administrator")), ANONYMOUS]
    row = verbs.create(owner, name="储能方案")
    for person in (colleague, *strangers):
        with pytest.raises(NotFound):
            queries.page_for(person, row.public_id)
    verbs.share(owner, public_id=row.public_id, organisation=enterprise.public_id)
    assert not queries.page_for(colleague, row.public_id).may_edit
    assert [card.is_own for card in queries.mine(colleague)] == [False]
    with pytest.raises(Forbidden):
        verbs.keep(colleague, record=key(make_listing()), collection=row.public_id)
    for change in (verbs.delete, verbs.open_link, verbs.withdraw_link):
        with pytest.raises(Forbidden):
            change(colleague, public_id=row.public_id)
        for person in strangers:
            with pytest.raises(NotFound):
                change(person, public_id=row.public_id)
    with pytest.raises(Invalid):
        verbs.share(owner, public_id=row.public_id, organisation=make_organisation("university").public_id)
    verbs.share(owner, public_id=row.public_id, organisation=None)
    with pytest.raises(NotFound):
        queries.page_for(colleague, row.public_id)


def test_a_deleted_collection_is_gone_for_all_and_stays_in_the_record(db) -> None:
    owner = actor(make_enterprise_user())
    row = verbs.keep(owner, record=key(make_listing()))
    token = verbs.open_link(owner, public_id=row.public_id).share_token
    verbs.delete(owner, public_id=row.public_id)
    assert queries.mine(owner) == []
    with pytest.raises(NotFound):
        queries.page_by_token(ANONYMOUS, token)
    assert db.get(Collection, row.id) is not None
    assert verbs.keep(owner, record=key(make_listing())).id != row.id  # a new shortlist


def test_what_a_closed_account_shared_is_shared_no_longer(db) -> None:
    enterprise = make_organisation("enterprise")
    user, colleague = make_enterprise_user(enterprise), actor(make_enterprise_user(enterprise))
    owner = actor(user)
    row = verbs.keep(owner, record=key(make_listing()))
    token = verbs.open_link(owner, public_id=row.public_id).share_token
    verbs.share(owner, public_id=row.public_id, organisation=enterprise.public_id)
    user.active = False
    db.flush()
    assert queries.mine(colleague) == []
    with pytest.raises(NotFound):
        queries.page_by_token(ANONYMOUS, token)


def test_what_was_done_is_in_the_audit_trail(committed) -> None:
    with committed():
        owner = actor(make_enterprise_user())
        row = verbs.keep(owner, record=key(make_listing()))
        verbs.open_link(owner, public_id=row.public_id)
        verbs.delete(owner, public_id=row.public_id)
    with committed() as session:
        subject = f"collection:{row.public_id}"
        kinds = session.scalars(select(Event.kind).where(Event.subjects.contains([subject])).order_by(Event.id)).all()
    assert kinds == [f"collection.{verb}" for verb in ("create", "keep", "open_link", "delete")]


def test_collections_have_limits(db, monkeypatch) -> None:
    monkeypatch.setattr(verbs, "MOST_COLLECTIONS", 1)
    monkeypatch.setattr(verbs, "MOST_ITEMS", 1)
    owner = actor(make_enterprise_user())
    verbs.keep(owner, record=key(make_listing()))
    with pytest.raises(Invalid):
        verbs.keep(owner, record=key(make_listing()))
    with pytest.raises(Invalid):
        verbs.create(owner, name="第二个")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_person_keeps_shares_and_takes_along_without_scripts(committed, client, sign_in, index, lang: str) -> None:
    with committed():
        user = make_enterprise_user()
        listing = make_listing(title=Text("电解槽余热回收", "Heat from electrolysers"))
    index()
    sign_in(client, user)
    results = f"/{lang}/search?kind=listing"
    assert f'value="{key(listing)}"' in client.get(results).text
    answer = client.post(f"/{lang}/search/keep", data={"record": key(listing), "next": results})
    assert (answer.status_code, answer.headers["Location"]) == (303, results)
    assert f"/{lang}/search/keep?record=" in client.get(results).text
    address = re.search(rf"/{lang}/search/collections/\w+", client.get(f"/{lang}/search/collections").text).group(0)
    shown = client.get(address).text
    assert "电解槽余热回收" in shown if lang == "zh" else "Heat from electrolysers" in shown
    assert client.post(f"{address}/link").status_code == 303
    link = re.search(r"/search/shared/[\w-]{40,}", client.get(address).text).group(0)
    reader = client.application.test_client()
    public = reader.get(f"/{lang}{link}")
    assert public.status_code == 200
    assert "<form" not in public.text.partition("<main")[2].partition("</main")[0]
    client.post(f"{address}/link/withdraw")
    assert reader.get(f"/{lang}{link}").status_code == 404
    table = client.get(f"{address}/export.csv").data.decode("utf-8-sig")
    assert listing.public_id in table


def test_with_scripts_the_page_stays(committed, client, sign_in, index) -> None:
    with committed():
        user, need = make_enterprise_user(), make_need()
    sign_in(client, user)
    answer = client.post("/zh/search/keep", data={"record": key(need)}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert "已收藏" in answer.text


def test_bad_entries_are_shown_beside_their_field(committed, client, sign_in) -> None:
    with committed():
        user, need = make_enterprise_user(), make_need()
    sign_in(client, user)
    assert client.post("/zh/search/collections", data={"name": ""}).status_code == 422
    assert client.post("/zh/search/keep", data={"record": key(need), "note": "长" * 501}).status_code == 422
    assert client.post("/zh/search/keep", data={"record": "deal:AAAAAAAAAA"}).status_code == 404
    assert client.get("/zh/search/keep?record=nonsense").status_code == 422
    outside = client.post("/zh/search/keep", data={"record": key(need), "next": "https://elsewhere.example/"})
    assert outside.headers["Location"].startswith("/zh/search/collections/")


def test_programs_have_the_same_verbs(committed, client, sign_in) -> None:
    with committed():
        user, need = make_enterprise_user(), make_need()
    sign_in(client, user)
    api = "/api/v1/search"
    made = client.post(f"{api}/collections", json={"name": "储能"}).get_json()
    address = f"{api}/collections/{made['card']['public_id']}"
    kept = client.post(f"{api}/keep", json={"record": key(need), "collection": made["card"]["public_id"]}).get_json()
    assert [item["record"] for item in kept["items"]] == [key(need)]
    read = client.get(address)
    renamed = client.put(address, json={"name": "新储能"}, headers={"If-Match": read.headers["ETag"]})
    assert renamed.get_json()["card"]["name"] == "新储能"
    assert client.put(address, json={"name": "旧"}, headers={"If-Match": read.headers["ETag"]}).status_code == 409
    token = client.post(f"{address}/link").get_json()["link"]
    assert client.application.test_client().get(f"{api}/shared/{token}").get_json()["link"] is None
    assert client.delete(f"{address}/items?record={key(need)}").get_json()["items"] == []
    assert client.delete(address).status_code == 204
    assert client.get(address).status_code == 404


def test_pages_ask_few_questions(committed, client, sign_in, count_queries) -> None:
    with committed():
        user = make_enterprise_user()
        for _number in range(3):
            row = verbs.keep(actor(user), record=key(make_listing()))
            verbs.keep(actor(user), record=key(make_need()))
    sign_in(client, user)
    for path in ("/zh/search/collections", f"/zh/search/collections/{row.public_id}"):
        client.get(path)
        with count_queries() as seen:
            assert client.get(path).status_code == 200
        assert len(seen) <= 12, seen


def test_sharing_with_an_organisation_ends_when_the_owner_leaves_it(app, db) -> None:
    enterprise = make_organisation("enterprise")
    join(make_user(), enterprise, "owner")
    owner, colleague = actor(make_enterprise_user(enterprise)), actor(make_enterprise_user(enterprise))
    row = verbs.create(owner, name="储能方案")
    verbs.share(owner, public_id=row.public_id, organisation=enterprise.public_id)
    assert [card.public_id for card in queries.mine(colleague)] == [row.public_id]
    members.leave(owner, enterprise.public_id)
    assert queries.mine(colleague) == []
    with pytest.raises(NotFound):
        queries.page_for(colleague, row.public_id)
    assert [card.public_id for card in queries.mine(owner)] == [row.public_id]


def test_the_copy_of_ones_data_holds_collections_searches_and_watches(client, committed, sign_in) -> None:
    with committed():
        person, listing = make_enterprise_user(), make_listing()
        reader = actor(person)
        row = verbs.create(reader, name="储能方案")
        verbs.keep(reader, record=key(listing), collection=row.public_id, note="先看这个")
        searches.save(reader, name="余热", pairs=[("q", "余热")], frequency="daily")
        watches.watch(reader, entity="listing", public_id=listing.public_id, frequency="daily")
        verbs.create(actor(make_enterprise_user()), name="别人的")
    sign_in(client, person)
    data = client.get("/zh/accounts/settings/data").get_json()
    assert [(one["name"], one["records"][0]["note"]) for one in data["collections"]] == [("储能方案", "先看这个")]
    assert [one["name"] for one in data["alerts"]["searches"]] == ["余热"]
    assert [one["kind"] for one in data["alerts"]["watches"]] == ["listing"]
