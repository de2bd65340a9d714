"""Operators' commands say in one line what is wrong and what to do, and end with an exit code."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable

import pytest
from click.testing import Result
from sqlalchemy import Connection, create_engine, text

from marketplace.core.unit import SessionFactory
from marketplace.settings import ROOT

NOBODYS_PORT = "postgresql+psycopg://nobody@127.0.0.1:1/nothing"


@pytest.fixture
def run(app) -> Callable[..., Result]:
    """Run `flask …`."""
    return lambda *words: app.test_cli_runner().invoke(args=list(words))


@pytest.mark.parametrize(
    "words",
    [("search", "status"), ("search", "rebuild"), ("lexicon", "list", "synonyms"), ("alerts", "run"), ("doctor",)],
    ids=" ".join,
)
def test_a_database_without_the_tables_names_its_remedy(run, connection: Connection, words: tuple[str, ...]) -> None:
    for table in ("search_outbox", "search_rebuild", "lexicon_synonym", "alerts_saved_search"):
        connection.execute(text(f"DROP TABLE {table} CASCADE"))
    refused = run(*words)
    assert refused.exit_code == 1
    assert "run `flask db upgrade`" in refused.output
    assert "psycopg" not in refused.output


@pytest.mark.parametrize("words", [("search", "dead"), ("accounts", "list")], ids=" ".join)
def test_a_database_that_is_away_is_said_to_be(run, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]) -> None:
    monkeypatch.setitem(SessionFactory.kw, "bind", create_engine(NOBODYS_PORT))
    refused = run(*words)
    assert refused.exit_code == 1
    assert refused.output.startswith("Error: The database does not answer: ")


def test_bad_values_are_named_one_by_one_in_english(run, connection: Connection) -> None:
    refused = run("lexicon", "add", "pairs", "zh=余热", "colour=red")
    assert refused.exit_code == 1
    assert refused.output == "Error: en: This entry is needed. colour: There is no entry of this name.\n"


def test_a_fault_of_the_code_is_not_hidden(run, connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        connection.execute(text("SELECT 1 / 0"))

    monkeypatch.setattr("marketplace.core.deadletters.listed", broken)
    assert "DivisionByZero" in repr(run("search", "dead").exception)


def test_a_command_prints_its_own_lines_and_nothing_of_the_libraries_below() -> None:
    with tempfile.TemporaryDirectory(prefix="cli") as folder:  # the address of a socket holds a hundred letters
        environment = {name: value for name, value in os.environ.items() if not name.endswith("_URL")}
        told = subprocess.run(
            [sys.executable, "-m", "flask", "doctor"], cwd=ROOT, capture_output=True, text=True,
            env={**environment, "DATA_DIR": folder, "SEMANTIC": "off"},
        )  # fmt: skip
    assert told.stderr == ""
    assert "run `flask db upgrade`" in told.stdout


def test_nothing_is_taken_back_without_a_name_and_a_yes(run, connection: Connection) -> None:
    bare = run("db", "downgrade")
    assert (bare.exit_code, "REVISION" in bare.output) == (2, True)
    unsure = run("db", "downgrade", "base")  # nobody answers
    assert (unsure.exit_code, "backup?" in unsure.output) == (1, True)
    assert connection.scalar(text("SELECT count(*) FROM alembic_version")) == 1
