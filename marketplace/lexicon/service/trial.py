"""The dry run of an edit: which questions would be answered otherwise, and how.

Asked are the packaged questions, the terms of the entry themselves, and a question of the editor's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from marketplace.core import indexing
from marketplace.core.errors import Invalid
from marketplace.core.i18n import l_
from marketplace.core.ids import is_public_id
from marketplace.core.policy import Actor
from marketplace.core.unit import session
from marketplace.lexicon.models import SECTIONS
from marketplace.lexicon.policy import LEXICON
from marketplace.lexicon.queries.rows import TERMS, as_entry
from marketplace.lexicon.queries.snapshot import Draft, current, dictionary, with_draft
from marketplace.lexicon.service import seeds
from search import Query, Searcher, SearchUnavailable
from search.analysis import Analysis
from search.analysis.lexicon import Lexicon
from search.box import parse_box
from search.planner import plan
from search.results import Results

TOP = 10


@dataclass(frozen=True)
class Change:
    """A question whose first ten would change: document ids that come in, that fall out, and how many move."""

    question: seeds.Question
    total_before: int
    total_after: int
    entered: tuple[str, ...]
    left: tuple[str, ...]
    moved: int


@dataclass(frozen=True)
class Recut:
    """A question that would be cut into other words."""

    question: seeds.Question
    before: str
    after: str


@dataclass(frozen=True)
class Trial:
    """What an edit would do to `asked` questions; `answered` is false when the engine is away.

    `touched` are questions that would be asked otherwise, `changes` those whose first ten differ.
    """

    asked: int
    touched: int
    changes: tuple[Change, ...] = ()
    recuts: tuple[Recut, ...] = ()
    answered: bool = True


def try_out(actor: Actor, draft: Draft, *, own: str | None = None) -> Trial:
    """Ask questions with and without the draft, `own` among them; nothing is written.

    Raises Forbidden, or Invalid when the draft stands for no entry of its section.
    """
    LEXICON.check(actor, "edit", None)
    stored = _stored(draft)
    questions = _questions(draft, stored, own)
    if draft.section == "words":
        recuts = tuple(_recuts(questions, draft))
        return Trial(len(questions), len(recuts), recuts=recuts)
    analysis = indexing.backend().analysis
    old, new = current(indexing.words), with_draft(draft, indexing.words)
    touched = [question for question in questions if _plan(question, old, analysis) != _plan(question, new, analysis)]
    try:
        changes = tuple(_changes(touched, old, new))
    except SearchUnavailable:
        return Trial(len(questions), len(touched), answered=False)
    return Trial(len(questions), len(touched), changes)


def _stored(draft: Draft) -> Mapping[str, Any]:
    """The values of the entry the draft stands for; none for a new one."""
    if draft.public_id is None:
        if draft.values is None:
            raise Invalid(fields={"public_id": [l_("This entry is needed.")]})
        return {}
    model: Any = SECTIONS[draft.section]
    query = select(model).where(model.public_id == draft.public_id)
    row = session().scalar(query) if is_public_id(draft.public_id) else None
    if row is None:
        raise Invalid(fields={"public_id": [l_("This section has no entry with this id.")]})
    return as_entry(draft.section, row).values


def _questions(draft: Draft, stored: Mapping[str, Any], own: str | None) -> list[seeds.Question]:
    """The terms come first: a sample may hold none of them, and then the run would say that nothing changes."""
    terms = [values[name] for values in (stored, draft.values or {}) for name in TERMS if name in values]
    asked = dict.fromkeys(text for text in (own, *terms) if text)
    return [*(seeds.Question("", text) for text in asked), *(q for q in seeds.questions() if q.text not in asked)]


def _query(question: seeds.Question) -> Query:
    text = parse_box(question.text, indexing.declared())
    return Query(audience=frozenset({"public"}), text=text, kinds=("listing",), size=TOP)


def _plan(question: seeds.Question, lexicon: Lexicon, analysis: Analysis) -> object:
    return plan(_query(question), indexing.declared(), analysis, lexicon)


def _changes(questions: Iterable[seeds.Question], old: Lexicon, new: Lexicon) -> Iterator[Change]:
    searchers = [Searcher(indexing.backend(), slots=1, lexicon=lexicon) for lexicon in (old, new)]
    try:
        for question in questions:
            before, after = (searcher.search(_query(question)) for searcher in searchers)
            if change := _compared(question, before, after):
                yield change
    finally:
        for searcher in searchers:
            searcher.close()


def _compared(question: seeds.Question, before: Results, after: Results) -> Change | None:
    was, now = [hit.id for hit in before.hits], [hit.id for hit in after.hits]
    if was == now and before.total == after.total:
        return None
    return Change(
        question=question,
        total_before=before.total,
        total_after=after.total,
        entered=tuple(name for name in now if name not in was),
        left=tuple(name for name in was if name not in now),
        moved=sum(name in was and was.index(name) != place for place, name in enumerate(now)),
    )


def _recuts(questions: Iterable[seeds.Question], draft: Draft) -> Iterator[Recut]:
    present = indexing.analysis()
    mine = set(dictionary(session()))
    drafted = Analysis([*(set(present.dictionary) - mine), *dictionary(session(), draft)])
    for question in questions:
        before, after = (_shown(analysis, question.text) for analysis in (present, drafted))
        if before != after:
            yield Recut(question, before, after)


def _shown(analysis: Analysis, text: str) -> str:
    return " ".join(
        " | ".join(token for stretch in analysis.cut(chunk).stretches for token in stretch) for chunk in text.split()
    )
