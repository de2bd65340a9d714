"""Reading the lexicon: its sections as lists, and the words as the search uses them."""

from marketplace.lexicon.queries.rows import KIND_LABELS, Entry, entries, entry, history
from marketplace.lexicon.queries.snapshot import Draft, current, dictionary, with_draft

__all__ = [
    "KIND_LABELS",
    "Draft",
    "Entry",
    "current",
    "dictionary",
    "entries",
    "entry",
    "history",
    "with_draft",
]
