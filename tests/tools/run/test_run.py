"""One command starts the whole site, says where it is, survives a kill of itself and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from marketplace.settings import ROOT
from tools.elasticsearch.launch import free_port

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
PATIENT = 120  # seconds: for a machine that does much else


class Started:
    """A run of the site in a folder of its own, as somebody at a terminal has it."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port
        self._told = folder.parent / f"told-{time.monotonic_ns()}"
        environment = {
            **{name: value for name, value in os.environ.items() if not name.endswith("_URL")},
            "DATA_DIR": str(folder), "PORT": str(port), "DEMO": "0", "SEMANTIC": "off", "PYTHONPATH": str(ROOT),
        }  # fmt: skip
        with self._told.open("wb") as out:
            self.process = psutil.Popen(
                [sys.executable, "-m", "tools.run"], cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT
            )

    @property
    def told(self) -> str:
        """What it has printed so far."""
        return self._told.read_text(encoding="utf-8")

    def ready(self) -> list[psutil.Process]:
        """Wait until it says so; everything it started."""
        until = time.monotonic() + PATIENT
        while "Ready after" not in self.told:
            assert self.process.poll() is None, self.told
            assert time.monotonic() < until, self.told
            time.sleep(0.1)
        return self.process.children(recursive=True)

    def page(self, path: str) -> int:
        """The status of a page."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as answer:
            return int(answer.status)

    def end(self, number: int) -> int:
        """Send a signal and wait for the end; the exit code."""
        self.process.send_signal(number)
        return int(self.process.wait(PATIENT))


@pytest.fixture
def folder() -> Iterator[Path]:
    """A data folder with a short path: the address of a socket holds a hundred letters."""
    with tempfile.TemporaryDirectory(prefix="run") as made:
        yield Path(made) / "var"


def postgres_of(folder: Path) -> psutil.Process:
    """The database server of a data folder, which is nobody's child."""
    return psutil.Process(int((folder / "postgres" / "postmaster.pid").read_text().split()[0]))


def test_one_command_starts_everything_and_leaves_nothing(folder: Path) -> None:
    first = Started(folder, free_port())
    children = first.ready()
    assert len(children) >= 3, "a web server with its worker, and the worker of jobs"
    assert [first.page(path) for path in ("/zh/", "/en/search?q=heat", "/readyz")] == [200, 200, 200]
    first.end(signal.SIGKILL)
    _gone, alive = psutil.wait_procs(children, PATIENT)
    assert not alive, "the children of a killed run end by themselves"

    again = Started(folder, first.port)
    children = [*again.ready(), postgres_of(folder)]
    assert "building the search index" not in again.told, "what was prepared is not prepared again"
    assert again.page("/zh/needs") == 200
    assert again.end(signal.SIGINT) == 0
    assert again.told.rstrip().endswith("Stopped.")
    _gone, alive = psutil.wait_procs(children, PATIENT)
    assert not alive


def test_a_taken_port_is_named_with_a_way_out(folder: Path) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        run = Started(folder, port)
        assert run.process.wait(PATIENT) == 1
    assert f"port {port} of 127.0.0.1 is taken" in run.told
    assert f"PORT={port + 1}" in run.told
    assert not (folder / "postgres").exists(), "nothing was started"
