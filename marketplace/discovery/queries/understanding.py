"""How the question was understood, in words: what else was searched, recognised, left out, or cannot be asked so."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from markupsafe import Markup

from marketplace.core.filter_words import takes
from marketplace.core.http import lang
from marketplace.core.i18n import _, l_
from marketplace.core.templating import local
from marketplace.core.text import Text
from marketplace.discovery.queries.frame import address
from search import Query, Results, urls
from search.analysis.lexicon import WIDENED
from search.analysis.normalise import normalise, normalise_with_offsets
from search.analysis.terms import is_latin
from search.box import MAX_BYTES, MAX_CHARACTERS, MAX_CLAUSES, parse_box
from search.builder import addressable, take_apart
from search.index import Index
from search.query import MAX_VALUES, MAX_VALUES_PER_FILTER, MAX_WINDOW, Notice

SCHEMES = {
    "application": l_("Application number"),
    "publication": l_("Publication number"),
    "ipc": l_("IPC symbol"),
    "uscc": l_("Unified social credit code"),
}
# What the page calls parts of an address that are no field.
CALLED = {
    "page": l_("Page number"),
    "size": l_("Results on a page"),
    "sort": l_("Order"),
    "kind": l_("Kind of results"),
}
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
    said = (*query.text.remarks, *(results.understanding if results else ()))
    notices = [_as_typed(notice, query, index) for notice in said]
    return [
        Chip(notice.code, notice.field if notice.code in BY_LEXICON else notice.value, _others(notice), sentence)
        for notice in notices
        if (sentence := _sentence(notice, index)) is not None
    ]


def told(notice: Notice, index: Index, *, refused: bool = False) -> str:
    """What the search library has to say of a question: the rule with its number, and what to do.

    `refused` when nothing was searched because of it: a program is told by the names of the address. Otherwise the
    rest of the question was searched, and a person reads what the page calls it.
    """
    cuts = {
        "text_cut": _("Only the first %(most)s characters of the question were searched. Shorten it.",
                      most=MAX_CHARACTERS),
        "too_many_terms": _("Only the first %(most)s words of the question were searched. Leave some of them out, so "
                            "that the last ones and their signs count too.", most=MAX_CLAUSES),
        "identifier_check": _("The check digit of %(value)s does not fit; the number was searched all the same.",
                              value=notice.value) if notice.field == "application" else
                            _("The kind letter of %(value)s does not go with its first digit (1: A, B, C; 2: U, Y; 3: "
                              "S, D); the number was searched all the same.", value=notice.value),
    }  # fmt: skip
    if notice.code in cuts:
        return cuts[notice.code]
    known = {parameter.name: parameter for parameter in urls.parameters(index)}
    if refused:
        return _rule(notice, notice.field, known)
    if notice.code == "unknown_key":
        return _("“%(field)s” is no part of a search and was left out.", field=notice.field)
    parameter = known.get(notice.field)
    called = str(parameter.spec.label if parameter and parameter.spec else CALLED.get(notice.field, notice.field))
    return _("Not applied: %(rule)s", rule=_rule(notice, called, known))


def _rule(notice: Notice, field: str, known: Mapping[str, urls.Parameter]) -> str:
    """The rule that a part of an address breaks, and the remedy; `field` is what the part is called."""
    value, parameter = notice.value, known.get(notice.field)
    low, _dots, high = value.partition("..")
    sentences = {
        "unknown_key": _("“%(field)s” is not a parameter of this search. There are: %(names)s.",
                         field=field, names=", ".join(known)),
        "bad_value": _("“%(value)s” is not a value of %(field)s. Give %(rule)s.",
                       value=value, field=field, rule=takes(parameter) if parameter else ""),
        "unknown_sort": _("There is no order called “%(value)s”. Choose one of: %(names)s.",
                          value=value, names=", ".join(known["sort"].choices)),
        "upside_down": _("%(field)s: the range from %(low)s to %(high)s ends before it begins. Give the smaller number "
                         "as its beginning.", field=field, low=low, high=high),
        "too_many_values": _("%(field)s has more than %(most)s values. Keep the %(most)s that matter most.",
                             field=field, most=MAX_VALUES_PER_FILTER),
        "too_many_in_all": _("%(field)s: all filters together have more than %(most)s values. Take some of them out.",
                             field=field, most=MAX_VALUES),
        "second_range": _("%(field)s: a filter can have one range from … to …. Leave the other one out.", field=field),
        "too_deep": _("Results are shown up to number %(most)s: page × size may not exceed it. Narrow the search.",
                      most=MAX_WINDOW),
        "text_too_long": _("The question is longer than %(most)s bytes. Shorten it to %(least)s characters.",
                           most=MAX_BYTES, least=MAX_CHARACTERS),
        "not_of_kind": _("%(field)s is a filter of %(kinds)s, which is not what you search, so that nothing could be "
                         "found. Leave it out, or search that kind.", field=field, kinds=value),
        "given_twice": _("%(field)s has two different values. Give one of them.", field=field),
        "no_pages": _("%(field)s has no use here, because the answer is about all results. Leave it out.", field=field),
    }  # fmt: skip
    return sentences.get(notice.code) or _("%(field)s cannot be read. Leave it out.", field=field)


def _as_typed(notice: Notice, query: Query, index: Index) -> Notice:
    """Its words as they stand in the question, whatever the spelling; as they are where they do not.

    Alternatives are written as the box would ask for them, because their signs part them too.
    """
    if notice.code == "any_of":
        return replace(notice, value=take_apart(query.text, index, last=lang() == "en").words)
    source = query.text.source
    normal, wanted = normalise_with_offsets(source), normalise(notice.field)
    place = normal.text.find(wanted)
    if notice.code not in BY_LEXICON or not wanted or place < 0:
        return notice
    begin, end = normal.span(place, place + len(wanted))
    return replace(notice, field=source[begin:end])


def _only_url(query: Query, index: Index, chip: Chip) -> str | None:
    """The question with a sign at the words of a chip that stops their widening; None where that changed more."""
    source, term = query.text.source, chip.words
    if chip.code not in WIDENED:
        return None
    places = [match.span() for match in re.finditer(re.escape(term), source)]  # one may stand inside a phrase
    for (begin, end), written in product(places, (f"={term}", f'="{term}"')):
        text = parse_box(source[:begin] + written + source[end:], index)
        if text.words == query.text.words and any(term in part.as_written for part in text.clauses):
            return address(replace(query, text=text, page=1), index)
    return None


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
        "in_field": _("%(field)s has the words of “%(words)s”"),
        "phrase": _("%(field)s has exactly “%(words)s”") if where else _("exactly “%(words)s”"),
        "as_written": _("“%(words)s” as it is written only"),
        "dash": _("“%(words)s” was read as a dash; to exclude it, put it before the text"),
        "unknown_prefix": _("“%(words)s” is no field and was searched as a word; fields are: %(names)s"),
        "some_words_left_out": _("there was no time to look for what has some of the words only"),
        "meaning_left_out": _("there was no time to look for what is close in meaning"),
        "attachment_left_out": _("there was no time to look into files under agreement"),
        "any_of": _("one of these is enough: %(words)s"),
        "excluded": _("%(field)s without “%(words)s”") if where else _("without “%(words)s”"),
    }
    if notice.code not in sentences:
        return None
    return Markup(sentences[notice.code]) % {  # noqa: S704 (a sentence of ours; what is filled in is escaped)
        "term": _marked(notice.field), "others": _listed(_others(notice)), "kind": _scheme(notice.field),
        "number": notice.value, "field": where, "words": _marked(notice.value),
        "names": _(", ").join(spec.prefixes[-1 if lang() == "en" else 0] for spec in addressable(index)),
    }  # fmt: skip


def _scheme(scheme: str) -> str:
    return str(SCHEMES[scheme]) if scheme in SCHEMES else _("Number")


def _listed(terms: Sequence[str]) -> Markup:
    quoted = [Markup("“{}”").format(_marked(term)) for term in terms]
    return (Markup("、") if lang() == "zh" else Markup(", ")).join(quoted)


def _marked(term: str) -> Any:
    """The term, marked as Chinese or English where the page is in the other language."""
    return local(Text(None, term) if is_latin(term) else Text(term, None))
