"""Keeping what the search box suggests: built whole at night, and followed as listings come and go."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from marketplace.accounts import queries as accounts
from marketplace.core import indexing
from marketplace.core.locks import Lock, hold
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.discovery.models.suggestions import LONGEST, SuggestTerm
from marketplace.discovery.queries.suggestions import number_norm, words_norm
from marketplace.discovery.service import english
from marketplace.listings import queries as listings
from marketplace.listings.queries import PublicWords
from marketplace.taxonomy import queries as taxonomy
from search.analysis import Analysis
from search.analysis.latin import STOP_WORDS
from search.analysis.normalise import normalise
from search.analysis.pinyin import sound

CHUNK = 5_000
SHORTEST_TITLE_WORD = 3  # characters of a title word that no dictionary of the domain names
ENOUGH_TITLES = 2  # titles such a word must stand in
_HAN = re.compile("[㐀-鿿]")
_KEYWORD = re.compile(r"(?=.*[㐀-鿿])[\w(].{1,39}")


@dataclass(frozen=True)
class Entry:
    """A row to be: what is shown, what is typed, where it leads, and the listings behind it."""

    kind: str
    text: str
    norm: str
    pinyin: str
    initials: str
    target: str
    weight: int
    lang: str
    only_listing: str | None


def rebuild() -> int:
    """Make every suggestion again from what is public now; returns how many. Readers see the old ones until then."""
    hold(session(), Lock.SUGGESTIONS)
    # Of many listings the words are compared for longer than other transactions may be idle.
    session().execute(select(func.set_config("idle_in_transaction_session_timeout", "0", True)))
    rows = [asdict(entry) for entry in _everything(list(listings.public_words()))]
    session().execute(delete(SuggestTerm))
    _insert(rows)
    return len(rows)


def follow(listing_id: int, public_id: str) -> None:
    """Suggest what a listing on offer brings, and no more what stood with it alone. Safe to repeat.

    Its words are counted with all others by the next rebuild.
    """
    alone = SuggestTerm.only_listing == public_id
    before = select(SuggestTerm.text).where(alone, SuggestTerm.kind == "term", SuggestTerm.lang == "en")
    # What is a misprint is judged by all terms there are, those of this listing included.
    in_english = english.terms_of(public_id, session().scalars(before))
    session().execute(delete(SuggestTerm).where(alone))
    analysis = indexing.analysis()
    entries = [entry for words in listings.public_words(listing_id) for entry in _of_listings([words], analysis)]
    _insert([asdict(entry) for entry in (*entries, *_in_english(in_english))])


def _insert(rows: Sequence[dict[str, object]]) -> None:
    # The bare table: rows of a class would be sent in groups by which of their columns are empty.
    table = SuggestTerm.metadata.tables[SuggestTerm.__tablename__]
    for start in range(0, len(rows), CHUNK):
        session().execute(insert(table).on_conflict_do_nothing(), rows[start : start + CHUNK])


def is_empty() -> bool:
    """Whether nothing was ever built."""
    return session().scalar(select(SuggestTerm.id).limit(1)) is None


def _everything(public: list[PublicWords]) -> Iterator[Entry]:
    yield from _of_listings(public, indexing.analysis())
    yield from _in_english(english.all_terms(public))
    yield from _fields(Counter(path for words in public for path in words.paths))
    for public_id, name in accounts.listed_names().items():
        yield from _labels("organisation", name, public_id, 1)


def _of_listings(public: list[PublicWords], analysis: Analysis) -> Iterator[Entry]:
    known = {normalise(term) for term, _source in analysis.dictionary}
    in_title = [_title_words(words.title, known, analysis) for words in public]
    counts = Counter(word for words in in_title for word in words)
    telling = {w for w, n in counts.items() if w in known or (len(w) >= SHORTEST_TITLE_WORD and n >= ENOUGH_TITLES)}
    terms = (
        (words.public_id, [*filter(_is_keyword, words.keywords), *(telling & titled)])
        for words, titled in zip(public, in_title, strict=True)
    )
    yield from _counted("term", terms, words_norm)
    yield from _counted("number", ((words.public_id, (*words.numbers, *words.ipc)) for words in public), number_norm)


def _title_words(title: Text, known: set[str], analysis: Analysis) -> set[str]:
    """The words of a title as it is best cut, and those of the domain inside longer ones: 余热 in 余热回收."""
    best = {word for word in analysis.cut(title.zh or "").words if _HAN.match(word)}
    return best | known.intersection(analysis.tokens(title.zh or "").words)


def _counted(kind: str, sources: Iterable[tuple[str, Iterable[str]]], norm_of: Callable[[str], str]) -> Iterator[Entry]:
    """One entry for each norm, shown in its most frequent spelling."""
    spellings: dict[str, Counter[str]] = {}
    owners: dict[str, set[str]] = {}
    for public_id, texts in sources:
        for text in texts:
            norm = norm_of(text)
            spellings.setdefault(norm, Counter())[text.strip()] += 1
            owners.setdefault(norm, set()).add(public_id)
    for norm, spelt in spellings.items():
        text = max(spelt, key=lambda one: (spelt[one], one))
        only = next(iter(owners[norm])) if len(owners[norm]) == 1 else None
        if norm and len(text) <= LONGEST:
            yield _entry(kind, text, norm, "", len(owners[norm]), only)


def _is_keyword(text: str) -> bool:
    return _KEYWORD.fullmatch(text.strip()) is not None and text.count("(") == text.count(")")


def _in_english(terms: Iterable[english.Term]) -> Iterator[Entry]:
    """A term, and the same again by each of its later words, for whoever begins with those."""
    for term in terms:
        entry = _entry("term", term.text, words_norm(term.text), "", term.listings, term.only_listing)
        yield entry
        words = entry.norm.split()
        for place, word in enumerate(words[1:], 1):
            if word not in STOP_WORDS:
                later = " ".join(words[place:])
                yield replace(entry, norm=later, pinyin="", initials="", target=entry.norm)


def _fields(counts: Counter[str]) -> Iterator[Entry]:
    for field in taxonomy.fields():
        yield from _labels("field", field.label, field.code, counts[field.code])
        for technology in field.technologies:
            path = f"{field.code}/{technology.code}"
            yield from _labels("field", technology.label, path, counts[path])


def _labels(kind: str, label: Text, target: str, weight: int) -> Iterator[Entry]:
    for text in filter(None, dict.fromkeys((label.zh, label.en))):
        yield _entry(kind, text[:LONGEST], words_norm(text)[:LONGEST], target, weight, None)


def _entry(kind: str, text: str, norm: str, target: str, weight: int, only_listing: str | None) -> Entry:
    heard = sound("" if kind == "number" else text)
    lang = "zh" if _HAN.search(text) else "en"
    return Entry(kind, text, norm, heard.full, heard.initials, target, weight, lang, only_listing)
