"""Texts of records as files hold them: summary and running text, each entry in the reader's language or the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from marketplace.core.i18n import lang
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.listings.models import Listing
from marketplace.needs.models import Need

# Table of a kind, its entry that stands alone, and those that make up the text, in the order of its page.
_ENTRIES: Mapping[str, tuple[Any, Sequence[Any]]] = {
    "listing": (
        Listing,
        (Listing.summary, Listing.problem, Listing.incumbent, Listing.solution, Listing.missing_to_scale,
         Listing.pilot_need),
    ),
    "need": (Need, (Need.process, Need.problem, Need.limits, Need.tried)),
}  # fmt: skip


@dataclass(frozen=True)
class Written:
    """What is written in a record beside its title; empty where nothing is."""

    summary: str = ""
    text: str = ""


def written(kind: str, public_ids: Sequence[str]) -> dict[str, Written]:
    """The texts of listings or needs by public id, in one query; other kinds have none here."""
    if kind not in _ENTRIES or not public_ids:
        return {}
    table, entries = _ENTRIES[kind]
    query = select(table.public_id, *entries).where(table.public_id.in_(public_ids))
    found = {}
    for public_id, *texts in session().execute(query):
        summary = texts.pop(0) if kind == "listing" else None
        found[public_id] = Written(summary.pick(lang()) if summary else "", running(texts))
    return found


def running(texts: Iterable[Text | None]) -> str:
    """One entry per line; what another entry says word for word is said once."""
    parts = list(dict.fromkeys(said for text in texts if text and (said := text.pick(lang()).strip())))
    return "\n".join(part for part in parts if not any(part != other and part in other for other in parts))
