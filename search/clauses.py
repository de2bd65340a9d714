"""Clauses about the tokens of one term: where they may stand, and how literally."""

from __future__ import annotations

from collections.abc import Sequence

from search.analysis.latin import english, measure
from search.analysis.latin import pieces as pieces_of
from search.analysis.normalise import normalise
from search.analysis.terms import is_latin
from search.expansion import Concept
from search.fields import Field, Flag, Ident, Number, Text
from search.filters import identifier_codes
from search.plan import AllOf, AnyOf, Constant, In, Node, Phrase, Term

IDENTIFIER = 2_000.0  # above every sum of BM25 scores
MAX_PHRASE = 40  # tokens; longer chunks are sentences nobody writes twice
LITERAL = 8.0  # times the field's factor: every part of the question stands literally in this field
LITERAL_ANYWHERE = 8.0  # every part of the question stands literally in some field
ABOUT = 1.0  # weight of a field that says what a record is about; others say whose it is, or stand beside it


def column_of(token: str) -> str:
    """Words and Latin runs are in `_w`; single Chinese characters only in `_u`."""
    return "_u" if len(token) == 1 and not is_latin(token) else "_w"


def together(texts: Sequence[Text], concept: Concept, tokens: Sequence[str]) -> Node:
    """All tokens of a term in any field.

    Characters in a row are one word: they stand side by side, or all in a title, which has room for the word that
    they shorten (钠电 for 钠离子电池). A whole text has any two characters.
    """
    if concept.is_unknown:
        titles = [AllOf(tuple(Term(f"{spec.name}_u", token) for token in tokens)) for spec in texts if spec.exact]
        return AnyOf((*(literal(f"{spec.name}_u", tuple(tokens), 1.0) for spec in texts), *titles))
    own = tuple(in_any(texts, column_of(token), token) for token in tokens)
    return AllOf(own) if len(own) > 1 else own[0]


def in_any(texts: Sequence[Text], suffix: str, token: str) -> Node:
    """A token in a column of any field."""
    return AnyOf(tuple(Term(f"{spec.name}{suffix}", token) for spec in texts))


def looser(texts: Sequence[Text], word: str) -> list[Node]:
    """Other ways to have a Latin word: all its pieces (li-ion as li ion), all its stems in an English field.

    A measure may have a blank between figure and unit.
    """
    apart = measure(word)
    pieces = pieces_of(word)
    stems = english(word)
    found: list[Node] = [AllOf(tuple(in_any(texts, "_w", piece) for piece in pieces))] if len(pieces) > 1 else []
    found += [literal(f"{spec.name}_u", apart, 1.0) for spec in texts if apart]
    for spec in texts if stems else ():
        found += [AllOf(tuple(Term(f"{spec.name}_en", stem) for stem in stems))] if spec.english else []
    return found


def all_looser(texts: Sequence[Text], words: Sequence[str]) -> list[Node]:
    """All stems of an English term in an English field."""
    stems = tuple(stem for word in words for stem in english(word))
    if len(stems) < len(words):
        return []
    return [AllOf(tuple(Term(f"{spec.name}_en", stem) for stem in stems)) for spec in texts if spec.english]


def literal_bonus(texts: Sequence[Text], parts: Sequence[tuple[str, ...]]) -> list[Node]:
    """Points for documents that hold every part of a question as it was written.

    In a name they are few: a company called 电池回收 does not make all its records answers about battery recycling.
    """
    parts = [tokens for tokens in parts if tokens]
    if not parts or any(len(tokens) > MAX_PHRASE for tokens in parts):
        return []
    phrased = [spec for spec in texts if spec.phrase]
    nodes: list[Node] = []
    for spec in phrased:
        here = AllOf(tuple(literal(f"{spec.name}_u", tokens, 1.0) for tokens in parts))
        factor = max(spec.phrase, spec.weight) if spec.weight >= ABOUT else spec.weight
        nodes.append(Constant(here, LITERAL * factor))
    telling = [spec for spec in phrased if spec.weight >= ABOUT]
    if len(parts) > 1 and len(telling) > 1:
        anywhere = [AnyOf(tuple(literal(f"{spec.name}_u", part, 1.0) for spec in telling)) for part in parts]
        nodes.append(Constant(AllOf(tuple(anywhere)), LITERAL_ANYWHERE))
    return nodes


def literal(column: str, tokens: tuple[str, ...], weight: float) -> Node:
    """A phrase, or a term when there is one token only: engines refuse phrases of one."""
    return Phrase(column, tokens, weight) if len(tokens) > 1 else Term(column, tokens[0], weight)


def identifier(text: str, spec: Ident) -> tuple[Node, ...]:
    """A number in every form it is kept in, the most exact first."""
    forms = identifier_codes(text, spec)
    return tuple(Constant(In(spec.name, (form,)), IDENTIFIER - place) for place, form in enumerate(forms))


def code(spec: Field, text: str) -> Node:
    """A value of a field of codes as the reader writes it; flags and numbers are no words."""
    if isinstance(spec, Flag | Number):
        return AnyOf(())
    return In(spec.name, tuple(dict.fromkeys((text, normalise(text)))))
