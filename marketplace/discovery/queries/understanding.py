"""How the question was understood, in words: what else was searched, recognised, taken literally or left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from marketplace.core.http import lang
from marketplace.core.i18n import _
from marketplace.core.templating import local
from marketplace.core.text import Text
from marketplace.discovery.queries.frame import address
from search import Query, Results
from search.analysis.lexicon import WIDENED
from search.analysis.normalise import normalise, normalise_with_offsets
from search.analysis.terms import is_latin
from search.box import parse_box
from search.index import Index
from search.query import Notice

BY_LEXICON = (*WIDENED, "kept_apart")  # what a question for the exact words leaves undone


@dataclass(frozen=True)
class Chip:
    """One thing that was understood: its code, the words it is about, what was added, and the sentence.

    `only_url` asks for these words exactly and leaves the rest of the question as wide as it is.
    """

    code: str
    words: str
    others: Sequence[str]
    sentence: Markup
    only_url: str | None = None

    @property
    def text(self) -> str:
        """The sentence without the marks of language."""
        return self.sentence.striptags()


@dataclass(frozen=True)
class Understanding:
    """All of it; `exact_url` asks for the exact words only, `wide_url` for words of the same meaning too."""

    chips: Sequence[Chip]
    exact_url: str | None
    wide_url: str | None


def understanding(query: Query, index: Index, results: Results | None) -> Understanding:
    """What the page says about a question; nothing without an engine."""
    chips = chips_of(query, index, results)
    if len({chip.words for chip in chips if chip.code in WIDENED}) > 1:
        chips = [replace(chip, only_url=_only_url(query, index, chip)) for chip in chips]
    switched = address(replace(query, exact=not query.exact, page=1), index)
    is_more = any(chip.code in BY_LEXICON for chip in chips)
    return Understanding(
        chips=chips, exact_url=switched if is_more else None, wide_url=switched if query.exact and query.text else None
    )


def chips_of(query: Query, index: Index, results: Results | None) -> list[Chip]:
    """The chips of an answer, for the page and for programs; words of the question stand as they were typed."""
    notices = [_as_typed(notice, query.text.source) for notice in (results.understanding if results else ())]
    return [
        Chip(notice.code, notice.field if notice.code in BY_LEXICON else notice.value, _others(notice), sentence)
        for notice in notices
        if (sentence := _sentence(notice, index)) is not None
    ]


def _as_typed(notice: Notice, source: str) -> Notice:
    """Its words as they stand in the question, whatever the spelling; as they are where they do not."""
    normal, wanted = normalise_with_offsets(source), normalise(notice.field)
    place = normal.text.find(wanted)
    if notice.code not in BY_LEXICON or not wanted or place < 0:
        return notice
    begin, end = normal.span(place, place + len(wanted))
    return replace(notice, field=source[begin:end])


def _only_url(query: Query, index: Index, chip: Chip) -> str | None:
    """The question with the words of a chip in quotation marks; None where that would not be what was meant."""
    source, wanted = query.text.source, normalise(chip.words)
    if chip.code not in WIDENED or chip.words not in source:
        return None
    if any(wanted in normalise(part) for part in _signed_parts(query)):
        return None
    quoted = source.replace(chip.words, f' "{chip.words}" ', 1)
    return address(replace(query, text=parse_box(" ".join(quoted.split()), index), page=1), index)


def _signed_parts(query: Query) -> list[str]:
    """Parts of a question that have a sign already: quoted, excluded, or meant for one field."""
    return [part.text for part in query.text.clauses if part.kind != "word" or part.negated or part.field]


def _others(notice: Notice) -> list[str]:
    return notice.terms if notice.code in BY_LEXICON else []


def _sentence(notice: Notice, index: Index) -> Markup | None:
    spec = index.fields.get(notice.field)
    where: Any = spec.label if spec is not None else None
    sentences = {
        "expanded": _("“%(term)s” also matches %(others)s"),
        "translated": _("“%(term)s” also matches its translation %(others)s"),
        "kept_apart": _("left out: what is about %(others)s only, not “%(term)s”"),
        "identifier": _("%(kind)s recognised: %(number)s"),
        "phrase": _("%(field)s has exactly “%(words)s”") if where else _("exactly “%(words)s”"),
        "attachment_left_out": _("there was no time to look into files under agreement"),
        "excluded": _("%(field)s without “%(words)s”") if where else _("without “%(words)s”"),
    }
    if notice.code not in sentences:
        return None
    return Markup(sentences[notice.code]) % {  # noqa: S704 (a sentence of ours; what is filled in is escaped)
        "term": _marked(notice.field), "others": _listed(_others(notice)), "kind": _scheme(notice.field),
        "number": notice.value, "field": where, "words": _marked(notice.value),
    }  # fmt: skip


def _scheme(scheme: str) -> str:
    return {
        "application": _("Application number"),
        "publication": _("Publication number"),
        "ipc": _("IPC symbol"),
        "uscc": _("Unified social credit code"),
    }.get(scheme, _("Number"))


def _listed(terms: Sequence[str]) -> Markup:
    quoted = [Markup("“{}”").format(_marked(term)) for term in terms]
    return (Markup("、") if lang() == "zh" else Markup(", ")).join(quoted)


def _marked(term: str) -> Any:
    """The term, marked as Chinese or English where the page is in the other language."""
    return local(Text(None, term) if is_latin(term) else Text(term, None))
