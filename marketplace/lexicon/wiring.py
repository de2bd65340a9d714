"""What the lexicon gives the search: words for the segmenter, and what widens a question."""

from __future__ import annotations

from flask import Flask

from marketplace.core import indexing, outbox
from marketplace.lexicon import queries


def wire(app: Flask) -> None:
    """Supply the index with the words of the domain and the searcher with synonyms, translations, stop terms."""
    indexing.supply_lexicon(queries.current)
    if queries.dictionary not in outbox.DICTIONARY:
        outbox.DICTIONARY.append(queries.dictionary)
