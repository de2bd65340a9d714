"""A frozen server does nothing any more, also on a busy machine."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest

from tools.elasticsearch import server_pid

_BUSY = """
import hashlib, threading, time
def work():
    while True:
        hashlib.sha256(bytes(5_000_000)).digest()
for _number in range(12):
    threading.Thread(target=work, daemon=True).start()
print("busy", flush=True)
time.sleep(600)
"""


@pytest.fixture
def busy() -> Iterator[int]:
    """A process whose threads keep all processors at work."""
    with subprocess.Popen([sys.executable, "-c", _BUSY], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield process.pid
        process.kill()


def test_every_thread_has_stopped_when_freezing_returns(busy: int) -> None:
    assert not server_pid.is_frozen(busy)
    server_pid.freeze(busy)
    assert server_pid.is_frozen(busy)
