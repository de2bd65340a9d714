"""The OpenAPI description says of every entry what it holds, and the answers hold to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
from flask.testing import FlaskClient

from marketplace.core.policy import SYSTEM
from marketplace.deals.service import stage_rules
from tests.factories import accounts as people
from tests.factories import listings as offers
from tests.factories.deals import make_cast, make_deal, make_enquiry
from tests.factories.needs import make_need

KINDS = {"type", "$ref", "anyOf", "allOf"}


@pytest.fixture
def spec(app: Any) -> dict[str, Any]:
    described: dict[str, Any] = app.extensions["marketplace_api"].spec.to_dict()
    return described


def _properties(spec: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, schema in spec["components"]["schemas"].items():
        for entry, told in schema.get("properties", {}).items():
            yield f"{name}.{entry}", told
    for path, operations in spec["paths"].items():
        for operation in operations.values():
            for parameter in operation.get("parameters", []) if isinstance(operation, dict) else []:
                if "schema" in parameter:
                    yield f"{path}?{parameter['name']}", parameter["schema"]


def test_every_entry_has_a_kind(spec: dict[str, Any]) -> None:
    assert [name for name, told in _properties(spec) if not KINDS & set(told)] == []


def test_what_holds_when_nothing_is_sent_could_be_sent(spec: dict[str, Any]) -> None:
    listed = [(name, told) for name, told in _properties(spec) if "enum" in told and "default" in told]
    assert [name for name, told in listed if told["default"] not in told["enum"]] == []


def test_the_kinds_of_the_house_are_described(spec: dict[str, Any]) -> None:
    schemas = {
        name: schema["properties"] for name, schema in spec["components"]["schemas"].items() if "properties" in schema
    }
    assert set(schemas["NeedContent"]["title"]["properties"]) == {"zh", "en"}
    assert schemas["NeedContent"]["problem"]["type"] == ["object", "null"]
    assert schemas["NeedContent"]["field_codes"]["items"]["description"].endswith("/api/v1/taxonomy/codes/field")
    assert schemas["Entries"]["price_min"]["type"] == ["string", "number", "null"]
    assert "10,000 yuan" in schemas["Entries"]["price_min"]["description"]
    assert schemas["Entries"]["keywords"]["type"] == "array"
    assert schemas["Target"]["unit"]["maxLength"] == 40


@pytest.mark.parametrize(
    ("path", "operation"),
    [("needs/{public_id}", "put"), ("listings/{public_id}", "patch"), ("search/collections/{public_id}", "put"),
     ("search/collections/{public_id}/items", "put")],
)  # fmt: skip
def test_a_change_that_must_name_its_version_says_so(spec: dict[str, Any], path: str, operation: str) -> None:
    parameters = spec["paths"][f"/api/v1/{path}"][operation]["parameters"]
    assert [one["required"] for one in parameters if one["name"] == "If-Match"] == [True]


def test_exports_say_what_they_are_sent_as(spec: dict[str, Any]) -> None:
    for path in ("search/export.{form}", "search/collections/{public_id}/export.{form}"):
        answer = spec["paths"][f"/api/v1/{path}"]["get"]["responses"]["200"]
        assert {"application/json", "text/csv"} < set(answer["content"])


def _hold_to(spec: dict[str, Any], client: FlaskClient, path: str, public_id: str) -> None:
    """The answer of an operation is what its description says."""
    answer = client.get(path.replace("{public_id}", public_id))
    assert answer.status_code == 200, path
    schema = spec["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]
    whole = {**schema["schema"], "components": spec["components"]}
    jsonschema_rs.Draft202012Validator(whole).validate(answer.get_json())


def test_records_are_answered_as_they_are_described(
    client: FlaskClient, spec: dict[str, Any], committed: Any, sign_in: Any
) -> None:
    with committed():
        need, listing = make_need(tried=None, budget_min_fen=5), offers.make_listing(price_min=355_000)
        reviewer = people.make_staff("reviewer")
    sign_in(client, reviewer)
    for noun, name in (("needs", need.public_id), ("listings", listing.public_id)):
        for end in ("", "/{public_id}", "/{public_id}/draft"):
            _hold_to(spec, client, f"/api/v1/{noun}{end}", name)


def test_what_waits_for_the_centre_is_answered_as_it_is_described(
    client: FlaskClient, spec: dict[str, Any], committed: Any, sign_in: Any
) -> None:
    with committed():
        listing, reviewer = offers.make_listing(state="submitted"), people.make_staff("reviewer")
        make_need(state="submitted")
    sign_in(client, reviewer)
    for path in ("review", "listings/{public_id}/review", "listings/{public_id}/comments"):
        _hold_to(spec, client, f"/api/v1/{path}", listing.public_id)


def test_enquiries_and_deals_are_answered_as_they_are_described(
    client: FlaskClient, spec: dict[str, Any], committed: Any, sign_in: Any
) -> None:
    with committed():
        cast = make_cast()
        stage_rules.load(SYSTEM)
        enquiry, deal = make_enquiry(cast), make_deal(cast, state="signed")
    sign_in(client, cast.reviewer)
    for noun, name in (("deals/enquiries", enquiry.public_id), ("deals", deal.public_id)):
        for end in ("", "/{public_id}"):
            _hold_to(spec, client, f"/api/v1/{noun}{end}", name)
    for part in ("history", "steps", "tasks", "documents", "notes"):
        _hold_to(spec, client, f"/api/v1/deals/{{public_id}}/{part}", deal.public_id)
