"""Why is this (not) found? Told to the centre and to the owner of the record, to nobody else."""

from __future__ import annotations

import pytest

from marketplace.core.errors import Forbidden, NotFound
from marketplace.core.i18n import force_language
from marketplace.core.outbox import OutboxRow
from marketplace.core.policy import SYSTEM
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.discovery import service
from marketplace.discovery.queries.verdict import verdict
from tests.factories import accounts
from tests.factories.listings import make_listing
from tests.factories.needs import make_need


def told(public_id: str, question: str, kind: str = "listing", **parts: str) -> service.Explanation:
    pairs = [("q", question), *parts.items()]
    return service.explain(SYSTEM, kind=kind, public_id=public_id, pairs=pairs)


def sentences(explanation: service.Explanation, app) -> str:
    with app.test_request_context("/en/"), force_language("en"):
        return " ".join(verdict(explanation.explained, app.extensions["search_index"]))


def test_a_found_record_is_told_with_its_place(app, committed, index) -> None:
    with committed():
        listing = make_listing(title=Text("烧结烟气余热回收装置", None))
    index()
    with committed():
        explanation = told(listing.public_id, "余热回收")
        assert explanation.explained.account is not None
        assert explanation.explained.account.place == 1
        assert "at place 1 of 1" in sentences(explanation, app)


def test_the_reason_is_told_when_it_is_not_found(app, committed, index) -> None:
    with committed():
        listing = make_listing(title=Text("烧结烟气余热回收装置", None))
        draft = make_listing(title=Text("烧结烟气脱硝", None), state="draft")
        need = make_need(title=Text("余热需求", None))
    index()
    with committed():
        assert "It lacks: 钙钛矿" in sentences(told(listing.public_id, "钙钛矿"), app)
        assert "The filter “Availability” leaves it out." in sentences(
            told(listing.public_id, "余热回收", availability="sold"), app
        )
        assert "not published" in sentences(told(draft.public_id, "脱硝"), app)
        assert "excludes something" in sentences(told(listing.public_id, "余热 -烟气"), app)
        assert "place 1" in sentences(told(need.public_id, "余热", "need"), app)


def test_a_record_that_has_not_reached_the_index_says_so(app, committed, index) -> None:
    index()
    with committed():
        listing = make_listing(title=Text("烧结烟气余热回收装置", None))
    with committed():
        text = sentences(told(listing.public_id, "余热"), app)
        assert "The index does not hold this record." in text
        assert "on its way" in text
        row = session().query(OutboxRow).filter_by(entity="listing", entity_id=listing.id).one()
        row.dead_at, row.error = row.created_at, "title: int does not fit"
    with committed():
        explanation = told(listing.public_id, "余热")
        assert "refused" in sentences(explanation, app)
        assert explanation.explained.queued.reason == "title: int does not fit"


def test_without_an_engine_the_state_of_the_record_is_told(app, committed, index) -> None:
    with committed():
        listing = make_listing()
    with committed():
        explanation = told(listing.public_id, "余热")
        assert explanation.explained.account is None
        assert "does not answer now" in sentences(explanation, app)


def test_only_the_centre_and_the_owner_may_ask(client, committed, index, sign_in) -> None:
    with committed():
        university = accounts.make_organisation("university")
        officer, stranger = accounts.make_officer(university), accounts.make_officer()
        reviewer = accounts.make_staff("reviewer")
        listing = make_listing(university, officer)
    index()
    address = f"/zh/search/explain/listing/{listing.public_id}?q=余热"
    assert client.get(address).status_code == 303
    for person, status in ((stranger, 404), (officer, 200), (reviewer, 200)):
        sign_in(client, person)
        assert client.get(address).status_code == status
        assert client.get(f"/api/v1/search/explain/listing/{listing.public_id}?q=余热").status_code == status
    sign_in(client, officer)
    assert client.get(f"{address}&reader=staff").status_code == 403
    sign_in(client, reviewer)
    assert client.get(f"{address}&reader=staff").status_code == 200


def test_an_unknown_record_is_not_found(committed, index) -> None:
    index()
    with committed(), pytest.raises(NotFound):
        told("AAAAAAAAAA", "余热")
    with committed(), pytest.raises((NotFound, Forbidden)):
        told("AAAAAAAAAA", "余热", "need")


def test_the_command_tells_the_same(app, committed, index) -> None:
    with committed():
        listing = make_listing(title=Text("烧结烟气余热回收装置", None))
    index()
    answer = app.test_cli_runner().invoke(args=["search", "explain", listing.public_id, "余热"])
    assert answer.exit_code == 0, answer.output
    assert "at place 1 of 1" in answer.output
    assert "points" in answer.output
