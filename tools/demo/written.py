"""The hand-written content: TOML files read once, in a fixed order."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any

from tools.demo.paths import BUILDER

FIELDS = (
    "hydropower", "wind", "nuclear", "natural_gas", "hydrogen", "geothermal", "biomass", "energy_storage",
    "smart_grid", "silicon_pv", "power_battery", "vanadium_titanium", "data_storage",
)  # fmt: skip
STAGES = ("early", "talks", "onward", "ended")
WAN = 1_000_000  # fen in 10 000 yuan


@cache
def read(name: str) -> dict[str, Any]:
    """One content file by its name below content/, without the ending."""
    return tomllib.loads((BUILDER / "content" / f"{name}.toml").read_text(encoding="utf-8"))


def needs() -> list[tuple[str, dict[str, Any]]]:
    """(field, need) of all fields, in the order of the plan."""
    return [(field, entry) for field in FIELDS for entry in read(f"needs/{field}")["need"]]


def deals() -> list[dict[str, Any]]:
    """The deals of the four files."""
    return [entry for stage in STAGES for entry in read(f"deals/{stage}")["deal"]]


def enquiries() -> list[dict[str, Any]]:
    """Enquiries that led to no deal."""
    return list(read("enquiries")["enquiry"])


def pilots() -> list[dict[str, Any]]:
    """Pilot projects, running ones first."""
    return [*read("pilots_running")["pilot"], *read("pilots_ended")["pilot"]]


def cases() -> list[dict[str, Any]]:
    """Incubation cases."""
    return list(read("incubation")["case"])


def pair(texts: list[str] | None) -> dict[str, str] | None:
    """A bilingual text from [zh, en]."""
    return {"zh": texts[0], "en": texts[1]} if texts else None
