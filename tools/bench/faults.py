"""What a fault of Elasticsearch costs readers, and how soon it ends: `python -m tools.bench.faults [--seconds 20]`."""

from __future__ import annotations

import argparse
import http.client
import itertools
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from urllib.parse import quote

from sqlalchemy import select

from marketplace.core import indexing, reconcile
from marketplace.core.unit import session, unit
from marketplace.listings.models import Listing
from search.elastic import names
from search.elastic.client import Connection
from tools.bench.search import load
from tools.bench.search.load import Measured
from tools.bench.search.site import Web, is_basic, site
from tools.bench.search.texts import questions
from tools.elasticsearch import Node, NodeUnavailable, harm, node

LISTINGS = 20  # whose pages are read
QUESTIONS = 210
WELL_FOR = 3.0  # seconds of full answers only, from every web process: then the site has healed
PATIENCE = 180.0  # seconds until healing is given up
STEP = 0.2

# The targets, which the last line repeats.
PAGES_P99, SEARCH_SECONDS, HEALED_SECONDS = 1.2, 1.0, 30.0


@dataclass
class Asked:
    """Answers of the search page: how many came in basic mode."""

    port: int
    basic: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def page(self, path: str) -> bool:
        """Ask for a page over a connection of its own, so that every web process is met."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", path)
        answer = connection.getresponse()
        was_basic = is_basic(answer.read())
        connection.close()
        with self.lock:
            self.basic += was_basic
        return answer.status == 200

    def search(self, question: str) -> bool:
        """Ask the search page."""
        return self.page(f"/en/search?q={quote(question)}")


def main() -> int:
    """Print all faults measured in one run; exit code 2 when no node can be started here."""
    options = _options()
    try:
        with (
            node(private=True) as found,
            site(options.size, found.url) as built,
            built.served(answers_kept=False) as web,  # what was answered before would be answered without the engine
            built.app.app_context(),
        ):
            _report(web, found, options)
    except NodeUnavailable as reason:
        print(reason, file=sys.stderr)
        return 2
    return 0


def _report(web: Web, found: Node, options: argparse.Namespace) -> None:
    paths = _paths()
    asked = questions(QUESTIONS)
    _measured(web, paths, asked, options)  # a server and web processes that have just started are slow at first
    _healed(web, asked)
    print(
        f"\n{options.size:,} synthetic listings, {os.cpu_count()} cores, clients on the same machine, load average "
        f"{os.getloadavg()[0]:.1f}; open loop, {options.rate:g} pages and {options.rate:g} searches a second"
    )
    print(f"{'':14}{'pages p50':>10}{'ratio':>7}{'p99 ms':>9}{'ratio':>7}{'failed':>8}   "
          f"{'search p50':>11}{'p99 ms':>9}{'max ms':>9}{'basic':>7}{'of':>5}{'failed':>8}{'healed s':>10}"
          )  # fmt: skip
    for name, fault in _faults(found):
        before = _measured(web, paths, asked, options)
        _print("healthy", before, before)
        with ExitStack() as held:
            held.enter_context(fault)
            during = _measured(web, paths, asked, options)
        _print(name, during, before, _healed(web, asked))
    with unit():
        print(f"\ndifferences between index and database afterwards: {reconcile.run().differences}")
    print(f"targets: p99 of pages {PAGES_P99} times the healthy one, search {SEARCH_SECONDS:.0f} s, "
          f"healed {HEALED_SECONDS:.0f} s after the fault ended (a killed server: after it answers again)")  # fmt: skip


def _paths() -> list[str]:
    """Home, lists and records: pages whose content is in the database."""
    with unit():
        ids = session().scalars(select(Listing.public_id).order_by(Listing.id).limit(LISTINGS)).all()
    return [path for public_id in ids for path in ("/zh/", f"/zh/listings/{public_id}", "/zh/needs")]


def _faults(found: Node) -> Iterator[tuple[str, AbstractContextManager[None]]]:
    backend = indexing.backend()
    physical = names.physical(backend.index.name, backend.generations()[-1])
    yield "hung", _stopped(found.pause, found.resume)
    yield "killed", _stopped(found.kill, found.restart)
    alias = names.alias(backend.index.name)
    with Connection(found.url).open(patient=True) as client:
        yield "missing index", harm.without_alias(client, physical, alias)
        yield "red", harm.red(client, physical, alias)
        yield "read-only", harm.read_only(client, physical)


@contextmanager
def _stopped(stop: Callable[[], None], start: Callable[[], None]) -> Iterator[None]:
    stop()
    try:
        yield
    finally:
        start()


def _measured(
    web: Web, paths: list[str], asked: list[str], options: argparse.Namespace
) -> tuple[Measured, Measured, int]:
    """Pages and searches at the same time, and how many of the searches were answered in basic mode."""
    readers = Asked(web.port)
    pages: list[Measured] = []
    beside = threading.Thread(
        target=lambda: pages.append(load.opened(readers.page, paths, options.seconds, options.rate, [web.pid]))
    )
    beside.start()
    searches = load.opened(readers.search, asked, options.seconds, options.rate, [web.pid])
    beside.join()
    return pages[0], searches, readers.basic


def _healed(web: Web, asked: list[str]) -> float:
    """Seconds until nobody meets the basic mode any more."""
    readers = Asked(web.port)
    began = well_since = time.monotonic()
    for question in itertools.cycle(asked):
        known = readers.basic
        readers.search(question)
        now = time.monotonic()
        if readers.basic > known:
            well_since = now
        if now - well_since >= WELL_FOR or now - began > PATIENCE:
            return well_since - began
        time.sleep(STEP)
    raise AssertionError("questions never end")


def _print(
    name: str, now: tuple[Measured, Measured, int], before: tuple[Measured, Measured, int], healed: float | None = None
) -> None:
    (pages, searches, basic), well = now, before[0]
    print(
        f"{name:14}{pages.p50:10.1f}{pages.p50 / well.p50:7.2f}{pages.p99:9.1f}{pages.p99 / well.p99:7.2f}"
        f"{pages.failed:8}   {searches.p50:11.1f}{searches.p99:9.1f}{searches.slowest:9.1f}{basic:7}{searches.asked:5}"
        f"{searches.failed:8}" + ("" if healed is None else f"{healed:10.1f}"),
        flush=True,
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tools.bench.faults", description=__doc__)
    parser.add_argument("--size", type=int, default=2_000, help="synthetic listings")
    parser.add_argument("--seconds", type=float, default=20.0, help="length of each fault, and of the time before it")
    parser.add_argument("--rate", type=float, default=5.0, help="pages a second, and searches a second")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
