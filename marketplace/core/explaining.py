"""Why a record is, or is not, found by a question: what the index says, and what still waits between both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from marketplace.core import indexing
from marketplace.core.errors import NotFound
from marketplace.core.outbox import ENTITIES, OutboxRow
from marketplace.core.unit import session
from search import Query, SearchUnavailable
from search.explain import Account, explain

# What the readers of each kind may find; their own organisation's documents come on top for members.
READERS: dict[str, frozenset[str]] = {
    "public": frozenset({"public"}),
    "member": frozenset({"public", "member"}),
    "staff": frozenset({"public", "member", "staff"}),
}


@dataclass(frozen=True)
class Queued:
    """The newest change of a record: none, waiting, refused (with the reason) or indexed."""

    state: str
    at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True)
class Explained:
    """`account` is None while no engine answers; `unavailable` says why then."""

    name: str
    is_findable: bool
    version: int
    audience: Sequence[str]
    queued: Queued
    account: Account | None
    unavailable: str = ""


def explain_record(name: str, query: Query) -> Explained:
    """Explain a record (`listing:7F3K…`) for a question, as the question's audience sees it.

    Raises NotFound for a record that is not there, QueryError for a question that cannot be asked.
    """
    kind, _colon, public_id = name.partition(":")
    entity = ENTITIES.get(kind)
    number = session().scalar(select(entity.model.id).where(entity.model.public_id == public_id)) if entity else None
    if entity is None or number is None:
        raise NotFound()
    (document,) = entity.build(session(), [number])
    account: Account | None = None
    unavailable = ""
    try:
        account = explain(indexing.searcher(), query, document.id, document.version)
    except SearchUnavailable as error:
        unavailable = error.reason
    return Explained(
        name=document.id, is_findable=not document.deleted, version=document.version,
        audience=sorted(document.audience), queued=_queued(kind, number), account=account, unavailable=unavailable,
    )  # fmt: skip


def _queued(entity: str, number: int) -> Queued:
    query = select(OutboxRow).where(OutboxRow.entity == entity, OutboxRow.entity_id == number)
    row = session().scalar(query.order_by(OutboxRow.id.desc()).limit(1))
    if row is None:
        return Queued("none")
    if row.dead_at is not None:
        return Queued("refused", row.dead_at, row.error or "")
    if row.done_at is not None:
        return Queued("indexed", row.done_at)
    return Queued("waiting", row.created_at, row.error or "")
