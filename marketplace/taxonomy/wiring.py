"""What the vocabulary gives the rest: labels for templates and lower nouns, and its words for the search."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from marketplace.accounts.schemas import vocabulary
from marketplace.core import audit, outbox, searchable
from marketplace.core.filter_words import Codes
from marketplace.core.i18n import l_
from marketplace.core.text import Text
from marketplace.taxonomy import queries

# Chinese labels of these tables are words an engineer may type; one-character labels say nothing.
_WORDS = text(
    "SELECT label_zh AS term, 'field' AS source FROM taxonomy_field"
    " UNION SELECT label_zh, 'key_technology' FROM taxonomy_key_technology"
    " UNION SELECT label_zh, 'green_class' FROM taxonomy_green_class"
)

EVENTS: dict[str, Any] = {
    "taxonomy.loaded": l_("Vocabulary loaded"),
    "rule.revised": l_("Rule corrected"),
    "rule.ended": l_("Value ended"),
    "rule.succeeded": l_("New value set"),
    "rule.changed": l_("Changed by a release of the vocabulary"),
}


def wire(app: Flask) -> None:
    """Give templates `label` and `choices`, accounts its lists, and the search analysis the words of the domain."""
    audit.name_kinds(EVENTS)
    app.jinja_env.globals.update(label=queries.label, choices=queries.choices)
    vocabulary.supply(queries.choices, queries.label)
    searchable.list_values("field", Codes(field_label, has_field))
    searchable.list_values("city", queries.listed("region"))
    if words not in outbox.DICTIONARY:
        outbox.DICTIONARY.append(words)


def field_label(path: str) -> Text:
    """The label of a field, or of a key technology below it (`hydrogen/hydrogen.02`)."""
    field, _slash, technology = path.partition("/")
    return queries.label("key_technology", technology) if technology else queries.label("field", field)


def has_field(path: str) -> bool:
    """Whether there is such a field, or such a key technology of the field above it."""
    field, _slash, technology = path.partition("/")
    return queries.field_of(technology) == field if technology else queries.code("field", field) is not None


def words(opened: Session) -> Iterator[tuple[str, str]]:
    """Terms of the vocabulary with their source."""
    for row in opened.execute(_WORDS):
        if row.term and 2 <= len(row.term) <= 16:
            yield row.term, row.source
