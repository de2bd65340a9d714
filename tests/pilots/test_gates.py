"""Gates: documents, decisions, independence, conditions, measurements, rounds, holds and ends."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.core import audit, clock
from marketplace.core.errors import Conflict, Forbidden, GuardsUnmet, Invalid, InvalidAction
from marketplace.core.text import Text
from marketplace.listings import queries as listings
from marketplace.pilots import queries, service
from marketplace.pilots.errors import NotIndependent
from marketplace.pilots.models import PilotProject
from tests.factories.accounts import actor, join
from tests.factories.deals import pdf
from tests.factories.pilots import REVIEWER, complete_gate, decide, make_pilot, measure
from tests.pilots.conftest import Stage, told


def _unmet(stage: Stage, project: PilotProject, action: str, **values: str) -> list[str]:
    with pytest.raises(GuardsUnmet) as refused:
        service.advance(actor(stage.cast.broker), public_id=project.public_id, action=action, **values)
    return [str(text) for text in refused.value.unmet]


def test_a_pilot_walks_through_all_gates_and_its_listing_is_re_rated(stage: Stage, db: Session) -> None:
    project = make_pilot(stage.cast, platform=stage.platform, state="to_incubation")
    assert project.state == "to_incubation"
    assert (project.final_scale, project.final_level) == ("qingdao_2025", 8)
    listing = listings.summary(project.listing_id)
    assert (listing.maturity_scale, listing.maturity_level) == ("qingdao_2025", 8)
    accepted = queries.accepted_pilot(project.deal_id)
    assert accepted is not None
    assert accepted.public_id == project.public_id
    people = {stage.cast.officer.email, stage.cast.buyer.email, stage.operator_officer.email}
    assert told(db, "pilots/decided") >= people
    assert told(db, "pilots/moved") >= people
    assert stage.cast.reviewer.email not in told(db, "pilots/decided")


def test_a_gate_names_every_document_the_decision_and_the_measurement_it_misses(stage: Stage) -> None:
    project = make_pilot(stage.cast, platform=stage.platform, state="g3_small_batch")
    missing = _unmet(stage, project, "pass_g3")
    assert len(missing) == 3
    for name in ("批次记录", "工艺窗口", "物料与能量平衡"):
        assert name in missing[0]


def test_a_document_finds_its_gate_by_its_kind(stage: Stage) -> None:
    project = make_pilot(stage.cast, platform=stage.platform, state="g0_intake")
    row = service.add_document(
        actor(stage.operator_officer), public_id=project.public_id, code="batch_records", upload=pdf()
    )
    assert row.gate == "g3"
    assert service.document(actor(stage.cast.buyer), public_id=project.public_id, number=row.id).name == row.file.name


def test_a_decision_needs_the_gate_where_the_project_stands(stage: Stage) -> None:
    project = make_pilot(stage.cast, platform=stage.platform, state="g1_feasibility")
    with pytest.raises(Invalid) as refused:
        decide(stage.cast, project, "g2")
    assert "gate" in refused.value.fields


@pytest.mark.parametrize("decision", ["repeat", "stop"])
def test_only_a_passing_decision_opens_the_gate_and_a_newer_one_counts(stage: Stage, decision: str) -> None:
    project = make_pilot(stage.cast, platform=stage.platform, state="g0_intake")
    complete_gate(stage.cast, project)
    decide(stage.cast, project, "g0", decision)
    assert len(_unmet(stage, project, "pass_g0")) == 1
    decide(stage.cast, project, "g0")
    service.advance(actor(stage.cast.broker), public_id=project.public_id, action="pass_g0")


def test_a_decision_without_independence_opens_nothing(stage: Stage) -> None:
    project = make_pilot(stage.cast, platform=stage.platform, state="g0_intake")
    complete_gate(stage.cast, project)
    decide(stage.cast, project, "g0", independent=False)
    assert len(_unmet(stage, project, "pass_g0")) == 1


@pytest.mark.parametrize("house", ["university", "enterprise", "operator"])
def test_a_person_of_the_centre_who_belongs_to_a_party_decides_nothing(stage: Stage, house: str) -> None:
    project = make_pilot(stage.cast, platform=stage.platform, state="g0_intake")
    complete_gate(stage.cast, project)
    organisation = stage.operator if house == "operator" else getattr(stage.cast, house)
    join(stage.cast.reviewer, organisation, "member")
    with pytest.raises(NotIndependent):
        decide(stage.cast, project, "g0")
    with pytest.raises(NotIndependent):
        service.meet_conditions(actor(stage.cast.reviewer), public_id=project.public_id, gate="g0")
    with pytest.raises(Forbidden):
        service.advance(actor(stage.cast.reviewer), public_id=project.public_id, action="pass_g0")


def test_a_named_reviewer_who_belongs_to_a_party_is_refused(stage: Stage) -> None:
    project = make_pilot(stage.cast, platform=stage.platform, state="g0_intake")
    for person in (stage.cast.officer, stage.operator_officer):
        with pytest.raises(Invalid) as refused:
            decide(stage.cast, project, "g0", reviewers=[REVIEWER, person.name.zh])
        assert person.name.zh in str(refused.value.fields["reviewers"][0])


def test_brokers_and_parties_do_not_decide(stage: Stage) -> None:
    project = make_pilot(stage.cast, platform=stage.platform, state="g0_intake")
    for person in (stage.cast.broker, stage.cast.buyer):
        with pytest.raises(Forbidden):
            service.decide(
                actor(person), public_id=project.public_id, gate="g0", decision="pass", reviewers=[REVIEWER],
                independent=True, minutes="通过", conditions=None,
            )  # fmt: skip


def test_conditions_are_met_before_the_next_gate(stage: Stage) -> None:
    project = make_pilot(stage.cast, platform=stage.platform, state="g0_intake")
    broker, reviewer = actor(stage.cast.broker), actor(stage.cast.reviewer)
    complete_gate(stage.cast, project)
    decide(stage.cast, project, "g0", "conditional", conditions="补充权属证明")
    service.advance(broker, public_id=project.public_id, action="pass_g0")
    complete_gate(stage.cast, project)
    assert len(_unmet(stage, project, "pass_g1")) == 1
    service.meet_conditions(reviewer, public_id=project.public_id, gate="g0")
    service.advance(broker, public_id=project.public_id, action="pass_g1")
    with pytest.raises(Invalid):
        service.meet_conditions(reviewer, public_id=project.public_id, gate="g0")


def test_conditions_of_the_last_gate_are_met_before_the_end(stage: Stage) -> None:
    project = make_pilot(stage.cast, platform=stage.platform, state="g5_closure")
    complete_gate(stage.cast, project)
    decide(stage.cast, project, "g5", "conditional", conditions="补交工艺包")
    assert len(_unmet(stage, project, "to_incubation", final_level="8")) == 1
    service.meet_conditions(actor(stage.cast.reviewer), public_id=project.public_id, gate="g5")
    service.advance(actor(stage.cast.broker), public_id=project.public_id, action="to_incubation", final_level="9")
    assert project.final_level == 9


@pytest.mark.parametrize(
    ("value", "direction", "passes"),
    [("90", "at_least", True), ("89.999999", "at_least", False), ("90", "at_most", True), ("90.1", "at_most", False)],
)
def test_small_batches_must_reach_their_targets(stage: Stage, value: str, direction: str, passes: bool) -> None:
    project = make_pilot(stage.cast, platform=stage.platform, state="g3_small_batch")
    complete_gate(stage.cast, project)
    measure(stage.cast, project, "g3", value, direction=direction)
    if passes:
        service.advance(actor(stage.cast.broker), public_id=project.public_id, action="pass_g3")
        return
    assert len(_unmet(stage, project, "pass_g3")) == 1
    measure(stage.cast, project, "g3", "90", direction=direction)
    service.advance(actor(stage.cast.broker), public_id=project.public_id, action="pass_g3")


def test_another_batch_does_not_hide_the_one_that_missed(stage: Stage) -> None:
    project = make_pilot(stage.cast, platform=stage.platform, state="g3_small_batch")
    complete_gate(stage.cast, project)
    measure(stage.cast, project, "g3", "10", batch="B2")
    measure(stage.cast, project, "g3", "99", batch="B3")
    assert "1" in _unmet(stage, project, "pass_g3")[0]


def test_nothing_is_measured_in_the_future(stage: Stage) -> None:
    project = make_pilot(stage.cast, platform=stage.platform, state="g3_small_batch")
    with pytest.raises(Invalid):
        measure(stage.cast, project, "g3", measured_on=clock.today() + timedelta(days=1))


def test_another_round_begins_at_g1_and_keeps_what_was_learnt(stage: Stage) -> None:
    project = make_pilot(stage.cast, platform=stage.platform, state="g4_verification")
    broker = actor(stage.cast.broker)
    service.advance(broker, public_id=project.public_id, action="iterate", reason="放大效应")
    assert (project.state, project.round) == ("g1_feasibility", 2)
    page = queries.page_for(broker, project.public_id)
    gates = {item.code: item for item in page.gates}
    assert gates["g0"].standing == "done"
    assert all(there for _code, there in gates["g0"].required)
    assert {row.round for row in gates["g1"].documents} == {1}
    assert not any(there for _code, there in gates["g1"].required)
    assert len(_unmet(stage, project, "pass_g1")) == 2
    complete_gate(stage.cast, project)
    service.advance(broker, public_id=project.public_id, action="pass_g1")
    assert {row.round for row in project.reviews if row.gate == "g1"} == {1, 2}


def test_a_held_project_goes_back_to_where_it_was(stage: Stage) -> None:
    project = make_pilot(stage.cast, platform=stage.platform, state="g2_contract")
    service.advance(actor(stage.operator_officer), public_id=project.public_id, action="hold", reason="安全检查")
    assert (project.state, project.held_from) == ("on_hold", "g2_contract")
    offered = {item.action for item in queries.page_for(actor(stage.cast.lead), project.public_id).actions}
    assert offered == {"resume_g2", "stop"}
    with pytest.raises(InvalidAction):
        service.advance(actor(stage.cast.lead), public_id=project.public_id, action="resume_g4", reason="整改完成")
    with pytest.raises(Forbidden):
        service.advance(actor(stage.operator_officer), public_id=project.public_id, action="resume_g2", reason="完成")
    service.advance(actor(stage.cast.lead), public_id=project.public_id, action="resume_g2", reason="整改完成")
    assert (project.state, project.held_from) == ("g2_contract", None)


@pytest.mark.parametrize(("action", "end"), [("stop", "stopped"), ("fail", "failed")])
def test_stopping_and_failing_are_told_and_leave_the_passed_gates(
    stage: Stage, db: Session, action: str, end: str
) -> None:
    project = make_pilot(stage.cast, platform=stage.platform, state="g2_contract")
    service.advance(actor(stage.cast.lead), public_id=project.public_id, action=action, reason="成本过高")
    assert project.state == end
    assert told(db, "pilots/moved") == {
        stage.cast.officer.email, stage.cast.buyer.email, stage.cast.broker.email, stage.operator_officer.email
    }  # fmt: skip
    standing = {g.code: g.standing for g in queries.page_for(actor(stage.cast.lead), project.public_id).gates}
    assert standing == {"g0": "done", "g1": "done", "g2": "left", "g3": "left", "g4": "left", "g5": "left"}
    assert queries.accepted_pilot(project.deal_id) is None
    with pytest.raises(Forbidden):
        service.add_document(actor(stage.cast.broker), public_id=project.public_id, code="pilot_report", upload=pdf())


def test_a_step_on_an_old_page_is_a_conflict(stage: Stage) -> None:
    project = make_pilot(stage.cast, platform=stage.platform, state="g1_feasibility")
    with pytest.raises(Conflict):
        service.advance(actor(stage.cast.broker), public_id=project.public_id, action="stop", reason="市场", version=1)


def test_the_deal_shows_the_whole_way(committed: object, app: object) -> None:
    from tests.pilots.conftest import make_stage

    with committed():  # type: ignore[operator]
        stage = make_stage()
        project = make_pilot(stage.cast, platform=stage.platform, state="to_incubation")
        deal_id = project.deal_id
    with committed() as opened:  # type: ignore[operator]
        from marketplace.deals import queries as deals

        kinds = [event.kind for event in audit.timeline(f"deal:{deals.summary(deal_id).public_id}")]
        path = [kind for kind in reversed(kinds) if kind.startswith("pilot.") and "_" in kind]
        assert path[:2] == ["pilot.take_in", "pilot.pass_g0"]
        assert path[-1] == "pilot.to_incubation"
        assert "deal.enter_pilot" in kinds
        replayed = [
            event.changes["state"][1]
            for event in audit.timeline(f"pilot:{project.public_id}")
            if "state" in event.changes and event.kind.startswith("pilot.")
        ]
        state = opened.scalar(select(PilotProject.state).where(PilotProject.id == project.id))
        assert replayed[0] == state


def test_measured_numbers_keep_their_digits(stage: Stage) -> None:
    project = make_pilot(stage.cast, platform=stage.platform, state="g0_intake")
    measure(stage.cast, project, "g0", "1000", metric=Text("时间", None), target=None, unit="h")
    assert project.measurements[-1].reached is None
    assert project.measurements[-1].value == Decimal(1000)
