"""The audit trail: chained, append-only, readable as a timeline."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from marketplace.core import audit, unit
from marketplace.core.policy import SYSTEM


def _event(kind: str = "listing.publish", subject: str = "listing:AAAAAAAAAA", **more: object) -> None:
    audit.record(kind, actor=SYSTEM, subjects=[subject], **more)


def _verified() -> int:
    """Number of intact rows; the vocabulary's own events are there before each test."""
    checked, bad = audit.verify()
    assert bad is None
    return checked


def test_events_are_chained_and_verify(committed) -> None:
    with committed():
        before = _verified()
        _event(changes={"state": ["draft", "published"]}, data={"钒": 1})
        _event(kind="listing.withdraw", reason="sold")
    with committed():
        _event()
    with committed():
        assert _verified() == before + 3
        shown = audit.timeline("listing:AAAAAAAAAA")
    assert [event.kind for event in shown] == ["listing.publish", "listing.withdraw", "listing.publish"]
    assert shown[2].changes == {"state": ["draft", "published"]}


def test_a_refused_use_case_leaves_no_event(committed) -> None:
    def refused() -> None:
        with committed():
            _event()
            raise ValueError

    with committed():
        before = _verified()
    with pytest.raises(ValueError):
        refused()
    with committed():
        assert _verified() == before


@pytest.mark.parametrize("statement", ["UPDATE event SET kind = 'x'", "DELETE FROM event", "TRUNCATE event"])
def test_the_database_refuses_to_change_events(committed, statement: str) -> None:
    with committed():
        _event()
    with pytest.raises(DBAPIError, match="append-only"), committed() as session:
        session.execute(text(statement))


@pytest.mark.parametrize(
    "tamper",
    [
        "UPDATE event SET reason = 'other' WHERE id = :n",
        "UPDATE event SET actor_name = 'somebody' WHERE id = :n",
        "UPDATE event SET at = at + interval '1 second' WHERE id = :n",
        "DELETE FROM event WHERE id = :n",
        "UPDATE event SET id = -id WHERE id = :n",
    ],
)
def test_verify_names_the_first_bad_row(committed, tamper: str) -> None:
    with committed():
        before = _verified()
        for _number in range(4):
            _event(reason="as it was")
    with committed() as session:
        session.execute(text("ALTER TABLE event DISABLE TRIGGER USER"))
        session.execute(text(tamper), {"n": before + 2})
    with committed():
        checked, bad = audit.verify()
    assert checked == before + 1
    assert bad in (before + 2, before + 3)


def test_visibility_keeps_internal_events_from_parties(committed) -> None:
    with committed():
        _event(visibility="staff")
        _event(visibility="parties")
        _event(visibility="public")
    with committed():
        assert len(audit.timeline("listing:AAAAAAAAAA", ("public", "parties"))) == 2
        assert len(audit.timeline("listing:AAAAAAAAAA")) == 3


_json = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(st.characters(exclude_categories=["C"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc钒", max_size=4), inner, max_size=3),
    max_leaves=6,
)


@given(data=st.dictionaries(st.text("xyz", max_size=3), _json, max_size=3))
def test_the_hash_depends_on_content_only(data: dict[str, object]) -> None:
    row = {"at": datetime(2026, 1, 2, tzinfo=UTC), "data": data, "id": 1}
    reordered = dict(reversed(row.items()))
    assert audit.chain_hash(row) == audit.chain_hash(reordered)
    assert audit.chain_hash(row) != audit.chain_hash({**row, "id": 2})


def test_sessions_outside_a_unit_are_refused() -> None:
    with pytest.raises(RuntimeError):
        unit.session()


def test_unit_session_is_a_session(db: Session) -> None:
    assert unit.session() is db
