"""The committed pack, read row by row."""

from __future__ import annotations

from typing import Any

from tools.demo.paths import PACK
from tools.demo.write import rows_of


def pack(name: str) -> list[dict[str, Any]]:
    """The rows of one file of the pack."""
    return rows_of(PACK / f"{name}.jsonl.gz")
