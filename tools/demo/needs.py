"""Needs of the fictional enterprises: hand-written problems with seeded dates, states and degrees of anonymity."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from random import Random
from typing import Any

from tools.demo import written
from tools.demo.organisations import OTHER_STATES, entries, verified_days
from tools.demo.seeded import seeded
from tools.demo.written import WAN, pair

SCALE = "qingdao_2025"
VALID_DAYS = 180  # a need without an earlier deadline ends after that many days
ANONYMITY = ("named",) * 12 + ("described",) * 6 + ("anonymous",) * 2
# How many of the needs that nothing else speaks about show another state than open.
OTHER_NEED_STATES = (
    ("matching", 12), ("introduced", 5), ("met", 4), ("expired", 4), ("withdrawn", 3), ("reviewed", 3),
    ("submitted", 4), ("draft", 3),
)  # fmt: skip
UNPUBLISHED = ("draft", "submitted", "reviewed")


def needs(seed: int) -> list[dict[str, Any]]:
    """All needs in the order of the fields; dates as days before today, deadlines as days from today."""
    keyed = list(keys())
    states = _states(seed)
    return [_row(key, field, entry, states[key], seed) for key, field, entry in keyed]


def keys() -> tuple[tuple[str, str, dict[str, Any]], ...]:
    """(key, field, entry): needs are numbered within their field."""
    found, counts = [], dict.fromkeys(written.FIELDS, 0)
    for field, entry in written.needs():
        counts[field] += 1
        found.append((f"need-{field}-{counts[field]:02d}", field, entry))
    return tuple(found)


@cache
def talked_about() -> dict[str, int]:
    """For each need that a deal or an enquiry is about: the earliest day (days ago) on which it was asked about."""
    days: dict[str, int] = {}
    asked = [(entry["need"], entry["asked"]) for entry in written.deals() if "need" in entry]
    asked += [(entry["need"], entry["thread"][0][0]) for entry in written.enquiries() if "need" in entry]
    for key, day in asked:
        days[f"need-{key}"] = max(day, days.get(f"need-{key}", 0))
    return days


def _states(seed: int) -> dict[str, str]:
    states: dict[str, str] = {}
    for key, _field, entry in keys():
        owner = OTHER_STATES.get(entry["org"])
        if owner:
            # An owner that was verified once may have published; nobody else can have.
            states[key] = "expired" if owner["state"] == "expired" else "draft"
    for entry in written.deals():
        if "need" in entry:
            states[f"need-{entry['need']}"] = "expired" if entry["stage"] == "lost" else "in_deal"
    free = sorted(key for key, _field, _entry in keys() if key not in states and key not in talked_about())
    chosen = iter(seeded(seed, "need states").sample(free, sum(number for _state, number in OTHER_NEED_STATES)))
    states |= {next(chosen): state for state, number in OTHER_NEED_STATES for _ in range(number)}
    return {key: states.get(key, "open") for key, _field, _entry in keys()}


def _row(key: str, field: str, entry: dict[str, Any], state: str, seed: int) -> dict[str, Any]:
    random = seeded(seed, f"need:{key}")
    published = None if state in UNPUBLISHED else _published(key, entry, state, random, seed)
    budget = entry["budget"] if random.random() > 0.18 else None
    return {
        "key": key,
        "owner": entry["org"],
        "author": f"owner-{entry['org']}" if entry["org"] != "ent-main" else "ent",
        "state": state,
        "created_days_ago": random.randint(2, 25) if published is None else published + random.randint(3, 14),
        "published_days_ago": published,
        "title": pair(entry["title"]),
        "process": pair(entry["process"]),
        "problem": pair(entry["problem"]),
        "targets": [_target(row) for row in entry["targets"]],
        "limits": pair(entry["limits"]),
        "tried": pair(entry["tried"]),
        "quantity": pair(entry["quantity"]),
        "keywords": entry["keywords"],
        "field_codes": [field],
        "technology_codes": entry["tech"],
        "cooperation_modes": entry["modes"],
        "maturity_scale": SCALE,
        "maturity_level": entry["level"],
        "budget_min_fen": budget[0] * WAN if budget else None,
        "budget_max_fen": budget[1] * WAN if budget else None,
        "region_code": next(one.get("city") for one in entries() if one["key"] == entry["org"]),
        "deadline_in_days": _deadline(entry, state, published, random),
        "anonymity": random.choice(ANONYMITY),
        "demo": True,
    }


def _published(key: str, entry: dict[str, Any], state: str, random: Random, seed: int) -> int:
    """Days since publication; after the owner's verification, before the first question, expired ones long ago."""
    latest = verified_days(seed).get(entry["org"], 390) - 3
    if key in talked_about():
        return min(latest, talked_about()[key] + random.randint(6, 30))
    if state == "expired":
        return min(latest, random.randint(VALID_DAYS + 5, 300))
    if state in ("met", "withdrawn"):
        return min(latest, random.randint(90, 320))
    return min(latest, random.randint(3, VALID_DAYS - 12))


def _deadline(entry: dict[str, Any], state: str, published: int | None, random: Random) -> int | None:
    """Days until the deadline (negative: past). One need in six names none; a live one is never past."""
    if random.random() < 0.16:
        return None
    left = entry["months"] * 30 - (published or 0)
    if state == "expired":
        return -random.randint(3, 40) if left > 0 else left
    return left if left > 20 else random.randint(21, 160)


def _target(row: list[Any]) -> dict[str, Any]:
    name_zh, name_en, present, target, unit = row
    return {
        "name": {"zh": name_zh, "en": name_en},
        "present": None if present == "" else _figure(present),
        "target": _figure(target),
        "unit": unit,
    }


def _figure(value: float | str) -> str:
    """A decimal as text, so that no reader makes a binary fraction of it."""
    return format(Decimal(str(value)), "f")
