"""Needs for tests."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from marketplace.accounts.models import Organisation, User
from marketplace.core import clock
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.needs.models import Need, NeedTarget
from tests.factories.accounts import make_enterprise_user, make_organisation


def need_values(**values: Any) -> dict[str, Any]:
    """Everything a complete need says, as the schema gives it."""
    return {
        "title": Text("烧结烟气余热回收", "Waste heat of sintering flue gas"),
        "process": Text("360 平方米烧结机，烟气 180 ℃", "360 m² sintering machine, flue gas at 180 °C"),
        "problem": Text("低于 150 ℃ 的余热没有利用，换热器一年腐蚀", "Heat below 150 °C is lost; exchangers corrode"),
        "limits": Text("占地不超过 60 平方米", "No more than 60 m² of floor"),
        "tried": Text("试过两种换热器", "Two heat exchangers were tried"),
        "field_codes": ["geothermal"],
        "cooperation_modes": ["licence"],
        "targets": [{"name": Text("回收热量", "Heat recovered"), "present": Decimal(0), "target": Decimal(12),
                     "unit": "GWh/a"}],
        **values,
    }  # fmt: skip


def make_need(
    owner: Organisation | None = None, author: User | None = None, state: str = "open", **values: Any
) -> Need:
    """A complete need in any state."""
    owner = owner or make_organisation("enterprise")
    author = author or make_enterprise_user(owner)
    content = need_values(**values)
    targets = [NeedTarget(position=n, **row) for n, row in enumerate(content.pop("targets"))]
    published = clock.now() if state not in ("draft", "submitted", "reviewed") else None
    need = Need(
        owner_id=owner.id, created_by=author.id, state=state, targets=targets, published_at=published, **content
    )
    session().add(need)
    session().flush()
    return need
