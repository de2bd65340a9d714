"""Rule parameters and their keeper for tests; the vocabulary itself is in every test database."""

from __future__ import annotations

from datetime import date
from typing import Any

from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.taxonomy import models

KEEPER = Actor(user_id=901, name="示例管理员", roles=frozenset({"administrator"}))


def make_rule(
    code: str = "example_days", jurisdiction: str = "CN", number: str = "10", **values: Any
) -> models.RuleParameter:
    """A rule parameter without an end, in calendar days."""
    defaults: dict[str, Any] = {
        "title": Text("示例期限", "Example deadline"),
        "value": {"number": number, "unit": "calendar_days"},
        "effective_from": date(2020, 1, 1),
        "effective_to": None,
        "source": Text("示例来源", "Example source"),
        "basis": "statute",
        "verified": True,
    }
    row = models.RuleParameter(code=code, jurisdiction=jurisdiction, **{**defaults, **values})
    session().add(row)
    session().flush()
    return row
