"""Rows of the result list as this reader may see them now, read from the database."""

from __future__ import annotations

import re
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
_MARKED = re.compile("<mark>(.*?)</mark>")
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
    marked_owner: Markup  # empty for an organisation
    snippet: Markup
    published_at: datetime | None
    found_in: str = ""  # name of the attachment the snippet comes from
    under_agreement: bool = False  # the snippet is confidential: only an agreement opens that attachment to others
    reason: Reason | None = None  # why it is here without having the words

    @property
    def demo(self) -> bool:
        """Whether the record is made up for the demonstration."""
        return bool(self.card.demo)

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


def with_attachments(
    actor: Actor, rows: list[Row], wanted: highlight.Marks, confidential: Collection[str] = ()
) -> list[Row]:
    """Rows whose title and text show no mark get the passage of an attachment that holds the words.

    `confidential` are names of rows that a file under agreement was found for: they show its passage, and are left
    out where this reader may not read such a file of theirs, whatever the index still says.
    """
    listed = [row for row in rows if row.kind == "listing" and row.card.has_attachments]
    asked = [row.public_id for row in listed if row.name in confidential or (wanted and not row.is_marked)]
    texts = listings.attachment_texts(actor, asked) if asked else {}
    shown = []
    for row in rows:
        found = texts.get(row.public_id, [])
        if row.name not in confidential:
            shown.append(_passage(row, found, wanted))
        elif found := [text for text in found if text.under_agreement]:
            shown.append(_passage(row, found, wanted, is_certain=True))
    return shown


def _passage(
    row: Row, texts: Iterable[listings.AttachmentText], wanted: highlight.Marks, *, is_certain: bool = False
) -> Row:
    """The row with the passage that has marks: the first, or of texts that certainly have the words the fullest."""
    snippets = ((text, Markup(highlight.snippet(text.content, wanted))) for text in texts)  # noqa: S704 (escaped there)
    best = (
        max(snippets, key=lambda pair: sum(map(len, _MARKED.findall(pair[1]))), default=None)
        if is_certain
        else next((pair for pair in snippets if "<mark>" in pair[1]), None)
    )
    if best is None:
        return row
    text, snippet = best
    return replace(row, snippet=snippet, found_in=text.name, under_agreement=text.under_agreement)


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


def _row(
    kind: str,
    card: Any,
    title: Text,
    body: Text,
    published_at: datetime | None,
    wanted: highlight.Marks,
    owner: Text | None = None,
) -> Row:
    """The row with marks on the original text."""
    body = Text(_running(body.zh, "。", ""), _running(body.en, ".", " "))
    shown = body.pick(lang())
    # The highlighter escapes what it is given.
    snippet = Markup(highlight.snippet(shown, wanted)) if wanted else escape(_short(shown))  # noqa: S704
    return Row(
        f"{kind}:{card.public_id}",
        kind,
        card.public_id,
        title,
        body,
        card,
        _marked(title, wanted),
        _marked(owner, wanted) if owner else Markup(),
        spoken(snippet, body.language(lang())),
        published_at,
    )


def _marked(text: Text, wanted: highlight.Marks) -> Markup:
    shown = text.pick(lang())
    marked = Markup(highlight.highlight(shown, wanted)) if wanted else escape(shown)  # noqa: S704 (escaped there)
    return spoken(marked, text.language(lang()))


def _short(text: str) -> str:
    return text[:SHORT] + ("…" if len(text) > SHORT else "")


def _listings(_actor: Actor, public_ids: list[str], wanted: highlight.Marks) -> list[Row]:
    cards = listings.cards(public_ids).values()
    return [_row("listing", card, card.title, card.body, card.published_at, wanted, card.owner_name) for card in cards]


def _needs(actor: Actor, public_ids: list[str], wanted: highlight.Marks) -> list[Row]:
    cards = needs.summaries_by_public_id(public_ids, actor)
    return [
        _row("need", card, card.title, card.body, card.published_at, wanted, card.owner_shown)
        for card in cards
        if card.state in OPEN
    ]


def _organisations(_actor: Actor, public_ids: list[str], wanted: highlight.Marks) -> list[Row]:
    cards = accounts.organisation_cards_by_public_id(public_ids)
    return [_row("organisation", card, card.name, card.description, card.created_at, wanted) for card in cards]
