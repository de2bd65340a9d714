"""The vocabulary for tests: the real data files, loaded once into the test database."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Flask
from sqlalchemy import Engine

from marketplace.core.policy import SYSTEM, Actor
from marketplace.core.text import Text
from marketplace.core.unit import SessionFactory, session, unit
from marketplace.taxonomy import models, service

KEEPER = Actor(user_id=901, name="示例管理员", roles=frozenset({"administrator"}))


def load_vocabulary(app: Flask, engine: Engine) -> None:
    """Commit the vocabulary to the database of this test process; a second call changes nothing."""
    SessionFactory.configure(bind=engine)
    with app.app_context(), unit():
        service.load(SYSTEM)


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
