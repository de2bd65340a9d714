"""Which text of a document stands for its meaning, and the key its vector is kept under."""

from __future__ import annotations

import hashlib

from search.document import Document
from search.index import Index


def passage(document: Document, index: Index) -> str:
    """The beginning of each text field that declares `meaning` characters, a line each; "" for none."""
    if document.deleted:
        return ""
    parts = (_beginning(document.fields.get(spec.name), spec.meaning) for spec in index.texts if spec.meaning)
    return "\n".join(part for part in parts if part)


def _beginning(value: object, characters: int) -> str:
    text = " ".join(value) if isinstance(value, tuple) else str(value or "")
    return " ".join(text.split())[:characters].rstrip()


def text_key(text: str) -> bytes:
    """SHA-256 of a text: a vector is computed once for it, whoever carries it."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
