"""Text analysis shared by both engines: normalise, identifiers, segment, tokens, highlight, re-rank."""

from __future__ import annotations

from search.analysis.analysis import Analysis, Tokens

__all__ = ["Analysis", "Tokens"]
