"""The committed pack, read once."""

from __future__ import annotations

from typing import Any

import pytest

from tools.demo.paths import PACK
from tools.demo.write import rows_of

Rows = list[dict[str, Any]]
TABLES = ("organisations", "people", "listings", "needs", "enquiries", "deals", "pilots", "incubation")


@pytest.fixture(scope="session")
def pack() -> dict[str, Rows]:
    """All tables of the pack by name."""
    return {name: rows_of(PACK / f"{name}.jsonl.gz") for name in TABLES}


@pytest.fixture(scope="session")
def by_key(pack: dict[str, Rows]) -> dict[str, dict[str, Any]]:
    """Every row of the pack by its key; keys are unique over all tables."""
    rows = [row for table in pack.values() for row in table]
    found = {row["key"]: row for row in rows}
    assert len(found) == len(rows)
    return found
