"""New code brings its words to a site that has run before, and the index follows."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import NullPool, create_engine, func, select

from marketplace.core.rebuilds import Rebuild
from marketplace.core.unit import session
from marketplace.lexicon.models import SynonymTerm
from marketplace.settings import ROOT
from tests.discovery.conftest import index
from tests.factories.lexicon import make_word
from tools.run import prepare

__all__ = ["index"]


@pytest.fixture
def loaded(committed, index) -> None:
    """A site that an older package has prepared."""
    with committed():
        prepare.vocabulary()
    index()


def synonym(term: str) -> SynonymTerm | None:
    """The row of a packaged term."""
    return session().scalar(select(SynonymTerm).where(SynonymTerm.group == "lfp", SynonymTerm.term == term))


def ordered() -> int:
    """How many rebuilds wait for the worker."""
    return len(session().scalars(select(Rebuild).where(Rebuild.started_at.is_(None))).all())


def test_words_that_the_package_has_and_the_site_lacks_are_loaded_and_edits_stay(committed, loaded) -> None:
    with committed():
        session().delete(synonym("LFP"))
        edited = synonym("LiFePO4")
        edited.kind, edited.edited = "narrower", True
    with committed():
        prepare.vocabulary()
    with committed():
        assert synonym("LFP").kind == "abbreviation"
        assert synonym("LiFePO4").kind == "narrower"


def test_an_index_that_was_cut_by_other_words_is_ordered_anew_once(committed, loaded) -> None:
    with committed():
        prepare.searchable()
        assert ordered() == 0
        make_word("钛铝合金叶片")
    with committed():
        prepare.searchable()
        prepare.searchable()
    with committed():
        assert ordered() == 1


def prepared(address: str, folder: Path, **given: str) -> subprocess.CompletedProcess[str]:
    """What the command says where something else starts the servers."""
    environment = {name: value for name, value in os.environ.items() if not name.endswith("_URL")}
    own = {"DATA_DIR": str(folder), "DATABASE_URL": address.replace("+psycopg", ""), "SEMANTIC": "off"}
    return subprocess.run(
        [sys.executable, "-m", "tools.run.prepare"], cwd=ROOT, env={**environment, **own, "DEMO": "0", **given},
        capture_output=True, text=True,
    )  # fmt: skip


def test_the_command_loads_words_and_builds_a_missing_index(
    clone_database: Callable[[str], str], tmp_path: Path
) -> None:
    address = clone_database("first")
    first = prepared(address, tmp_path)
    assert first.returncode == 0, first.stderr
    assert "building the search index" in first.stdout
    assert list((tmp_path / "search").glob("*/CURRENT"))
    with create_engine(address, poolclass=NullPool).connect() as connection:
        assert connection.scalar(select(func.count()).select_from(SynonymTerm)) > 100
    again = prepared(address, tmp_path)
    assert again.returncode == 0, again.stderr
    assert "building the search index" not in again.stdout


def test_the_command_says_in_one_line_why_it_cannot(tmp_path: Path) -> None:
    wrong = prepared("postgresql://nobody@127.0.0.1:1/nothing", tmp_path, WEB_THREADS="0")
    assert (wrong.returncode, wrong.stderr) == (1, "Error: WEB_THREADS is 0: use a whole number of at least 1\n")
    away = prepared("postgresql://nobody@127.0.0.1:1/nothing", tmp_path)
    assert away.returncode == 1
    assert away.stderr.startswith("Error: The database does not answer: ")
