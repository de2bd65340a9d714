"""Synthetic commercial terms of a listing: deal modes, licences, price, availability and green benefit, all seeded."""

from __future__ import annotations

import math
import tomllib
from functools import cache
from random import Random
from typing import Any

from tools.demo.paths import BUILDER

WAN = 1_000_000  # fen in 10 000 yuan
AVAILABILITY = ("available",) * 15 + ("in_talks",) * 3 + ("exclusive",)
MODES = ("licence", "transfer", "development", "pilot_first", "equity_contribution", "use_first_pay_later", "service")
MODE_WEIGHTS = (34, 22, 16, 14, 8, 4, 2)
TERM_NOTES = (
    ("许可范围限于国内，改进成果归改进方。", "Licence limited to China; improvements belong to whoever makes them."),
    ("可派两名研究人员驻场三个月。", "Two researchers can work on site for three months."),
    ("优先与本省企业合作开展中试。", "Pilot projects with companies of the province come first."),
    ("不含设备，安装调试另计。", "Equipment is not included; commissioning is charged separately."),
    ("接受入门费加提成。", "An entry fee with a royalty is acceptable."),
)


def terms(random: Random, level: int, *, granted: bool) -> dict[str, Any]:
    """Deal modes, licence kinds, price and availability; `granted` allows an open licence (patent law, art. 50)."""
    modes = _modes(random)
    open_licence = granted and random.random() < 0.07
    if open_licence:
        modes = ["open_licence", *[mode for mode in modes if mode != "licence"]]
    kinds = _licence_kinds(random) if "licence" in modes else []
    note = random.choice(TERM_NOTES) if random.random() < 0.4 else None
    return {
        "deal_modes": modes,
        "licence_kinds": ["open"] if open_licence else kinds,
        "pricing_mode": "agreement" if random.random() < 0.85 else "exchange_listing",
        **_price(random, level),
        "terms_note": {"zh": note[0], "en": note[1]} if note else None,
        "availability": "open_licence" if open_licence else random.choice(AVAILABILITY),
    }


def benefit(random: Random, field: str) -> list[dict[str, Any]]:
    """One synthetic green benefit for about a third of the listings, always self-declared."""
    if random.random() > 0.36:
        return []
    kind, unit, low, high, decimals, per_zh, per_en, base_zh, base_en, boundary, method = random.choice(
        _benefits()[field]["rows"]
    )
    value = round(random.uniform(low, high), decimals)
    return [
        {
            "kind": kind,
            "value": str(int(value) if decimals == 0 else value),
            "unit": unit,
            "functional_unit": {"zh": per_zh, "en": per_en},
            "baseline": {"zh": f"演示值。基准：{base_zh}", "en": f"Demonstration value. Baseline: {base_en}"},
            "boundary": boundary,
            "method": method,
            "evidence_level": "self_declared",
            "verifier": None,
        }
    ]


def _modes(random: Random) -> list[str]:
    wanted = random.choice((1, 2, 2, 3))
    found: list[str] = []
    while len(found) < wanted:
        mode = random.choices(MODES, MODE_WEIGHTS)[0]
        if mode not in found:
            found.append(mode)
    return found


def _licence_kinds(random: Random) -> list[str]:
    return random.choice((["ordinary"], ["ordinary"], ["exclusive"], ["sole"], ["ordinary", "exclusive"]))


def _price(random: Random, level: int) -> dict[str, Any]:
    """面议 for two in five; otherwise around 15 to 300 thousand yuan per maturity level, in whole 万元."""
    kind = random.choices(("negotiable", "stated", "range"), (40, 36, 24))[0]
    if kind == "negotiable":
        return {"price_disclosure": kind, "price_min_fen": None, "price_max_fen": None}
    middle = math.exp(random.gauss(2.6 + 0.28 * level, 0.75))
    low = max(2, round(middle if kind == "stated" else middle * 0.8))
    high = max(low + 2, round(middle * random.uniform(1.2, 1.7)))
    return {
        "price_disclosure": kind,
        "price_min_fen": low * WAN,
        "price_max_fen": high * WAN if kind == "range" else None,
    }


@cache
def _benefits() -> dict[str, Any]:
    return tomllib.loads((BUILDER / "content" / "benefits.toml").read_text(encoding="utf-8"))
