"""The embedding server: asked as its interface says, and suspected of everything when it answers."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np
import pytest

from search.semantic.embedder import model_name, open_embedder
from search.semantic.errors import ModelAbsent, ModelFailed
from search.semantic.server import ServerModel


class Embeddings(BaseHTTPRequestHandler):
    """Answers as such servers do: rows in any order, not of length one."""

    mode = "well"
    seen: list[dict[str, Any]] = []

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.seen.append({"path": self.path, "key": self.headers.get("Authorization"), **asked})
        rows = [
            {"index": place, "embedding": [float(len(text)), 2.0, 0.0]} for place, text in enumerate(asked["input"])
        ]
        if self.mode == "slow":
            time.sleep(1.0)
        body = {
            "well": json.dumps({"data": rows[::-1]}),
            "slow": json.dumps({"data": rows}),
            "short": json.dumps({"data": rows[:-1]}),
            "zero": json.dumps({"data": [{**row, "embedding": [0.0, 0.0, 0.0]} for row in rows]}),
            "other": json.dumps({"data": [{**row, "embedding": [1.0]} for row in rows]}),
            "garbage": "<html>",
        }.get(self.mode)
        self.send_response(200 if body else 500)
        self.end_headers()
        self.wfile.write((body or "").encode())

    def log_message(self, *_parts: object) -> None:
        """Stay quiet."""


@pytest.fixture
def address() -> Iterator[str]:
    """A server on the loopback address."""
    Embeddings.mode, Embeddings.seen = "well", []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Embeddings)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_it_asks_as_the_interface_says_and_puts_rows_in_order(address: str) -> None:
    model = ServerModel(address, "bge-m3", "secret")
    found = model.passages(["a", "bbb"])
    assert found.shape == (2, 3)
    assert np.allclose(np.linalg.norm(found, axis=1), 1)
    assert found[0, 0] < found[1, 0]  # the longer text has the larger number: rows are not swapped
    last = Embeddings.seen[-1]
    assert (last["path"], last["key"], last["model"], last["input"]) == (
        "/v1/embeddings", "Bearer secret", "bge-m3", ["a", "bbb"],
    )  # fmt: skip


def test_many_texts_go_in_several_requests(address: str) -> None:
    model = ServerModel(f"{address}/v1")
    assert model.passages([str(number) for number in range(70)]).shape == (70, 3)
    assert [len(asked["input"]) for asked in Embeddings.seen] == [1, 32, 32, 6]
    assert {asked["path"] for asked in Embeddings.seen} == {"/v1/embeddings"}


@pytest.mark.parametrize("mode", ["short", "zero", "other", "garbage", "error"])
def test_an_answer_that_is_none_is_a_failure_never_a_vector(address: str, mode: str) -> None:
    model = ServerModel(address)
    Embeddings.mode = mode
    with pytest.raises(ModelFailed):
        model.passages(["a", "b"])


def test_a_slow_server_is_left_at_the_time_limit(address: str) -> None:
    model = ServerModel(address)
    Embeddings.mode = "slow"
    started = time.monotonic()
    with pytest.raises(ModelFailed):
        model.query("余热", timeout=0.2)
    assert time.monotonic() - started < 0.9


def test_a_server_that_is_away_is_absent_with_a_reason() -> None:
    with pytest.raises(ModelAbsent, match="does not answer"):
        open_embedder("http://127.0.0.1:9")


def test_the_name_is_known_without_asking(address: str) -> None:
    assert model_name(address, "bge-m3") == f"bge-m3@{address}"
    assert Embeddings.seen == []
    assert ServerModel(address, "bge-m3").model_id == f"bge-m3@{address}"
