"""Who sees a case and who may do what with it, state by state; who keeps incubators."""

from __future__ import annotations

import pytest

from marketplace.core.errors import Conflict, Forbidden, NotFound
from marketplace.core.policy import ANONYMOUS, SYSTEM, Actor
from marketplace.incubation import queries, service
from marketplace.incubation.policy import CASE
from marketplace.incubation.service.cases import subject_of
from marketplace.incubation.workflow import INCUBATION, RUNNING
from tests.factories.accounts import (
    actor,
    join,
    make_broker,
    make_enterprise_user,
    make_organisation,
    make_staff,
    make_user,
)
from tests.factories.incubation import make_case, make_incubator
from tests.incubation.conftest import Stage

REASON = "已在企业产线连续运行两年，无需再次中试"
VIEW, NOTHING = frozenset({"view"}), frozenset[str]()
DESK = frozenset({"view", "edit", "choose_incubator", "add_milestone"})
EXPECTED = {
    "broker": DESK, "reviewer": DESK, "centre_lead": DESK, "system": DESK,
    "incubator_officer": frozenset({"view", "edit", "add_milestone"}), "incubator_member": VIEW, "supplier": VIEW,
    "buyer": VIEW, "auditor": VIEW, "finance": VIEW, "other_broker": NOTHING, "other_enterprise": NOTHING,
    "other_incubator": NOTHING, "anonymous": NOTHING,
}  # fmt: skip


def _people(stage: Stage) -> dict[str, Actor]:
    member, other = make_user(), make_user()
    join(member, stage.house, "member")
    join(other, make_organisation("incubator"), "officer")
    return {
        "broker": actor(stage.cast.broker), "supplier": actor(stage.cast.officer), "buyer": actor(stage.cast.buyer),
        "incubator_officer": actor(stage.house_officer), "incubator_member": actor(member),
        "reviewer": actor(stage.cast.reviewer), "centre_lead": actor(stage.cast.lead),
        "auditor": actor(make_staff("auditor")), "finance": actor(make_staff("finance")), "system": SYSTEM,
        "other_broker": actor(make_broker()), "other_enterprise": actor(make_enterprise_user()),
        "other_incubator": actor(other), "anonymous": ANONYMOUS,
    }  # fmt: skip


def test_the_policy_matrix(stage: Stage) -> None:
    subject = subject_of(make_case(stage.cast, waiver=REASON, incubator=stage.incubator))
    people = _people(stage)
    assert set(people) == set(EXPECTED)
    for state in INCUBATION.states:
        here = type(subject)(state, subject.deal, subject.incubator_organisation_id)
        for name, person in people.items():
            may = {action for action in CASE.rules if CASE.may(person, action, here)}
            assert may == (EXPECTED[name] if state in RUNNING else EXPECTED[name] & VIEW), (state, name)


def test_strangers_find_nothing_through_any_verb(stage: Stage) -> None:
    case = make_case(stage.cast, waiver=REASON, incubator=stage.incubator)
    for person in (actor(make_enterprise_user()), actor(make_broker()), ANONYMOUS):
        for call in (
            lambda who: queries.page_for(who, case.public_id),
            lambda who: queries.editor_for(who, case.public_id),
            lambda who: service.get(who, case.public_id),
            lambda who: service.advance(who, public_id=case.public_id, action="leave", reason="x"),
            lambda who: service.milestone_file(who, public_id=case.public_id, code="i0"),
            lambda who: queries.of_deal_page(who, subject_of(case).deal.public_id),
        ):
            with pytest.raises(NotFound):
                call(person)


def test_incubators_are_entered_and_kept_by_their_organisation_or_the_centre(stage: Stage) -> None:
    values = {"name": stage.incubator.name, "services": stage.incubator.services, "places": 3}
    made = service.create_incubator(actor(stage.house_officer), organisation_id=stage.house.id, **values)
    version = made.version
    service.edit_incubator(actor(stage.cast.lead), public_id=made.public_id, version=version, places=4)
    with pytest.raises(Conflict) as refused:
        service.edit_incubator(actor(stage.house_officer), public_id=made.public_id, version=version, places=5)
    assert refused.value.diff == {"places": (4, 5)}
    with pytest.raises(Forbidden):
        service.get_incubator(actor(stage.cast.broker), made.public_id)
    with pytest.raises(NotFound):
        service.get_incubator(actor(stage.cast.lead), "0000000000")
    with pytest.raises(Forbidden):
        service.create_incubator(actor(stage.cast.buyer), organisation_id=stage.house.id, **values)


def test_the_directory_counts_free_places_and_graduates(stage: Stage) -> None:
    make_case(stage.cast, waiver=REASON, incubator=stage.incubator)
    shut = make_incubator(accepting=False, field_codes=["wind"])
    first, last = queries.incubators(ANONYMOUS).items
    assert (first.public_id, first.free, first.graduated) == (stage.incubator.public_id, 0, 0)
    assert (last.public_id, last.free) == (shut.public_id, 0)
    assert [row.public_id for row in queries.incubators(ANONYMOUS, field="wind").items] == [shut.public_id]
    assert shut.public_id not in {code for code, _name in queries.incubator_choices()}
    assert shut.public_id in {code for code, _name in queries.incubator_choices(shut.public_id)}


def test_the_deal_says_who_may_begin_or_waive(stage: Stage) -> None:
    from tests.factories.deals import make_deal
    from tests.factories.pilots import make_pilot

    deal = make_deal(stage.cast, state="signed")
    broker, lead = actor(stage.cast.broker), actor(stage.cast.lead)
    found = queries.of_deal_page(broker, deal.public_id)
    assert (found.may_begin, found.may_waive) == (False, False)
    assert queries.of_deal_page(lead, deal.public_id).may_waive
    make_pilot(stage.cast, deal, state="to_incubation")
    assert queries.of_deal_page(broker, deal.public_id).may_begin
    assert not queries.of_deal_page(actor(stage.cast.buyer), deal.public_id).may_begin
    assert not queries.of_deal_page(lead, deal.public_id).may_waive
