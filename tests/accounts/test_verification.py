"""Verification through the pages: papers, decision, mails, events, the end of validity."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from marketplace.accounts.models import Organisation, User
from marketplace.accounts.service import verification
from marketplace.core import audit, clock, jobs
from marketplace.core.errors import Forbidden, GuardsUnmet, Invalid, InvalidAction, NotFound
from tests.accounts.conftest import PDF, Committed, mails, pdf
from tests.factories import accounts as make

SignIn = Callable[[FlaskClient, User], None]


def applied(db: Session) -> tuple[Organisation, User]:
    house, owner = make.make_organisation(state="unverified"), make.make_user()
    make.join(owner, house, "owner")
    papers = {"licence": pdf(), "authority": pdf("letter.pdf")}
    verification.submit(make.actor(owner), house.public_id, uploads=papers)
    return house, owner


def upload(name: str = "a.pdf", content: bytes = PDF) -> Any:
    return (io.BytesIO(content), name)


def test_from_application_to_badge(client: FlaskClient, committed: Committed, sign_in: SignIn) -> None:
    with committed():
        house, owner, reviewer = (
            make.make_organisation(state="unverified"),
            make.make_user(),
            make.make_staff("reviewer"),
        )
        make.join(owner, house, "owner")
    base = f"/zh/accounts/organisations/{house.public_id}"
    sign_in(client, owner)
    missing = client.post(f"{base}/submit", data={"licence": upload()}, content_type="multipart/form-data")
    assert missing.status_code == 422
    assert "授权书" in missing.get_data(as_text=True)
    sent = {"licence": upload(), "authority": upload("b.pdf")}
    assert client.post(f"{base}/submit", data=sent, content_type="multipart/form-data").status_code == 303
    sign_in(client, reviewer)
    assert house.name.zh in client.get(f"{base}/review").get_data(as_text=True)
    paper = client.get(f"{base}/papers/licence")
    assert paper.get_data() == PDF
    assert paper.headers["Content-Disposition"].startswith("attachment")
    until = clock.today() + timedelta(days=365)
    assert client.post(f"{base}/verify", data={"valid_until": until.isoformat()}).status_code == 303
    assert client.post(f"{base}/verify", data={"valid_until": until.isoformat()}).status_code == 409
    with committed() as opened:
        kinds = [e.kind for e in audit.timeline(f"organisation:{house.public_id}")]
        assert kinds == ["organisation.verify", "organisation.submit"]
        assert [m.template for m in mails(opened, reviewer.email)] == ["accounts/verification_submitted"]
        assert [m.template for m in mails(opened, owner.email)] == ["accounts/verification_verified"]
        assert opened.get(Organisation, house.id).verified_until == until
    client.post("/zh/accounts/sign-out")
    assert "已认证" in client.get(base).get_data(as_text=True)


def test_everything_that_is_missing_is_named_at_once(db: Session) -> None:
    house, owner = make.make_organisation(state="unverified", uscc=None, region_code=None), make.make_user()
    make.join(owner, house, "owner")
    with pytest.raises(GuardsUnmet) as refused:
        verification.submit(make.actor(owner), house.public_id, uploads={})
    assert len(refused.value.unmet) == 4
    assert house.state == "unverified"


def test_a_rejection_tells_why_and_can_be_mended(db: Session) -> None:
    house, owner = applied(db)
    reviewer = make.actor(make.make_staff("reviewer"))
    with pytest.raises(Invalid):
        verification.reject(reviewer, house.public_id, reason="  ")
    verification.reject(reviewer, house.public_id, reason="公章不清晰")
    assert (house.state, house.rejection_reason) == ("rejected", "公章不清晰")
    assert "公章不清晰" in mails(db, owner.email)[0].body
    verification.submit(make.actor(owner), house.public_id, uploads={"authority": pdf("better.pdf")})
    assert (house.state, house.rejection_reason) == ("submitted", None)


def test_a_verification_can_be_revoked_with_a_reason(db: Session) -> None:
    house, owner = make.make_organisation(state="verified"), make.make_user()
    make.join(owner, house, "owner")
    verification.revoke(make.actor(make.make_staff("centre_lead")), house.public_id, reason="已注销")
    assert house.state == "rejected"
    assert mails(db, owner.email)[0].template == "accounts/verification_rejected"


@pytest.mark.parametrize("roles", [("finance",), ("auditor",), ()])
def test_only_those_who_review_decide(db: Session, roles: tuple[str, ...]) -> None:
    house, owner = applied(db)
    other = make.actor(make.make_staff(*roles))
    for act in (
        lambda: verification.verify(other, house.public_id, valid_until=clock.today() + timedelta(days=9)),
        lambda: verification.reject(other, house.public_id, reason="x"),
        lambda: verification.verify(make.actor(owner), house.public_id, valid_until=clock.today() + timedelta(days=9)),
    ):
        with pytest.raises(Forbidden):
            act()
    assert house.state == "submitted"


@pytest.mark.parametrize("role", ["officer", "member"])
def test_only_an_owner_applies(db: Session, role: str) -> None:
    house, person = make.make_organisation(state="unverified"), make.make_user()
    make.join(person, house, role)
    with pytest.raises(Forbidden):
        verification.submit(make.actor(person), house.public_id, uploads={"licence": pdf(), "authority": pdf()})


@pytest.mark.parametrize("days", [0, -1, 3 * 365 + 1])
def test_the_end_lies_ahead_and_within_three_years(db: Session, days: int) -> None:
    house, _owner = applied(db)
    with pytest.raises(Invalid) as refused:
        verification.verify(
            make.actor(make.make_staff("reviewer")), house.public_id, valid_until=clock.today() + timedelta(days=days)
        )
    assert "valid_until" in refused.value.fields


def test_papers_are_for_the_organisation_and_those_who_decide(db: Session) -> None:
    house, owner = applied(db)
    member, stranger = make.make_user(), make.make_user()
    make.join(member, house, "member")
    for person in (owner, make.make_staff("reviewer")):
        assert verification.paper(make.actor(person), house.public_id, "licence").name == "licence.pdf"
    for person in (member, stranger, make.make_staff("finance")):
        with pytest.raises(Forbidden):
            verification.paper(make.actor(person), house.public_id, "licence")
    with pytest.raises(NotFound):
        verification.paper(make.actor(owner), house.public_id, "version")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.exe", PDF),
        ("a.pdf", b"MZ not a pdf"),
        ("a.pdf", b""),
        ("a.png", PDF),
        ("../../etc/passwd", PDF),
        ("a.svg", b"<svg/>"),
    ],
)
def test_other_uploads_are_refused_beside_the_field(
    client: FlaskClient, committed: Committed, sign_in: SignIn, name: str, content: bytes
) -> None:
    with committed():
        house, owner = make.make_organisation(state="unverified"), make.make_user()
        make.join(owner, house, "owner")
    sign_in(client, owner)
    answer = client.post(
        f"/zh/accounts/organisations/{house.public_id}/submit",
        data={"licence": upload(name, content), "authority": upload()}, content_type="multipart/form-data",
    )  # fmt: skip
    assert answer.status_code == 422
    assert 'href="#field-licence"' in answer.get_data(as_text=True)
    with committed() as opened:
        assert opened.get(Organisation, house.id).licence_file_id is None


def test_verifications_end_by_the_clock_and_owners_are_reminded_once(db: Session) -> None:
    house, owner = make.make_organisation(verified_until=clock.today() + timedelta(days=30)), make.make_user()
    endless = make.make_organisation(verified_until=None)
    make.join(owner, house, "owner")
    for _ in range(2):
        jobs.run_now("accounts.verifications")
    assert [m.template for m in mails(db, owner.email)] == ["accounts/verification_expiring"]
    with clock.travel(clock.now() + timedelta(days=30)):
        jobs.run_now("accounts.verifications")
        assert house.state == "verified"  # the last day still counts
    with clock.travel(clock.now() + timedelta(days=31)):
        for _ in range(2):
            jobs.run_now("accounts.verifications")
    assert (house.state, endless.state) == ("expired", "verified")
    assert [m.template for m in mails(db, owner.email)] == [
        "accounts/verification_expired",
        "accounts/verification_expiring",
    ]
    assert not make.actor(owner).memberships[0].verified


def test_an_application_can_be_taken_back(db: Session) -> None:
    house, owner = applied(db)
    verification.withdraw(make.actor(owner), house.public_id)
    assert house.state == "unverified"
    with pytest.raises(InvalidAction):
        verification.withdraw(make.actor(owner), house.public_id)
