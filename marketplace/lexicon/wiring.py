"""What the lexicon gives the search: words for the segmenter, and what widens a question."""

from __future__ import annotations

from typing import Any

from flask import Flask

from marketplace.core import audit, indexing, outbox
from marketplace.core.i18n import l_
from marketplace.lexicon import queries

EVENTS: dict[str, Any] = {
    "lexicon.loaded": l_("Packaged words loaded"),
    "lexicon.added": l_("Entry added"),
    "lexicon.edited": l_("Entry changed"),
    "lexicon.retired": l_("Taken out of use"),
    "lexicon.restored": l_("Brought back into use"),
}


def wire(app: Flask) -> None:
    """Name events; supply the index with words of the domain, the searcher with synonyms, translations, stop terms."""
    audit.name_kinds(EVENTS)
    indexing.supply_lexicon(queries.current)
    if queries.dictionary not in outbox.DICTIONARY:
        outbox.DICTIONARY.append(queries.dictionary)
