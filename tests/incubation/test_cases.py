"""Cases: no beginning without a pilot or a waiver, the way to graduation, places, conflicts, mails."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from marketplace.core import clock
from marketplace.core.errors import Conflict, Forbidden, GuardsUnmet, Invalid, InvalidAction, NotFound
from marketplace.core.policy import SYSTEM
from marketplace.core.text import Text
from marketplace.deals.service import lifecycle
from marketplace.incubation import queries, service
from marketplace.incubation.errors import CaseRunning, IncubatorFull, PilotFirst
from marketplace.incubation.models import IncubationCase
from marketplace.pilots import service as pilots
from tests.factories.accounts import actor, join
from tests.factories.deals import make_deal
from tests.factories.incubation import (
    begin_values,
    company_values,
    edit,
    make_case,
    make_incubator,
    reach,
    take,
)
from tests.factories.pilots import make_pilot
from tests.incubation.conftest import Stage, told

REASON = "已在企业产线连续运行两年，无需再次中试"


@pytest.mark.parametrize("pilot", [None, "g5_closure", "stopped", "to_licence"])
def test_nothing_begins_without_a_pilot_accepted_at_g5(stage: Stage, pilot: str | None) -> None:
    deal = make_deal(stage.cast, state="signed")
    if pilot is not None:
        project = make_pilot(stage.cast, deal, state="g5_closure")
        broker = actor(stage.cast.broker)
        if pilot == "stopped":
            pilots.advance(broker, public_id=project.public_id, action="stop", reason="成本过高")
        if pilot == "to_licence":
            from tests.factories.pilots import complete_gate

            complete_gate(stage.cast, project)
            pilots.advance(broker, public_id=project.public_id, action="to_licence", final_level="7")
    before = deal.state
    for person in (actor(stage.cast.broker), actor(stage.cast.lead), actor(stage.cast.reviewer), SYSTEM):
        with pytest.raises(PilotFirst) as refused:
            service.apply(person, deal_public_id=deal.public_id, **begin_values(stage.incubator))
        assert len(refused.value.unmet) == 1
    assert deal.state == before
    assert queries.of_deal(deal.id) == []


def test_the_database_refuses_a_case_without_pilot_and_waiver(stage: Stage, db: Session) -> None:
    deal = make_deal(stage.cast, state="signed")
    waived = {"waiver_reason": REASON, "waived_by": stage.cast.lead.id, "waived_at": clock.now()}
    for missing in (*waived, None):
        columns = {name: value for name, value in waived.items() if name != missing} if missing else {}
        with db.begin_nested() as nested:
            db.add(IncubationCase(deal_id=deal.id, title=Text("一", None), **columns))
            with pytest.raises(IntegrityError, match="pilot_or_waiver"):
                db.flush()
            nested.rollback()


def test_an_accepted_pilot_is_told_and_opens_incubation(stage: Stage, db: Session) -> None:
    deal = make_deal(stage.cast, state="signed")
    project = make_pilot(stage.cast, deal, state="to_incubation")
    assert told(db, "incubation/may_begin") == {stage.cast.broker.email, stage.cast.lead.email}
    case = service.apply(actor(stage.cast.broker), deal_public_id=deal.public_id, **begin_values(stage.incubator))
    assert (case.pilot_id, case.waiver_reason, deal.state) == (project.id, None, "incubation")
    assert told(db, "incubation/begun") == {
        stage.cast.officer.email, stage.cast.buyer.email, stage.house_officer.email
    }  # fmt: skip
    with pytest.raises(Invalid):
        service.waive(actor(stage.cast.lead), deal_public_id=deal.public_id, reason=REASON, **begin_values())


def test_only_the_centre_lead_waives_and_says_why(stage: Stage, db: Session) -> None:
    deal = make_deal(stage.cast, state="signed")
    for person in (stage.cast.broker, stage.cast.reviewer, stage.cast.buyer):
        with pytest.raises(Forbidden):
            service.waive(actor(person), deal_public_id=deal.public_id, reason=REASON, **begin_values())
    with pytest.raises(Forbidden):
        service.waive(SYSTEM, deal_public_id=deal.public_id, reason=REASON, **begin_values())
    lead = actor(stage.cast.lead)
    with pytest.raises(Invalid) as refused:
        service.waive(lead, deal_public_id=deal.public_id, reason="  ", **begin_values())
    assert "reason" in refused.value.fields
    case = service.waive(lead, deal_public_id=deal.public_id, reason=REASON, **begin_values(stage.incubator))
    assert (case.waiver_reason, case.waived_by, case.pilot_id) == (REASON, stage.cast.lead.id, None)
    assert deal.state == "incubation"
    (event,) = (row for row in db.info["events"] if row["kind"] == "incubation.waive")
    assert event["reason"] == REASON
    assert f"deal:{deal.public_id}" in event["subjects"]


def test_a_centre_lead_who_belongs_to_a_party_waives_nothing(stage: Stage) -> None:
    deal = make_deal(stage.cast, state="signed")
    join(stage.cast.lead, stage.cast.enterprise, "member")
    with pytest.raises(Forbidden):
        service.waive(actor(stage.cast.lead), deal_public_id=deal.public_id, reason=REASON, **begin_values())


@pytest.mark.parametrize("state", ["lead", "negotiating", "lost"])
def test_no_incubation_before_the_signature_not_even_by_waiver(stage: Stage, state: str) -> None:
    deal = make_deal(stage.cast, state=state)
    with pytest.raises(InvalidAction):
        service.waive(actor(stage.cast.lead), deal_public_id=deal.public_id, reason=REASON, **begin_values())


def test_a_case_grows_to_graduation_and_leaves_the_end_of_the_deal_to_the_deal(stage: Stage, db: Session) -> None:
    deal = make_deal(stage.cast, state="signed")
    case = make_case(stage.cast, deal, state="graduated", incubator=stage.incubator)
    assert (case.state, case.graduation_criterion) == ("graduated", "high_tech_enterprise")
    assert [row.code for row in case.milestones] == ["i0", "i1", "i2", "i3", "i7"]
    assert case.milestones[1].evidence == case.company_uscc
    assert deal.state == "incubation"
    assert told(db, "incubation/moved") >= {stage.house_officer.email, stage.cast.broker.email}
    assert told(db, "incubation/milestone") >= {stage.house_officer.email, stage.cast.officer.email}
    lifecycle.advance(actor(stage.cast.broker), public_id=deal.public_id, action="close", outcome="incubated")
    assert deal.state == "closed"


def test_a_waived_case_is_admitted_on_its_reason(stage: Stage) -> None:
    case = make_case(stage.cast, state="admitted", waiver=REASON, incubator=stage.incubator)
    assert case.milestones[0].evidence == REASON


def test_admission_belongs_to_the_centre(stage: Stage) -> None:
    case = make_case(stage.cast, waiver=REASON, incubator=stage.incubator)
    for person in (stage.cast.broker, stage.house_officer):
        with pytest.raises(Forbidden):
            service.advance(actor(person), public_id=case.public_id, action="admit")


def test_contributed_rights_need_an_appraisal_that_was_current(stage: Stage) -> None:
    today = clock.today()
    case = make_case(stage.cast, state="admitted", waiver=REASON, incubator=stage.incubator)
    founded = today - timedelta(days=30)
    edit(stage.cast, case, ip_route="contribution", registered_on=founded)
    service.advance(actor(stage.cast.broker), public_id=case.public_id, action="register_company")
    reach(stage.cast, case, "i2")
    for base in (None, clock.add_months(today, -12) - timedelta(days=1)):
        edit(
            stage.cast, case, ip_route="contribution", registered_on=founded, appraised_on=base,
            appraisal_number="示例评报〔2026〕1号",
        )  # fmt: skip
        with pytest.raises(GuardsUnmet):
            service.advance(actor(stage.cast.broker), public_id=case.public_id, action="contribute_ip")
    edit(
        stage.cast, case, ip_route="contribution", registered_on=founded, appraised_on=clock.add_months(today, -12),
        appraisal_number="示例评报〔2026〕1号",
    )  # fmt: skip
    service.advance(actor(stage.cast.broker), public_id=case.public_id, action="contribute_ip")
    assert case.state == "ip_contributed"


def test_a_company_is_not_registered_in_the_future(stage: Stage) -> None:
    case = make_case(stage.cast, state="admitted", waiver=REASON, incubator=stage.incubator)
    with pytest.raises(Invalid) as refused:
        edit(stage.cast, case, registered_on=clock.today() + timedelta(days=1))
    assert "registered_on" in refused.value.fields


def test_milestones_are_recorded_once_with_a_file_that_those_who_take_part_may_read(stage: Stage) -> None:
    case = make_case(stage.cast, state="company_registered", waiver=REASON, incubator=stage.incubator)
    reach(stage.cast, case, "i2")
    with pytest.raises(Invalid) as refused:
        reach(stage.cast, case, "i2")
    assert "code" in refused.value.fields
    with pytest.raises(Invalid):
        reach(stage.cast, case, "i3", reached_on=clock.today() + timedelta(days=1))
    stored = service.milestone_file(actor(stage.cast.buyer), public_id=case.public_id, code="i2")
    assert stored.tier == "private"
    for code in ("i0", "i3", "i9"):
        with pytest.raises(NotFound):
            service.milestone_file(actor(stage.cast.buyer), public_id=case.public_id, code=code)


def test_the_incubator_keeps_the_company_and_the_broker_the_choice_of_the_incubator(stage: Stage) -> None:
    case = make_case(stage.cast, state="admitted", waiver=REASON, incubator=stage.incubator)
    officer = actor(stage.house_officer)
    values = company_values(case, jobs=4)
    service.edit(officer, public_id=case.public_id, version=case.version, **values)
    assert case.jobs == 4
    other = make_incubator()
    for choice in (other.public_id, None):
        with pytest.raises(Invalid) as refused:
            service.edit(officer, public_id=case.public_id, version=case.version, **values | {"incubator": choice})
        assert "incubator" in refused.value.fields
    with pytest.raises(Invalid):
        edit(stage.cast, case, incubator=None)
    edit(stage.cast, case, incubator=other.public_id)
    with pytest.raises(NotFound):
        service.get(officer, case.public_id)


def test_a_stale_edit_shows_both_versions(stage: Stage) -> None:
    case = make_case(stage.cast, waiver=REASON, incubator=stage.incubator)
    version = case.version
    edit(stage.cast, case, jobs=3)
    with pytest.raises(Conflict) as refused:
        service.edit(actor(stage.cast.lead), public_id=case.public_id, version=version, **company_values(case, jobs=5))
    assert refused.value.diff["jobs"] == (3, 5)
    with pytest.raises(Conflict):
        service.advance(actor(stage.cast.lead), public_id=case.public_id, action="admit", version=version)


def test_one_running_case_per_deal_and_another_after_it_failed(stage: Stage, db: Session) -> None:
    deal = make_deal(stage.cast, state="signed")
    case = make_case(stage.cast, deal, incubator=stage.incubator)
    broker = actor(stage.cast.broker)
    with pytest.raises(CaseRunning):
        service.apply(broker, deal_public_id=deal.public_id, **begin_values())
    with pytest.raises(Forbidden):
        service.advance(broker, public_id=case.public_id, action="fail", reason="资金断裂")
    service.advance(actor(stage.cast.lead), public_id=case.public_id, action="fail", reason="资金断裂")
    again = service.apply(broker, deal_public_id=deal.public_id, **begin_values(stage.incubator))
    assert queries.board_rows([deal.id])[deal.id].public_id == again.public_id
    assert [row.state for row in queries.of_deal(deal.id)] == ["failed", "applied"]


def test_a_full_incubator_takes_no_case(stage: Stage) -> None:
    case = make_case(stage.cast, waiver=REASON, incubator=stage.incubator)
    deal = make_deal(stage.cast, state="signed")
    lead = actor(stage.cast.lead)
    with pytest.raises(IncubatorFull):
        service.waive(lead, deal_public_id=deal.public_id, reason=REASON, **begin_values(stage.incubator))
    service.advance(lead, public_id=case.public_id, action="leave", reason="迁往外地")
    again = service.waive(lead, deal_public_id=deal.public_id, reason=REASON, **begin_values(stage.incubator))
    assert again.incubator_id == stage.incubator.id


def test_steps_ask_for_what_the_factory_handed_in(stage: Stage) -> None:
    case = make_case(stage.cast, waiver=REASON, state="operating", incubator=stage.incubator)
    with pytest.raises(GuardsUnmet) as refused:
        service.advance(actor(stage.cast.lead), public_id=case.public_id, action="graduate")
    assert len(refused.value.unmet) == 1
    take(stage.cast, case, "graduate")
    with pytest.raises(InvalidAction):
        service.advance(actor(stage.cast.lead), public_id=case.public_id, action="leave", reason="x")
