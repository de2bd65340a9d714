"""A site of its own for one run: database, synthetic listings, index and web servers, all gone afterwards."""

from __future__ import annotations

import http.client
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from sqlalchemy import func, update

from marketplace.accounts.service import loading as accounts
from marketplace.app import create_app
from marketplace.core import embedded, indexing, rebuild, schema
from marketplace.core.http import Marketplace
from marketplace.core.i18n import LANGUAGES, force_language, gettext
from marketplace.core.outbox import OutboxRow
from marketplace.core.policy import SYSTEM
from marketplace.core.unit import SessionFactory, unit
from marketplace.settings import ROOT, Settings
from marketplace.taxonomy import service as taxonomy
from search.filling import batches
from tools.bench.search.copies import multiply
from tools.bench.search.texts import rows
from tools.demo.load import load_listings
from tools.demo.pack import pack
from tools.elasticsearch.launch import free_port
from tools.run import children

CHUNK = 2_000


@dataclass(frozen=True)
class Web:
    """A running web server: where it listens, and its process."""

    port: int
    pid: int

    def reader(self, path: Callable[[str], str]) -> Callable[[str], bool]:
        """A reader with a kept-alive connection of each thread; `path` writes a question into an address."""
        local = threading.local()

        def ask(question: str) -> bool:
            if not hasattr(local, "connection"):
                local.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            try:
                return _answered(local.connection, path(question))
            except (http.client.RemoteDisconnected, ConnectionResetError):  # it was idle for too long
                local.connection.close()
                return _answered(local.connection, path(question))

        return ask


@dataclass(frozen=True)
class Site:
    """A site with its index built: how many listings it holds, loading and indexing (listings a second)."""

    app: Marketplace
    settings: Settings
    listings: int
    loading: float
    indexing: float

    @contextmanager
    def served(self, *, answers_kept: bool) -> Iterator[Web]:
        """A web server, which keeps answers for visitors as it does by default, or works out each anew."""
        settings = self.settings if answers_kept else replace(self.settings, kept_answers=0)
        environment = {**os.environ, **children.environment(settings)}
        with (settings.data_path / "web.log").open("ab") as log:
            process = subprocess.Popen(children.web(), cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            _until_ready(settings.port, process)
            yield Web(settings.port, process.pid)
        finally:
            process.terminate()
            process.wait(20)


def is_basic(answer: bytes) -> bool:
    """Whether a page, in either language, or an answer of the API says that the engine was away."""
    return any(mark in answer for mark in _basic_marks())


@cache
def _basic_marks() -> tuple[bytes, ...]:
    marks = ['"basic":true']
    for language in LANGUAGES:
        with force_language(language):
            marks.append(gettext("Search works in basic mode"))
    return tuple(mark.encode() for mark in marks)


def _answered(connection: http.client.HTTPConnection, address: str) -> bool:
    """Whether the answer is a full one."""
    connection.request("GET", address)
    answer = connection.getresponse()
    body = answer.read()
    return answer.status == 200 and not is_basic(body)


def say(text: str) -> None:
    """How far the work is, on one line; nothing where nobody watches."""
    if sys.stdout.isatty():
        print(f"\r  {text}\033[K", end="", flush=True)


@contextmanager
def site(size: int, elasticsearch_url: str, copies: int = 1) -> Iterator[Site]:
    """Build the site with each of `size` listings `copies` times; it is gone with the block."""
    folder = Path(tempfile.mkdtemp(prefix="bench-search-"))
    server = embedded.server(folder / "postgres", stays=True)
    settings = replace(
        Settings.from_environment(),
        data_dir=str(folder), database_url=server.get_uri(), elasticsearch_url=elasticsearch_url, demo=False,
        search_index=f"bench{os.getpid()}", port=free_port(), web_workers=2, semantic="off",
        page_rate="1000000 per second", search_rate="1000000 per second",
    )  # fmt: skip
    try:
        app = create_app(settings)
        schema.upgrade(SessionFactory.kw["bind"])
        with app.app_context():
            loaded_in = _timed(lambda: _load(size))
            held = _multiply(copies) if copies > 1 else size
            indexed_in = _timed(_index)
        SessionFactory.kw["bind"].dispose()
        yield Site(app, settings, held, size / loaded_in, held / indexed_in)
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _timed(work: Callable[[], object]) -> float:
    began = time.monotonic()
    work()
    return time.monotonic() - began


def _load(size: int) -> None:
    with unit():
        taxonomy.load(SYSTEM)
        organisations = accounts.load_organisations(SYSTEM, pack("organisations"))
        owners = {key: row.public_id for key, row in organisations.items()}
    done = 0
    for batch in batches(rows(size), CHUNK):
        with unit():
            load_listings(batch, owners)
        done += len(batch)
        say(f"{done:,} of {size:,} synthetic listings loaded")


def _multiply(copies: int) -> int:
    say(f"each of them is copied to be there {copies:,} times")
    with unit():
        return multiply(copies)


def _index() -> None:
    for line in rebuild.run():
        say(line)
    with unit() as opened:  # no worker follows here, and the new index has all of them
        opened.execute(update(OutboxRow).where(OutboxRow.done_at.is_(None)).values(done_at=func.clock_timestamp()))
    indexing.close()


def _until_ready(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the web server did not become ready")
