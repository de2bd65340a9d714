"""The privacy page tells of every cookie that the code sets."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from marketplace.core.http import Marketplace
from marketplace.settings import ROOT
from tests.factories.accounts import make_user

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


@pytest.mark.parametrize("secure", [True, False])
def test_choices_of_a_reader_travel_as_safely_as_the_session(
    app: Marketplace, client: FlaskClient, committed, sign_in, monkeypatch: pytest.MonkeyPatch, secure: bool
) -> None:
    monkeypatch.setitem(app.config, "SESSION_COOKIE_SECURE", secure)
    with committed():
        reader = make_user()
    shown = client.get("/zh/display?size=large", base_url="https://localhost")
    sign_in(client, reader)
    ranked = client.post("/zh/matching/ranking", data={"state": "off"}, base_url="https://localhost")
    for answer, name in ((shown, "display"), (ranked, "ranking")):
        kept = next(line for line in answer.headers.getlist("Set-Cookie") if line.startswith(f"{name}="))
        assert ("Secure" in kept) is secure
