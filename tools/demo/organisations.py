"""Sixty clearly fictional organisations with verification states, credit codes and service data."""

from __future__ import annotations

import tomllib
from functools import cache
from random import Random
from typing import Any

from tools.demo.paths import BUILDER
from tools.demo.seeded import seeded
from tools.demo.uscc import fictional

FILES = ("universities", "enterprises", "services")
# Everybody else is verified. These show the other states; none of them owns a published listing or an open need.
OTHER_STATES: dict[str, dict[str, Any]] = {
    "uni-vocational": {"state": "submitted", "submitted_days_ago": 3},
    "ent-overseas": {"state": "submitted", "submitted_days_ago": 9},
    "ent-blade": {
        "state": "rejected",
        "submitted_days_ago": 33,
        "decided_days_ago": 29,
        "reason": {
            "zh": "授权委托书未盖公章，营业执照图片模糊，请补正后重新提交。",
            "en": "The letter of authority carries no seal and the licence is illegible; mend both and apply again.",
        },
    },
    "ent-food": {"state": "expired", "submitted_days_ago": 398, "decided_days_ago": 391, "expired_days_ago": 26},
    "broker-rural": {"state": "expired", "submitted_days_ago": 380, "decided_days_ago": 377, "expired_days_ago": 12},
    "ent-charging": {"state": "unverified"},
}
VERIFIED_FOR_DAYS = 730
WAN = 1_000_000  # fen in 10 000 yuan


def organisations(seed: int) -> list[dict[str, Any]]:
    """All organisations in the order of the content files; money in fen, dates as days before today."""
    return [_row(entry, serial, seed) for serial, entry in enumerate(entries(), start=1)]


@cache
def entries() -> tuple[dict[str, Any], ...]:
    """The hand-written entries of the three content files."""
    texts = [(BUILDER / "content" / f"{name}.toml").read_text(encoding="utf-8") for name in FILES]
    return tuple(entry for text in texts for entry in tomllib.loads(text)["organisation"])


@cache
def verified_keys() -> frozenset[str]:
    """Keys of the organisations that may publish."""
    return frozenset(entry["key"] for entry in entries()) - set(OTHER_STATES)


@cache
def verified_days(seed: int) -> dict[str, int]:
    """Since how many days each verified organisation is verified: nothing it did here can be older."""
    return {
        row["key"]: row["verification"]["decided_days_ago"]
        for row in organisations(seed)
        if row["verification"]["state"] == "verified"
    }


def _row(entry: dict[str, Any], serial: int, seed: int) -> dict[str, Any]:
    random = seeded(seed, f"organisation:{entry['key']}")
    abroad = "country" in entry
    return {
        "key": entry["key"],
        "kind": entry["kind"],
        "name": {"zh": entry["zh"], "en": entry["en"]},
        "description": {"zh": entry["about_zh"], "en": entry["about_en"]},
        "uscc": None if abroad else fictional(entry["kind"], serial),
        "country": entry.get("country", "CN"),
        "region_code": entry.get("city"),
        "address": None if abroad else f"示例大道{serial}号",
        "state_owned": entry.get("state_owned", False),
        "state_set_up": entry["kind"] in ("university", "institute", "centre"),
        "sme_size": entry.get("size") if entry.get("size") != "large" else None,
        "foreign": entry.get("foreign", False),
        "field_codes": entry["fields"],
        "profile": _profile(entry),
        "joined_days_ago": random.randint(400, 420),
        "verification": _verification(entry, random),
        "demo": True,
    }


def _verification(entry: dict[str, Any], random: Random) -> dict[str, Any]:
    if entry["key"] in OTHER_STATES:
        return OTHER_STATES[entry["key"]]
    # Those who offer came first, so that a year of listings can follow their verification.
    first = entry["kind"] != "enterprise" or random.random() < 0.6
    decided = random.randint(358, 363) if first else random.randint(190, 350)
    return {
        "state": "verified",
        "submitted_days_ago": decided + random.randint(2, 6),
        "decided_days_ago": decided,
        "valid_for_days": VERIFIED_FOR_DAYS - decided,
    }


def _profile(entry: dict[str, Any]) -> dict[str, Any]:
    if entry["kind"] == "pilot_platform":
        return {
            "services": entry["services"],
            "area_m2": entry["area_m2"],
            "equipment_value_fen": entry["equipment_wan"] * WAN,
            "staff": entry["staff"],
            "slots": entry["slots"],
            "queue_days": entry["queue_days"],
            "fees": [
                {"item": {"zh": zh, "en": en}, "per": {"zh": per_zh, "en": per_en}, "price_fen": yuan * 100}
                for zh, en, per_zh, per_en, yuan in entry["fees"]
            ],
        }
    if entry["kind"] == "incubator":
        return {
            "area_m2": entry["area_m2"],
            "tenant_area_share": entry["tenant_share"],
            "fund_fen": entry["fund_wan"] * WAN,
            "tenants": entry["tenants"],
            "mentors": entry["mentors"],
        }
    return {"service_types": entry["service_types"]} if "service_types" in entry else {}
