"""The privacy page tells of every cookie that the code sets."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from marketplace.core.http import Marketplace
from marketplace.settings import ROOT

SET = re.compile(r"set_cookie\(\s*(?:\"(?P<name>\w+)\"|(?P<constant>[A-Z_]+))")


def cookies(app: Marketplace) -> set[str]:
    """Names of all cookies: that of the framework, and what views set."""
    found = {str(app.config["SESSION_COOKIE_NAME"])}
    for path in (ROOT / "marketplace").rglob("*.py"):
        source = path.read_text()
        for match in SET.finditer(source):
            constant = re.search(rf"^{match['constant']} = \"(\w+)\"", source, re.M)
            found.add(match["name"] or (constant[1] if constant else match["constant"]))
    return found


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_cookie_is_named(app: Marketplace, client: FlaskClient, lang: str) -> None:
    text = client.get(f"/{lang}/privacy").text
    assert len(cookies(app)) == 3
    assert [name for name in cookies(app) if f"“{name}”" not in text] == []
