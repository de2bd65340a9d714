"""The committed pack, read row by row."""

from __future__ import annotations

from typing import Any

from marketplace.settings import ROOT
from tools.demo.write import rows_of

PACK = ROOT / "demo"


def pack(name: str) -> list[dict[str, Any]]:
    """The rows of one file of the pack."""
    return rows_of(PACK / f"{name}.jsonl.gz")
