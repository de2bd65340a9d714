"""The embedded engine: an index in a folder, read by many processes, written by one."""

from __future__ import annotations

from search.tantivy.backend import TantivyBackend, open_backend

__all__ = ["TantivyBackend", "open_backend"]
