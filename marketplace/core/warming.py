"""Warms a web process before it takes requests: its first readers wait no longer and miss nothing.

What is opened at the first use of all takes seconds under load: engine, dictionaries, model of meaning, templates.
"""

from __future__ import annotations

import gc
import logging
import threading
import time
from urllib.parse import quote

from flask import Flask

from marketplace.core import indexing
from marketplace.core.unit import unit
from search import Query
from search.analysis.pinyin import sound
from search.analysis.wordlist import is_english
from search.box import parse_box

log = logging.getLogger("marketplace.warming")
PATIENCE = 30.0  # seconds: nobody waits for this answer
WORDS = "余热回收 energy storage"  # loads what cuts Chinese and English, and the words that widen a question
PAGES = ("/zh/", "/zh/search", f"/zh/search?q={quote(WORDS)}", f"/en/search?q={quote(WORDS)}")


def start(app: Flask) -> threading.Thread:
    """Warm the process in a thread of its own; call it after fork."""
    thread = threading.Thread(target=warm, args=(app,), name="warmer", daemon=True)
    thread.start()
    return thread


def warm(app: Flask) -> None:
    """Ask one question with words and facets, then show the pages most readers see first.

    Whatever fails here, the site serves on and tells it where it is asked.
    """
    began = time.monotonic()
    for step in (_ask, _show):
        try:
            step(app)
        except Exception as error:
            log.warning("this process could not be warmed", extra={"reason": str(error)})
    gc.freeze()  # what is loaded by now stays as long as the process: no collection need look through it again
    log.info("this process is warm", extra={"milliseconds": round((time.monotonic() - began) * 1000)})


def _ask(app: Flask) -> None:
    """With time enough: a page would give up on a cold engine."""
    with app.app_context(), unit():
        sound(WORDS)  # loads how Chinese sounds, for suggestions
        is_english(WORDS)  # loads the plain words that are no misprints
        searcher = indexing.searcher()
        if searcher.meaning:
            searcher.meaning.warm()
        declared = indexing.declared()
        asked = Query(
            audience=frozenset({"public"}), text=parse_box(WORDS, declared), facets=declared.facet_names(),
            deadline=time.monotonic() + PATIENCE,
        )  # fmt: skip
        searcher.search(asked)


def _show(app: Flask) -> None:
    client = app.test_client()
    for path in PAGES:
        client.get(path, base_url=app.config["SETTINGS"].public_url)
