"""What readers type instead of the plain words: traditional script, full width, slips, pinyin, initials."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from random import Random

from opencc import OpenCC

from marketplace.core.unit import unit
from marketplace.discovery.service import suggesting
from search import Document
from search.analysis.normalise import normalise
from search.analysis.pinyin import sound
from tools.demo.seeded import seeded
from tools.relevance.asker import Asker
from tools.relevance.corpora import Corpus
from tools.relevance.site import Catalogue
from tools.relevance.suites import Question, Suite, Target

SEED = 4
QUESTIONS = 200
LONGEST = 12  # characters of a fragment
_HAN = re.compile("[㐀-鿿]{4,10}")
_FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
_TRADITIONAL = OpenCC("s2t")


def suites(catalogue: Catalogue, corpus: Corpus) -> list[Suite]:
    """Fragments of demo titles in other spellings find their titles; misspelt and sounded words are suggested."""
    kinds = ("listing",)

    def found(name: str, spell: Callable[[str], str]) -> Suite:
        return Suite(name, corpus, lambda: _respelt(catalogue, spell), target=Target("mrr", 0.95), kinds=kinds)

    def suggested(name: str, spell: Callable[[str], str]) -> Suite:
        return Suite(
            name, corpus, lambda: _sounded(catalogue, spell), target=Target("mrr", 0.85), answer=accepted, kinds=kinds
        )

    characters = "".join(sorted({char for title in _titles(catalogue).values() for char in title}))
    return [
        found("traditional script", _TRADITIONAL.convert),
        found("full width", lambda text: text.translate(_FULL_WIDTH)),
        suggested("homophone slip", lambda text: _slip(text, characters)),
        suggested("pinyin", lambda text: sound(text).full),
        suggested("initials", lambda text: sound(text).initials),
    ]


def accepted(asker: Asker, question: Question) -> Sequence[str]:
    """The suggestions for what was typed, those that find something when they are accepted."""
    with unit():
        shown = [suggestion.text for suggestion in suggesting.suggest(question.text)]
    return [normalise(text) for text in shown if asker.ask(text).total]


def _titles(catalogue: Catalogue) -> dict[str, str]:
    """Normalised titles of the listings by document."""
    return {one.id: normalise(_title(one)) for one in catalogue.documents if one.kind == "listing"}


def _title(document: Document) -> str:
    titles = document.fields["title"]
    return str(titles[0]) if isinstance(titles, tuple) else str(titles)


def _respelt(catalogue: Catalogue, spell: Callable[[str], str]) -> Iterator[Question]:
    """A few neighbouring words of a title that the spelling changes; every title that has them is an answer."""
    titles = _titles(catalogue)
    chosen = seeded(SEED, "fragments")
    count = 0
    for id in chosen.sample(sorted(titles), len(titles)):
        fragment = _fragment(catalogue, titles[id], chosen)
        if fragment and spell(fragment) != fragment and count < QUESTIONS:
            count += 1
            answers = {other for other, title in titles.items() if fragment in title}
            yield Question(f"{id}/{fragment}", spell(fragment), dict.fromkeys(answers, 1))


def _fragment(catalogue: Catalogue, title: str, chosen: Random) -> str:
    """Two or three neighbouring words of a title, or nothing when they do not stand together."""
    words = catalogue.analysis.cut(title).words
    if len(words) < 3:
        return ""
    start = chosen.randrange(len(words) - 1)
    fragment = "".join(words[start : start + chosen.choice((2, 3))])
    return fragment if fragment in title and len(fragment) <= LONGEST else ""


def _sounded(catalogue: Catalogue, spell: Callable[[str], str]) -> Iterator[Question]:
    """Chinese keywords of the listings, typed as they sound; the keyword itself must be suggested."""
    keywords = {
        word for one in catalogue.documents if one.kind == "listing" for word in _keywords(one) if _HAN.fullmatch(word)
    }
    chosen = seeded(SEED, "keywords").sample(sorted(keywords), min(QUESTIONS, len(keywords)))
    for word in chosen:
        typed = spell(word)
        if typed != word:
            yield Question(word, typed, {normalise(word): 1})


def _keywords(document: Document) -> Sequence[str]:
    keywords = document.fields.get("keywords")
    return keywords if isinstance(keywords, tuple) else ()


def _slip(word: str, characters: str) -> str:
    """The word with one character replaced by another of the same sound, or unchanged when there is none."""
    chosen = seeded(SEED, word)
    for place in chosen.sample(range(len(word)), len(word)):
        same = [char for char in characters if char != word[place] and _typed(char) == _typed(word[place])]
        if same:
            return word[:place] + chosen.choice(same) + word[place + 1 :]
    return word


@cache
def _typed(char: str) -> str:
    """How one character is typed: every word compares it with all of them."""
    return sound(char).full
