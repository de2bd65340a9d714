"""Opens the search engine of a web process before its first reader asks: no first search misses its deadline."""

from __future__ import annotations

import gc
import logging
import threading
import time

from flask import Flask

from marketplace.core import indexing
from marketplace.core.unit import unit
from search import Query
from search.analysis.pinyin import sound
from search.box import parse_box

log = logging.getLogger("marketplace.search")
PATIENCE = 30.0  # seconds: nobody waits for this answer
WORDS = "余热回收 energy storage"  # loads what cuts Chinese and English, and the words that widen a question


def start(app: Flask) -> threading.Thread:
    """Warm the process in the background; call it after fork."""
    thread = threading.Thread(target=warm, args=(app,), name="search-warmer", daemon=True)
    thread.start()
    return thread


def warm(app: Flask) -> None:
    """Ask one question with words and facets. An engine that is away is asked by the first reader again."""
    began = time.monotonic()
    try:
        with app.app_context(), unit():
            declared = indexing.declared()
            asked = Query(
                audience=frozenset({"public"}), text=parse_box(WORDS, declared), facets=declared.facet_names(),
                deadline=time.monotonic() + PATIENCE,
            )  # fmt: skip
            indexing.searcher().search(asked)
            sound(WORDS)  # loads how Chinese sounds, for suggestions
    except Exception as error:  # whatever fails here, the site serves on and tells it where it is asked
        log.warning("the search engine could not be warmed", extra={"reason": str(error)})
        return
    gc.freeze()  # what is loaded by now stays as long as the process: no collection need look through it again
    log.info("the search engine is warm", extra={"milliseconds": round((time.monotonic() - began) * 1000)})
