"""Faults of the embedded index: killed writers, torn files, full disks, forks, swaps under load."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from search import Document, IndexMissing, Searcher, SearchUnavailable
from search.planner import plan
from search.rebuild import generation_name, rebuild
from search.tantivy import TantivyBackend, open_backend
from search.tantivy.directory import ANALYSIS, Directory
from tests.search.house import INDEX, analysis, ask, listing

ROOT = Path(__file__).resolve().parents[3]
Open = Callable[[], TantivyBackend]
Fill = Callable[[Iterable[Document]], TantivyBackend]

WRITER = """
import sys
from pathlib import Path
from search.tantivy import open_backend
from tests.search.house import INDEX, analysis, listing
backend = open_backend(Path(sys.argv[1]), INDEX, analysis())
for batch in range(int(sys.argv[2]), 10_000):
    backend.write([listing(number % 200, "储能", version=batch + 1) for number in range(batch * 20, batch * 20 + 20)])
    print(batch, flush=True)
"""


def run_python(code: str, *arguments: object) -> subprocess.Popen[str]:
    """A Python process of its own that knows the library and the tests."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True, cwd=ROOT)


def total(backend: TantivyBackend, text: str = "储能") -> int:
    time.sleep(0.21)
    return backend.search(plan(ask(text), INDEX, backend.analysis), time.monotonic() + 30).total


def test_a_killed_writer_loses_nothing_it_acknowledged(filled: Fill, tmp_path: Path) -> None:
    filled([]).close()
    dice = random.Random(7)
    written = -1
    for _ in range(6):
        process = run_python(WRITER, tmp_path, written + 1)
        assert process.stdout is not None
        for _ in range(dice.randint(2, 6)):
            line = process.stdout.readline()
            written = int(line) if line else written
        time.sleep(dice.random() * 0.02)
        process.send_signal(signal.SIGKILL)
        rest = process.stdout.read().split()
        written = max([written, *map(int, rest)])
        process.wait()
        backend = open_backend(tmp_path, INDEX, analysis())
        stored = dict(backend.versions("", 1000))
        for batch in range(max(0, written - 9), written + 1):
            for number in range(batch * 20, batch * 20 + 20):
                assert stored[f"listing:{number % 200:04d}"] >= batch + 1
        assert backend.write([listing(9999, "储能")])[0].status in ("done", "stale")
        backend.close()


def test_a_missing_index_is_no_empty_answer(opened: Open) -> None:
    backend = opened()
    with pytest.raises(IndexMissing):
        total(backend)
    with pytest.raises(IndexMissing):
        backend.write([listing(1)])
    assert not backend.health().ok
    assert backend.analysis.av == analysis().av


def test_an_index_that_vanishes_is_missing_and_a_rebuild_heals_it(filled: Fill, tmp_path: Path) -> None:
    backend = filled([listing(1, "储能")])
    assert total(backend) == 1
    folder = Directory(tmp_path / INDEX.name)
    folder.remove(folder.pointer().generation)
    with pytest.raises(IndexMissing):
        total(backend)
    rebuild(backend, [listing(1, "储能"), listing(2, "储能")], expected=2)
    assert total(backend) == 2


@pytest.mark.parametrize("damage", ["pointer", "analysis", "schema", "meta", "segment"])
def test_a_damaged_index_is_unavailable_and_a_rebuild_heals_it(
    filled: Fill, opened: Open, tmp_path: Path, damage: str
) -> None:
    filled([listing(1, "储能")]).close()
    home = tmp_path / INDEX.name
    folder = Directory(home).folder(Directory(home).pointer().generation)
    if damage == "pointer":
        (home / "CURRENT").write_text("{")
    elif damage == "analysis":
        (folder / "analysis.json.gz").write_bytes(b"torn")
    elif damage == "schema":
        pointer = json.loads((home / "CURRENT").read_text())
        (home / "CURRENT").write_text(json.dumps({**pointer, "schema": "older"}))
    elif damage == "meta":
        (folder / "meta.json").write_text("{")
    else:
        for file in folder.glob("*.term"):
            file.write_bytes(file.read_bytes()[:40])
    backend = opened()
    with pytest.raises(SearchUnavailable):
        total(backend)
    assert not backend.health().ok
    rebuild(backend, [listing(1, "储能")], expected=1, analysis=analysis())
    assert total(backend) == 1


def test_an_index_cut_by_other_code_is_not_read(filled: Fill, opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    filled([listing(1, "储能")])
    monkeypatch.setattr("search.analysis.analysis.CODE_VERSION", 9_999)
    with pytest.raises(IndexMissing) as caught:
        total(opened())
    assert caught.value.reason == "schema"


def test_readers_in_forked_children_follow_commits(filled: Fill, tmp_path: Path) -> None:
    filled([listing(1, "储能")]).close()
    code = """
import os, sys, time
from pathlib import Path
from search.planner import plan
from search.tantivy import open_backend
from tests.search.house import INDEX, analysis, ask, listing
backend = open_backend(Path(sys.argv[1]), INDEX, analysis())
count = lambda: backend.search(plan(ask("储能"), INDEX, backend.analysis), time.monotonic() + 30).total
assert count() == 1
ready, go = os.pipe(), os.pipe()
child = os.fork()
if child == 0:
    assert count() == 1
    os.write(ready[1], b"x")
    os.read(go[0], 1)
    time.sleep(0.25)
    os._exit(0 if count() == 2 else 1)
os.read(ready[0], 1)
backend.write([listing(2, "储能")])
os.write(go[1], b"x")
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
    process = run_python(code, tmp_path)
    process.communicate(timeout=60)
    assert process.returncode == 0


def test_a_disk_that_takes_no_more_fails_cleanly_and_keeps_the_last_commit(filled: Fill, tmp_path: Path) -> None:
    filled([listing(1, "储能")]).close()
    code = """
import resource, signal, sys
from pathlib import Path
from search.errors import SearchError
from search.tantivy import open_backend
from tests.search.house import INDEX, analysis, listing
backend = open_backend(Path(sys.argv[1]), INDEX, analysis())
backend.write([listing(2, "储能")])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, resource.RLIM_INFINITY))
try:
    outcomes = backend.write([listing(n, "储能" + "回收" * 500, body="电池材料" * 500) for n in range(10, 60)])
    sys.exit(3)
except SearchError:
    pass
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
assert backend.write([listing(3, "储能")])[0].status == "done"
"""
    process = run_python(code, tmp_path)
    process.communicate(timeout=120)
    assert process.returncode == 0
    backend = open_backend(tmp_path, INDEX, analysis())
    assert total(backend) == 3


def test_swaps_under_load_give_no_error_and_no_wrong_total(filled: Fill, opened: Open) -> None:
    documents = [listing(n, "储能") for n in range(60)]
    filled(documents)
    reading, building = opened(), opened()
    stop = threading.Event()
    totals: list[int] = []
    errors: list[BaseException] = []

    def search() -> None:
        searcher = Searcher(reading, slots=2)
        while not stop.is_set():
            try:
                totals.append(searcher.search(ask("储能", deadline=time.monotonic() + 20)).total)
            except Exception as error:  # any error at all is what this test looks for
                errors.append(error)

    threads = [threading.Thread(target=search) for _ in range(2)]
    for thread in threads:
        thread.start()
    for _ in range(4):
        rebuild(building, documents, expected=60)
        time.sleep(0.25)
    stop.set()
    for thread in threads:
        thread.join()
    assert not errors
    assert set(totals) == {60}
    assert len(building.generations()) == 2


def test_the_writer_follows_a_swap(filled: Fill, opened: Open) -> None:
    backend = filled([listing(1, "储能")])
    backend.write([listing(2, "储能")])
    rebuild(opened(), [listing(1, "储能")], expected=1)
    assert backend.write([listing(3, "储能")])[0].status == "done"
    assert total(backend) == 2


def test_the_generation_being_read_cannot_be_dropped(filled: Fill) -> None:
    backend = filled([listing(1, "储能")])
    generation = backend.begin(generation_name(analysis()))
    generation.write([listing(1, "储能")])
    generation.promote()
    with pytest.raises(ValueError, match="being read"):
        generation.drop()
    assert total(backend) == 1


@pytest.mark.parametrize("name", ["", "../x", "a/b", "ü", "x" * 101])
def test_a_generation_needs_a_harmless_name(opened: Open, name: str) -> None:
    with pytest.raises(ValueError, match="no name"):
        opened().begin(name)


def test_files_that_vanish_while_they_are_weighed_do_not_count(filled: Fill, tmp_path: Path) -> None:
    """The writer takes merged files away at any moment, and a rebuild whole generations."""
    backend = filled([listing(1, "储能")])
    before = backend.health().detail["bytes"]
    [folder] = tmp_path.rglob("gen-*")
    (folder / ".tmp0").symlink_to(folder / "gone")  # is listed, and is not there
    (folder.parent / "gen-old").mkdir()
    (folder.parent / "gen-old" / ANALYSIS).symlink_to(folder / "gone")
    assert backend.health().detail["bytes"] == before
    assert backend.generations() == [backend.health().generation]
