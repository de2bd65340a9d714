"""What an operator asks for in vain is named, with the way to the right name; no command ends in a traceback."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import click
import pytest
from click.testing import Result
from marshmallow import Schema, fields
from sqlalchemy import Connection, func, select, text
from sqlalchemy.orm import Session

from marketplace.alerts.service import searches
from marketplace.core.commands import refusals
from marketplace.core.outbox import OutboxRow
from marketplace.core.unit import session
from tests.core.own_index import build, own_index, waiting  # noqa: F401
from tests.factories.accounts import actor, make_enterprise_user
from tests.factories.needs import make_need

Committed = Callable[[], AbstractContextManager[Session]]


@pytest.fixture
def run(app, connection: Connection) -> Callable[..., Result]:
    """Run `flask …`."""
    return lambda *words: app.test_cli_runner().invoke(args=list(words))


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("search", "explain", "foo"), ["no listing with the id foo", "listing:ID", "need:ID", "organisation:ID"]),
        (("search", "explain", "need:AAAAAAAAAA"), ["no need with the id AAAAAAAAAA", "`flask needs list`"]),
        (("search", "explain", "organisation:x"), ["no organisation with the id x"]),
        (("search", "explain", "colour:red"), ["no kind colour", "listing:ID", "need:ID", "organisation:ID"]),
        (("search", "retry", "123456"), ["No refused change has the number 123456", "`flask search dead`"]),
        (("lexicon", "retire", "words", "NOPE"), ["No entry of words has the id NOPE", "`flask lexicon list words`"]),
        (("alerts", "test", "NOPE"), ["No saved search has the id NOPE", "`flask alerts list`"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_is_not_there_is_named_with_the_way_to_find_it(run, words: tuple[str, ...], says: list[str]) -> None:
    refused = run(*words)
    assert refused.exit_code == 1
    assert refused.output.startswith("Error: ")
    assert refused.output.count("\n") == 1
    assert all(part in refused.output for part in says), refused.output
    assert "at this address" not in refused.output


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (("search", "retry", "99999999999999999999"), "NUMBER"),
        (("search", "retry", "9" * 5000), "NUMBER"),
        (("search", "retry", "0"), "NUMBER"),
        (("worker", "--concurrency", "0"), "--concurrency"),
        (("worker", "--concurrency", "-1"), "--concurrency"),
    ],
    ids=lambda value: " ".join(value)[:30] if isinstance(value, tuple) else "",
)
def test_a_number_out_of_range_is_refused_by_its_name(run, words: tuple[str, ...], names: str) -> None:
    refused = run(*words)
    assert refused.exit_code == 2
    assert f"Invalid value for '{names}'" in refused.output.replace("'[NUMBER]'", "'NUMBER'")
    assert "Traceback" not in refused.output


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("INSERT INTO lexicon_word (public_id) VALUES ('A')", 'null value in column "term"'),
        ("INSERT INTO lexicon_stamp (section, number) VALUES ('words', 1), ('words', 2)", "already exists"),
        ("SELECT 99999999999999999999::bigint", "bigint out of range"),
        ("SELECT 'x'::integer", "invalid input syntax"),
    ],
)
def test_what_the_database_refuses_is_one_line(connection: Connection, statement: str, says: str) -> None:
    with pytest.raises(click.ClickException) as told, refusals():
        connection.execute(text(statement))
    assert told.value.message.startswith("The database refuses this: ")
    assert says in told.value.message
    assert "\n" not in told.value.message
    assert "psycopg" not in told.value.message


def test_a_text_with_a_nul_is_one_line_too(connection: Connection) -> None:
    with pytest.raises(click.ClickException) as told, refusals():
        connection.execute(text("SELECT CAST(:value AS text)"), {"value": "a\x00b"})
    assert "NUL" in told.value.message


def dead(committed: Committed) -> int:
    with committed():
        return session().scalar(select(func.count()).where(OutboxRow.dead_at.is_not(None))) or 0


def test_a_part_of_an_entry_is_told_in_words() -> None:
    with pytest.raises(click.ClickException) as told, refusals():
        Schema.from_dict({"kinds": fields.List(fields.Integer())})().load({"kinds": [1, "x"]})
    assert told.value.message == "kinds: 1: Enter a whole number."


@pytest.mark.usefixtures("own_index")
def test_draining_tells_what_was_indexed_and_what_was_refused(run, committed: Committed) -> None:
    with committed():
        build()
    nothing = run("search", "drain")
    assert (nothing.exit_code, nothing.output) == (0, "0 indexed, 0 refused\n")
    with committed():
        make_need()
    with committed():
        noted = waiting()
    good = run("search", "drain")
    assert (good.exit_code, good.output) == (0, f"{noted} indexed, 0 refused\n")
    with committed():
        make_need()
        for number in range(3):  # of a kind that this release does not know
            session().add(OutboxRow(entity="bygone", entity_id=number))
    with committed():
        noted = waiting()
    bad = run("search", "drain")
    assert bad.exit_code == 1
    assert dead(committed) == 3
    assert bad.output.startswith(f"{noted - 3} indexed, 3 refused")
    assert "`flask search dead`" in bad.output
    again = run("search", "drain")
    assert (again.exit_code, again.output) == (0, "0 indexed, 0 refused\n"), "refused before, not now"


@pytest.mark.usefixtures("own_index")
def test_draining_without_an_engine_says_that_changes_wait(run, committed: Committed) -> None:
    with committed():
        make_need()
    waited = run("search", "drain")
    assert waited.exit_code == 1
    assert waited.output.startswith("0 indexed, 0 refused")
    assert "still wait" in waited.output
    assert "`flask search status`" in waited.output


def test_saved_searches_are_listed_for_operators(run, committed: Committed) -> None:
    with committed():
        person = make_enterprise_user()
        saved = searches.save(actor(person), name="余热", pairs=[("q", "余热")], frequency="daily")
    listed = run("alerts", "list")
    assert listed.exit_code == 0, listed.output
    assert saved.public_id in listed.output
    assert person.email in listed.output
    assert "1 of 1" in listed.output
    assert "0 of 0" in run("alerts", "list", "--owner", "nobody@example.org").output
    assert saved.public_id in run("alerts", "list", "--owner", person.email.upper()).output
