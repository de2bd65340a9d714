"""The words as the search uses them: one copy per process, each part read again when its stamp has moved."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from marketplace.core.indexing import Words
from marketplace.core.unit import SessionFactory, session
from marketplace.lexicon.models import SECTIONS, DomainWord, LexiconStamp
from search.analysis.lexicon import Lexicon
from search.analysis.synonyms import Synonym, Synonyms
from search.analysis.terms import key
from search.analysis.translation import Pair, Translation

CHECK_SECONDS = 2.0  # how long a process may go on with the words from before a change
CHANGED = "lexicon_changed"
PARTS = ("synonyms", "stop_terms", "pairs")  # the words of the dictionary live in the index, not here


@dataclass(frozen=True)
class Draft:
    """A row as it would be: `values` of a section's fields (None = retired) in place of the row `public_id`."""

    section: str
    values: Mapping[str, Any] | None
    public_id: str | None = None


class _Kept:
    """The process's copy, the stamps it was read at, and when it was last known to be current."""

    lexicon: Lexicon = Lexicon()
    stamps: Mapping[str, int] | None = None
    checked_at: float = 0.0
    lock = threading.Lock()


def current(words: Words) -> Lexicon:
    """The lexicon as the database holds it; `words` cuts Chinese terms as the index does."""
    if session().info.get(CHANGED):  # a change that is not committed is shared with nobody
        return _read(set(PARTS), _Kept.lexicon, words)
    if time.monotonic() - _Kept.checked_at < CHECK_SECONDS and _Kept.stamps is not None:
        return _Kept.lexicon
    with _Kept.lock:
        stamps, known = _stamps(), _Kept.stamps or {}
        if moved := {name for name in PARTS if stamps[name] != known.get(name)}:
            _Kept.lexicon = _read(moved, _Kept.lexicon, words)
        _Kept.stamps = stamps
        _Kept.checked_at = time.monotonic()
    return _Kept.lexicon


def mark_changed() -> None:
    """Called by the service after it wrote: this unit reads its own view until it ends."""
    session().info[CHANGED] = True


def forget() -> None:
    """Ask for the stamps again at the next question."""
    _Kept.checked_at = 0.0


@event.listens_for(SessionFactory, "after_commit")
@event.listens_for(SessionFactory, "after_rollback")
def _unit_ended(opened: Session) -> None:
    if opened.info.pop(CHANGED, False):
        forget()


def _stamps() -> dict[str, int]:
    rows = session().execute(select(LexiconStamp.section, LexiconStamp.number))
    return dict.fromkeys(SECTIONS, 0) | {row.section: row.number for row in rows}


def _read(moved: set[str], old: Lexicon, words: Words, draft: Draft | None = None) -> Lexicon:
    return Lexicon(
        synonyms=_synonyms(draft) if "synonyms" in moved else old.synonyms,
        translation=_translation(words, draft) if "pairs" in moved else old.translation,
        stop_terms=_stop_terms(draft) if "stop_terms" in moved else old.stop_terms,
    )


def with_draft(draft: Draft, words: Words) -> Lexicon:
    """The lexicon as it would be with one row added, changed or retired."""
    return _read({draft.section}, current(words), words, draft)


def _rows(section: str, columns: Iterable[str], draft: Draft | None) -> Iterator[Mapping[str, Any]]:
    model: Any = SECTIONS[section]
    names = list(columns)
    query = select(*(getattr(model, name) for name in names)).where(model.retired.is_(False)).order_by(model.id)
    mine = draft if draft is not None and draft.section == section else None
    if mine and mine.public_id:
        query = query.where(model.public_id != mine.public_id)
    for row in session().execute(query):
        yield dict(zip(names, row, strict=True))
    if mine and mine.values is not None:
        yield mine.values


def _synonyms(draft: Draft | None) -> Synonyms:
    rows = _rows("synonyms", ("group", "term", "kind"), draft)
    return Synonyms(Synonym(row["group"], row["term"], row["kind"]) for row in rows)


def _translation(words: Words, draft: Draft | None) -> Translation:
    rows = _rows("pairs", ("zh", "en", "count", "weight"), draft)
    pairs = (Pair(row["zh"], row["en"], row["count"], row["weight"]) for row in rows)
    return Translation(pairs, words)


def _stop_terms(draft: Draft | None) -> frozenset[str]:
    return frozenset(key(row["term"]) for row in _rows("stop_terms", ("term",), draft))


def dictionary(opened: Session, draft: Draft | None = None) -> Iterator[tuple[str, str]]:
    """(term, source) of the words the segmenter must know."""
    query = select(DomainWord.term, DomainWord.public_id).where(DomainWord.retired.is_(False))
    for row in opened.execute(query):
        if draft is None or row.public_id != draft.public_id:
            yield row.term, "lexicon"
    if draft is not None and draft.values is not None:
        yield str(draft.values["term"]), "lexicon"
