"""Rows of the result list as this reader may see them now, read from the database."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from markupsafe import Markup, escape

from marketplace.accounts import queries as accounts
from marketplace.core.i18n import lang
from marketplace.core.markup import spoken
from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.discovery.queries.records import by_kind
from marketplace.listings import queries as listings
from marketplace.needs import queries as needs
from marketplace.needs.queries import OPEN
from search.analysis import Analysis, highlight
from search.semantic.reason import Reason, reason

STOPS = "。！？；：.!?;:…"
SHORT = 160  # characters of a snippet that shows no finds


@dataclass(frozen=True)
class Row:
    """One result: its card, and title and snippet with the words of the question marked."""

    name: str
    kind: str
    public_id: str
    title: Text
    body: Text
    card: Any
    marked_title: Markup
    snippet: Markup
    published_at: datetime | None
    found_in: str = ""  # name of the attachment the snippet comes from
    reason: Reason | None = None  # why it is here without having the words

    @property
    def is_marked(self) -> bool:
        """Whether title or snippet show why the row was found."""
        return "<mark>" in self.marked_title or "<mark>" in self.snippet


def with_reasons(rows: list[Row], by_meaning: Collection[str], question: str, analysis: Analysis) -> list[Row]:
    """Rows found by meaning alone say what in them is closest to the question."""
    return [
        replace(row, reason=reason(question, row.title.pick(lang()), row.body.pick(lang()), analysis))
        if row.name in by_meaning
        else row
        for row in rows
    ]


def with_attachments(actor: Actor, rows: list[Row], wanted: highlight.Marks) -> list[Row]:
    """Rows whose title and text show no mark get the passage of an attachment that holds the words."""
    listed = [row for row in rows if row.kind == "listing" and row.card.has_attachments] if wanted else []
    unexplained = [row.public_id for row in listed if not row.is_marked]
    texts = listings.attachment_texts(actor, unexplained) if unexplained else {}
    return [_passage(row, texts[row.public_id], wanted) if row.public_id in texts else row for row in rows]


def _passage(row: Row, texts: Iterable[listings.AttachmentText], wanted: highlight.Marks) -> Row:
    for text in texts:
        snippet = Markup(highlight.snippet(text.content, wanted))  # noqa: S704 (escaped by the highlighter)
        if "<mark>" in snippet:
            return replace(row, snippet=snippet, found_in=text.name)
    return row


def rows_of(actor: Actor, names: Iterable[str], wanted: highlight.Marks = highlight.NOTHING) -> Mapping[str, Row]:
    """Rows by document id; what this reader may not find any more is left out. One query per kind."""
    readers = {"listing": _listings, "need": _needs, "organisation": _organisations}
    rows: dict[str, Row] = {}
    for kind, public_ids in by_kind(names).items():
        rows |= {row.name: row for row in readers[kind](actor, public_ids, wanted)}
    return rows


def _running(text: str | None, stop: str, blank: str) -> str | None:
    """Entries of several fields as one running text: each ends with a stop before the next begins.

    What stands in another entry word for word, as a summary that was taken from the text, is said once.
    """
    entries = list(dict.fromkeys(part.strip() for part in (text or "").split("\n") if part.strip()))
    parts = [one for one in entries if not any(one != other and one.rstrip(STOPS) in other for other in entries)]
    stopped = [part if part[-1] in STOPS else part + stop for part in parts[:-1]] + parts[-1:]
    return blank.join(stopped) or None


def _row(kind: str, card: Any, title: Text, body: Text, published_at: datetime | None, wanted: highlight.Marks) -> Row:
    """The row with marks on the original text."""
    body = Text(_running(body.zh, "。", ""), _running(body.en, ".", " "))
    heading, shown = title.pick(lang()), body.pick(lang())
    # The highlighter escapes what it is given.
    marked = Markup(highlight.highlight(heading, wanted)) if wanted else escape(heading)  # noqa: S704
    snippet = Markup(highlight.snippet(shown, wanted)) if wanted else escape(_short(shown))  # noqa: S704
    return Row(
        f"{kind}:{card.public_id}",
        kind,
        card.public_id,
        title,
        body,
        card,
        spoken(marked, title.language(lang())),
        spoken(snippet, body.language(lang())),
        published_at,
    )


def _short(text: str) -> str:
    return text[:SHORT] + ("…" if len(text) > SHORT else "")


def _listings(_actor: Actor, public_ids: list[str], wanted: highlight.Marks) -> list[Row]:
    cards = listings.cards(public_ids).values()
    return [_row("listing", card, card.title, card.body, card.published_at, wanted) for card in cards]


def _needs(actor: Actor, public_ids: list[str], wanted: highlight.Marks) -> list[Row]:
    cards = needs.summaries_by_public_id(public_ids, actor)
    return [
        _row("need", card, card.title, card.body, card.published_at, wanted) for card in cards if card.state in OPEN
    ]


def _organisations(_actor: Actor, public_ids: list[str], wanted: highlight.Marks) -> list[Row]:
    cards = accounts.organisation_cards_by_public_id(public_ids)
    return [_row("organisation", card, card.name, card.description, card.created_at, wanted) for card in cards]
