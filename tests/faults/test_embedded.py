"""The embedded index is removed, of another schema, damaged, or written by somebody else: the site goes on."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable

import pytest

from marketplace.core import index_status, indexing
from search.tantivy import open_backend
from search.tantivy.directory import Directory
from tests.faults.conftest import Harmed

Site = Callable[..., Harmed]


@pytest.fixture(autouse=True)
def patient(monkeypatch) -> None:
    """What is found is tested here, not how busy the machine is."""
    monkeypatch.setattr("search.searcher.DEADLINE", 10.0)


def directory(tmp_path) -> Directory:
    return Directory(tmp_path / "search" / indexing.backend().index.name)


def harm(found: Directory, how: str) -> None:
    if how == "removed":
        shutil.rmtree(found.path)
    elif how == "schema":
        pointer = json.loads((found.path / "CURRENT").read_text())
        (found.path / "CURRENT").write_text(json.dumps({**pointer, "schema": "older"}))
    else:
        (found.folder(found.pointer().generation) / "meta.json").write_text("{")


@pytest.mark.parametrize("how", ["removed", "schema", "damaged"])
def test_an_unreadable_index_gives_titles_and_a_rebuild_heals_it(site: Site, committed, tmp_path, how: str) -> None:
    harmed = site()
    with committed():
        found = directory(tmp_path)
    indexing.close()
    harm(found, how)
    assert harmed.is_basic()
    harmed.other_pages_answer()
    harmed.change()
    assert harmed.drain() == 0
    with committed():
        status = index_status.read()
        assert not status.ok
        assert status.dead == 0
    indexing.close()
    harmed.rebuild()
    harmed.heals()
    harmed.nothing_was_lost()


def test_a_second_writer_waits_and_nothing_is_lost(site: Site, committed, tmp_path) -> None:
    harmed = site()
    with committed():
        mine = indexing.backend()
        rival = open_backend(tmp_path / "search", mine.index, mine.analysis)
    indexing.close()
    rival.write([])
    with rival._writing() as (writer, _snapshot):
        writer._open()
    harmed.change()
    assert harmed.drain() == 0
    assert not harmed.is_basic(), "readers need no writer"
    rival.close()
    harmed.nothing_was_lost()
