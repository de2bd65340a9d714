"""What of an organisation can be searched, and the builder that fills it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Organisation
from marketplace.accounts.queries.parties import LISTED
from marketplace.accounts.schemas.labels import KINDS
from marketplace.core import searchable
from marketplace.core.filter_words import Codes
from marketplace.core.i18n import l_
from marketplace.core.text import wordings
from search import Document
from search.fields import Field, Flag, Keyword, Terms

FIELDS: list[Field] = [
    searchable.TITLE,
    searchable.BODY,
    searchable.CODES,
    searchable.CITY,
    searchable.PUBLISHED,
    Keyword(
        "organisation_kind", label=l_("Kind of organisation"), facet=Terms(len(KINDS)),
        value_label=Codes.of(KINDS),
    ),
    Flag("verified", label=l_("Verified"), facet=Terms(2)),
]  # fmt: skip


def build(opened: Session, ids: Sequence[int]) -> list[Document]:
    """One document per id; a tombstone for organisations that strangers may not see."""
    rows = {row.id: row for row in opened.scalars(select(Organisation).where(Organisation.id.in_(ids)))}
    return [document(rows[number]) if number in rows else _gone(number) for number in ids]


def ids_after(opened: Session, last: int, limit: int) -> list[int]:
    """Ids of all organisations in order."""
    query = select(Organisation.id).where(Organisation.id > last).order_by(Organisation.id).limit(limit)
    return list(opened.scalars(query))


def count(opened: Session) -> int:
    """How many organisations are to be found."""
    return opened.scalar(select(func.count()).select_from(Organisation).where(Organisation.state.in_(LISTED))) or 0


def document(row: Organisation) -> Document:
    """The document of an organisation."""
    name = f"organisation:{row.public_id}"
    if row.state not in LISTED:
        return Document.tombstone(name, "organisation", row.version)
    return Document(
        id=name,
        kind="organisation",
        version=row.version,
        audience=frozenset({"public"}),
        fields={
            "title": wordings(row.name),
            "body": wordings(row.description),
            "codes": (row.uscc,) if row.uscc else (),
            "city": row.region_code,
            "published_at": int(row.created_at.timestamp()),
            "organisation_kind": row.kind,
            "verified": row.state == "verified",
        },
    )


def _gone(number: int) -> Document:
    return Document.tombstone(f"organisation:#{number}", "organisation", 0)
