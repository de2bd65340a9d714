"""What the search box suggests while one types: terms, fields, organisations and numbers, by beginning or sound."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from flask import url_for
from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from marketplace.accounts import queries as accounts
from marketplace.core.i18n import lang
from marketplace.core.unit import session
from marketplace.discovery.models.suggestions import KINDS, LONGEST, SuggestTerm
from search.analysis.normalise import normalise
from search.analysis.pinyin import sound

MOST = 8
MOST_BESIDE_TERMS = {"field": 2, "organisation": 2, "number": 3}
MOST_FOREIGN = 3  # terms in the other language than the page's, where there are enough in its own
HOMOPHONE_LENGTH = 3  # Chinese characters from which a wrong one is forgiven while typing
_HAN = "㐀-鿿"
_BLANK_BESIDE_HAN = re.compile(rf"(?<=[{_HAN}])\s+|\s+(?=[{_HAN}])")
_HYPHEN = re.compile("(?<=[a-z0-9])-")
_ENOUGH = re.compile(rf"[{_HAN}]|[a-z0-9].*[a-z0-9]")


@dataclass(frozen=True)
class Suggestion:
    """One suggestion; `typed` is the beginning of `text` that stands in the box already, if any."""

    kind: str
    text: str
    lang: str
    target: str
    typed: str = ""

    @property
    def rest(self) -> str:
        """What the suggestion adds to the typed beginning."""
        return self.text[len(self.typed) :]

    @property
    def url(self) -> str:
        """Where it leads, in the language of the request."""
        if self.kind == "organisation":
            return url_for("accounts.organisation", public_id=self.target)
        if self.kind == "field":
            return url_for("discovery.search", field=self.target)
        return url_for("discovery.search", q=self.text)


def words_norm(text: str) -> str:
    """A term as it is compared: normalised, without blanks between Chinese characters, hyphens as blanks."""
    return " ".join(_BLANK_BESIDE_HAN.sub("", _HYPHEN.sub(" ", normalise(text))).split())


def number_norm(text: str) -> str:
    """A patent number or IPC symbol as it is compared: no blanks and dots, no CN or ZL before it."""
    return re.sub(r"^(?:cn|zl)|[\s.·]", "", normalise(text).strip())


def is_enough(words: str) -> bool:
    """Whether there is something to go by: one Chinese character, or two letters or digits."""
    return _ENOUGH.search(words_norm(words)) is not None


def suggestions(words: str) -> list[Suggestion]:
    """At most eight suggestions for what stands in the box, by kind; what begins with it goes first."""
    if not is_enough(words):
        return []
    typed = words_norm(words)[:LONGEST]
    found = [
        Suggestion(kind, text, language, "" if kind == "term" else target, _typed(text, norm, typed))
        for kind, text, norm, language, target in session().execute(_query(typed))
    ]
    return _still_listed(_shared_out(_both_languages(_once(found))))


def organisation_named(norms: Collection[str]) -> tuple[str, str] | None:
    """The longest of these names, spelt as by `words_norm`, that an organisation of the public list has, and its id."""
    if not norms:
        return None
    rows = session().execute(
        select(SuggestTerm.norm, SuggestTerm.target)
        .where(SuggestTerm.kind == "organisation", SuggestTerm.norm.in_(norms))
        .order_by(func.char_length(SuggestTerm.norm).desc(), SuggestTerm.target)
    )
    found = [(norm, public_id) for norm, public_id in rows]
    listed = accounts.listed_names([public_id for _norm, public_id in found])
    return next((one for one in found if one[1] in listed), None)


def _query(typed: str) -> Select[str, str, str, str, str]:
    """The best of every kind in either language: what begins with the typed, what has a later word that does, sounds.

    The languages are ranked apart, so that what one of them has much of pushes out nothing of the other.
    """
    begins = or_(*(SuggestTerm.norm.startswith(norm, autoescape=True) for norm in {typed, number_norm(typed) or typed}))
    itself = or_(SuggestTerm.kind != "term", SuggestTerm.target == "")
    conditions: list[ColumnElement[bool]] = [and_(begins, itself), begins, *_sounds(typed)]
    rank = case(*((condition, place) for place, condition in enumerate(conditions))).label("rank")
    best = (rank, SuggestTerm.weight.desc(), func.char_length(SuggestTerm.norm), SuggestTerm.norm)
    place = func.row_number().over(partition_by=(SuggestTerm.kind, SuggestTerm.lang), order_by=best).label("place")
    ranked = select(SuggestTerm, rank, place).where(or_(begins, *conditions[2:])).subquery()
    row = aliased(SuggestTerm, ranked)
    return (
        select(row.kind, row.text, row.norm, row.lang, row.target)
        .where(ranked.c.place <= MOST)
        .order_by(row.kind, ranked.c.rank, row.lang != lang(), ranked.c.place)
    )


def _sounds(typed: str) -> list[ColumnElement[bool]]:
    """Letters may be pinyin or initials; of Chinese alone only a longer text may be misspelt."""
    heard = sound(typed)
    letters = re.search("[a-z]", typed) is not None
    conditions = []
    if letters or len(heard.syllables) >= HOMOPHONE_LENGTH:
        conditions.append(SuggestTerm.pinyin.startswith(heard.full, autoescape=True))
    if letters and len(heard.syllables) == 1:
        conditions.append(SuggestTerm.initials.startswith(heard.full, autoescape=True))
    return conditions


def _typed(text: str, norm: str, typed: str) -> str:
    """The beginning of the shown text that was typed; nothing when spellings differ in length."""
    return text[: len(typed)] if norm.startswith(typed) and len(text) == len(norm) else ""


def _once(found: Sequence[Suggestion]) -> list[Suggestion]:
    """What is found by two of its names, or by two of its words, is suggested once, by the better."""
    kept: dict[tuple[str, str], Suggestion] = {}
    for one in found:
        kept.setdefault((one.kind, one.target or one.text), one)
    return list(kept.values())


def _both_languages(found: Sequence[Suggestion]) -> list[Suggestion]:
    """Letters may be English or pinyin: terms in the language of the page keep their places, some are for the other."""
    terms = [one for one in found if one.kind == "term"]
    own = sum(one.lang == lang() for one in terms)
    room = max(MOST_FOREIGN, MOST - own)
    foreign = [one for one in terms if one.lang != lang()]
    return [one for one in found if one not in foreign[room:]]


def _shared_out(found: Sequence[Suggestion]) -> list[Suggestion]:
    """Eight in all: some places for every kind, then terms, then whatever is left."""
    by_kind = {kind: [one for one in found if one.kind == kind] for kind in KINDS}
    room = {kind: min(len(by_kind[kind]), most) for kind, most in MOST_BESIDE_TERMS.items()}
    for kind in ("term", "number", "organisation", "field"):
        others = sum(room.values()) - room.get(kind, 0)
        room[kind] = min(len(by_kind[kind]), MOST - others)
    return [one for kind in KINDS for one in by_kind[kind][: room[kind]]]


def _still_listed(found: list[Suggestion]) -> list[Suggestion]:
    """An organisation that left the public list since the last rebuild is not named."""
    named = [one.target for one in found if one.kind == "organisation"]
    listed = {card.public_id for card in accounts.organisation_cards_by_public_id(named)} if named else set()
    return [one for one in found if one.kind != "organisation" or one.target in listed]
