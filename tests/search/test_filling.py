"""Filling a generation: what processes cut is what one would cut alone, and nothing is lost on the way."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import time
from pathlib import Path

import orjson
import pytest

from search import Document
from search.encode import Encoded, encode_all
from search.encoders import Encoders
from search.errors import DocumentError, WriterBusy
from search.filling import MANY, batches, filling
from search.results import Outcome
from search.tantivy import open_backend
from search.tantivy.writer import Writer
from tests.search.house import INDEX, WAN, analysis, listing

DOCUMENTS = [
    listing(1, "全钒液流电池储能", trl=6, price_fen=30 * WAN, mode=("licence",), published_at=1_700_000_000),
    listing(2, "n型 TOPCon 光伏组件 25.8%", codes=("CN112345678A", "H01L 31/18"), field=("energy/solar",)),
    listing(3, trl="six"),
    Document.tombstone("listing:0004", "listing", 7),
]


def test_a_process_cuts_as_one_would_alone() -> None:
    with Encoders(INDEX, analysis(), 1) as encoders:
        apart = encoders.rows(DOCUMENTS)
    alone = encode_all(DOCUMENTS, INDEX, analysis())
    assert apart[:2] == alone[:2]
    assert isinstance(apart[2], DocumentError)
    assert (apart[2].document_id, apart[2].field) == ("listing:0003", "trl")
    assert _row(apart[3]).keys() == _row(alone[3]).keys()
    assert _row(apart[3])["deleted"] is True


def test_what_no_engine_can_keep_is_refused_and_the_others_go_on() -> None:
    lone = listing(5, mode=("\ud800",))
    found = encode_all([lone, DOCUMENTS[0]], INDEX, analysis())
    assert isinstance(found[0], DocumentError)
    assert found[0].document_id == "listing:0005"
    assert _row(found[1])["id"] == "listing:0001"


def test_a_process_that_was_killed_is_replaced() -> None:
    with Encoders(INDEX, analysis(), 1) as encoders:
        before = encoders.rows(DOCUMENTS[:2])
        (helper,) = multiprocessing.active_children()
        assert helper.pid is not None
        os.kill(helper.pid, signal.SIGKILL)
        helper.join()
        assert [encoders.rows(DOCUMENTS[:2]) for _again in range(2)] == [before, before]
    assert not multiprocessing.active_children()


def test_no_process_outlives_a_killed_parent() -> None:
    source = (
        "import multiprocessing, signal\n"
        "from search.encoders import Encoders\n"
        "from tests.search.house import INDEX, analysis\n"
        "with Encoders(INDEX, analysis(), 1) as encoders:\n"
        "    encoders.rows([])\n"
        "    print(*(child.pid for child in multiprocessing.active_children()), flush=True)\n"
        "    signal.pause()\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", source], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    helper = int(parent.stdout.readline())
    assert _runs(helper)
    parent.kill()
    assert parent.wait() == -signal.SIGKILL
    until = time.monotonic() + 20
    while _runs(helper) and time.monotonic() < until:
        time.sleep(0.05)
    assert not _runs(helper)


def test_what_travels_arrives_whole() -> None:
    document = listing(1, "储能", price_fen=WAN, mode=("sale", "licence"))
    assert pickle.loads(pickle.dumps(document)) == document
    index = pickle.loads(pickle.dumps(INDEX))
    assert (index.name, index.fields, index.kinds) == (INDEX.name, INDEX.fields, INDEX.kinds)
    assert index.fields["price_fen"].none is not None  # "not stated" stays a value to filter by
    assert index.fields["trl"].none is None


def test_many_documents_are_filled_by_processes_and_every_one_is_there(tmp_path: Path) -> None:
    backend = open_backend(tmp_path, INDEX, analysis())
    generation = backend.begin("full")
    documents = [listing(number, f"储能 {number}") for number in range(1_200)]
    with filling(generation, MANY) as filled:
        for batch in batches([*documents, listing(9_999, trl="six")], 100):
            filled.put(batch)
    assert filled.written == 1_201
    assert filled.dead == [Outcome("listing:9999", "dead", "trl: str does not fit number")]
    assert generation.finish() == 1_200
    generation.promote()
    assert len(backend.versions("", 2_000)) == 1_200
    backend.close()


def test_what_the_engine_refuses_ends_the_filling(tmp_path: Path) -> None:
    generation = open_backend(tmp_path, INDEX, analysis()).begin("taken")
    rival = Writer(next(tmp_path.rglob("meta.json")).parent, INDEX, analysis())
    rival.write([listing(1)])  # holds the lock of the only writer
    with pytest.raises(WriterBusy), filling(generation, 0) as filled:
        filled.put([listing(2)])
    rival.close()


def _row(encoded: Encoded) -> dict[str, object]:
    assert isinstance(encoded, bytes)
    row: dict[str, object] = orjson.loads(encoded)
    return row


def _runs(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rsplit(")", 1)[1].split()[0] != "Z"
