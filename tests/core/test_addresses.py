"""Addresses that are remembered are those that would be written each time."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import BuildError

from marketplace.core import i18n
from marketplace.core.http import Marketplace


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    ("endpoint", "values"),
    [
        ("discovery.search", {}),
        ("discovery.search", {"public_id": "0123456789"}),
        ("listings.show", {"public_id": "0123456789"}),
        ("listings.show", {"public_id": "".join(("0rec", "ord0"))}),
        ("listings.show", {"public_id": "a b/ü"}),
        ("listings.show", {"public_id": "0123456789", "q": None, "tab": "rights"}),
    ],
)
def test_a_remembered_address_is_that_of_flask(
    app: Marketplace, endpoint: str, values: dict[str, Any], language: str
) -> None:
    with app.test_request_context(f"/{language}/search"):
        i18n.choose(language)
        expected = Flask.url_for(app, endpoint, **values)
        assert [app.url_for(endpoint, **values) for _turn in range(2)] == [expected] * 2


def test_the_page_of_a_record_needs_its_id(app: Marketplace) -> None:
    with app.test_request_context("/zh/search"), pytest.raises(BuildError):
        app.url_for("listings.show")
