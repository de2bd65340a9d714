"""The worker's thread that computes vectors in the background, behind everything else the worker does."""

from __future__ import annotations

import logging
import os
import threading

from flask import Flask

from marketplace.core import indexing, vectors
from marketplace.core.unit import unit
from marketplace.settings import Settings
from search.errors import SearchError
from search.semantic.embedder import Embedder, space_of
from search.semantic.errors import ModelAbsent, ModelFailed

log = logging.getLogger("marketplace.vectors")
IDLE_SECONDS = 3.0
PAUSE_SECONDS = 30.0  # after a failure, and between two looks for a model that is absent
NICENESS = 10  # vectors give way to jobs and to the outbox
ENOUGH = 0.98  # share of the documents that have a vector, or wait for one, in an index that is well


class EmbeddingThread(threading.Thread):
    """Computes what waits until stopped; ends at once when meaning is switched off."""

    def __init__(self, app: Flask) -> None:
        super().__init__(name="embedding", daemon=True)
        self._app = app
        self._stopping = threading.Event()

    def stop(self) -> None:
        """Ask the thread to end after its present batch."""
        self._stopping.set()

    def run(self) -> None:
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
        settings: Settings = self._app.config["SETTINGS"]
        compared = False
        while not self._stopping.is_set():
            pause = PAUSE_SECONDS
            try:
                with self._app.app_context():
                    model = vectors.open_model(settings)
                    if model is None:
                        return
                    compared = compared or catch_up(model)
                    pause = 0.0 if vectors.work(model) else IDLE_SECONDS
            except (ModelAbsent, ModelFailed) as error:
                log.warning("vectors are not computed", extra={"reason": str(error)})
            except Exception:  # one bad batch must not end the thread; what waits is seen in status
                log.exception("computing vectors failed")
            self._stopping.wait(pause)


def catch_up(model: Embedder) -> bool:
    """Note every record when the index lacks the model's vectors: it was built without, or by another model.

    False while the index cannot tell.
    """
    engine = indexing.backend()
    try:
        health = engine.health()
        if not health.ok:
            return False
        present = engine.vectors(space_of(model))
    except SearchError:
        return False
    with unit():
        if present + vectors.progress().waiting < ENOUGH * health.documents:
            vectors.want_all()
    return True
