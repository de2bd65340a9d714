"""The committed documents are what the code says now."""

from __future__ import annotations

from tools.documents.pages import pages


def test_generated_documents_are_fresh(app: object) -> None:
    stale = [path.name for path, text in pages().items() if not path.exists() or path.read_text() != text]
    assert not stale, f"run `make docs`: {stale}"
