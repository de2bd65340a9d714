"""What a refused request sends is read to its end, so that the server need not cut the connection off."""

from __future__ import annotations

from io import BytesIO

import pytest
from flask.testing import FlaskClient

from marketplace.core.http import Marketplace


@pytest.mark.parametrize(
    ("path", "status"), [("/api/v1/needs", 401), ("/api/v1/nope", 404), ("/zh/listings/new", 303), ("/zh/about", 405)]
)
def test_a_body_that_nobody_asked_for_is_read(client: FlaskClient, path: str, status: int) -> None:
    sent = BytesIO(b"x" * 300_000)
    answer = client.post(path, input_stream=sent, content_type="application/octet-stream")
    assert answer.status_code == status
    assert sent.tell() == 300_000


def test_more_than_anybody_may_send_is_not_waited_for(app: Marketplace, client: FlaskClient) -> None:
    sent, told = BytesIO(b"x" * 1000), {"CONTENT_LENGTH": str(app.config["MAX_CONTENT_LENGTH"] + 1)}
    answer = client.post("/api/v1/needs", input_stream=sent, environ_overrides=told)
    assert answer.status_code == 401  # refused before anything is read
    assert sent.tell() == 0
