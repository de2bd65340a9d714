"""What of an organisation can be found, and that its document follows it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.accounts import documents
from marketplace.core import outbox
from marketplace.core.outbox import OutboxRow
from marketplace.core.text import Text
from search import Index
from tests.accounts.conftest import Committed
from tests.factories import accounts as make

INDEX = Index.union("test", {"organisation": documents.FIELDS})


def test_a_document_fills_every_declared_field_and_nothing_else(db: Session) -> None:
    house = make.make_organisation(
        "university", name=Text("示例大学", "Example University"), description=Text("储能研究", None)
    )
    built = documents.build(db, [house.id])[0]
    assert INDEX.check(built).id == f"organisation:{house.public_id}"
    assert set(built.fields) == {field.name for field in documents.FIELDS}
    assert built.fields["title"] == ("示例大学", "Example University")
    assert (built.fields["city"], built.fields["verified"], built.fields["codes"]) == ("5101", True, (house.uscc,))


def test_what_strangers_may_not_see_is_a_tombstone(db: Session) -> None:
    states = {"unverified": True, "submitted": True, "rejected": True, "verified": False, "expired": False}
    rows = {state: make.make_organisation(state=state) for state in states}
    for state, deleted in states.items():
        assert documents.build(db, [rows[state].id])[0].deleted is deleted
    assert documents.build(db, [10**9])[0].deleted
    ids = sorted(row.id for row in rows.values())
    assert documents.ids_after(db, ids[0], 2) == ids[1:3]


def test_a_change_is_noted_for_the_index_in_its_transaction(committed: Committed) -> None:
    with committed():
        house = make.make_organisation()
    with committed() as opened:
        query = select(OutboxRow).where(OutboxRow.entity == "organisation", OutboxRow.entity_id == house.id)
        assert len(opened.scalars(query).all()) == 1
    assert "organisation" in outbox.ENTITIES
