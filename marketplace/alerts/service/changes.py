"""What happened to records since they were last told of: new, changed in a way worth telling, or withdrawn."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from marketplace.alerts.models import Record
from marketplace.alerts.queries.facts import TEXT, Facts, changes, facts_of, mark_of
from marketplace.core import clock, indexing
from marketplace.core.outbox import ENTITIES
from marketplace.core.unit import session
from search import Document
from search.errors import DocumentError

log = logging.getLogger("marketplace.alerts")


@dataclass(frozen=True)
class Change:
    """One step of a record that is worth telling. `before` is who could find a record that is withdrawn now."""

    record: Record
    document: Document
    news: str

    @property
    def is_of_text(self) -> bool:
        """Whether only the text was edited: no news of the record, but it may fit a search that it did not fit."""
        return self.record.changed == [TEXT]

    @property
    def audience(self) -> frozenset[str]:
        """Who could find the record: now, or before it was withdrawn."""
        return frozenset(self.record.audience)


def take(entity: str, ids: Sequence[int]) -> list[Change]:
    """Read the records again, remember what they say now, and answer what is worth telling.

    A record the index refuses is left out and nothing of it remembered: once mended it is indexed, and told, as new.
    """
    known = {
        row.entity_id: row
        for row in session().scalars(select(Record).where(Record.entity == entity, Record.entity_id.in_(ids)))
    }
    documents = dict(_accepted(entity, ids))
    present = [number for number, document in documents.items() if not document.deleted]
    facts = facts_of(entity, present)
    found = []
    for number, document in documents.items():
        record = known.get(number)
        if document.deleted:
            change = _withdrawn(record, document)
        elif record is None:
            change = _new(entity, number, document, {**facts[number], TEXT: mark_of(document)})
        else:
            change = _changed(record, document, {**facts[number], TEXT: mark_of(document)})
        if change:
            found.append(change)
    return found


def _accepted(entity: str, ids: Sequence[int]) -> Iterator[tuple[int, Document]]:
    for number, document in _built(entity, ids):
        try:
            yield number, indexing.declared().check(document)
        except DocumentError as error:
            _leave_out(entity, number, f"{error.field}: {error.reason}")


def _built(entity: str, ids: Sequence[int]) -> list[tuple[int, Document]]:
    """Documents by id, together when possible; else one by one, without those that cannot be built."""
    try:
        return list(zip(ids, ENTITIES[entity].build(session(), ids), strict=True))
    except SQLAlchemyError:  # no fault of a record: the whole run is repeated
        raise
    except Exception as error:
        if len(ids) > 1:
            return [one for number in ids for one in _built(entity, [number])]
        _leave_out(entity, ids[0], f"{type(error).__name__}: {error}")
        return []


def _leave_out(entity: str, number: int, reason: str) -> None:
    log.error("alerts leave a record out", extra={"entity": entity, "id": number, "reason": reason})


def _new(entity: str, number: int, document: Document, facts: Facts) -> Change:
    record = Record(
        entity=entity, entity_id=number, public_id=document.id.partition(":")[2], facts=dict(facts),
        audience=sorted(document.audience), present=True, change_number=1, changed=[], first_seen_at=clock.now(),
    )  # fmt: skip
    session().add(record)
    return Change(record, document, "new")


def _changed(record: Record, document: Document, facts: Facts) -> Change | None:
    changed = changes(record.facts, facts)
    if not record.present:
        changed = ["offered", *changed]
    record.facts, record.audience, record.present = dict(facts), sorted(document.audience), True
    return _step(record, document, changed, "changed") if changed else None


def _withdrawn(record: Record | None, document: Document) -> Change | None:
    if record is None or not record.present:
        return None
    record.present = False
    return _step(record, document, ["withdrawn"], "withdrawn")


def _step(record: Record, document: Document, changed: list[str], news: str) -> Change:
    record.change_number += 1
    record.changed = changed
    return Change(record, document, news)
