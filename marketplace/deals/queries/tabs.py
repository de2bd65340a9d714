"""What stands in each tab of a deal's page, cut to what the reader may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from marketplace.core import audit, clock, money
from marketplace.core.i18n import lang
from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.deals.models import Deal, DealDocument, DealNote, DealParty, DealTask, Enquiry, Introduction
from marketplace.deals.policy import DEAL, deal_relations, event_visibilities, sees_document
from marketplace.deals.workflow import wording
from marketplace.listings import queries as listings
from marketplace.listings.models import ListingVersion
from marketplace.needs import queries as needs

SNAPSHOT_TEXTS = (
    "summary", "problem", "incumbent", "solution", "maturity_evidence", "missing_to_scale", "pilot_need", "terms_note",
)  # fmt: skip


@dataclass(frozen=True)
class TaskView:
    """A task as its line shows it."""

    public_id: str
    title: str
    assignee_id: int
    due: date
    late: bool
    internal: bool
    done_at: datetime | None
    can_finish: bool


@dataclass(frozen=True)
class DocumentView:
    """One version of a document; `older` are the versions it replaced, newest first."""

    public_id: str
    name: str
    size: int
    purpose: str
    number: int
    visibility: str
    uploaded_by_id: int | None
    uploaded_at: datetime
    signed_on: date | None
    older: tuple[DocumentView, ...] = ()


@dataclass(frozen=True)
class NoteView:
    """A note with its author."""

    kind: str
    body: str
    internal: bool
    author_id: int | None
    at: datetime


@dataclass(frozen=True)
class IntroductionView:
    """The introduction record and, for broker and centre, the suspicion of a bypass."""

    introducer_id: int | None
    supplier_id: int
    buyer_id: int
    introduced_at: datetime
    accepted_at: datetime
    accepted_by_id: int | None
    acceptance: str
    enquiry_public_id: str | None
    suspected: bool
    earlier_introducer_id: int | None
    earlier_at: datetime | None
    cleared_at: datetime | None
    cleared_by_id: int | None
    cleared_reason: str | None


@dataclass(frozen=True)
class SnapshotView:
    """The version of the listing that the deal keeps, beside the listing and need of today."""

    listing: listings.ListingSummary | None
    number: int | None
    at: datetime | None
    title: Text
    texts: tuple[tuple[str, Text], ...]
    need: needs.NeedSummary | None

    @property
    def outdated(self) -> bool:
        """Whether the listing changed since."""
        return self.listing is not None and self.number is not None and self.listing.version_number != self.number


def timeline(actor: Actor, deal: Deal) -> list[audit.EventView]:
    """The events of the deal as people read them."""
    return [replace(event, changes=_readable(event)) for event in events(actor, deal)]


def events(actor: Actor, deal: Deal) -> list[audit.EventView]:
    """The events of the deal that the reader may see, newest first, those of pilots and incubation included."""
    seen = event_visibilities(deal_relations(actor, deal))
    return audit.timeline(f"deal:{deal.public_id}", seen) if seen else []


def _readable(event: audit.EventView) -> dict[str, list[Any]]:
    """Changes with stages and amounts as words; what the step did to another record its title says already."""
    changes = {name: list(pair) for name, pair in event.changes.items()}
    if "state" in changes and event.kind.startswith("deal."):
        changes["state"] = [str(wording.STATES[code]) if code else None for code in changes["state"]]
    else:
        changes.pop("state", None)
    for name in [name for name in changes if name.endswith("_fen")]:
        changes[name] = [money.format_fen(fen, lang()) if fen is not None else None for fen in changes[name]]
    return changes


def tasks(actor: Actor, deal: Deal) -> list[TaskView]:
    """Open tasks by due day, then done ones, newest first."""
    query = select(DealTask).where(DealTask.deal_id == deal.id)
    if not DEAL.may(actor, "read_shared", deal):
        query = query.where(DealTask.assignee_id == actor.user_id)
    elif not DEAL.may(actor, "read_internal", deal):
        query = query.where((DealTask.visibility == "shared") | (DealTask.assignee_id == actor.user_id))
    rows = session().scalars(query.order_by(DealTask.done_at.desc().nulls_first(), DealTask.due, DealTask.id))
    plans, today = DEAL.may(actor, "plan", deal), clock.today()
    return [
        TaskView(
            row.public_id, row.title, row.assignee_id, row.due, row.done_at is None and row.due < today,
            row.visibility == "internal", row.done_at,
            row.done_at is None and (plans or row.assignee_id == actor.user_id),
        )
        for row in rows
    ]  # fmt: skip


def documents(actor: Actor, deal: Deal) -> list[DocumentView]:
    """The present version of each document the reader may see, with the older ones below it."""
    rows = session().scalars(
        select(DealDocument)
        .options(joinedload(DealDocument.file))
        .where(DealDocument.deal_id == deal.id)
        .order_by(DealDocument.number.desc(), DealDocument.id.desc())
    ).all()  # fmt: skip
    by_id = {row.id: row for row in rows}
    replaced = {row.previous_id for row in rows}
    seen = [row for row in rows if row.id not in replaced]
    chains = [[row, *_older(row, by_id)] for row in seen]
    readable = [[row for row in chain if sees_document(actor, deal, row)] for chain in chains]
    return [_document(chain[0], chain[1:]) for chain in readable if chain]


def _older(row: DealDocument, by_id: dict[int, DealDocument]) -> Iterable[DealDocument]:
    while row.previous_id is not None:
        row = by_id[row.previous_id]
        yield row


def _document(row: DealDocument, older: list[DealDocument]) -> DocumentView:
    return DocumentView(
        row.public_id, row.file.name, row.file.size, row.purpose, row.number, row.visibility, row.uploaded_by_id,
        row.created_at, row.signed_on, tuple(_document(item, []) for item in older),
    )  # fmt: skip


def notes(actor: Actor, deal: Deal) -> list[NoteView]:
    """Notes, newest first; internal ones only for broker and centre."""
    query = select(DealNote).where(DealNote.deal_id == deal.id).order_by(DealNote.id.desc())
    if not DEAL.may(actor, "read_internal", deal):
        query = query.where(DealNote.visibility == "shared")
    return [
        NoteView(row.kind, row.body, row.visibility == "internal", row.author_id, row.at)
        for row in session().scalars(query)
    ]


def parties(actor: Actor, deal: Deal) -> list[DealParty]:
    """The present parties."""
    return [row for row in deal.parties if row.left_at is None]


def introduction(actor: Actor, deal: Deal) -> IntroductionView | None:
    """The introduction record; the suspicion of a bypass is for broker and centre."""
    inside = DEAL.may(actor, "read_internal", deal)
    found = session().execute(
        select(Introduction, Enquiry.public_id)
        .outerjoin(Enquiry, Enquiry.id == Introduction.enquiry_id)
        .where(Introduction.deal_id == deal.id)
    ).first()  # fmt: skip
    if found is None:
        return None
    row, enquiry = found
    earlier = session().get(Introduction, row.earlier_id) if inside and row.earlier_id else None
    return IntroductionView(
        row.introducer_id, row.supplier_id, row.buyer_id, row.introduced_at, row.accepted_at, row.accepted_by_id,
        row.acceptance, enquiry, earlier is not None,
        earlier.introducer_id if earlier else None, earlier.accepted_at if earlier else None,
        row.cleared_at if inside else None, row.cleared_by_id if inside else None,
        row.cleared_reason if inside else None,
    )  # fmt: skip


def snapshot(actor: Actor, deal: Deal) -> SnapshotView:
    """What the listing said when the deal was opened; it stays unchanged after later edits."""
    version = session().get(ListingVersion, deal.listing_version_id) if deal.listing_version_id else None
    kept: dict[str, Any] = version.snapshot if version else {}
    texts = [(name, Text.of(kept.get(name))) for name in SNAPSHOT_TEXTS]
    return SnapshotView(
        listing=listings.summary(deal.listing_id) if deal.listing_id is not None else None,
        number=version.number if version else None,
        at=version.at if version else None,
        title=Text.of(kept.get("title")),
        texts=tuple((name, text) for name, text in texts if text),
        need=needs.summary(deal.need_id, actor) if deal.need_id is not None else None,
    )


def people_in(content: Any) -> set[int | None]:
    """The user ids that a tab names, so that all names of a page are read at once."""
    if isinstance(content, IntroductionView):
        return {content.introducer_id, content.accepted_by_id, content.earlier_introducer_id, content.cleared_by_id}
    if not isinstance(content, list):
        return set()
    names = ("assignee_id", "uploaded_by_id", "author_id")
    return {getattr(row, name) for row in content for name in names if hasattr(row, name)}
