"""The advanced form: the question of the box as entries, and the address of the question the entries make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import url_for

from marketplace.core.i18n import _, lang
from search import Query, urls
from search.builder import Entries, addressable, compose, take_apart
from search.fields import Ident
from search.index import Index

WORDS, PHRASES, WITHOUT = "words", "phrases", "without"
IN = "in_"  # before the name of a field


@dataclass(frozen=True)
class Entry:
    """One line of the form; `prefix` is what the box calls the field."""

    name: str
    label: str
    value: str
    hint: str
    prefix: str = ""


@dataclass(frozen=True)
class Builder:
    """The form: its lines, and filters of the question that go along unseen.

    `is_open` when it says something more clearly than the box: of one number, field or phrase it would only push the
    results off the first screen.
    """

    entries: Sequence[Entry]
    kept: Sequence[tuple[str, str]]
    is_open: bool


def builder(query: Query, index: Index) -> Builder:
    """The form filled with a question."""
    parts = take_apart(query.text, index, last=lang() == "en")
    common = [
        Entry(WORDS, _("All of these words"), parts.words, ""),
        Entry(PHRASES, _("Exactly this phrase"), parts.phrases, _("Separate several phrases with semicolons.")),
        Entry(WITHOUT, _("None of these words"), parts.without, ""),
    ]
    addressed = [
        Entry(
            IN + spec.name,
            _("Number or IPC symbol") if isinstance(spec, Ident) else _("In: %(field)s", field=spec.label),
            parts.fields.get(spec.name, ""),
            _("Separate several numbers with semicolons.") if isinstance(spec, Ident) else "",
            spec.prefixes[-1 if lang() == "en" else 0],
        )
        for spec in addressable(index)
    ]
    kept = [(name, value) for name, value in urls.dump(query, index) if name not in ("q", "page")]
    special = [parts.phrases, parts.without, *parts.fields.values()]
    return Builder([*common, *addressed], kept, is_open=sum(map(bool, special)) > 1)


def composed(values: Mapping[str, str], pairs: Sequence[tuple[str, str]], index: Index) -> str:
    """The address of the results page for what was entered; all other pairs are kept as they are."""
    fields = {spec.name: values.get(IN + spec.name, "") for spec in addressable(index)}
    entries = Entries(values.get(WORDS, ""), values.get(PHRASES, ""), values.get(WITHOUT, ""), fields)
    box = compose(entries, index, last=lang() == "en")
    own = {WORDS, PHRASES, WITHOUT, "q", "page", *(IN + name for name in fields)}
    along: list[tuple[str, Any]] = [("q", box)] if box else []
    along += [pair for pair in pairs if pair[0] not in own]
    return url_for("discovery.search") + (f"?{urlencode(along)}" if along else "")
