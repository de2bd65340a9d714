"""A cast with a pilot platform, and mails by template."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Organisation, User
from marketplace.core.mail import Message
from marketplace.pilots.models import PilotPlatform
from tests.factories.accounts import join, make_organisation, make_user
from tests.factories.deals import Cast, make_cast
from tests.factories.pilots import make_platform


@dataclass
class Stage:
    """Everybody around one pilot."""

    cast: Cast
    operator: Organisation
    operator_officer: User
    platform: PilotPlatform


def make_stage() -> Stage:
    """The cast of a deal and a platform with an officer."""
    cast, operator = make_cast(), make_organisation("pilot_platform")
    officer = make_user()
    join(officer, operator, "officer")
    return Stage(cast, operator, officer, make_platform(operator))


@pytest.fixture
def stage(db: Session) -> Stage:
    """Everybody around one pilot, in the open unit of the test."""
    return make_stage()


def told(opened: Session, template: str) -> set[str]:
    """Addresses that got a mail of this template."""
    return set(opened.scalars(select(Message.address).where(Message.template == template)))
