"""A whole running site for journeys: its own database, gunicorn, worker, and Chromium."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine

from marketplace.app import create_app
from marketplace.core import indexing, rebuild, unit
from marketplace.core.http import Marketplace
from marketplace.settings import ROOT, Settings
from tests.conftest import data_folder
from tests.journeys.people import People, settle
from tools.elasticsearch.launch import free_port


@dataclass
class Site:
    """A running site: its address, its people, and how to stop and start its worker."""

    url: str
    people: People
    settings: Settings
    environment: dict[str, str]
    worker: subprocess.Popen[bytes]

    def start_worker(self) -> None:
        """Start a worker process."""
        self.worker = _spawn([sys.executable, "-m", "flask", "worker"], self.environment)

    def within(self) -> Any:
        """An application context and unit of work on the site's database, as an operator has."""
        return _within(self.settings)


def _spawn(command: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    log = (Path(environment["DATA_DIR"]) / "journeys.log").open("ab")
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)


@pytest.fixture(scope="session")
def site(clone_database: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site, running until the end of the session."""
    folder = data_folder(tmp_path_factory, "site")
    url = clone_database("journeys").replace("postgresql+psycopg://", "postgresql://")
    settings = Settings(
        environment="test", secret_key="journeys-key-with-enough-length-0123456789", data_dir=str(folder),
        database_url=url, port=free_port(), page_rate="100000 per minute", search_rate="100000 per minute",
    )  # fmt: skip
    people = _prepare(settings)
    environment = {
        **os.environ, "ENVIRONMENT": "test", "SECRET_KEY": settings.secret_key, "DATA_DIR": str(folder),
        "DATABASE_URL": url, "PORT": str(settings.port), "PYTHONPATH": str(ROOT), "FLASK_APP": "wsgi.py",
        "WEB_WORKERS": "1", "WEB_THREADS": "4", "PAGE_RATE": settings.page_rate, "SEARCH_RATE": settings.search_rate,
    }  # fmt: skip
    web = _spawn([sys.executable, "-m", "gunicorn", "wsgi:app"], environment)
    running = Site(settings.public_url, people, settings, environment, web)
    try:
        _wait(settings.public_url + "/readyz", folder)
        running.start_worker()
        yield running
    finally:
        for process in (running.worker, web):
            process.terminate()
        for process in (running.worker, web):
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()


def _prepare(settings: Settings) -> People:
    bound = unit.SessionFactory.kw.get("bind")
    indexing.close()  # what a test before has opened in this process is the index of another site
    try:
        with _within(settings):
            people = settle()
        with _within(settings):
            list(rebuild.run())
        return people
    finally:
        indexing.close()
        unit.SessionFactory.configure(bind=bound)


@functools.cache
def _app(settings: Settings) -> Marketplace:
    return create_app(settings)  # half a second: too long for each question of a test that waits


class _within:
    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def __enter__(self) -> Any:
        self._bound = unit.SessionFactory.kw.get("bind")
        self._engine = create_engine(self._settings.database_url.replace("postgresql://", "postgresql+psycopg://"))
        self._context = _app(self._settings).app_context()
        unit.SessionFactory.configure(bind=self._engine, join_transaction_mode="conditional_savepoint")
        self._context.__enter__()
        self._unit = unit.unit()
        return self._unit.__enter__()

    def __exit__(self, *error: Any) -> None:
        try:
            self._unit.__exit__(*error)
        finally:
            self._context.__exit__(*error)
            self._engine.dispose()
            unit.SessionFactory.configure(bind=self._bound)


def _wait(url: str, folder: Path, seconds: float = 180) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    log = folder / "journeys.log"
    raise AssertionError(f"the site did not start: {log.read_text()[-3000:] if log.exists() else ''}")


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of Chromium; a machine without one skips, unless REQUIRE_BROWSER is set."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail("REQUIRE_BROWSER is set, but there is no Chromium")
        pytest.skip("browser journeys need Chromium (Debian: apt install chromium)")
    return found


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Any]:
    """One browser for the session."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as engine:
        opened = engine.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
                  "--no-first-run", "--disable-sync"],
        )  # fmt: skip
        yield opened
        opened.close()
