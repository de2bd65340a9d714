"""What of a need can be searched, and the builder that fills it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from marketplace.core import searchable
from marketplace.core.i18n import l_
from marketplace.core.text import wordings
from marketplace.needs.models import Need
from marketplace.needs.queries import OPEN, open_now, state_of
from marketplace.taxonomy import queries as taxonomy
from search import Document
from search.fields import Field, Keyword, Money, Terms

FIELDS: list[Field] = [
    searchable.TITLE,
    searchable.BODY,
    searchable.KEYWORDS,
    searchable.FIELD,
    searchable.CITY,
    searchable.PUBLISHED,
    Keyword(
        "cooperation", label=l_("Cooperation wanted"), multi=True, facet=Terms(10),
        value_label=taxonomy.listed("conversion_mode"),
    ),
    Money("budget_fen", label=l_("Budget"), sort=()),
]  # fmt: skip


def build(opened: Session, ids: Sequence[int]) -> list[Document]:
    """One document per id; a tombstone for needs nobody may find."""
    rows = {
        row.id: row for row in opened.scalars(select(Need).options(selectinload(Need.targets)).where(Need.id.in_(ids)))
    }
    return [document(rows[number]) if number in rows else gone(number) for number in ids]


def ids_after(opened: Session, last: int, limit: int) -> list[int]:
    """Ids of all needs in order."""
    return list(opened.scalars(select(Need.id).where(Need.id > last).order_by(Need.id).limit(limit)))


def gone(number: int) -> Document:
    """The tombstone of a row that is no longer in the database."""
    return Document.tombstone(f"need:#{number}", "need", 0)


def count(opened: Session) -> int:
    """How many needs are to be found."""
    return opened.scalar(select(func.count()).select_from(Need).where(open_now())) or 0


def document(need: Need) -> Document:
    """The document of a need; an anonymous owner leaves no trace in it."""
    name = f"need:{need.public_id}"
    if state_of(need) not in OPEN:
        return Document.tombstone(name, "need", need.version)
    return Document(
        id=name,
        kind="need",
        version=need.version,
        audience=frozenset({"public"}),
        fields={
            "title": wordings(need.title),
            "body": wordings(need.problem, need.process, need.limits, need.tried, *(row.name for row in need.targets)),
            "keywords": tuple(need.keywords),
            "field": field_paths(need.field_codes, need.technology_codes),
            "city": None if need.anonymity == "anonymous" else need.region_code,
            "published_at": int(need.published_at.timestamp()) if need.published_at else None,
            "cooperation": tuple(need.cooperation_modes),
            "budget_fen": need.budget_max_fen if need.budget_max_fen is not None else need.budget_min_fen,
        },
    )


def field_paths(fields: Sequence[str], technologies: Sequence[str]) -> tuple[str, ...]:
    """Fields and key technologies as paths of the tree."""
    paths = [f"{parent}/{code}" for code in technologies if (parent := taxonomy.field_of(code))]
    return tuple(dict.fromkeys([*fields, *paths]))
