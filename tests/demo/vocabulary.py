"""The site's own lists of codes, read from its seed files."""

from __future__ import annotations

import csv
import json
from functools import cache
from typing import Any

from marketplace.settings import ROOT

DATA = ROOT / "marketplace" / "taxonomy" / "data"


@cache
def codes(name: str) -> frozenset[str]:
    """Codes of one list of the vocabulary."""
    rows = [row for path in sorted((DATA / "codes").glob("*.csv")) for row in _rows(path)]
    return frozenset(row["code"] for row in rows if row["list"] == name)


@cache
def column(name: str, key: str) -> frozenset[str]:
    """One column of a seed file."""
    return frozenset(row[key] for row in _rows(DATA / f"{name}.csv"))


@cache
def plan_codes() -> frozenset[str]:
    """Codes of the key technologies of the plan."""
    fields = json.loads((DATA / "fields.json").read_text(encoding="utf-8"))["fields"]
    return frozenset(code for field in fields for code, _zh, _en in field["technologies"])


def _rows(path: Any) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
