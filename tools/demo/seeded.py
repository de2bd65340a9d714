"""Randomness that is the same on every machine: a generator of its own for every thing that is made up."""

from __future__ import annotations

from random import Random


def seeded(seed: int, name: str) -> Random:
    """The generator for one named thing; adding another thing elsewhere does not change what this one gives."""
    return Random(f"{seed}:{name}")  # noqa: S311  nothing here is a secret; the same pack must come out each time
