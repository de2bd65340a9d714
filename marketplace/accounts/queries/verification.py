"""The verification of an organisation as its owner and as the centre see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, or_, select

from marketplace.accounts.models import Organisation
from marketplace.accounts.policy import ORGANISATION, relations
from marketplace.accounts.queries.addressees import Contact, contacts
from marketplace.accounts.queries.history import history
from marketplace.accounts.queries.parties import OrganisationCard, card_of, find
from marketplace.accounts.workflow import VERIFICATION, facts_of
from marketplace.core import audit
from marketplace.core.files import StoredFile
from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.core.unit import session


@dataclass(frozen=True)
class Paper:
    """An uploaded paper; `kind` is licence or authority."""

    kind: str
    name: str
    size: int


@dataclass(frozen=True)
class VerificationPage:
    """State, papers, what is missing, what this reader may do now, and the history."""

    card: OrganisationCard
    uscc: str | None
    foreign: bool
    address: str | None
    website: str | None
    state_changed_at: datetime
    verified_until: date | None
    rejection_reason: str | None
    papers: Sequence[Paper]
    missing: Sequence[Any]
    actions: frozenset[str]
    events: Sequence[audit.EventView]
    owners: Sequence[Contact]
    similar: Sequence[tuple[str, Text, str | None]]


def verification_page(actor: Actor, public_id: str, action: str = "view_papers") -> VerificationPage:
    """The page of owner (`view_papers`) or centre (`review`). Raises NotFound or Forbidden."""
    row = find(public_id)
    ORGANISATION.check(actor, action, row)
    held = relations(actor, row)
    actions = frozenset(step.action for step in VERIFICATION.actions(row.state, held))
    return VerificationPage(
        card=card_of(row), uscc=row.uscc, foreign=row.foreign, address=row.address, website=row.website,
        state_changed_at=row.state_changed_at, verified_until=row.verified_until,
        rejection_reason=row.rejection_reason, papers=_papers(row),
        missing=VERIFICATION.unmet(row.state, "submit", facts_of(row)) if "submit" in actions else [],
        actions=actions, events=history(f"organisation:{public_id}"),
        owners=contacts(row.id, roles=("owner",)), similar=_similar(row) if action == "review" else [],
    )  # fmt: skip


def _papers(row: Organisation) -> list[Paper]:
    numbers = {"licence": row.licence_file_id, "authority": row.authority_file_id}
    wanted = [number for number in numbers.values() if number]
    found = {f.id: f for f in session().scalars(select(StoredFile).where(StoredFile.id.in_(wanted)))} if wanted else {}
    return [Paper(kind, found[number].name, found[number].size) for kind, number in numbers.items() if number in found]


def _similar(row: Organisation) -> list[tuple[str, Text, str | None]]:
    """Others of the same name or web site: a second registration, or somebody who poses as another."""
    zh, en = Organisation.name_zh, Organisation.name_en  # type: ignore[attr-defined]  # made by bilingual()
    same = []
    if row.name.zh:
        same.append(zh == row.name.zh)
    if row.name.en:
        same.append(func.lower(en) == row.name.en.lower())
    if row.website:
        same.append(Organisation.website == row.website)
    rows = session().scalars(select(Organisation).where(Organisation.id != row.id, or_(*same)).limit(5)) if same else ()
    return [(other.public_id, other.name, other.uscc) for other in rows]
