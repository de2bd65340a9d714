"""What a link shows of a collection: the records, and nothing of whom it is shared with besides."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from marketplace.core.policy import ANONYMOUS, SYSTEM
from marketplace.core.text import Text
from marketplace.discovery.queries import collections as queries
from marketplace.discovery.service import collections as verbs
from marketplace.needs import service as needs
from tests.factories.accounts import actor, make_enterprise_user, make_organisation
from tests.factories.listings import make_listing
from tests.factories.needs import make_need

HOUSE = "示例不公开的公司"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_link_does_not_tell_the_organisation(client: FlaskClient, committed: Any, sign_in: Any, lang: str) -> None:
    with committed():
        house = make_organisation("enterprise", name=Text(HOUSE, None))
        user, colleague = make_enterprise_user(house), make_enterprise_user(house)
        row = verbs.keep(actor(user), record=f"need:{make_need().public_id}")
        verbs.share(actor(user), public_id=row.public_id, organisation=house.public_id)
        token = verbs.open_link(actor(user), public_id=row.public_id).share_token
    reader = client.application.test_client()
    for person in (None, colleague, user):
        if person is not None:
            sign_in(reader, person)
        told = reader.get(f"/api/v1/search/shared/{token}").get_json()
        assert told["card"]["organisation"] is None
        page = reader.get(f"/{lang}/search/shared/{token}")
        assert page.status_code == 200
        assert HOUSE not in page.text.partition("<main")[2].partition("</main")[0]
    own = f"/api/v1/search/collections/{row.public_id}"
    for person in (user, colleague):  # who reads along as a member knows through which organisation
        sign_in(client, person)
        assert client.get(own).get_json()["card"]["organisation"]["zh"] == HOUSE
        assert HOUSE in client.get(f"/{lang}/search/collections/{row.public_id}").text


def test_only_the_owner_is_told_which_organisation_is_chosen(db: Any) -> None:
    house = make_organisation("enterprise")
    owner, colleague = actor(make_enterprise_user(house)), actor(make_enterprise_user(house))
    row = verbs.create(owner, name="储能方案")
    verbs.share(owner, public_id=row.public_id, organisation=house.public_id)
    token = verbs.open_link(owner, public_id=row.public_id).share_token
    assert queries.page_for(owner, row.public_id).organisation == house.public_id
    assert queries.page_for(colleague, row.public_id).organisation is None
    shared = queries.page_by_token(ANONYMOUS, token)
    assert (shared.organisation, shared.link, shared.card.organisation_name) == (None, None, None)


def _main(page: str) -> str:
    return page.partition("<main")[2].partition("</main")[0]


def test_a_link_names_no_person_and_tells_notes_only_when_wished(
    client: FlaskClient, committed: Any, sign_in: Any
) -> None:
    with committed():
        user = make_enterprise_user()
        user.name = Text("示例姓名", None)
        need = make_need()
        row = verbs.keep(actor(user), record=f"need:{need.public_id}", note="内部底价30万")
    sign_in(client, user)
    address = f"/en/search/collections/{row.public_id}"
    before = client.get(address).text
    assert "Whoever has the link reads along without an account" in before
    assert "Show my notes as well" in before
    reader = client.application.test_client()
    for sent, told in (({}, False), ({"with_notes": "1"}, True), ({}, False)):
        assert client.post(f"{address}/link", data=sent).status_code == 303
        link = re.search(r"/search/shared/([\w-]{40,})", client.get(address).text).group(1)
        page, read = (
            reader.get(f"/zh/search/shared/{link}").text,
            reader.get(f"/api/v1/search/shared/{link}").get_json(),
        )
        assert ("内部底价30万" in page, read["items"][0]["note"] is not None) == (told, told)
        assert "示例姓名" not in page
        assert read["card"]["owner"] is None
    assert client.post(f"/api/v1/search/collections/{row.public_id}/link").get_json()["link"] == link
    shown = client.post(f"/api/v1/search/collections/{row.public_id}/link", json={"with_notes": True}).get_json()
    assert shown["link_shows_notes"] is True


@pytest.mark.parametrize(
    ("wrong", "stays"),
    [({"note": "长" * 501}, "长" * 501), ({"position": "abc", "note": "先看样机"}, "先看样机")],
)
def test_what_was_typed_stays_when_it_is_refused(
    client: FlaskClient, committed: Any, sign_in: Any, wrong: dict[str, str], stays: str
) -> None:
    with committed():
        user, kept = make_enterprise_user(), [make_need(), make_need()]
        for need in kept:
            row = verbs.keep(actor(user), record=f"need:{need.public_id}", note="从前")
    sign_in(client, user)
    address = f"/zh/search/collections/{row.public_id}"
    sent = {"record": f"need:{kept[1].public_id}", "version": row.version, "position": "2", "note": "从前", **wrong}
    answer = client.post(f"{address}/items", data=sent)
    assert answer.status_code == 422
    others, _id, mine = _main(answer.text).partition(f'id="row-need-{kept[1].public_id}"')
    assert '<details class="no-print" open>' in answer.text
    assert stays in mine
    assert "error-summary" in mine, "what is wrong stands where it was typed"
    assert "error-summary" not in others
    named = client.post(f"{address}/rename", data={"name": "名" * 101, "version": row.version})
    assert named.status_code == 422
    assert "名" * 101 in named.text


def test_a_conflict_shows_what_is_saved_and_the_next_save_counts(
    client: FlaskClient, committed: Any, sign_in: Any
) -> None:
    with committed():
        user, need = make_enterprise_user(), make_need()
        row = verbs.keep(actor(user), record=f"need:{need.public_id}", note="从前的话")
    sign_in(client, user)
    address, sent = f"/en/search/collections/{row.public_id}", {"record": f"need:{need.public_id}", "position": "1"}
    first = {**sent, "version": row.version, "note": "后来的话"}
    assert client.post(f"{address}/items", data=first).status_code == 303
    assert "Note and place are saved." in client.get(address).text
    refused = client.post(f"{address}/items", data={**first, "note": "我的话"})
    assert refused.status_code == 409
    assert "in another window" in refused.text
    assert re.search(r'is-old">后来的话<.*is-new">我的话<', refused.text)
    assert "None" not in _main(refused.text)
    version = re.search(r'name="version" value="(\d+)"', _main(refused.text)).group(1)
    assert client.post(f"{address}/items", data={**first, "note": "我的话", "version": version}).status_code == 303
    assert "我的话" in client.get(address).text


def test_what_cannot_be_taken_back_is_asked_first_without_scripts(
    client: FlaskClient, committed: Any, sign_in: Any
) -> None:
    with committed():
        user = make_enterprise_user()
        verbs.keep(actor(user), record=f"need:{make_need().public_id}")
        row = verbs.keep(actor(user), record=f"need:{make_need().public_id}", note="已联系过")
        verbs.open_link(actor(user), public_id=row.public_id)
    sign_in(client, user)
    page = client.get(f"/en/search/collections/{row.public_id}").text
    questions = ("Your note about it is lost.", "Its address ends for good", "Delete this collection with its notes?")
    for question in questions:
        assert page.count(question) == 1
        assert re.search(r"<details[^>]*><summary[^>]*>(?:(?!</details>).)*" + re.escape(question), page, re.DOTALL)


def test_records_of_a_collection_can_be_compared(client: FlaskClient, committed: Any, sign_in: Any) -> None:
    with committed():
        user, listings, need = make_enterprise_user(), [make_listing(), make_listing()], make_need()
        row = verbs.keep(actor(user), record=f"listing:{listings[0].public_id}")
    sign_in(client, user)
    address = f"/zh/search/collections/{row.public_id}"
    assert 'form="compare"' not in client.get(address).text, "one record cannot be compared"
    with committed():
        verbs.keep(actor(user), record=f"listing:{listings[1].public_id}")
        verbs.keep(actor(user), record=f"need:{need.public_id}")
    page = client.get(address).text
    assert re.findall(r'value="(\w+)" form="compare"', page) == [listing.public_id for listing in listings]
    assert '<form id="compare"' in page


def test_records_that_are_public_no_longer_can_be_told_apart(client: FlaskClient, committed: Any, sign_in: Any) -> None:
    with committed():
        user, gone = make_enterprise_user(), [make_need(), make_need()]
        for need in gone:
            row = verbs.keep(actor(user), record=f"need:{need.public_id}")
        for need in gone:
            needs.advance(SYSTEM, public_id=need.public_id, action="withdraw", reason="solved")
    sign_in(client, user)
    page = client.get(f"/en/search/collections/{row.public_id}").text
    assert all(f"Number {need.public_id}, kept on" in page for need in gone)


def test_the_focus_goes_to_what_takes_the_place_of_the_button(
    client: FlaskClient, committed: Any, sign_in: Any
) -> None:
    with committed():
        user, need = make_enterprise_user(), make_need()
    sign_in(client, user)
    sent = {"record": f"need:{need.public_id}"}
    assert "autofocus" in client.post("/en/search/keep", data=sent, headers={"HX-Request": "true"}).text
