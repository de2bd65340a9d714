"""A server of embeddings, asked by the interface that most of them have: POST <address>/v1/embeddings."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from search.semantic.errors import ModelAbsent, ModelFailed

if TYPE_CHECKING:
    from search.semantic.vector import Array

DEFAULT = "default"  # the name for a server that holds one model only
BATCH = 32
PASSAGE_SECONDS = 30.0
FIRST_SECONDS = 5.0  # the first answer tells the dimension; a server may load its model for it
MAX_ANSWER_BYTES = 32 << 20


def name(address: str, model: str) -> str:
    """The model a server is asked for, at this address."""
    return f"{model or DEFAULT}@{address.rstrip('/')}"


class ServerModel:
    """Raises ModelAbsent when the server does not answer a first question."""

    def __init__(self, address: str, model: str = "", key: str = "") -> None:
        root = address.rstrip("/")
        self._url = f"{root}/embeddings" if root.endswith("/v1") else f"{root}/v1/embeddings"
        self._model = model or DEFAULT
        self._headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {key}"} if key else {})
        try:
            self.dimension = int(self._ask(["-"], FIRST_SECONDS).shape[1])
        except ModelFailed as error:
            raise ModelAbsent(f"the embedding server {root} does not answer: {error}") from error
        self.model_id = name(address, model)

    def passages(self, texts: Sequence[str]) -> Array:
        """Vectors of texts, some per request."""
        import numpy as np

        parts = [self._ask(list(texts[at : at + BATCH]), PASSAGE_SECONDS) for at in range(0, len(texts), BATCH)]
        return np.concatenate(parts) if parts else np.empty((0, self.dimension), np.float32)

    def query(self, text: str, timeout: float) -> Array:
        """The vector of a question, waited for `timeout` seconds at most for each step of the exchange."""
        return self._ask([text], timeout)[0]

    def _ask(self, texts: list[str], seconds: float) -> Array:
        import numpy as np

        body = json.dumps({"model": self._model, "input": texts, "encoding_format": "float"}).encode()
        request = urllib.request.Request(self._url, body, self._headers)  # noqa: S310 - http(s) by the factory
        try:
            with urllib.request.urlopen(request, timeout=max(seconds, 0.01)) as answer:  # noqa: S310 - as above
                told = json.loads(answer.read(MAX_ANSWER_BYTES))
            found = np.array(_rows(told, len(texts)), np.float32)
        except (urllib.error.URLError, OSError, ValueError, KeyError, TypeError) as error:
            raise ModelFailed(f"{type(error).__name__}: {error}") from error
        lengths = np.linalg.norm(found, axis=1, keepdims=True) if found.ndim == 2 else np.zeros(1)
        expected = getattr(self, "dimension", found.shape[-1])
        if found.ndim != 2 or found.shape[1] != expected or not np.isfinite(found).all() or not lengths.all():
            raise ModelFailed("the answer holds no vectors of one dimension")
        return np.asarray(found / lengths, np.float32)


def _rows(told: dict[str, Any], wanted: int) -> list[list[float]]:
    """Vectors in the order of the texts; a server may answer them in another."""
    rows = sorted(told["data"], key=lambda row: int(row["index"]))
    if len(rows) != wanted:
        raise ValueError(f"{len(rows)} vectors for {wanted} texts")
    return [row["embedding"] for row in rows]
