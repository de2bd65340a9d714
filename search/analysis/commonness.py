"""How common a token is in scientific prose: what every tenth text has tells little of what a question is about."""

from __future__ import annotations

import csv
import gzip
import math
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "common.tsv.gz"
RARE = 0.002  # share of the texts; tokens that fewer have are all as telling, and stand in no table
LEAST = 0.5


def telling(column: str, token: str) -> float:
    """1 for a rare token of a token column (`title_w`, `body_b` …), down to `LEAST` for one of every twentieth text.

    BM25 weighs rarity once, which is too little for sentences: half of their words are common, and together they
    outweigh the few that tell. The logarithm of one plus texts per text that has the token, as a share of that of
    a token at the edge of the table. Measured in docs/decisions/0061.
    """
    share = _shares().get(f"{column.rpartition('_')[2]} {token}")
    return 1.0 if share is None else max(LEAST, math.log1p(1 / share) / math.log1p(1 / RARE))


@cache
def _shares() -> dict[str, float]:
    """`kind token` → share of the texts that have it, for tokens that are not rare."""
    with gzip.open(FILE, "rt", encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {f"{row['kind']} {row['token']}": float(row["per_mille"]) / 1000 for row in rows}
