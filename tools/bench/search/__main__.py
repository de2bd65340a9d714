"""Command line: `python -m tools.bench.search [--engine …] [--size 10000] [--copies 1] [--seconds 10] [--rate N]`."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from marketplace.core import indexing
from search.backend import Backend
from search.elastic import names
from tools.bench.search import load, raw
from tools.bench.search.load import Measured
from tools.bench.search.parts import parts
from tools.bench.search.site import Site, site
from tools.bench.search.texts import questions
from tools.elasticsearch import NodeUnavailable, external, node, server_pid
from tools.elasticsearch.local import JAVA_OPTIONS_NAME

THREADS = 4
OPEN_SHARE = 0.5  # of the closed loop's ceiling
QUESTIONS = 210
Reader = tuple[load.Ask, list[int]]  # who is asked, and the processes that work then
JAVA_OPTIONS = "-Xms1g -Xmx1g"  # both compilers, as a server that runs for months


def main() -> int:
    """Print everything measured in one run; exit code 2 when the engine cannot be started here."""
    options = _options()
    try:
        with (
            _engine(options.engine) as used,
            site(options.size, used.url, options.copies) as built,
            built.app.app_context(),
        ):
            _report(built, used, options)
    except NodeUnavailable as reason:
        print(reason, file=sys.stderr)
        return 2
    return 0


def _report(built: Site, used: Engine, options: argparse.Namespace) -> None:
    """What loading and indexing cost, then engine, API and page under the same questions."""
    print(f"\n{options.engine}, {built.listings:,} synthetic listings, {os.cpu_count()} cores, "
          "clients on the same machine")  # fmt: skip
    if options.copies > 1:
        print(f"copies   each of {options.size:,} listings is there {options.copies:,} times")
    print(f"loading  {built.loading:,.0f} listings/s")
    backend = indexing.backend()
    _settle(used)
    split = parts(backend)
    print(f"indexing {built.indexing:,.0f} listings/s end to end; its parts alone, a second:")
    print(f"         database {split.database:,.0f}, analysis {split.analysis:,.0f}, engine {split.engine:,.0f}")
    files = _size_mb(used.folder or built.settings.data_path / "search")
    print(f"index    {files:,.0f} MB on disk")
    asked = questions(QUESTIONS)
    _tables(built, _raw(backend, used, asked), asked, used, options)


def _settle(used: Engine) -> None:
    """A cluster merges a new index beside its work; figures are those of the merged one."""
    if used.url:
        before = _size_mb(used.folder) if used.folder else 0
        print(f"merged   {raw.merged(used.url):.0f} s after the rebuild; {before:,.0f} MB on disk before")


def _raw(backend: Backend, used: Engine, asked: list[str]) -> Reader:
    """The engine as the site asks it."""
    plans = {question: raw.plans(backend, question) for question in asked}
    twice = sum(len(rungs) > 1 for rungs in plans.values())
    print(f"asked    {len(plans)} questions; {twice} of them a second time for hits with some of their words")
    if not used.url:
        return raw.in_process(backend, plans), used.processes
    return raw.over_http(used.url, _physical(backend), backend, plans), used.processes


def _physical(backend: Backend) -> str:
    return names.physical(backend.index.name, backend.health().generation)


def _tables(built: Site, engine: Reader, asked: list[str], used: Engine, options: argparse.Namespace) -> None:
    """Two tables: questions that were asked before, and the same as if nobody had asked them yet.

    Until something changes a cluster keeps the counts of facets, and the site its answers to visitors.
    """
    for kept, heading in ((True, "asked before: what was counted and answered is kept"),
                          (False, "asked for the first time: everything is counted and answered anew")):  # fmt: skip
        if used.url:
            raw.keep_counts(used.url, _physical(indexing.backend()), kept=kept)
        print(f"\n{heading}")
        with built.served(answers_kept=kept) as web:
            readers = {
                "engine": engine,
                "API": (web.reader(lambda text: f"/api/v1/search?q={quote(text)}"), [web.pid]),
                "page": (web.reader(lambda text: f"/zh/search?q={quote(text)}"), [web.pid]),
            }
            _table(readers, asked, options)
            memory = f"engine {load.resident_mb(used.processes):,.0f} MB, " if used.url else ""
            print(f"memory  {memory}web processes {load.resident_mb([web.pid]):,.0f} MB resident")


def _table(readers: Mapping[str, Reader], asked: list[str], options: argparse.Namespace) -> None:
    print(f"{'':8}{'closed /s':>10}{'ratio':>8}{'p50 ms':>9}{'p99 ms':>9}{'CPU ms':>9}   "
          f"{'open /s':>8}{'p50 ms':>9}{'p99 ms':>9}{'failed':>8}")  # fmt: skip
    ceiling: Measured | None = None
    for name, (ask, processes) in readers.items():
        load.warm(ask, asked, THREADS)
        fast = load.closed(ask, asked, options.seconds, THREADS, processes)
        ceiling = ceiling or fast
        steady = load.opened(ask, asked, options.seconds, options.rate or max(1.0, fast.rate * OPEN_SHARE), processes)
        print(
            f"{name:8}{fast.rate:10,.0f}{fast.rate / ceiling.rate:8.2f}{fast.p50:9.1f}{fast.p99:9.1f}{fast.cpu_ms:9.1f}"
            f"   {steady.rate:8,.0f}{steady.p50:9.1f}{steady.p99:9.1f}{fast.failed + steady.failed:8}"
        )


@dataclass(frozen=True)
class Engine:
    """Where the engine listens ("" inside this process), the processes it uses, and where its files lie."""

    url: str
    processes: list[int]
    folder: Path | None


@contextlib.contextmanager
def _engine(name: str) -> Iterator[Engine]:
    if name == "tantivy":
        yield Engine("", [os.getpid()], None)
        return
    os.environ.setdefault(JAVA_OPTIONS_NAME, JAVA_OPTIONS)
    # The cluster of ELASTICSEARCH_URL, else a node of its own: the one that tests share has the quick compiler only.
    with node(private=external.url() is None) as found:
        pid = server_pid.read(found.folder) if found.folder else None
        yield Engine(found.url, [pid] if pid else [], found.folder / "data" if found.folder else None)


def _size_mb(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1_000_000


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tools.bench.search", description=__doc__)
    parser.add_argument("--engine", choices=("tantivy", "elasticsearch"), default="tantivy")
    parser.add_argument("--size", type=int, default=10_000)
    parser.add_argument(
        "--copies", type=int, default=1, help="hold every listing so often, for sizes that take hours to load"
    )
    parser.add_argument("--seconds", type=float, default=10.0, help="length of each loop")
    parser.add_argument("--rate", type=float, help="questions a second of the open loop; default: half the ceiling")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
