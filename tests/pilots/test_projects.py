"""Beginning, describing, placing and funding a pilot."""

from __future__ import annotations

import itertools
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from marketplace.core import clock
from marketplace.core.errors import Conflict, Forbidden, GuardsUnmet, Invalid, InvalidAction, NotFound
from marketplace.core.text import Text
from marketplace.deals import queries as deals
from marketplace.pilots import queries, service
from marketplace.pilots.errors import AlreadyRunning, PlatformFull
from marketplace.pilots.models import PilotProject
from marketplace.pilots.schemas import SharesSchema
from tests.factories.accounts import actor, make_enterprise_user
from tests.factories.deals import make_deal
from tests.factories.pilots import complete_gate, make_pilot, make_platform, pilot_values
from tests.pilots.conftest import Stage, told

ANOTHER = ("7F3KQ2M9XA", "8F3KQ2M9XB", "9F3KQ2M9XC", "AF3KQ2M9XD")


def test_a_pilot_takes_its_deal_into_the_pilot_stage_and_tells_everyone(stage: Stage, db: Session) -> None:
    deal = make_deal(stage.cast, state="signed")
    project = make_pilot(stage.cast, deal, platform=stage.platform)
    assert deal.state == "pilot"
    assert project.state == "applied"
    assert queries.board_rows([deal.id])[deal.id].public_id == project.public_id
    assert told(db, "pilots/begun") == {stage.cast.officer.email, stage.cast.buyer.email, stage.operator_officer.email}


@pytest.mark.parametrize("state", ["lead", "negotiating"])
def test_no_pilot_before_the_signature(stage: Stage, state: str) -> None:
    deal = make_deal(stage.cast, state=state)
    with pytest.raises((InvalidAction, Forbidden)):
        service.apply(actor(stage.cast.lead), deal_public_id=deal.public_id, **pilot_values())


def test_strangers_do_not_find_the_deal_and_parties_do_not_begin(stage: Stage) -> None:
    deal = make_deal(stage.cast, state="signed")
    with pytest.raises(NotFound):
        service.apply(actor(make_enterprise_user()), deal_public_id=deal.public_id, **pilot_values())
    with pytest.raises(Forbidden):
        service.apply(actor(stage.cast.buyer), deal_public_id=deal.public_id, **pilot_values())


def test_one_running_pilot_per_deal(stage: Stage, db: Session) -> None:
    deal = make_deal(stage.cast, state="signed")
    project = make_pilot(stage.cast, deal)
    with pytest.raises(AlreadyRunning):
        make_pilot(stage.cast, deal)
    with db.begin_nested() as nested:
        db.add(PilotProject(deal_id=deal.id, title=Text("二", None), kind="pilot_maturation"))
        with pytest.raises(IntegrityError, match="uq_pilot_project_running"):
            db.flush()
        nested.rollback()
    service.advance(actor(stage.cast.broker), public_id=project.public_id, action="stop", reason="市场变化")
    assert make_pilot(stage.cast, deal).state == "applied"


def test_a_full_or_closed_platform_takes_no_project(stage: Stage) -> None:
    make_pilot(stage.cast, platform=stage.platform)
    deal = make_deal(stage.cast, state="signed")
    for platform in (stage.platform, make_platform(accepting=False)):
        with pytest.raises(PlatformFull):
            service.apply(actor(stage.cast.broker), deal_public_id=deal.public_id, **pilot_values(platform))


def test_an_ended_project_frees_its_place(stage: Stage) -> None:
    project = make_pilot(stage.cast, platform=stage.platform)
    service.advance(actor(stage.cast.broker), public_id=project.public_id, action="stop", reason="市场变化")
    assert make_pilot(stage.cast, platform=stage.platform).platform_id == stage.platform.id


def test_the_platform_is_fixed_after_gate_g1(stage: Stage) -> None:
    project = make_pilot(stage.cast, platform=stage.platform, state="g2_contract")
    other = make_platform()
    for platform in (other, None):
        values = pilot_values(platform)
        with pytest.raises(Invalid) as refused:
            service.edit(actor(stage.cast.broker), public_id=project.public_id, version=project.version, **values)
        assert "platform" in refused.value.fields


def test_an_edit_is_recorded_and_a_stale_one_shows_both_versions(stage: Stage) -> None:
    project = make_pilot(stage.cast, platform=stage.platform)
    version = project.version
    values = pilot_values(stage.platform, budget_fen=500_000_000)
    service.edit(actor(stage.cast.broker), public_id=project.public_id, version=version, **values)
    mine = pilot_values(None, title=Text("另一标题", None))
    with pytest.raises(Conflict) as refused:
        service.edit(actor(stage.cast.lead), public_id=project.public_id, version=version, **mine)
    assert refused.value.diff["title"] == ("制氢电极中试", "另一标题")
    assert refused.value.diff["platform"] == ("示例中试平台", None)
    assert "500" in refused.value.diff["budget_fen"][0]
    assert "kind" not in refused.value.diff


def test_new_evidence_does_not_clash_with_an_open_form(stage: Stage) -> None:
    project = make_pilot(stage.cast, platform=stage.platform, state="g0_intake")
    version = project.version
    complete_gate(stage.cast, project)
    service.edit(actor(stage.cast.broker), public_id=project.public_id, version=version, **pilot_values(stage.platform))


def test_a_longer_period_needs_the_centre_lead_and_again_when_it_grows(stage: Stage) -> None:
    today = clock.today()
    project = make_pilot(
        stage.cast,
        state="g2_contract",
        platform=stage.platform,
        ends_on=clock.add_months(today, 24) + timedelta(days=1),
    )
    complete_gate(stage.cast, project)
    broker = actor(stage.cast.broker)
    with pytest.raises(GuardsUnmet) as refused:
        service.advance(broker, public_id=project.public_id, action="pass_g2")
    assert len(refused.value.unmet) == 1
    with pytest.raises(Forbidden):
        service.approve_extension(actor(stage.cast.reviewer), public_id=project.public_id, reason="寿命试验")
    service.approve_extension(actor(stage.cast.lead), public_id=project.public_id, reason="寿命试验")
    longer = pilot_values(stage.platform, ends_on=clock.add_months(today, 30))
    service.edit(broker, public_id=project.public_id, version=project.version, **longer)
    assert project.extension_approved_at is None
    service.approve_extension(actor(stage.cast.lead), public_id=project.public_id, reason="寿命试验")
    service.advance(broker, public_id=project.public_id, action="pass_g2")
    assert project.state == "g3_small_batch"


def test_exactly_the_term_needs_no_extension(stage: Stage) -> None:
    months = clock.add_months(clock.today(), 24)
    project = make_pilot(stage.cast, state="g3_small_batch", platform=stage.platform, ends_on=months)
    assert project.extension_approved_at is None


@given(
    cuts=st.lists(st.integers(1, 9_999), min_size=0, max_size=3, unique=True),
    error=st.integers(-2_000, 2_000).filter(bool),
)
def test_shares_sum_to_one_hundred_exactly_or_are_refused(cuts: list[int], error: int) -> None:
    edges = [0, *sorted(cuts), 10_000]
    parts = [after - before for before, after in itertools.pairwise(edges)]
    rows = [{"organisation": ANOTHER[n], "percent": str(Decimal(part) / 100)} for n, part in enumerate(parts)]
    loaded = SharesSchema().load({"shares": rows})["shares"]
    assert sum(row["percent"] for row in loaded) == 100
    parts[0] += error
    if parts[0] <= 0:
        return
    rows[0]["percent"] = str(Decimal(parts[0]) / 100)
    with pytest.raises(ValidationError) as refused:
        SharesSchema().load({"shares": rows})
    assert "shares" in refused.value.normalized_messages()


@pytest.mark.parametrize("percents", [("33.333", "66.667"), ("-10", "110"), ("100", "0.001"), ("nan", "100"), ("", "")])
def test_odd_percentages_are_refused(app: object, percents: tuple[str, str]) -> None:
    rows = [{"organisation": ANOTHER[n], "percent": text} for n, text in enumerate(percents)]
    with pytest.raises(ValidationError):
        SharesSchema().load({"shares": rows})


def test_only_those_who_take_part_bear_a_share(stage: Stage) -> None:
    project = make_pilot(stage.cast, platform=stage.platform)
    broker, stranger = actor(stage.cast.broker), make_platform()
    whole = {"organisation": stage.operator.public_id, "percent": Decimal(100)}
    service.set_shares(broker, public_id=project.public_id, shares=[whole])
    page = queries.page_for(broker, project.public_id)
    assert {row.organisation: row.percent for row in page.shares if row.percent} == {stage.operator.public_id: 100}
    for rows in ([{**whole, "organisation": stranger.public_id}], [{**whole, "percent": Decimal(99)}]):
        with pytest.raises(Invalid):
            service.set_shares(broker, public_id=project.public_id, shares=rows)
    assert deals.summary(project.deal_id).state == "pilot"
