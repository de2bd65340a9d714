"""The limits of stages, loaded once for the tests of the desk."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import Engine

from marketplace.core.policy import SYSTEM
from marketplace.core.unit import SessionFactory, unit
from marketplace.deals.service import stage_rules


@pytest.fixture(autouse=True, scope="session")
def stage_limits(app: Flask, engine: Engine) -> None:
    """How long a stage may take, committed to the database of this test process."""
    SessionFactory.configure(bind=engine)
    with app.app_context(), unit():
        stage_rules.load(SYSTEM)
