"""Members and roles: invitations, ownership, and the guards for the last owner and the last administrator."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.accounts import queries
from marketplace.accounts.errors import LastAdministrator, LastOwner, LinkUsed
from marketplace.accounts.models import Invitation, Membership, Organisation, RoleGrant, User
from marketplace.accounts.service import members, people, roles, signin
from marketplace.core import clock
from marketplace.core.errors import DomainError, Forbidden, Invalid, InvalidAction, NotFound
from tests.accounts.conftest import Committed, link, mails
from tests.factories import accounts as make

STEPS = ("leave", "owner", "officer", "member", "remove")
SignIn = Callable[[FlaskClient, User], None]


def house_of(*roles_wanted: str) -> tuple[Organisation, list[User]]:
    house = make.make_organisation()
    people_made = [make.make_user() for _ in roles_wanted]
    for person, role in zip(people_made, roles_wanted, strict=True):
        make.join(person, house, role)
    return house, people_made


def invited(db: Session, house: Organisation, owner: User, email: str, role: str = "officer") -> str:
    members.invite(make.actor(owner), house.public_id, email=email, role=role)
    return link(db, email).rpartition("/")[2]


def test_an_invitation_brings_a_colleague_in(client: FlaskClient, committed: Committed, sign_in: SignIn) -> None:
    with committed():
        house, (owner,) = house_of("owner")
        guest = make.make_user()
    sign_in(client, owner)
    sent = {"email": guest.email.upper(), "role": "officer"}
    path = f"/zh/accounts/organisations/{house.public_id}/invitations"
    assert client.post(path, data=sent).status_code == 303
    with committed() as opened:
        token = link(opened, guest.email.upper())
        row = opened.scalars(select(Invitation).where(Invitation.organisation_id == house.id)).one()
        assert row.token_hash not in token
    client.post("/zh/accounts/sign-out")
    anonymous = client.get(token).get_data(as_text=True)
    assert house.name.zh in anonymous
    assert "next=" in anonymous
    sign_in(client, guest)
    assert client.post(token).headers["Location"] == f"/zh/accounts/organisations/{house.public_id}"
    assert client.get(f"/zh/accounts/members?organisation={house.public_id}").status_code == 200
    assert client.post(token).status_code == 410
    with committed() as opened:
        assert mails(opened, owner.email)[0].template == "accounts/member_joined"


def test_an_invitation_is_only_for_its_address_and_its_time(db: Session) -> None:
    house, (owner,) = house_of("owner")
    guest, other = make.make_user(), make.make_user()
    token = invited(db, house, owner, guest.email)
    with pytest.raises(Forbidden):
        members.accept(make.actor(other), token)
    with clock.travel(clock.now() + timedelta(days=15)), pytest.raises(LinkUsed):
        members.accept(make.actor(guest), token)
    again = invited(db, house, owner, guest.email, "member")
    with pytest.raises(LinkUsed):
        members.accept(make.actor(guest), token)  # replaced by the newer one
    members.accept(make.actor(guest), again)
    assert make.actor(guest).member_of(house.id, "member")
    with pytest.raises(Invalid):
        members.invite(make.actor(owner), house.public_id, email=guest.email, role="owner")


def test_a_form_sent_twice_invites_once(client: FlaskClient, committed: Committed, sign_in: SignIn) -> None:
    with committed():
        house, (owner,) = house_of("owner")
    sign_in(client, owner)
    path = f"/zh/accounts/organisations/{house.public_id}/invitations"
    for _ in range(2):
        sent = {"email": "twice@example.org", "role": "member", "_key": "k1"}
        assert client.post(path, data=sent).status_code == 303
    with committed() as opened:
        assert len(mails(opened, "twice@example.org")) == 1


def test_an_invitation_can_be_taken_back(db: Session) -> None:
    house, (owner,) = house_of("owner")
    guest = make.make_user()
    token = invited(db, house, owner, guest.email)
    found = queries.members(make.actor(owner), house.public_id).invitations
    members.revoke_invitation(make.actor(owner), house.public_id, found[0].public_id)
    with pytest.raises(LinkUsed):
        members.accept(make.actor(guest), token)


@pytest.mark.parametrize("role", ["officer", "member", None])
def test_only_owners_manage_members(db: Session, role: str | None) -> None:
    house, (owner, other) = house_of("owner", "officer")
    person = make.make_user()
    if role:
        make.join(person, house, role)
    actor = make.actor(person)
    for act in (
        lambda: members.invite(actor, house.public_id, email="x@example.org", role="owner"),
        lambda: members.change_role(actor, house.public_id, other.public_id, role="owner"),
        lambda: members.change_role(actor, house.public_id, person.public_id, role="owner"),
        lambda: members.remove(actor, house.public_id, owner.public_id),
    ):
        with pytest.raises(Forbidden):
            act()


def test_an_owner_of_one_organisation_has_no_say_in_another(db: Session) -> None:
    _mine, (owner,) = house_of("owner")
    theirs, (victim,) = house_of("owner")
    with pytest.raises(Forbidden):
        members.remove(make.actor(owner), theirs.public_id, victim.public_id)
    mine, (_owner,) = house_of("owner")
    make.join(owner, mine, "owner")
    with pytest.raises(NotFound):
        members.remove(make.actor(owner), mine.public_id, victim.public_id)


def test_the_last_owner_stays(db: Session) -> None:
    house, (owner, officer) = house_of("owner", "officer")
    actor = make.actor(owner)
    for act in (
        lambda: members.leave(actor, house.public_id),
        lambda: members.change_role(actor, house.public_id, owner.public_id, role="member"),
        lambda: members.remove(actor, house.public_id, owner.public_id),
    ):
        with pytest.raises(LastOwner):
            act()
    members.change_role(actor, house.public_id, officer.public_id, role="owner")
    assert mails(db, owner.email)[0].template == "accounts/member_role"
    members.leave(actor, house.public_id)
    assert not make.actor(owner).memberships


def test_a_closed_account_does_not_count_as_an_owner(db: Session) -> None:
    house, (owner, closed) = house_of("owner", "owner")
    closed.active = False
    db.flush()
    with pytest.raises(LastOwner):
        members.leave(make.actor(owner), house.public_id)


def test_two_owners_cannot_leave_at_the_same_moment(kept: Committed) -> None:
    with kept():
        house, owners = house_of("owner", "owner")
        actors = [make.actor(owner) for owner in owners]
    outcomes, start = [], threading.Barrier(2)

    def attempt(actor: object) -> None:
        start.wait()
        try:
            with kept():
                members.leave(actor, house.public_id)
            outcomes.append("left")
        except DomainError as error:
            outcomes.append(error.code)

    threads = [threading.Thread(target=attempt, args=(actor,)) for actor in actors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["last_owner", "left"]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.tuples(
            st.integers(0, 2), st.sampled_from(["leave", "owner", "officer", "member", "remove"]), st.integers(0, 2)
        ),
        max_size=12,
    )
)
def test_no_order_of_steps_leaves_an_organisation_without_an_owner(
    db: Session, steps: list[tuple[int, str, int]]
) -> None:
    house, everyone = house_of("owner", "officer", "member")
    for doer, step, target in steps:
        actor, other = make.actor(everyone[doer]), everyone[target].public_id
        try:
            if step == "leave":
                members.leave(actor, house.public_id)
            elif step == "remove":
                members.remove(actor, house.public_id, other)
            else:
                members.change_role(actor, house.public_id, other, role=step)
        except DomainError:
            continue
    owners = [p for p in everyone if make.actor(p).member_of(house.id, "owner")]
    assert owners
    assert not make.actor(make.make_user()).member_of(house.id)


def test_roles_of_the_centre_are_given_and_taken(client: FlaskClient, committed: Committed, sign_in: SignIn) -> None:
    with committed():
        admin, colleague, outsider = make.make_staff("administrator"), make.make_staff(), make.make_user()
    sign_in(client, admin)
    page = f"/zh/accounts/people/{colleague.public_id}"
    assert client.post(f"{page}/roles", data={"role": "reviewer"}).status_code == 303
    assert client.post(f"{page}/roles", data={"role": "reviewer"}).status_code == 303
    assert client.post(f"{page}/roles", data={"role": "emperor"}).status_code == 422
    refused = client.post(f"/zh/accounts/people/{outsider.public_id}/roles", data={"role": "reviewer"})
    assert refused.status_code == 422
    with committed() as opened:
        held = opened.scalars(select(RoleGrant.role).where(RoleGrant.user_id == colleague.id)).all()
        assert held == ["reviewer"]
        assert mails(opened, colleague.email)[0].template == "accounts/staff_role"
    assert client.post(f"{page}/roles/reviewer/revoke").status_code == 303
    with committed():
        assert not make.actor(colleague).is_staff


@pytest.mark.parametrize("role", ["centre_lead", "auditor", "reviewer", "finance"])
def test_only_an_administrator_gives_roles(
    client: FlaskClient, committed: Committed, sign_in: SignIn, role: str
) -> None:
    with committed():
        person = make.make_staff(role)
    sign_in(client, person)
    assert (
        client.post(f"/zh/accounts/people/{person.public_id}/roles", data={"role": "administrator"}).status_code == 403
    )
    with committed(), pytest.raises(DomainError):
        roles.grant(make.actor(person), person.public_id, role="administrator")


def test_the_last_administrator_stays(db: Session) -> None:
    admin, other = make.make_staff("administrator"), make.make_staff("reviewer")
    actor = make.actor(admin)
    with pytest.raises(LastAdministrator):
        roles.revoke(actor, admin.public_id, role="administrator")
    with pytest.raises(LastAdministrator):
        members.leave(actor, make.centre().public_id)
    roles.grant(actor, other.public_id, role="administrator")
    other.active = False
    db.flush()
    with pytest.raises(LastAdministrator):  # the other one cannot sign in
        roles.revoke(actor, admin.public_id, role="administrator")
    other.active = True
    db.flush()
    roles.revoke(actor, admin.public_id, role="administrator")
    assert not make.actor(admin).is_staff


def test_joining_the_centre_again_revives_no_role(db: Session) -> None:
    admin, reviewer = make.make_staff("administrator"), make.make_staff("reviewer")
    make.join(admin, make.make_organisation(), "owner")
    members.remove(make.actor(admin), make.centre().public_id, reviewer.public_id)
    assert not make.actor(reviewer).is_staff
    make.join(reviewer, make.centre(), "member")
    assert not make.actor(reviewer).is_staff


def test_a_closed_account_is_out_at_once_and_keeps_its_history(
    client: FlaskClient, committed: Committed, sign_in: SignIn
) -> None:
    with committed():
        admin, person = make.make_staff("administrator"), make.make_user()
        token = signin.open_session(person, device="d", address="::1", hours=1)
    sign_in(client, admin)
    page = f"/zh/accounts/people/{person.public_id}"
    assert client.post(f"{page}/deactivate", data={}).status_code == 422
    assert client.post(f"{page}/deactivate", data={"reason": "left the company"}).status_code == 303
    assert client.post(f"{page}/deactivate", data={"reason": "again"}).status_code == 409
    with committed() as opened:
        assert signin.find_session(token, idle_minutes=9) is None
        assert opened.get(User, person.id).email == person.email
    assert "left the company" in client.get(page).get_data(as_text=True)
    assert client.post(f"{page}/reactivate", data={"reason": "came back"}).status_code == 303
    assert client.post(f"/zh/accounts/people/{admin.public_id}/deactivate", data={"reason": "x"}).status_code == 409


def test_nobody_closes_the_last_administrator(db: Session) -> None:
    admin, other = make.make_staff("administrator"), make.make_staff("administrator")
    people.deactivate(make.actor(admin), other.public_id, reason="x")
    with pytest.raises(InvalidAction):
        people.deactivate(make.actor(other), admin.public_id, reason="x")


def test_membership_history_is_kept(db: Session) -> None:
    house, (owner, officer) = house_of("owner", "officer")
    members.remove(make.actor(owner), house.public_id, officer.public_id)
    make.join(officer, house, "member")
    rows = db.scalars(select(Membership).where(Membership.user_id == officer.id).order_by(Membership.id)).all()
    assert [(row.role, row.ended_at is None) for row in rows] == [("officer", False), ("member", True)]
