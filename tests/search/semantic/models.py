"""A model for tests that is a model: letters of the text as numbers, so that shared letters are near."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

DIMENSION = 64


class LetterModel:
    """Vectors of hashed pairs of letters. `broken` makes it fail as a real one would."""

    def __init__(self, model_id: str = "letters-1") -> None:
        self.model_id = model_id
        self.dimension = DIMENSION
        self.broken: BaseException | None = None
        self.asked = 0

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row a text."""
        if self.broken:
            raise self.broken
        self.asked += len(texts)
        return np.array([_numbers(text) for text in texts], np.float32).reshape(len(texts), DIMENSION)

    def query(self, text: str, timeout: float) -> NDArray[np.float32]:
        """The same numbers as the text's."""
        return np.asarray(self.passages([text])[0])


def _numbers(text: str) -> NDArray[np.float32]:
    numbers = np.zeros(DIMENSION, np.float32)
    for pair in zip(text, text[1:] + " ", strict=True):
        numbers[zlib.crc32("".join(pair).encode("utf-8", "replace")) % DIMENSION] += 1
    return numbers / max(float(np.linalg.norm(numbers)), 1e-9)
