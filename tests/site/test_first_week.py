"""What people read on a site that has just been opened: lists that are still empty, and the list of what happened."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from marketplace.accounts.models import Membership, Organisation
from tests.factories.accounts import join, make_organisation, make_staff, make_user


@pytest.mark.parametrize(
    ("path", "filters", "kind"),
    [
        ("/zh/pilots", "?field=hydrogen&service=small_batch", "pilot_platform"),
        ("/zh/incubation", "?field=hydrogen", "incubator"),
    ],
)
def test_an_empty_directory_says_who_can_fill_it(client: FlaskClient, path: str, filters: str, kind: str) -> None:
    way = f"/zh/accounts/organisations/new?kind={kind}"
    assert way in client.get(path).text
    assert way not in client.get(path + filters).text


@pytest.mark.parametrize("kind", [None, "enterprise", "university", "broker_agency", "pilot_platform", "incubator"])
def test_the_entrances_of_every_page_are_open_to_everybody_who_signed_in(
    client: FlaskClient, committed: Any, sign_in: Any, kind: str | None
) -> None:
    with committed():
        person = make_user()
        if kind:
            join(person, make_organisation(kind), "owner")
    sign_in(client, person)
    bar = re.search(r"<nav[^>]*>(?:(?!</nav>).)*/zh/needs/new.*?</nav>", client.get("/zh/me").text, re.S)
    assert bar
    entrances = re.findall(r'href="(/zh/[^"]+)"', bar[0])
    assert len(entrances) >= 6
    assert {way: client.get(way).status_code for way in entrances} == dict.fromkeys(entrances, 200)


def test_who_has_no_enterprise_is_told_who_posts_needs(client: FlaskClient, committed: Any, sign_in: Any) -> None:
    with committed():
        newcomer = make_user()
    sign_in(client, newcomer)
    assert 'href="/zh/accounts/welcome"' in client.get("/zh/needs/new").text


def test_what_happened_is_told_in_the_reader_s_language(client: FlaskClient, committed: Any, sign_in: Any) -> None:
    with committed():
        admin = make_staff("administrator")
    sign_in(client, admin)
    client.post("/zh/accounts/settings/profile", data={"name_zh": "王主任", "lang": "zh"})
    assert "修改个人资料" in client.get("/zh/admin").text


def test_an_administrator_is_told_that_nobody_reviews(client: FlaskClient, committed: Any, sign_in: Any) -> None:
    with committed():
        admin = make_staff("administrator")
    sign_in(client, admin)
    assert "尚无审核员" in client.get("/zh/admin").text
    with committed():
        make_staff("reviewer")
    assert "尚无审核员" not in client.get("/zh/admin").text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_search_without_an_index_is_told_with_its_remedy(
    client: FlaskClient, committed: Any, sign_in: Any, language: str
) -> None:
    with committed():
        admin = make_staff("administrator")
    sign_in(client, admin)
    page = client.get(f"/{language}/admin").text
    assert ("重建" if language == "zh" else "a rebuild mends it") in page
    assert "reason missing" not in page


def test_an_administrator_is_led_to_inviting_colleagues(client: FlaskClient, committed: Any, sign_in: Any) -> None:
    with committed() as opened:
        admin, stranger = make_staff("administrator"), make_user()
        owned = opened.scalars(select(Membership).where(Membership.user_id == admin.id)).one()
        owned.role = "owner"
        place = opened.get_one(Organisation, owned.organisation_id).public_id
    sign_in(client, admin)
    for page in ("/zh/admin", f"/zh/accounts/people/{stranger.public_id}"):
        assert f"/zh/accounts/members?organisation={place}" in client.get(page).text
