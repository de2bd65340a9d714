"""Answers given before: good for other visitors while no record, no word and no index has changed, for a minute."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock
from typing import TypeVar
from weakref import WeakKeyDictionary

from marketplace.core import index_status, indexing
from search import Searcher

KEPT_SECONDS = 60.0  # bounds what no edition tells, such as suggestions that were built meanwhile
Answer = TypeVar("Answer")


@dataclass
class _Shelf:
    """What one searcher answered, the last used at the end, and on what those answers rest."""

    rests_on: object = None
    answers: OrderedDict[Hashable, tuple[float, object]] = field(default_factory=OrderedDict)


_shelves: WeakKeyDictionary[Searcher, _Shelf] = WeakKeyDictionary()
_lock = Lock()


def kept(key: Hashable, most: int, answer: Callable[[], Answer], is_whole: Callable[[Answer], bool]) -> Answer:
    """The answer to `key` as it was given before, or a new one, which is kept when it is whole.

    `most` is how many are kept in this process, 0 for none. While changes wait for the index every answer is new.
    """
    edition = index_status.edition() if most else None
    if edition is None:
        return answer()
    searcher = indexing.searcher()  # it may have to ask for its words: not under the lock
    with _lock:
        shelf = _shelf(searcher, edition)
        given_at, known = shelf.answers.get(key, (0.0, None))
        if known is not None and time.monotonic() - given_at < KEPT_SECONDS:
            shelf.answers.move_to_end(key)
            return known  # type: ignore[return-value]  # what was kept under the key
    given_at, made = time.monotonic(), answer()
    if is_whole(made):
        with _lock:
            shelf.answers[key] = given_at, made
            shelf.answers.move_to_end(key)
            while len(shelf.answers) > most:
                shelf.answers.popitem(last=False)
    return made


def _shelf(searcher: Searcher, edition: index_status.Edition) -> _Shelf:
    """The answers of a searcher; none when they rested on other records, other words or another state of the model."""
    rests_on = edition, searcher.lexicon, searcher.meaning and searcher.meaning.state
    shelf = _shelves.get(searcher)
    if shelf is None or shelf.rests_on != rests_on:
        shelf = _shelves[searcher] = _Shelf(rests_on)
    return shelf
