"""Ties listings to the scripts: who offers what deals and enquiries are about, and since when it is published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tools.demo import written
from tools.demo.organisations import verified_days
from tools.demo.seeded import seeded


@dataclass(frozen=True)
class Tie:
    """What a script needs of a listing."""

    owner: str
    asked: int  # days ago of the first question
    mode: str


def ties() -> dict[str, Tie]:
    """The ties by the key of the listing; a listing is in one script only."""
    found: dict[str, Tie] = {}
    for entry in written.deals():
        _tie(found, entry["listing"], Tie(entry["supplier"], entry["asked"], entry["mode"]))
    for entry in written.enquiries():
        asked = entry["thread"][0][0]
        if "offered" in entry:
            _tie(found, entry["offered"], Tie(entry["asker"], asked, entry["mode"]))
        elif "listing" in entry:
            _tie(found, entry["listing"], Tie(entry["owner"], asked, entry["mode"]))
    return found


def tied(rows: list[dict[str, Any]], seed: int) -> list[dict[str, Any]]:
    """Give the listings of the scripts their owner, the kind of deal asked for, and an early enough publication."""
    wanted = ties()
    missing = sorted(set(wanted) - {row["key"] for row in rows})
    if missing:
        raise LookupError(f"listings named in the scripts are not in the pack: {', '.join(missing)}")
    for row in rows:
        if tie := wanted.get(row["key"]):
            _fit(row, tie, seed)
    return rows


def _tie(found: dict[str, Tie], key: str, tie: Tie) -> None:
    if key in found:
        raise ValueError(f"listing {key} is in two scripts")
    found[key] = tie


def _fit(row: dict[str, Any], tie: Tie, seed: int) -> None:
    random = seeded(seed, f"tie:{row['key']}")
    latest = verified_days(seed)[tie.owner] - 3
    published = min(latest, max(row["published_days_ago"], tie.asked + random.randint(4, 40)))
    if published <= tie.asked - 1:
        raise ValueError(f"listing {row['key']} was asked about before its owner could publish")
    content_row = row["content"]
    moved = published - row["published_days_ago"]
    row |= {"owner": tie.owner, "availability": "available", "published_days_ago": published}
    content_row["attestation_days_ago"] += moved
    if tie.mode not in content_row["deal_modes"]:
        content_row["deal_modes"].append(tie.mode)
    if tie.mode == "licence" and not content_row["licence_kinds"]:
        content_row["licence_kinds"] = ["ordinary"]
