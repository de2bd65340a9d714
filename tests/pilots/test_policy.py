"""Who sees a pilot and who may do what with it, state by state."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from marketplace.core.errors import Forbidden, NotFound
from marketplace.core.policy import ANONYMOUS, SYSTEM, Actor
from marketplace.pilots import queries, service
from marketplace.pilots.policy import PILOT_POLICY, RUNNING
from marketplace.pilots.service.projects import subject_of
from marketplace.pilots.workflow import ENDS, PILOT
from tests.factories.accounts import (
    actor,
    join,
    make_broker,
    make_enterprise_user,
    make_organisation,
    make_staff,
    make_user,
)
from tests.factories.pilots import make_pilot, make_platform
from tests.pilots.conftest import Stage

NOTHING: frozenset[str] = frozenset()
EVIDENCE = frozenset({"view", "add_evidence"})
EXPECTED = {
    "broker": frozenset({"view", "edit", "add_evidence"}),
    "supplier": EVIDENCE,
    "buyer": EVIDENCE,
    "platform_officer": EVIDENCE,
    "platform_member": frozenset({"view"}),
    "reviewer": frozenset({"view", "edit", "add_evidence", "decide"}),
    "centre_lead": frozenset({"view", "edit", "add_evidence", "decide", "extend"}),
    "auditor": frozenset({"view"}),
    "finance": frozenset({"view"}),
    "system": frozenset({"view", "edit", "add_evidence"}),
    "other_broker": NOTHING,
    "other_enterprise": NOTHING,
    "other_platform": NOTHING,
    "anonymous": NOTHING,
}


def _people(stage: Stage) -> dict[str, Actor]:
    member, other = make_user(), make_user()
    join(member, stage.operator, "member")
    join(other, make_organisation("pilot_platform"), "officer")
    return {
        "broker": actor(stage.cast.broker), "supplier": actor(stage.cast.officer), "buyer": actor(stage.cast.buyer),
        "platform_officer": actor(stage.operator_officer), "platform_member": actor(member),
        "reviewer": actor(stage.cast.reviewer), "centre_lead": actor(stage.cast.lead),
        "auditor": actor(make_staff("auditor")), "finance": actor(make_staff("finance")), "system": SYSTEM,
        "other_broker": actor(make_broker()), "other_enterprise": actor(make_enterprise_user()),
        "other_platform": actor(other), "anonymous": ANONYMOUS,
    }  # fmt: skip


def test_the_policy_matrix(stage: Stage, db: Session) -> None:
    subject = subject_of(make_pilot(stage.cast, platform=stage.platform))
    people = _people(stage)
    assert set(people) == set(EXPECTED)
    for state in PILOT.states:
        here = type(subject)(state, subject.deal, subject.platform_organisation_id)
        for name, person in people.items():
            may = {action for action in PILOT_POLICY.rules if PILOT_POLICY.may(person, action, here)}
            assert may == (EXPECTED[name] if state in RUNNING else EXPECTED[name] & {"view"}), (state, name)
    assert set(PILOT.states) == RUNNING | set(ENDS)


def test_strangers_find_nothing_through_any_verb(stage: Stage) -> None:
    project = make_pilot(stage.cast, platform=stage.platform)
    for person in (actor(make_enterprise_user()), actor(make_broker()), ANONYMOUS):
        for call in (
            lambda who: queries.page_for(who, project.public_id),
            lambda who: queries.editor_for(who, project.public_id),
            lambda who: service.get(who, project.public_id),
            lambda who: service.advance(who, public_id=project.public_id, action="stop", reason="x"),
            lambda who: service.document(who, public_id=project.public_id, number=1),
            lambda who: service.meet_conditions(who, public_id=project.public_id, gate="g0"),
        ):
            with pytest.raises(NotFound):
                call(person)


def test_a_membership_that_ended_opens_nothing(stage: Stage, db: Session) -> None:
    from marketplace.accounts.models import Membership
    from marketplace.core import clock

    project = make_pilot(stage.cast, platform=stage.platform)
    assert queries.page_for(actor(stage.operator_officer), project.public_id)
    row = db.query(Membership).filter_by(user_id=stage.operator_officer.id).one()
    row.ended_at = clock.now()
    db.flush()
    with pytest.raises(NotFound):
        queries.page_for(actor(stage.operator_officer), project.public_id)


def test_a_platform_is_entered_by_its_verified_organisation_and_kept_by_it_or_the_centre(stage: Stage) -> None:
    values = {"name": stage.platform.name, "capability": stage.platform.capability, "places": 3}
    made = service.create_platform(actor(stage.operator_officer), organisation_id=stage.operator.id, **values)
    assert made.region_code == stage.operator.region_code
    changed = service.edit_platform(
        actor(stage.cast.lead), public_id=made.public_id, version=made.version, places=4, accepting=False
    )
    assert (changed.places, changed.accepting) == (4, False)
    with pytest.raises(Forbidden):
        service.edit_platform(actor(stage.cast.buyer), public_id=made.public_id, version=1, places=9)
    pending = make_organisation("pilot_platform", state="submitted")
    officer = make_user()
    join(officer, pending, "officer")
    with pytest.raises(Forbidden):
        service.create_platform(actor(officer), organisation_id=pending.id, **values)


def test_the_directory_counts_free_places_and_what_was_completed(stage: Stage) -> None:
    make_pilot(stage.cast, platform=stage.platform)
    closed = make_platform(stage.operator, field_codes=["wind"], services=["sample_testing"], accepting=False)
    full, shut = queries.platforms(ANONYMOUS).items
    assert (full.public_id, full.free, full.places) == (stage.platform.public_id, 0, 1)
    assert (shut.public_id, shut.free) == (closed.public_id, 0)
    assert [row.public_id for row in queries.platforms(ANONYMOUS, field="wind").items] == [closed.public_id]
    assert queries.platforms(ANONYMOUS, service="small_batch").total == 1
    assert [row.mine for row in queries.platforms(actor(stage.operator_officer)).items] == [True, True]
    assert [code for code, _name in queries.platform_choices()] == [stage.platform.public_id]
    assert closed.public_id in {code for code, _name in queries.platform_choices(closed.public_id)}
