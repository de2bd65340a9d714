"""The supervisor: prepares, starts web and worker as children, watches them, stops everything."""

from __future__ import annotations

import ctypes
import fcntl
import importlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from types import FrameType, ModuleType
from typing import IO, Any

from marketplace.core import collector, embedded
from marketplace.settings import ROOT, Settings, SettingsError
from tools.demo import note
from tools.run import children, prepared, report

READY_SECONDS = 60
STOP_SECONDS = 15
DEMO = "demo"  # the only child that ends by itself
_PR_SET_PDEATHSIG = 1


class StartError(Exception):
    """The site cannot start here; the message says why and what to do."""


class Supervisor:
    """One run of the site: everything it starts, it stops."""

    def __init__(self) -> None:
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._server: Any = None
        self._stopping = False
        self._lock: IO[str] | None = None

    def run(self) -> int:
        """Prepare, start, wait; returns the exit code. Raises StartError."""
        signal.signal(signal.SIGTERM, self._on_signal)
        signal.signal(signal.SIGINT, self._on_signal)
        began = time.monotonic()
        settings = self._settings()
        self._claim(settings)
        try:
            settings = self._database(settings)
            self._prepare(settings)
            self._start(settings)
            report.ready(settings, time.monotonic() - began)
            self._play_demo(settings)
            return self._watch()
        except KeyboardInterrupt:
            return 0
        finally:
            self._stop()

    def _settings(self) -> Settings:
        try:
            given = Settings.from_environment()
            demo = given.demo or ("DEMO" not in os.environ and given.environment == "development")
            settings = replace(given, demo=demo)
            settings.check()
        except SettingsError as error:
            raise StartError(str(error)) from error
        return settings

    def _claim(self, settings: Settings) -> None:
        """Only one run per data folder; a lock file ends with its process, so a killed run leaves nothing."""
        folder = settings.data_path
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._lock = (folder / "run.lock").open("a+")
        except OSError as error:
            raise StartError(
                f"the folder {folder} cannot be written ({error.strerror}). Make it writable or set DATA_DIR."
            ) from error
        for _attempt in range(50):
            try:
                fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError:
                time.sleep(0.1)  # children of a run that was just killed need a moment to go
        else:
            raise StartError(f"the site already runs on {folder}. Stop that run first, or set DATA_DIR.")
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((settings.host, settings.port))
            except OSError as error:
                raise StartError(
                    f"port {settings.port} of {settings.host} is taken. Choose another one: PORT={settings.port + 1}"
                ) from error

    def _database(self, settings: Settings) -> Settings:
        if settings.database_url:
            return settings
        with report.step("starting the embedded PostgreSQL"), ThreadPoolExecutor(1) as beside:
            if not prepared.once(settings):
                beside.submit(_preparation)
            folder = settings.data_path / "postgres"
            try:
                self._server = embedded.server(folder, stays=True)
            except (OSError, subprocess.SubprocessError) as error:
                raise StartError(f"the embedded PostgreSQL did not start; see {folder / 'log'} ({error})") from error
        return replace(settings, database_url=self._server.get_uri())

    def _prepare(self, settings: Settings) -> None:
        """The web server loads while the index is built: both take seconds, each on a core of its own."""
        if prepared.already(settings):
            return
        prepare = _preparation()
        app = prepare.records(settings)
        self._spawn("web", children.web(), settings)
        prepare.index(app)
        prepared.remember(settings)

    def _start(self, settings: Settings) -> None:
        with report.step("starting web server and worker"):
            if "web" not in self._children:
                self._spawn("web", children.web(), settings)
            self._spawn("worker", children.worker(), settings)
            self._wait_until_ready(settings)

    def _play_demo(self, settings: Settings) -> None:
        if not (settings.demo and note.waits(settings.data_path)):
            return
        print("The demo's enquiries and deals of the past year are being played; watch the board fill.", flush=True)
        self._spawn(DEMO, children.demo_year(), settings)

    def _spawn(self, name: str, command: list[str], settings: Settings) -> None:
        path = settings.data_path / "logs" / f"{name}.log"
        path.parent.mkdir(parents=True, exist_ok=True)
        environment = {**os.environ, **children.environment(settings)}
        with path.open("ab") as log:
            self._children[name] = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=log, stderr=log, preexec_fn=_die_with_parent
            )

    def _wait_until_ready(self, settings: Settings) -> None:
        url = f"http://{settings.host}:{settings.port}/readyz"
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            self._complain_about_dead(settings.data_path)
            try:
                with urllib.request.urlopen(url, timeout=2) as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise StartError(f"the site did not become ready in {READY_SECONDS} s; see {settings.data_path / 'logs'}")

    def _complain_about_dead(self, data: Path) -> None:
        for name, child in self._children.items():
            if child.poll() is not None:
                log = data / "logs" / f"{name}.log"
                tail = "\n".join(log.read_text(errors="replace").splitlines()[-5:])
                raise StartError(f"{name} ended with code {child.returncode}; the end of {log}:\n{tail}")

    def _watch(self) -> int:
        while not self._stopping:
            for name, child in list(self._children.items()):
                if child.poll() is not None:
                    if name == DEMO:
                        self._demo_ended(self._children.pop(name).returncode)
                        continue
                    print(f"\n{name} ended unexpectedly (code {child.returncode}); stopping.", file=sys.stderr)
                    return 1
            time.sleep(0.3)
        return 0

    @staticmethod
    def _demo_ended(code: int) -> None:
        """The site goes on without the rest of the demo's year; the next start takes it up again."""
        print(
            "The demo is complete." if code == 0 else f"The demo's deals ended early (code {code}); see logs/demo.log."
        )

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        if self._stopping:
            return
        self._stopping = True
        raise KeyboardInterrupt

    def _stop(self) -> None:
        self._stopping = True
        running = [child for child in self._children.values() if child.poll() is None]
        if running or self._server:
            print("\nStopping …", flush=True)
        for child in running:
            child.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for child in running:
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        if self._server is not None:
            _quietly(self._server.stop)
            print("Stopped.", flush=True)


def _preparation() -> ModuleType:
    """Loads the whole site, which takes seconds: on a first start beside the database, later only when needed."""
    with collector.starting():
        return importlib.import_module("tools.run.prepare")


def _die_with_parent() -> None:
    """A child gets SIGTERM when the supervisor is killed, and its own group so that Ctrl-C reaches it once."""
    os.setpgrp()
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _quietly(action: Callable[[], object]) -> None:
    try:
        action()
    except Exception as error:  # stopping must not hide why it stops
        print(f"while stopping: {error}", file=sys.stderr)
