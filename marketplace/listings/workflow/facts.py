"""What the guards of a listing look at: its content and what is known around it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from marketplace.core.text import Text

TEXTS = (
    "title", "summary", "problem", "incumbent", "solution", "no_figures_reason", "maturity_evidence",
    "missing_to_scale", "pilot_need", "terms_note", "funding_source",
)  # fmt: skip
PART_TEXTS = {
    "figures": ("metric", "condition", "evidence_note"),
    "benefits": ("functional_unit", "baseline", "verifier"),
    "patents": ("title",),
    "completers": ("contribution",),
    "attachments": ("caption",),
}


@dataclass(frozen=True)
class Patent:
    """What the rules read of one patent; `phase` is the phase of its status (pending, in_force, ended …)."""

    number: str
    phase: str | None
    status_as_of: date | None

    @property
    def granted(self) -> bool:
        """Whether it may be called a patent now (advertising law, art. 12)."""
        return self.phase in ("in_force", "suspended")


@dataclass(frozen=True)
class ListingFacts:
    """Facts about one listing at one moment; `content` is keyed like schemas.ContentSchema."""

    kind: str
    content: Mapping[str, Any]
    today: date
    patents: tuple[Patent, ...] = ()
    owner_verified: bool = False
    status_age_days: int = 30
    duplicates: tuple[str, ...] = ()
    export_class: str | None = None
    reviewer_name: str | None = None
    claimed_by_other: bool = False
    acts_for_owner: bool = False
    reviewed_recently: bool = True
    hold_cause: str | None = None
    clearance: str | None = None

    def public_texts(self) -> Iterator[tuple[str, str]]:
        """(field, text) of everything a stranger will read, in both languages."""
        for name in TEXTS:
            yield from ((name, text) for text in _parts(self.content.get(name)))
        yield from (("keywords", word) for word in self.content.get("keywords") or ())
        for part, names in PART_TEXTS.items():
            for row in self.content.get(part) or ():
                yield from ((part, text) for name in names for text in _parts(row.get(name)))


def _parts(value: Any) -> Iterator[str]:
    if isinstance(value, Text):
        yield from (text for text in (value.zh, value.en) if text)
    elif value:
        yield str(value)
