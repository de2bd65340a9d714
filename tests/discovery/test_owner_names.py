"""Owners in facets, chips, names and titles are called by their names, read together and never by their ids."""

from __future__ import annotations

import re
from xml.etree import ElementTree as Xml

import pytest
from sqlalchemy import update

from marketplace.accounts.models import Organisation
from marketplace.core.text import Text
from tests.factories.accounts import make_enterprise_user, make_organisation
from tests.factories.listings import make_listing

NAME = Text("示例高原大学", "Example Plateau University")
HIDDEN = Text("示例撤销认证研究院", "Example Institute No Longer Listed")
ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture
def owner(committed, index) -> str:
    """The public id of an owner of two results; a second owner has one."""
    with committed():
        made = make_organisation("university", name=NAME)
        make_listing(made)
        make_listing(made)
        make_listing()
        found = made.public_id
    index()
    return found


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_facet_and_chip_name_the_owner(client, owner: str, lang: str) -> None:
    text = client.get(f"/{lang}/search?owner={owner}").text
    name = NAME.pick(lang)
    assert f'class="facet-option-label"><span>{name}</span>' in text
    assert re.search(rf"(权利单位|Owner)[:：] ?{name}", text)
    assert f">{owner}<" not in text


def test_the_name_stands_in_print_feed_and_saved_search(client, sign_in, committed, owner: str) -> None:
    with committed():
        reader = make_enterprise_user()
    assert NAME.en in client.get(f"/en/search?owner={owner}&view=print").text
    feed = Xml.fromstring(client.get(f"/en/search/feed.atom?owner={owner}").data)
    assert NAME.en in feed.findtext("a:title", "", ATOM)
    sign_in(client, reader)
    form = client.get(f"/en/alerts/searches/new?owner={owner}").text
    assert f'value="Owner: {NAME.en}"' in form
    about = client.get(f"/en/search/export.json?owner={owner}").get_json()["about"]
    assert NAME.en in about["question"]


def test_who_is_not_listed_or_not_there_has_a_neutral_name(client, committed, index) -> None:
    with committed():
        hidden = make_organisation("institute", name=HIDDEN)
        make_listing(hidden)
    index()
    with committed() as session:
        session.execute(update(Organisation).where(Organisation.id == hidden.id).values(state="rejected"))
    text = client.get(f"/en/search?owner={hidden.public_id}&owner=ZZZZZZZZZZ").text
    assert text.count("Owner: an organisation that is not listed") >= 2
    assert f"Owner: {HIDDEN.en}" not in text
    assert f"<span>{HIDDEN.en}</span>" not in text


@pytest.mark.parametrize("value", ["%00", "%ED%A0%80", "none", "x%27%3B--", "0" * 300])
def test_whatever_is_asked_for_as_an_owner_breaks_no_page(client, owner: str, value: str) -> None:
    assert client.get(f"/en/search?owner={value}").status_code == 200


def test_all_names_of_a_page_take_one_question(client, committed, index, owner: str, count_queries) -> None:
    with committed():
        others = [make_organisation("university") for _number in range(6)]
        for other in others:
            make_listing(other)
    index()
    asked = "&".join(f"owner={name}" for name in [owner, *(other.public_id for other in others[:3])])
    client.get(f"/en/search?{asked}")
    with count_queries() as seen:
        text = client.get(f"/en/search?{asked}").text
    assert all(other.name.en in text for other in others)
    names = [statement for statement in seen if "account_organisation" in statement and "JOIN" not in statement]
    assert len(names) == 1, names


def test_the_name_is_the_one_of_now(client, committed, owner: str) -> None:
    client.get(f"/en/search?owner={owner}")
    with committed() as session:
        session.execute(
            update(Organisation).where(Organisation.public_id == owner).values(name_en="Example Renamed University")
        )
    assert "Owner: Example Renamed University" in client.get(f"/en/search?owner={owner}").text
