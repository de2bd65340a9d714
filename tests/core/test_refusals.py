"""Wrong input from programs is refused by field, in the reader's language; none of it is a fault of the site."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from marshmallow import Schema, ValidationError, fields, validates
from sqlalchemy import Connection
from werkzeug.datastructures import MultiDict

from marketplace.core import validation  # noqa: F401 (its import makes a lazy sentence one sentence)
from marketplace.core.forms import Form
from marketplace.core.i18n import force_language, l_
from marketplace.core.problem import body
from marketplace.core.unit import unit
from marketplace.pilots.schemas import ShareSchema
from tests.factories.accounts import make_enterprise_user, make_staff
from tests.factories.listings import make_listing

PAIRS = "/api/v1/lexicon/pairs"
ENGLISH, CHINESE = {"Accept-Language": "en"}, {"Accept-Language": "zh"}
LONG = "9" * 5000


def _never(_value: object) -> None:
    raise ValidationError(l_("This value is not accepted."))


class NothingFits(Schema):
    """Every way in which a lazy sentence can be raised."""

    inside = fields.String(validate=_never)
    several = fields.String(validate=[_never, _never])
    listed = fields.List(fields.String(validate=_never))
    hooked = fields.String()

    @validates("hooked")
    def _refuse(self, _value: str, **_options: Any) -> None:
        _never(_value)


@pytest.mark.parametrize(("lang", "sentence"), [("en", "This value is not accepted."), ("zh", "不接受该值。")])
def test_a_sentence_is_told_whole(app: Flask, lang: str, sentence: str) -> None:
    with app.app_context(), force_language(lang):
        with pytest.raises(ValidationError) as told:
            NothingFits().load({"inside": "x", "several": "x", "listed": ["x"], "hooked": "x"})
        found = body("invalid", "", told.value.normalized_messages())["error"]["fields"]
        assert found == {
            "inside": [sentence], "several": [sentence, sentence], "listed": {"0": [sentence]}, "hooked": [sentence],
        }  # fmt: skip


@pytest.mark.parametrize(
    ("percent", "sentence"), [("150", "Between 0 and 100 percent."), ("1.001", "At most two decimals.")]
)
def test_the_share_of_a_pilot_project_is_refused_in_one_sentence(app: Flask, percent: str, sentence: str) -> None:
    with app.app_context(), force_language("en"), pytest.raises(ValidationError) as told:
        ShareSchema().load({"organisation": "AAAAAAAAAA", "percent": percent})
    with force_language("en"):
        assert [str(one) for one in told.value.normalized_messages()["percent"]] == [sentence]


def test_a_form_shows_it_whole(app: Flask, connection: Connection) -> None:
    with app.test_request_context(), force_language("en"), unit():
        form = Form(NothingFits, MultiDict({"inside": "x"}))
        assert not form.is_valid()
        assert form["inside"].errors == ["This value is not accepted."]


@pytest.fixture
def person(client: FlaskClient, committed: Any, sign_in: Any) -> FlaskClient:
    """A client signed in as somebody of an enterprise."""
    with committed():
        user = make_enterprise_user()
    sign_in(client, user)
    return client


@pytest.fixture
def keeper(client: FlaskClient, committed: Any, sign_in: Any) -> FlaskClient:
    """A client signed in as a reviewer of the centre."""
    with committed():
        user = make_staff("reviewer")
    sign_in(client, user)
    return client


def _refusal(answer: Any, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.get_data(as_text=True)
    return answer.get_json()["error"]


@pytest.mark.parametrize(
    ("named", "status", "code"),
    [(None, 428, "version_missing"), ("", 428, "version_missing"), ("*", 422, "invalid"), ('"²"', 422, "invalid"),
     (f'"{LONG}"', 422, "invalid"), ('"1", "2"', 422, "invalid"), ('"x"', 422, "invalid"),
     ('"-1"', 422, "invalid"), ('"99"', 409, "conflict"), ("99", 409, "conflict")],
    ids=lambda value: str(value)[:12],
)  # fmt: skip
def test_a_change_names_the_version_it_was_made_from(
    person: FlaskClient, named: str | None, status: int, code: str
) -> None:
    made = person.post("/api/v1/search/collections", json={"name": "储能"}).get_json()
    headers = ENGLISH if named is None else {**ENGLISH, "If-Match": named}
    address = f"/api/v1/search/collections/{made['card']['public_id']}"
    told = _refusal(person.put(address, json={"name": "新储能"}, headers=headers), status)
    assert told["code"] == code
    if status != 409:
        assert "ETag" in told["fields"]["If-Match"][0]
        assert "diff" not in told
    else:
        assert told["diff"] == {"name": ["储能", "新储能"]}
    assert person.get(address).get_json()["card"]["name"] == "储能"


def test_a_draft_without_a_version_is_not_written(client: FlaskClient, committed: Any, sign_in: Any) -> None:
    with committed():
        officer = make_staff("administrator")
        listing = make_listing(state="draft")
    sign_in(client, officer)
    answer = client.patch(f"/api/v1/listings/{listing.public_id}", json={"keywords": ["电极"]}, headers=ENGLISH)
    assert _refusal(answer, 428)["code"] == "version_missing"


@pytest.mark.parametrize(
    ("sent", "field", "sentence"),
    [
        (f'{{"values": {{"zh": "热泵", "en": "heat pump", "count": {LONG}}}}}', "count", "This number is too large."),
        (f'{{"values": {{"zh": "热泵", "en": "heat pump", "count": -{LONG}}}}}', "count", "This number is too large."),
        (f'{{"values": {{"zh": "热泵", "en": "heat pump", "weight": {LONG}}}}}', "weight",
         "Enter a number, for example 12.5."),
        (f'{{"values": {{"zh": {LONG}, "en": "heat pump"}}}}', "zh", "Enter text."),
        (f'{{"values": {{}}, "reason": {LONG}}}', "reason", "Enter text."),
        (f'{{"values": {{}}, "reasons": {LONG}}}', "reasons", "There is no entry of this name."),
    ],
    ids=["count", "negative", "weight", "text", "reason", "unknown"],
)  # fmt: skip
def test_a_number_no_computer_holds_is_refused_by_its_field(
    keeper: FlaskClient, sent: str, field: str, sentence: str
) -> None:
    answer = keeper.post(PAIRS, data=sent, content_type="application/json", headers=ENGLISH)
    assert _refusal(answer, 422)["fields"] == {field: [sentence]}


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        (b'{"values": {"zh": }}', "This is not JSON: see line 1, column 19."),
        (b'{"values": {}\n,}', "This is not JSON: see line 2, column 2."),
        (b"{", "This is not JSON: see line 1, column 2."),
        (b'{"zh": "\xff"}', "Send the body as JSON in UTF-8."),
    ],
)
def test_what_is_no_json_is_told_with_its_place(keeper: FlaskClient, sent: bytes, sentence: str) -> None:
    answer = keeper.post(PAIRS, data=sent, content_type="application/json", headers=ENGLISH)
    assert _refusal(answer, 400)["fields"] == {"_schema": [sentence]}
    in_chinese = keeper.post(PAIRS, data=sent, content_type="application/json", headers=CHINESE)
    assert "Invalid" not in in_chinese.get_data(as_text=True)


def test_a_text_that_cannot_be_stored_is_named(keeper: FlaskClient) -> None:
    told = _refusal(keeper.get("/api/v1/deals?q=AAAA%00AAAA", headers=ENGLISH), 422)
    assert list(told["fields"]) == ["q"]
    assert "NUL" in told["fields"]["q"][0]
    searched = keeper.post("/api/v1/alerts/searches", json={"query": "q=余热\x00"}, headers=ENGLISH)
    assert searched.status_code == 201


def test_an_address_that_cannot_be_looked_up_is_a_bad_request(person: FlaskClient) -> None:
    told = _refusal(person.get("/api/v1/search/collections/AAAA%00AAAAA", headers=ENGLISH), 400)
    assert told["code"] == "bad_request"
