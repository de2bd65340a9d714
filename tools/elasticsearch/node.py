"""A running node: shared by name between processes, started by the first, stopped after the last."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from . import container, external, http, local, places, server_pid
from .accounts import Account, Accounts, generate
from .errors import NodeUnavailable
from .launch import Launch

START_SECONDS = 300


@dataclass
class Node:
    """Address and handles of a node. Only a private node may be killed or paused."""

    url: str
    origin: str
    folder: Path | None = None
    lock: Path | None = None
    accounts: Accounts | None = None
    guard: subprocess.Popen[bytes] | None = None
    container: str | None = None

    def kill(self) -> None:
        """Ends the server at once (SIGKILL), as a crash does."""
        if self.container is not None:
            self._docker("kill")
        else:
            os.kill(self._pid(), signal.SIGKILL)
        if self.guard is not None:
            self.guard.wait(30)

    def pause(self) -> None:
        """Freezes the server: it accepts connections and, once this returns, answers none of them."""
        if self.container is not None:
            self._docker("pause")
        else:
            server_pid.freeze(self._pid())

    def resume(self) -> None:
        """Lets a paused server go on."""
        if self.container is not None:
            self._docker("unpause")
        else:
            os.kill(self._pid(), signal.SIGCONT)

    def restart(self) -> None:
        """Starts a killed server again on the same address with the data it had."""
        if self.folder is None or self.lock is None:
            raise NodeUnavailable("only a node of this tool can be started again")
        port = int(self.url.rpartition(":")[2])
        launch = _prepare(self.folder, self.accounts, port)
        self.guard = _run(self.folder, launch, self.lock)
        self.container = launch.container

    def _docker(self, verb: str) -> None:
        assert self.container is not None
        subprocess.run(["docker", verb, self.container], check=True, capture_output=True)

    def _pid(self) -> int:
        pid = server_pid.read(self.folder) if self.folder else None
        if pid is None:
            raise NodeUnavailable("the server does not run")
        return pid


@contextlib.contextmanager
def node(*, security: bool = False, private: bool = False) -> Iterator[Node]:
    """A node for the length of the block.

    A node without security is the cluster of `ELASTICSEARCH_URL` when that is set. Otherwise one server
    per kind serves all processes at once; `private` gives an own one that may be killed.
    Raises NodeUnavailable when this machine can run none.
    """
    given = None if security or private else external.url()
    if given is not None:
        yield Node(given, "external")
        return
    name = f"{places.PRIVATE}{uuid.uuid4().hex[:10]}" if private else ("secured" if security else "open")
    with users(name) as held:
        yield attach(name, held, security=security)


@contextlib.contextmanager
def users(name: str) -> Iterator[IO[str]]:
    """Holds the lock that says this process uses the node of that name; the guard watches it."""
    lock = places.run_folder(name).with_name(f"{name}.users")
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("a") as held:
        fcntl.flock(held, fcntl.LOCK_SH)  # waits for a guard that is just stopping
        try:
            yield held
        finally:
            fcntl.flock(held, fcntl.LOCK_UN)
            if name.startswith(places.PRIVATE):
                _leave(name)


def attach(name: str, held: IO[str], *, security: bool = False, keep: bool = False) -> Node:
    """The running node of that name, started when it does not run. The caller holds `users(name)`."""
    folder = places.run_folder(name)
    with folder.with_name(f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        found = running(name)
        return found or _start(folder, Path(held.name), security=security, keep=keep)


def running(name: str) -> Node | None:
    """The node of that name when it answers."""
    folder = places.run_folder(name)
    try:
        state = json.loads((folder / "state.json").read_text())
    except (OSError, ValueError):
        return None
    if not http.answers(state["url"]):
        return None
    known = state["accounts"]
    accounts = Accounts(**{role: Account(**known[role]) for role in known}) if known else None
    lock = folder.with_name(f"{name}.users")
    return Node(state["url"], state["origin"], folder, lock, accounts, container=state["container"])


def stop(name: str) -> bool:
    """Stops a node started by hand; whether one ran."""
    folder = places.run_folder(name)
    try:
        guard = int((folder / "guard.pid").read_text())
        command = Path(f"/proc/{guard}/cmdline").read_bytes()
    except (OSError, ValueError):
        return False
    if str(folder).encode() not in command:
        return False
    os.kill(guard, signal.SIGTERM)
    while Path(f"/proc/{guard}").exists() and folder.exists():
        time.sleep(0.1)
    return True


def _start(folder: Path, lock: Path, *, security: bool, keep: bool) -> Node:
    server_pid.kill(folder)
    shutil.rmtree(folder, ignore_errors=True)  # what a killed machine left; the locks stay, we hold them
    folder.mkdir(parents=True)
    accounts = generate() if security else None
    launch = _prepare(folder, accounts, None)
    guard = _run(folder, launch, lock, keep=keep)
    state = {"url": launch.url, "origin": launch.origin, "container": launch.container}
    (folder / "state.json").write_text(json.dumps({**state, "accounts": asdict(accounts) if accounts else None}))
    return Node(launch.url, launch.origin, folder, lock, accounts, guard, launch.container)


def _prepare(folder: Path, accounts: Accounts | None, port: int | None) -> Launch:
    reasons = []
    for source in (container, local):
        try:
            return source.prepare(folder, accounts, port)
        except NodeUnavailable as reason:
            reasons.append(str(reason))
    places.clear(folder)
    raise NodeUnavailable("no Elasticsearch node: " + "; ".join(reasons))


def _run(folder: Path, launch: Launch, lock: Path, *, keep: bool = False) -> subprocess.Popen[bytes]:
    """Starts the guard, which starts the server, and waits until the server answers."""
    spec = {"command": launch.command, "environment": launch.environment, "container": launch.container}
    (folder / "launch.json").write_text(json.dumps({**spec, "users": str(lock), "keep": keep}))
    guard = subprocess.Popen(
        [sys.executable, "-m", "tools.elasticsearch.guard", str(folder)],
        cwd=places.PROJECT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C ends the suite; the guard then stops the server in order
    )
    (folder / "guard.pid").write_text(str(guard.pid))
    _wait(guard, launch, folder)
    return guard


def _wait(guard: subprocess.Popen[bytes], launch: Launch, folder: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if http.answers(launch.url):
            return
        if guard.poll() is not None:
            log = (folder / "console.log").read_text(errors="replace").strip().splitlines()
            raise NodeUnavailable("the server ended while starting: " + " | ".join(log[-3:]))
        time.sleep(0.2)
    guard.terminate()
    raise NodeUnavailable(f"the server did not answer within {START_SECONDS} s")


def _leave(name: str) -> None:
    """Waits for the guard of a private node and removes what a killed server left."""
    folder = places.run_folder(name)
    deadline = time.monotonic() + 30
    while _guard_runs(folder) and time.monotonic() < deadline:
        time.sleep(0.1)
    places.clear(folder)


def _guard_runs(folder: Path) -> bool:
    try:
        guard = int((folder / "guard.pid").read_text())
        return str(folder).encode() in Path(f"/proc/{guard}/cmdline").read_bytes()
    except (OSError, ValueError):
        return False
