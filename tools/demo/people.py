"""Fictional people: one account per role, and an owner for every organisation so that it can act."""

from __future__ import annotations

import tomllib
from random import Random
from typing import Any

from tools.demo.names import people as names
from tools.demo.organisations import entries
from tools.demo.paths import BUILDER
from tools.demo.seeded import seeded

TITLES = {
    "university": ("成果转化办公室主任", "Head of the technology-transfer office"),
    "institute": ("科技处处长", "Head of research administration"),
    "enterprise": ("技术总监", "Chief technology officer"),
    "broker_agency": ("技术经理人", "Technology manager"),
    "pilot_platform": ("平台主任", "Head of the platform"),
    "incubator": ("孵化运营总监", "Director of incubation"),
    "centre": ("专栏主任", "Head of the section"),
}


def people(seed: int) -> list[dict[str, Any]]:
    """Accounts with memberships, granted roles and brokers' records; dates as days before today."""
    random = seeded(seed, "people")
    content = tomllib.loads((BUILDER / "content" / "people.toml").read_text(encoding="utf-8"))
    taken: set[str] = set()
    rows = [_account(entry, random, taken) for entry in content["account"]]
    rows += [_member(entry, random, taken) for entry in content["member"]]
    owned = {place["organisation"] for row in rows for place in row["memberships"] if place["role"] == "owner"}
    rows += [_owner(entry, random, taken) for entry in entries() if entry["key"] not in owned]
    return rows


def _account(entry: dict[str, Any], random: Random, taken: set[str]) -> dict[str, Any]:
    key = entry["email"].split("@")[0]
    row = _row(key, entry["email"], entry, random, taken, level="senior" if key == "broker" else None)
    row["demo_account"] = {"zh": entry["label_zh"], "en": entry["label_en"]}
    return row


def _member(entry: dict[str, Any], random: Random, taken: set[str]) -> dict[str, Any]:
    return _row(entry["key"], f"{entry['key']}@demo.example", entry, random, taken, level=entry.get("level"))


def _owner(organisation: dict[str, Any], random: Random, taken: set[str]) -> dict[str, Any]:
    key = f"owner-{organisation['key']}"
    title_zh, title_en = TITLES[organisation["kind"]]
    entry = {"organisation": organisation["key"], "role": "owner", "title_zh": title_zh, "title_en": title_en}
    level = random.choice(("intermediate", "senior")) if organisation["kind"] == "broker_agency" else None
    row = _row(key, f"{key}@demo.example", entry, random, taken, level=level)
    row["lang"] = "en" if organisation.get("foreign") else "zh"
    return row


def _row(
    key: str, email: str, entry: dict[str, Any], random: Random, taken: set[str], *, level: str | None
) -> dict[str, Any]:
    joined = random.randint(372, 399)
    agency = next(one for one in entries() if one["key"] == entry["organisation"])
    return {
        "key": key,
        "email": email,
        "name": names(random, 1, taken)[0],
        "lang": "zh",
        "demo_account": None,
        "joined_days_ago": joined,
        "memberships": [
            {
                "organisation": entry["organisation"],
                "role": entry["role"],
                "title": {"zh": entry["title_zh"], "en": entry["title_en"]},
                "since_days_ago": joined - 1,
                "ended_days_ago": entry.get("ended"),
            }
        ],
        "granted_roles": entry.get("granted", []),
        "broker_profile": _profile(agency, level, random) if level else None,
        "demo": True,
    }


def _profile(agency: dict[str, Any], level: str, random: Random) -> dict[str, Any]:
    return {
        "agency": agency["key"],
        "level": level,
        "certificate_number": f"DEMO-{random.randint(1000, 9999)}",
        "issuer": "演示发证机构",
        "valid_for_days": random.randint(200, 900),
        "field_codes": agency["fields"],
        "introduction": {
            "zh": f"就职于{agency['zh']}，从事成果评估、供需匹配和合同谈判。",
            "en": f"Works at {agency['en']} on evaluation, matching and contract negotiation.",
        },
    }
