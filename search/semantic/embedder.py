"""What turns text into vectors, behind one protocol: a packaged model, a model folder or a server."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from search.semantic.errors import ModelAbsent
from search.semantic.vector import Space

if TYPE_CHECKING:
    from search.semantic.vector import Array

AUTO, OFF = "auto", "off"


class Embedder(Protocol):
    """One model. Vectors have length one, so that a dot product is a cosine; equal texts give equal vectors.

    Both calls raise ModelFailed. They may be made from several threads.
    """

    model_id: str
    dimension: int

    def passages(self, texts: Sequence[str]) -> Array:
        """One row for each text that is searched, float32."""
        ...

    def query(self, text: str, timeout: float) -> Array:
        """The vector of a question, float32, one dimension. `timeout` in seconds, kept where it can be."""
        ...


def space_of(embedder: Embedder) -> Space:
    """The space an embedder's vectors lie in."""
    return Space(embedder.model_id, embedder.dimension)


def model_name(setting: str, model: str = "") -> str:
    """The model_id `open_embedder` would answer, found without opening or asking the model; "" for `off`.

    Raises ModelAbsent.
    """
    if setting == OFF:
        return ""
    if setting == AUTO:
        from search.semantic import packaged

        return packaged.name()
    if setting.startswith(("http://", "https://")):
        from search.semantic import server

        return server.name(setting, model)
    from search.semantic import folder

    return folder.name(Path(setting))


def open_embedder(setting: str, *, threads: int = 1, model: str = "", key: str = "") -> Embedder | None:
    """The model a setting names: `auto` (the packaged one), `off`, a model folder, or a server's address.

    None for `off`. `model` and `key` are for servers. Raises ModelAbsent with the reason.
    """
    if setting == OFF:
        return None
    try:
        import numpy  # noqa: F401 - every model answers with its arrays
    except ImportError as error:
        raise ModelAbsent("numpy is not installed: pip install -r requirements-semantic.txt") from error
    if setting == AUTO:
        from search.semantic.packaged import PackagedModel

        return PackagedModel(threads)
    if setting.startswith(("http://", "https://")):
        from search.semantic.server import ServerModel

        return ServerModel(setting, model, key)
    from search.semantic.folder import FolderModel

    return FolderModel(setting, threads)
