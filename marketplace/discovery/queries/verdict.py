"""An explanation in sentences a person understands, and the names of its parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from marketplace.core.explaining import Explained
from marketplace.core.i18n import _, l_, ngettext
from marketplace.core.index_status import REBUILT
from search.analysis.lexicon import WIDENED
from search.explain import Account, Part
from search.index import Index
from search.semantic.meaning import MEANING

STEPS = {
    "all_words": l_("It has every word of the question."),
    "any_word": l_("It has some of the words of the question."),
    "exact": l_("It has the number or the phrase of the question."),
    "meaning": l_("It lacks words of the question, but has a passage that is close to it in meaning."),
    "attachment": l_("A file under agreement has every word of the question."),
    "browse": l_("The question has no words: everything that passes the filters is listed."),
}
FORMS = {
    "word": l_("word"),
    "phrase": l_("phrase"),
    "pair": l_("pair of characters"),
    "character": l_("character"),
    "stem": l_("English stem"),
    "code": l_("number or code"),
    "title": l_("whole title"),
    "literal": l_("question as written"),
}
QUEUE = {
    "none": l_("No change is waiting."),
    "waiting": l_("The newest change is still on its way to the index."),
    "refused": l_("The index refused the newest change."),
    "indexed": l_("The newest change was handed to the index."),
}
READERS = {"public": l_("any visitor"), "member": l_("member of a verified organisation"), "staff": l_("the centre")}
ONLY_SIGNS = l_("There is nothing to search for: the question has only signs, or operators such as OR.")
NO_INDEX = l_("There is no readable index now, so only the state of the record can be told. A rebuild makes one.")
UNAVAILABLE = l_("The search engine does not answer now, so only the state of the record can be told.")


@dataclass(frozen=True)
class PartRow:
    """A clause that gives points, as the table shows it."""

    field: str
    form: str
    text: str
    documents: int
    weight: float
    points: float | None


def verdict(told: Explained, index: Index) -> list[str]:
    """The reasons, the decisive one first."""
    return [str(sentence) for sentence in _reasons(told, index)]


def _reasons(told: Explained, index: Index) -> Iterator[object]:
    account = told.account
    if not told.is_findable:
        yield _("Nobody finds this record: it is not published, or not any more.")
    if account is None:
        yield NO_INDEX if told.unavailable in REBUILT else UNAVAILABLE
    elif account.place:
        yield _place(account)
        if account.found_by in STEPS:
            yield STEPS[account.found_by]
    elif told.is_findable:
        yield from _obstacles(account, index)
    if account is not None and account.is_current is False:
        yield _("The index holds another version of it than the database.")
    yield QUEUE[told.queued.state]


def _place(account: Account) -> str:
    """Its place; what meaning alone finds stands in the list beside the total."""
    if account.found_by == MEANING:
        return ngettext(
            "It stands at place %(place)s of the list, which holds more than the %(num)s result that the words find.",
            "It stands at place %(place)s of the list, which holds more than the %(num)s results that the words find.",
            account.total, place=account.place,
        )  # fmt: skip
    return _("It stands at place %(place)s of %(total)s results.", place=account.place, total=account.total)


def _obstacles(account: Account, index: Index) -> Iterator[object]:
    if not account.excluded_by:
        yield _("It is a result, but stands behind the first thousand.")
    for name in account.excluded_by:
        if name == "not_indexed":
            yield _("The index does not hold this record.")
        elif name == "deleted":
            yield _("The index remembers this record as withdrawn.")
        elif name == "kind":
            yield _("The question looks for another kind of record.")
        elif name == "audience":
            yield _("This reader may not find it.")
        elif name == "excluded":
            yield _("The question excludes something that stands in this record.")
        elif name == "match":
            lacking = " · ".join(wanted.text for wanted in account.wanted if not wanted.matched)
            yield ONLY_SIGNS if account.asks_nothing else _("It lacks: %(words)s", words=lacking or "—")
        else:
            yield _("The filter “%(filter)s” leaves it out.", filter=index.filter_field(name).label or name)


def expansions(account: Account) -> list[tuple[str, str]]:
    """Terms of the question and what else was searched for each."""
    return [(notice.field, _(", ").join(notice.terms)) for notice in account.understanding if notice.code in WIDENED]


def parts(account: Account, index: Index) -> Sequence[PartRow]:
    """The clauses, those that gave the most points first."""
    rows = sorted(account.parts, key=lambda part: (part.points is None, -(part.points or 0.0)))
    return [_row(part, index) for part in rows]


def _row(part: Part, index: Index) -> PartRow:
    spec = index.fields.get(part.field)
    return PartRow(
        field=str(spec.label if spec and spec.label else part.field), form=str(FORMS[part.form]), text=part.text,
        documents=part.documents, weight=part.weight, points=part.points,
    )  # fmt: skip
