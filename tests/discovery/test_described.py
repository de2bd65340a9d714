"""The OpenAPI description of the search names what a search reads: no more, no less."""

from __future__ import annotations

from typing import Any

import pytest

from search import urls


def described(app: Any, path: str) -> dict[str, dict[str, Any]]:
    """The parameters of a GET by name."""
    operation = app.extensions["marketplace_api"].spec.to_dict()["paths"][f"/api/v1/search{path}"]["get"]
    return {parameter["name"]: parameter for parameter in operation["parameters"] if parameter["in"] == "query"}


@pytest.mark.parametrize(
    ("path", "more", "paged"),
    [("", set(), True), ("/export.{form}", set(), False), ("/explain/{kind}/{public_id}", {"reader"}, False)],
)
def test_parameters_are_those_of_the_declared_index(app, path: str, more: set[str], paged: bool) -> None:
    told = described(app, path)
    known = {parameter.name: parameter for parameter in urls.parameters(app.extensions["search_index"], paged=paged)}
    assert set(told) == {*known, *more}
    for name, parameter in known.items():
        schema = told[name]["schema"]
        one = schema["items"] if parameter.is_many else schema
        assert one.get("enum", []) == list(parameter.choices), name
        assert told[name]["description"], name
        assert not told[name]["required"]


def test_values_have_their_types_and_limits(app) -> None:
    told = described(app, "")
    assert told["size"]["schema"] == {"type": "integer", "minimum": 1, "maximum": 100, "default": 20}
    assert told["trl_min"]["schema"] == {"type": "integer"}
    assert told["price_max"]["schema"] == {"type": "number"}
    assert told["owner"]["schema"] == {"type": "array", "items": {"type": "string"}, "maxItems": 20}
    assert told["owner"]["explode"]
    assert "10,000 yuan" in told["price_max"]["description"]
    assert told["published"]["description"].startswith("Publication date (filter of: organisation, listing, need)")


def test_suggestions_and_readers_are_described(app) -> None:
    assert set(described(app, "/suggest")) == {"q"}
    assert described(app, "/explain/{kind}/{public_id}")["reader"]["schema"] == {
        "type": "string", "enum": ["public", "member", "staff", "self"], "default": "public",
    }  # fmt: skip
