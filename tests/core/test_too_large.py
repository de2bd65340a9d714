"""Who sends too much is told how much may be sent, and what to do, on the page and by the interface."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask.testing import FlaskClient

from marketplace.core.http import Marketplace
from tests.factories.accounts import make_officer

FILE = {"zh": ("20 MiB", "较小的文件"), "en": ("20 MiB", "smaller file")}
TEXT = {"zh": ("2 MiB", "500", "缩短"), "en": ("2 MiB", "500", "Shorten")}


@pytest.fixture
def officer(client: FlaskClient, committed: Any, sign_in: Any) -> FlaskClient:
    with committed():
        person = make_officer()
    sign_in(client, person)
    return client


def huge(app: Marketplace) -> dict[str, Any]:
    """A request that says it is larger than any may be; nobody reads it."""
    return {
        "input_stream": io.BytesIO(b"x" * 100),
        "environ_overrides": {"CONTENT_LENGTH": str(app.config["MAX_CONTENT_LENGTH"] + 1)},
    }


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_page_names_the_limit_of_an_upload(app: Marketplace, officer: FlaskClient, lang: str) -> None:
    answer = officer.post(f"/{lang}/listings/new", content_type="multipart/form-data; boundary=x", **huge(app))
    assert answer.status_code == 413
    assert all(part in answer.text for part in FILE[lang]), answer.text


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "sent", [{"title": "x" * ((2 << 20) + 1)}, {f"title{n}": "x" for n in range(501)}], ids=["long", "many"]
)
def test_a_page_names_the_limit_of_a_form(officer: FlaskClient, lang: str, sent: dict[str, str]) -> None:
    answer = officer.post(f"/{lang}/listings/new", data=sent, content_type="multipart/form-data")
    assert answer.status_code == 413
    assert all(part in answer.text for part in TEXT[lang]), answer.text


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=x"])
def test_the_interface_names_it_too(app: Marketplace, officer: FlaskClient, lang: str, kind: str) -> None:
    path, headers = "/api/v1/listings", {"Accept-Language": lang}
    if kind != "application/json":
        draft = officer.post(path, json={"kind": "result", "title": {"zh": "一种电极", "en": None}})
        path, headers["If-Match"] = f"{path}/{draft.get_json()['public_id']}/attachments", draft.headers["ETag"]
    answer = officer.post(path, content_type=kind, headers=headers, **huge(app))
    told = answer.get_json()["error"]
    assert (answer.status_code, told["code"]) == (413, "too_large")
    assert all(part in told["message"] for part in FILE[lang]), told
