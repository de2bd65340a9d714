"""Needs of the demo that are over are shown so from the first minute, and those of the scripted year still play."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy.orm import Session

from marketplace.core import clock
from marketplace.core.policy import SYSTEM
from marketplace.needs import queries, service
from marketplace.needs.models import Need
from tests.factories.accounts import actor, make_enterprise_user, make_organisation
from tests.factories.needs import need_values
from tools.demo import play_needs
from tools.demo.stage import Stage, day, on

PUBLISHED = 200  # days ago: twenty days more than a need is valid


@pytest.fixture
def stage(db: Session) -> Stage:
    owner = make_organisation("enterprise")
    person = make_enterprise_user(owner)
    rows = [
        {**need_values(), "key": key, "owner_id": owner.id, "created_by": person.id, "demo": True,
         "published_on": day(PUBLISHED), "deadline": None, "keywords": [], "technology_codes": []}
        for key in ("expired", "met", "withdrawn", "called")
    ]  # fmt: skip
    found = service.load_published(SYSTEM, rows)
    return Stage({}, found, {"org": owner}, {"boss": person}, {"org": "boss"}, actors={"boss": actor(person)})


def rows_of(stage: Stage) -> list[dict[str, Any]]:
    return [
        {"key": key, "state": key if key != "called" else "in_deal", "owner": "org", "published_days_ago": PUBLISHED}
        for key in stage.needs
    ]


def test_what_is_over_ends_on_its_day_and_what_the_year_calls_waits(db: Session, stage: Stage) -> None:
    play_needs.settle(stage, rows_of(stage), {"called"})
    states = {key: need.state for key, need in stage.needs.items()}
    assert states == {"expired": "expired", "met": "met", "withdrawn": "withdrawn", "called": "open"}
    ended = stage.needs["expired"]
    assert clock.local(ended.state_changed_at).date() == ended.expires_on + timedelta(days=1)


def test_a_need_of_the_year_that_the_clock_ended_meanwhile_is_renewed_when_its_turn_comes(stage: Stage) -> None:
    need: Need = stage.needs["called"]
    service.expire_due()
    with on(PUBLISHED - 10, 0):
        play_needs.reopen(stage, "called", "org")
        assert queries.summary(need.id).state == "open"
        service.enter_deal(SYSTEM, need_id=need.id, deal_public_id="DEAL000000")
    assert (service.expire_due(), need.state) == (0, "in_deal")


def test_a_need_that_is_still_open_is_left_alone(stage: Stage) -> None:
    last = stage.needs["called"].expires_on
    with on(PUBLISHED - 10, 0):
        play_needs.reopen(stage, "called", "org")
    assert stage.needs["called"].expires_on == last


def test_every_need_of_the_pack_that_is_over_has_a_way_to_its_state(pack: dict[str, list[dict[str, Any]]]) -> None:
    """Nothing but the year's own needs may be left for the first run of the clock."""
    called = {row["need"] for row in pack["enquiries"]}
    for row in pack["needs"]:
        due = row["deadline_in_days"]
        is_over = row["published_days_ago"] is not None and min(due or 999, 180 - row["published_days_ago"]) < 0
        if is_over and row["key"] not in called:
            assert row["state"] in (*play_needs.ENDED, "expired"), SimpleNamespace(**row)
