"""How the value of a rule parameter reads in both languages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from marketplace.core.text import Text
from marketplace.taxonomy.queries.terms import Term


def value_text(value: Mapping[str, Any], units: Mapping[str, Term]) -> Text:
    """The value with its unit: 15个工作日 / 15 working days, 50%, 80%–125%; money is stored in fen, shown in yuan."""
    unit = units.get(value["unit"]) or Term(value["unit"], Text(value["unit"], value["unit"]))
    name, facts = unit.label, unit.facts
    if "flag" in value:
        return name
    if facts.get("percent"):
        zh, en = _joined(value, lambda number: f"{_plain(number * 100)}%")
        after = facts.get("per", ["", ""])
        return Text(zh + after[0], en + after[1])
    scale = 100 if facts.get("money") else 1
    zh, en = _joined(value, lambda number: _plain(number / scale))
    if unit.code == "level":
        return Text(f"{zh}{name.zh}", f"{name.en} {en}")
    return Text(f"{zh}{name.zh}", f"{en} {facts.get('one', name.en) if en == '1' else name.en}")


def _joined(value: Mapping[str, Any], shown: Callable[[Decimal], str]) -> tuple[str, str]:
    """One number, a range or a list, with the punctuation of each language."""
    if "numbers" in value:
        parts = [shown(Decimal(item)) for item in value["numbers"]]
        return "、".join(parts), ", ".join(parts)
    if "min" in value:
        least, greatest = shown(Decimal(value["min"])), shown(Decimal(value["max"]))
        return f"{least}—{greatest}", f"{least}–{greatest}"
    only = shown(Decimal(value["number"]))
    return only, only


def _plain(number: Decimal) -> str:
    return f"{number.normalize():,f}"
