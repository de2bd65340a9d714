"""What the access log keeps of an address: where it leads, never what opens an account or a collection."""

from __future__ import annotations

import logging
import secrets

import pytest
import structlog
from flask.testing import FlaskClient

from marketplace.core import signing
from marketplace.core.http import Marketplace

SECRET = {"token", "email"}  # arguments of addresses


def logged(caplog: pytest.LogCaptureFixture) -> str:
    return str(caplog.records[-1].path)  # type: ignore[attr-defined]


def addresses(app: Marketplace, secret: str) -> list[tuple[str, str]]:
    """Every address that holds a secret, with a method: its own, and one it does not know."""
    rules = [rule for rule in app.url_map.iter_rules() if SECRET & set(rule.arguments)]
    assert len(rules) >= 12
    adapter = app.url_map.bind("localhost")
    told = []
    for rule in rules:
        values = {name: secret if name in SECRET else "zh" for name in rule.arguments}
        path = adapter.build(rule.endpoint, values)
        told += [(path, method) for method in (*sorted(rule.methods or ()), "PUT")]
    return told


@pytest.mark.parametrize("ending", ["", ".", "/"])
def test_no_address_leaves_its_secret_in_the_log(
    app: Marketplace, client: FlaskClient, caplog: pytest.LogCaptureFixture, ending: str
) -> None:
    with app.app_context():
        tokens = [secrets.token_urlsafe(32), signing.sign("alerts", ["all", "P0DDDDDDDD"]), "somebody@example.org"]
    with caplog.at_level(logging.INFO, "marketplace.access"):
        for token in tokens:
            for path, method in addresses(app, token):
                client.open(path + ending, method=method)
                assert token not in logged(caplog), (method, path)
                assert logged(caplog).startswith(path.partition(token[:4])[0]), "the place it leads to is kept"


def test_the_records_of_an_address_stay(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "marketplace.access"):
        client.get("/zh/listings/7F3K9Q2M1A?q=secret")
    assert logged(caplog) == "/zh/listings/7F3K9Q2M1A"


def test_a_refused_request_stands_in_the_log_with_the_id_it_is_told(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    access = logging.getLogger("marketplace.access")
    bound: list[dict[str, object]] = []
    monkeypatch.setattr(access, "info", lambda *_args, **_more: bound.append(structlog.contextvars.get_contextvars()))
    answer = client.get("/api/v1/me")
    assert answer.status_code == 401
    assert bound == [{"request_id": answer.get_json()["error"]["request_id"]}]
