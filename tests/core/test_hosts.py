"""Which hosts a request may name, where the site knows its own: others are refused in one line, probes are not."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from marketplace.core.http import Marketplace
from marketplace.settings import Settings


@pytest.fixture
def client(app: Marketplace, monkeypatch: pytest.MonkeyPatch, db: object) -> FlaskClient:
    monkeypatch.setitem(app.config, "TRUSTED_HOSTS", Settings(trusted_hosts="green.example.cn, b.cn").hosts)
    return app.test_client()


@pytest.mark.parametrize("host", ["green.example.cn", "b.cn:8443", "127.0.0.1:8000", "localhost"])
def test_the_site_and_its_probes_are_answered(client: FlaskClient, host: str) -> None:
    assert client.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/zh/", "/nowhere", "/api/v1/search"])
def test_another_host_is_refused_and_no_fault(client: FlaskClient, path: str) -> None:
    assert client.get(path, headers={"Host": "198.51.100.7", "Referer": "http://198.51.100.7/"}).status_code == 400


def test_without_names_every_host_is_good() -> None:
    assert Settings().hosts is None
