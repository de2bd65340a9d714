"""What a link shows of a collection: the records, and nothing of whom it is shared with besides."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from marketplace.core.policy import ANONYMOUS
from marketplace.core.text import Text
from marketplace.discovery.queries import collections as queries
from marketplace.discovery.service import collections as verbs
from tests.factories.accounts import actor, make_enterprise_user, make_organisation
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
