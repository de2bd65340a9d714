"""Reading the lexicon: its sections as lists, and the words as the search uses them."""

from marketplace.lexicon.queries.rows import FIELDS, Entry, entries, entry, groups, history, section_sizes, stands_alone
from marketplace.lexicon.queries.snapshot import Draft, current, dictionary, with_draft

__all__ = [
    "FIELDS",
    "Draft",
    "Entry",
    "current",
    "dictionary",
    "entries",
    "entry",
    "groups",
    "history",
    "section_sizes",
    "stands_alone",
    "with_draft",
]
