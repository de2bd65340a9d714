"""A cast with an incubator, and mails by template."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Organisation, User
from marketplace.core.mail import Message
from marketplace.incubation.models import Incubator
from tests.factories.accounts import join, make_organisation, make_user
from tests.factories.deals import Cast, make_cast
from tests.factories.incubation import make_incubator


@dataclass
class Stage:
    """Everybody around one case."""

    cast: Cast
    house: Organisation
    house_officer: User
    incubator: Incubator


def make_stage() -> Stage:
    """The cast of a deal and an incubator with an officer."""
    cast, house = make_cast(), make_organisation("incubator")
    officer = make_user()
    join(officer, house, "officer")
    return Stage(cast, house, officer, make_incubator(house))


@pytest.fixture
def stage(db: Session) -> Stage:
    """Everybody around one case, in the open unit of the test."""
    return make_stage()


def told(opened: Session, template: str) -> set[str]:
    """Addresses that got a mail of this template."""
    return set(opened.scalars(select(Message.address).where(Message.template == template)))
