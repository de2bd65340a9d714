"""The note that says the demo's year is still to be played, and what its scripts call by key."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FILE = "demo-year.json"


def leave(data: Path, keys: Mapping[str, Any]) -> None:
    """Note what the scripts call by key, for the run that plays the year."""
    (data / FILE).write_text(json.dumps(keys), encoding="utf-8")


def waits(data: Path) -> bool:
    """Whether the year, or the rest of it, is still to be played."""
    return (data / FILE).exists()


def read(data: Path) -> dict[str, Any]:
    """What the scripts call by key."""
    keys: dict[str, Any] = json.loads((data / FILE).read_text(encoding="utf-8"))
    return keys


def remove(data: Path) -> None:
    """The year is played."""
    (data / FILE).unlink()
