"""Suites that count faults, of which there are to be none."""

from __future__ import annotations

from tools.relevance.checks import apart, facets, hostile, identifiers, literals
from tools.relevance.checks.check import Check

CHECKS: tuple[Check, ...] = (identifiers.CHECK, literals.CHECK, apart.CHECK, facets.CHECK, hostile.CHECK)

__all__ = ["CHECKS"]
