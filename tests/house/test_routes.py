"""Every route declares who may use it, per method, and nothing changes state on GET."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from marketplace.core.http import Marketplace
from marketplace.core.policy import Access

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}


def test_every_view_declares_its_access(app: Marketplace) -> None:
    bare = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if not isinstance(getattr(app.view_functions[rule.endpoint], "__access__", None), Access)
    ]
    assert not sorted(set(bare))


def test_one_view_serves_one_kind_of_method(app: Marketplace) -> None:
    """A view that reads and writes under one policy is how members became owners elsewhere."""
    mixed = [
        str(rule)
        for rule in app.url_map.iter_rules()
        if not str(rule).startswith("/api/") and (rule.methods or set()) & UNSAFE and "GET" in (rule.methods or set())
    ]
    assert not mixed


def test_pages_live_under_a_language(app: Marketplace) -> None:
    maps = {
        "/sitemap.xml",
        "/sitemap-<any(pages, listings, needs, organisations):kind>-<int(min=1, max=50000):number>.xml",
    }
    outside = {"/", "/healthz", "/readyz", "/metrics", "/robots.txt", "/s/<code>"} | maps
    odd = [
        str(rule)
        for rule in app.url_map.iter_rules()
        if not str(rule).startswith(("/<any(zh, en):lang>/", "/api/")) and str(rule) not in outside
    ]
    assert not odd


@pytest.mark.parametrize("address", ["/favicon.ico", "/sitemap", "/fr", "/fr/", "/fr/search", "/ZH/"])
def test_what_begins_with_no_language_of_the_site_is_not_found(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_language_by_itself_leads_to_its_home_page(client: FlaskClient, language: str) -> None:
    assert client.get(f"/{language}", follow_redirects=True).request.path == f"/{language}/"
