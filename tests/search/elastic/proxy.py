"""A proxy in front of a real node that delays, cuts or refuses answers when told to."""

from __future__ import annotations

import contextlib
import http.client
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

FORWARDED = ("content-type", "accept", "authorization")
_FAILED = b'{"error":{"type":"search_phase_execution_exception","reason":"all shards failed"},"status":503}'
NO_SHARD = b'{"took":1,"responses":[' + _FAILED + b"," + _FAILED + b"]}"


@dataclass
class Faults:
    """What the proxy does to the next answers.

    delay        seconds before an answer
    cut_after    bytes of the body after which the connection is closed
    too_many     how many bulk requests are answered 429
    no_shard     how many searches are answered as by an index that is being taken away
    """

    delay: float = 0.0
    cut_after: int | None = None
    too_many: int = 0
    no_shard: int = 0

    def heal(self) -> None:
        """No fault any more."""
        self.delay, self.cut_after, self.too_many, self.no_shard = 0.0, None, 0, 0


@contextlib.contextmanager
def proxy(target: str) -> Iterator[tuple[str, Faults]]:
    """Address of a proxy to the target, and the faults it obeys."""
    faults = Faults()
    handler = type("Handler", (_Handler,), {"target": urlsplit(target), "faults": faults})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", faults
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    target = urlsplit("")
    faults = Faults()

    def _forward(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if "_bulk" in self.path and self.faults.too_many > 0:
            self.faults.too_many -= 1
            self._answer(429, "application/json", b'{"error":{"type":"circuit_breaking_exception"},"status":429}')
            return
        if "_msearch" in self.path and self.faults.no_shard > 0:
            self.faults.no_shard -= 1
            self._answer(200, "application/json", NO_SHARD)
            return
        node = http.client.HTTPConnection(self.target.hostname or "", self.target.port, timeout=30)
        sent = {name: value for name, value in self.headers.items() if name.lower() in FORWARDED}
        node.request(self.command, self.path, body, sent)
        told = node.getresponse()
        content = told.read()
        node.close()
        time.sleep(self.faults.delay)
        self._answer(told.status, told.headers.get("Content-Type", "application/json"), content)

    def _answer(self, status: int, kind: str, content: bytes) -> None:
        cut = self.faults.cut_after
        with contextlib.suppress(OSError):
            self.send_response(status)
            self.send_header("X-Elastic-Product", "Elasticsearch")
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content if cut is None else content[:cut])
        self.close_connection = cut is not None

    do_GET = do_POST = do_PUT = do_HEAD = do_DELETE = _forward

    def log_message(self, *parts: object) -> None:
        """Silent: the suite's output is for failures."""
