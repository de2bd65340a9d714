"""Old tombstones are forgotten, young ones and living documents stay; half-built generations can be thrown away."""

from __future__ import annotations

import time

import pytest

from search import Document
from search.backend import Backend
from tests.contract.catalogue import PUBLIC
from tests.contract.conftest import Opener, ask, load, settle

LATER = int(time.time()) + 3_600


def living(name: str, version: int = 1) -> Document:
    return Document(f"listing:{name}", "listing", version, PUBLIC, {"title": "热泵"})


def gone(name: str, version: int = 2) -> Document:
    return Document.tombstone(f"listing:{name}", "listing", version)


def test_old_tombstones_go_and_nothing_else(backend: Backend) -> None:
    backend.write([living("A"), gone("B"), gone("C", 7)])
    assert backend.purge(int(time.time()) - 60) == 0, "they were written just now"
    assert dict(backend.versions("", 10)) == {"listing:A": 1, "listing:B": 2, "listing:C": 7}
    assert backend.purge(LATER) == 2
    assert dict(backend.versions("", 10)) == {"listing:A": 1}
    assert backend.purge(LATER) == 0
    settle(backend)
    assert ask(backend, "热泵").total == 1


def test_a_record_that_comes_back_after_the_purge_is_found_again(backend: Backend) -> None:
    backend.write([living("A"), gone("A", 2)])
    backend.write([gone("A", 2)])
    backend.purge(LATER)
    assert backend.write([living("A", 3)])[0].status == "done"
    settle(backend)
    assert ask(backend, "热泵").total == 1


def test_a_half_built_generation_can_be_discarded_and_the_one_being_read_cannot(opener: Opener) -> None:
    backend = load(opener(), [living("A")])
    current = backend.health().generation
    backend.begin("half-built").write([living("B")])
    assert backend.generations() == [current, "half-built"]
    backend.discard("half-built")
    assert backend.generations() == [current]
    with pytest.raises(ValueError, match="being read"):
        backend.discard(current)
    assert ask(backend, "热泵").total == 1
