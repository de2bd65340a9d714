"""The sections of the lexicon as lists and single entries, for pages, programs and commands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, or_, select

from marketplace.core import audit
from marketplace.core.paging import Page, paginate
from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.lexicon.errors import UnknownWord
from marketplace.lexicon.models import SECTIONS, SynonymTerm
from marketplace.lexicon.policy import LEXICON
from search.analysis.terms import is_latin

# What an entry of a section says; the first name is what people look for.
FIELDS: dict[str, tuple[str, ...]] = {
    "synonyms": ("term", "group", "kind", "lang", "source"),
    "words": ("term", "weight", "source"),
    "stop_terms": ("term", "lang", "source"),
    "pairs": ("zh", "en", "count", "weight", "source"),
}
TERMS = ("term", "zh", "en")  # the fields that hold words of the search itself
SEARCHED: dict[str, tuple[str, ...]] = {
    "synonyms": ("term", "group"), "words": ("term",), "stop_terms": ("term",), "pairs": ("zh", "en"),
}  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One row; `values` by the names of FIELDS."""

    section: str
    public_id: str
    version: int
    retired: bool
    edited: bool
    values: dict[str, Any]

    @property
    def heading(self) -> Text:
        """Its name as a text of its language, so that pages can mark it."""
        return worded(self.name)

    @property
    def shown(self) -> list[Any]:
        """The values in order, terms as texts of their language."""
        return [worded(value) if name in TERMS else value for name, value in self.values.items()]

    @property
    def name(self) -> str:
        """What the entry is about, for headings and messages."""
        return str(self.values["zh"] if self.section == "pairs" else self.values["term"])


def worded(term: str) -> Text:
    """A term as a text of the language it is written in."""
    return Text(None, term) if is_latin(term) else Text(term, None)


def entries(
    actor: Actor, section: str, *, q: str = "", kind: str = "", retired: bool = False, page: int = 1, size: int = 50
) -> Page[Entry]:
    """One page of a section in the order of its terms. Raises UnknownWord for a section that does not exist."""
    LEXICON.check(actor, "view", None)
    model = _model(section)
    query: Select[Any] = select(model).where(model.retired.is_(retired))
    if q:
        pattern = "%" + q.lower().replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + "%"
        query = query.where(or_(*(func.lower(getattr(model, name)).like(pattern) for name in SEARCHED[section])))
    if kind and section == "synonyms":
        query = query.where(model.kind == kind)
    order = ("group", "term") if section == "synonyms" else FIELDS[section][:2]
    query = query.order_by(*(getattr(model, name) for name in order), model.id)
    return paginate(query, page, size, lambda row: as_entry(section, row))


def entry(actor: Actor, section: str, public_id: str) -> Entry:
    """One entry as it is stored now. Raises UnknownWord."""
    LEXICON.check(actor, "view", None)
    model = _model(section)
    row = session().scalar(select(model).where(model.public_id == public_id))
    if row is None:
        raise UnknownWord()
    return as_entry(section, row)


def groups(actor: Actor) -> list[str]:
    """The names of the groups of synonyms in use, for who adds a term to one."""
    LEXICON.check(actor, "view", None)
    query = select(SynonymTerm.group).where(SynonymTerm.retired.is_(False)).distinct()
    return list(session().scalars(query.order_by(SynonymTerm.group)))


def stands_alone(entry: Entry) -> bool:
    """Whether a synonym is the only term of its group in use, so that it stands for nothing yet."""
    if entry.section != "synonyms" or entry.retired:
        return False
    of_group = SynonymTerm.group == entry.values["group"], SynonymTerm.retired.is_(False)
    return session().scalar(select(func.count()).where(*of_group)) == 1


def section_sizes(actor: Actor) -> dict[str, int]:
    """How many entries of each section are in use."""
    LEXICON.check(actor, "view", None)
    counts = [
        select(func.count()).select_from(model).where(model.retired.is_(False)).scalar_subquery().label(section)
        for section, model in SECTIONS.items()
    ]
    return dict(session().execute(select(*counts)).one()._mapping)


def history(public_id: str) -> Sequence[audit.EventView]:
    """What was changed about an entry, newest first; staff only."""
    return audit.timeline(f"lexicon:{public_id}", visibilities=("public", "parties", "staff"))


def as_entry(section: str, row: Any) -> Entry:
    """The record of a stored row."""
    values = {name: getattr(row, name) for name in FIELDS[section]}
    return Entry(section, row.public_id, row.version, row.retired, row.edited, values)


def _model(section: str) -> Any:
    if section not in SECTIONS:
        raise UnknownWord()
    return SECTIONS[section]
