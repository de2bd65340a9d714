"""Who sees and does what: role × relation × state, lists equal to the policy, and access that ends at once."""

from __future__ import annotations

import random
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Membership, User
from marketplace.core import clock
from marketplace.core.policy import ANONYMOUS, SYSTEM, Actor
from marketplace.core.policy import Membership as Place
from marketplace.core.unit import session
from marketplace.deals.models import Deal, Enquiry
from marketplace.deals.policy import DEAL, ENQUIRY, event_visibilities, sees_document, sees_task
from marketplace.deals.queries.lists import step_names
from marketplace.deals.queries.reach import visible_deals, visible_enquiries
from marketplace.deals.workflow import DEAL_MACHINE, ENQUIRY_MACHINE, OPEN, PENDING
from tests.factories.accounts import actor, join, make_broker, make_enterprise_user, make_staff, make_user
from tests.factories.deals import make_cast, make_deal, make_enquiry

SUPPLIER, BUYER, PLATFORM = 11, 12, 13


def person(number: int, *roles: str, of: int | None = None, as_: str = "officer") -> Actor:
    places = (Place(of, f"ORG{of}", "示例", "enterprise", as_, True),) if of else ()
    return Actor(user_id=number, roles=frozenset(roles), memberships=places)


def deal_in(state: str, *, broker: int | None = 5, declared: bool = True) -> Any:
    sides = (("supplier", SUPPLIER), ("buyer", BUYER), ("platform", PLATFORM))
    return SimpleNamespace(
        state=state, broker_user_id=broker, broker_declared_at=clock.now() if broker and declared else None,
        parties=[SimpleNamespace(organisation_id=org, side=side, left_at=None) for side, org in sides],
    )  # fmt: skip


PEOPLE = {
    "anonymous": ANONYMOUS,
    "stranger": person(1, "enterprise_user", of=99),
    "former_member": person(2, "enterprise_user"),
    "supplier_officer": person(3, "university_officer", of=SUPPLIER),
    "supplier_member": person(4, "researcher", of=SUPPLIER, as_="member"),
    "buyer_officer": person(8, "enterprise_user", of=BUYER),
    "platform_officer": person(9, of=PLATFORM),
    "broker": person(5, "broker", of=77),
    "former_broker": person(5),  # assigned once, but no longer member of an agency
    "other_broker": person(6, "broker", of=78),
    "reviewer": person(20, "reviewer"),
    "centre_lead": person(21, "centre_lead"),
    "finance": person(22, "finance"),
    "auditor": person(23, "auditor"),
    "administrator": person(24, "administrator"),
}
STAFF = {"reviewer", "centre_lead", "finance", "auditor", "administrator"}
DESK = {"broker", "reviewer", "centre_lead"}
SPEAKERS = {"supplier_officer", "buyer_officer"}
PRINCIPALS = SPEAKERS | {"supplier_member"}
ALWAYS = {
    "view": STAFF | PRINCIPALS | {"broker", "platform_officer"},
    "read_shared": STAFF | PRINCIPALS | {"broker"},
    "read_internal": STAFF | {"broker"},
    "write_internal": DESK,
    "see_gate": STAFF | {"broker"},
}
WHILE_OPEN = {
    "edit": DESK, "plan": DESK, "add_task": DESK | SPEAKERS, "write_note": DESK | PRINCIPALS,
    "upload": DESK | PRINCIPALS | {"platform_officer"}, "manage_parties": DESK,
    "name_contact": DESK | SPEAKERS | {"platform_officer"}, "assign": {"reviewer", "centre_lead"},
    "claim": set(), "declare": set(), "clear_bypass": {"centre_lead"},
}  # fmt: skip


@pytest.mark.parametrize("state", DEAL_MACHINE.states)
@pytest.mark.parametrize("action", sorted(DEAL.rules))
def test_deal_matrix(state: str, action: str) -> None:
    expected = ALWAYS[action] if action in ALWAYS else WHILE_OPEN[action] if state in OPEN else set()
    allowed = {name for name, who in PEOPLE.items() if DEAL.may(who, action, deal_in(state))}
    assert allowed == expected


@pytest.mark.parametrize("state", DEAL_MACHINE.states)
def test_steps_by_role(state: str) -> None:
    for name, who in PEOPLE.items():
        steps = set(step_names(who, deal_in(state)))
        if name not in DESK:
            assert not steps
        assert ("reopen" in steps) == (state == "lost" and name in {"reviewer", "centre_lead"})
        assert not steps & {"enter_pilot", "enter_incubation"}


def test_before_the_declaration_the_broker_sees_the_head_only() -> None:
    pending = deal_in("lead", declared=False)
    allowed = {action for action in DEAL.rules if DEAL.may(PEOPLE["broker"], action, pending)}
    assert allowed == {"view", "declare"}


def test_an_unassigned_deal_may_be_claimed_by_any_broker_but_not_opened() -> None:
    free = deal_in("lead", broker=None)
    for name in ("broker", "other_broker"):
        assert {action for action in DEAL.rules if DEAL.may(PEOPLE[name], action, free)} == {"claim"}
    assert not DEAL.may(PEOPLE["former_broker"], "claim", free)


@pytest.mark.parametrize("state", ENQUIRY_MACHINE.states)
def test_enquiry_matrix(state: str) -> None:
    record = SimpleNamespace(state=state, asker_id=BUYER, owner_id=SUPPLIER, broker_user_id=5)
    viewers = STAFF | PRINCIPALS | {"broker"}
    assert {name for name, who in PEOPLE.items() if ENQUIRY.may(who, "view", record)} == viewers
    writers = PRINCIPALS | DESK if state in PENDING else set()
    assert {name for name, who in PEOPLE.items() if ENQUIRY.may(who, "write", record)} == writers


@pytest.mark.parametrize(
    ("visibility", "readers"),
    [
        ("shared", STAFF | PRINCIPALS | {"broker"}), ("internal", STAFF | {"broker"}),
        ("own_side", STAFF | {"supplier_officer", "supplier_member"}),
    ],
)  # fmt: skip
def test_who_reads_a_document(visibility: str, readers: set[str]) -> None:
    document = SimpleNamespace(visibility=visibility, organisation_id=SUPPLIER)
    found = {name for name, who in PEOPLE.items() if sees_document(who, deal_in("negotiating"), document)}
    assert found == readers


def test_a_third_party_sees_only_what_was_given_to_its_people() -> None:
    deal, who = deal_in("signed"), PEOPLE["platform_officer"]
    assert sees_task(who, deal, SimpleNamespace(assignee_id=9, visibility="shared"))
    assert not sees_task(who, deal, SimpleNamespace(assignee_id=3, visibility="shared"))
    assert event_visibilities(DEAL.relations(who, deal)) == ()
    assert not sees_task(PEOPLE["former_member"], deal, SimpleNamespace(assignee_id=2, visibility="shared"))


def everybody(cast: Any) -> list[User]:
    own = [cast.officer, cast.buyer, cast.broker, cast.reviewer, cast.lead]
    return [*own, make_broker(), make_enterprise_user(), make_user(), make_staff("auditor"), make_staff("finance")]


def test_lists_show_exactly_what_the_policy_allows(db: Session) -> None:
    cast, other = make_cast(), make_cast()
    for state in ("lead", "screened", "lost"):
        make_deal(cast, state=state)
    make_deal(other, state="screened")
    make_enquiry(other)
    for who in [*map(actor, everybody(cast)), ANONYMOUS, SYSTEM]:
        deals, enquiries = session().scalars(select(Deal)).all(), session().scalars(select(Enquiry)).all()
        seen = set(session().scalars(select(Deal.id).where(visible_deals(who))))
        # A broker who still owes the declaration sees the head of his deal in the list as on its page.
        assert seen == {deal.id for deal in deals if DEAL.may(who, "view", deal)}
        threads = set(session().scalars(select(Enquiry.id).where(visible_enquiries(who))))
        assert threads == {row.id for row in enquiries if ENQUIRY.may(who, "view", row)}


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_ending_memberships_never_widens_and_takes_effect_at_once(seed: int) -> None:
    """Any sequence of ended memberships leaves everybody with a subset of the rights held before."""
    dice = random.Random(seed)
    deal = deal_in(dice.choice(DEAL_MACHINE.states), broker=dice.choice([None, 5]), declared=dice.random() < 0.5)
    places = [Place(org, str(org), "示例", "enterprise", dice.choice(["owner", "officer", "member"]), True)
              for org in (SUPPLIER, BUYER, PLATFORM, 77) if dice.random() < 0.6]  # fmt: skip
    held = None
    while True:
        roles = {"broker"} if any(place.organisation_id == 77 for place in places) else set()
        who = Actor(user_id=5, roles=frozenset(roles), memberships=tuple(places))
        rights = {action for action in DEAL.rules if DEAL.may(who, action, deal)}
        assert held is None or rights <= held
        held = rights
        if not places:
            break
        places.pop(dice.randrange(len(places)))
    assert held == set()


def test_a_member_removed_loses_the_deal_with_the_next_request(db: Session) -> None:
    cast = make_cast()
    deal = make_deal(cast, state="screened")
    colleague = make_user()
    join(colleague, cast.enterprise, "member")
    for person_ in (cast.buyer, colleague, cast.broker):
        assert DEAL.may(actor(person_), "view", deal)
        for place in session().scalars(select(Membership).where(Membership.user_id == person_.id)):
            place.ended_at = clock.now()
        session().flush()
        assert not DEAL.may(actor(person_), "view", deal)
        assert session().scalar(select(Deal.id).where(visible_deals(actor(person_)))) is None
