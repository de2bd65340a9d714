"""What search engines are told: the one address of a page, and which pages are not kept."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from marketplace.core.http import Marketplace

Links = Callable[[str], dict[str, str]]


@pytest.fixture
def links(app: Marketplace, client: FlaskClient) -> Links:
    """The addresses a page gives search engines, by what they are, each without the name of the site."""

    def read(path: str) -> dict[str, str]:
        found = re.findall(
            r'<link rel="(canonical|alternate" hreflang="[\w-]+)" href="([^"]+)">', client.get(path).text
        )
        named = {kind.removeprefix('alternate" hreflang="'): address for kind, address in found}
        public = app.config["SETTINGS"].public_url
        return {kind: address.replace("&amp;", "&").removeprefix(public) for kind, address in named.items()}

    return read


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("/zh/about", "/zh/about"),
        ("/zh/about?from=timeline&utm_source=x", "/zh/about"),
        ("/zh/needs?page=1", "/zh/needs"),
        ("/zh/needs?page=2", "/zh/needs?page=2"),
        ("/zh/needs?page=x", "/zh/needs"),
        ("/zh/needs?field=hydrogen&city=&page=3&utm_source=x", "/zh/needs?field=hydrogen&page=3"),
        ("/zh/needs?page=3&field=hydrogen", "/zh/needs?field=hydrogen&page=3"),
        ("/zh/pilots?service=small_batch&field=", "/zh/pilots?service=small_batch"),
        ("/zh/accounts/organisations?q=大学&page=2", "/zh/accounts/organisations?q=%E5%A4%A7%E5%AD%A6&page=2"),
    ],
)
def test_a_page_has_one_address_that_keeps_what_makes_it_another_page(links: Links, asked: str, kept: str) -> None:
    assert links(asked) == {"canonical": kept, "zh-CN": kept, "en": kept.replace("/zh", "/en", 1)}


@pytest.mark.parametrize("path", ["/zh/search", "/en/search?q=heat", "/zh/search/compare"])
def test_results_are_not_kept(client: FlaskClient, links: Links, path: str) -> None:
    assert '<meta name="robots" content="noindex">' in client.get(path).text
    assert "canonical" not in links(path)
