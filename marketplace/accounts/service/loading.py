"""Loading organisations and people that were checked elsewhere: a demonstration, or a register taken over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from marketplace.accounts.models import BrokerProfile, Membership, Organisation, RoleGrant, User
from marketplace.accounts.service.passwords import hash_password
from marketplace.core import audit, clock
from marketplace.core.errors import Forbidden
from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.core.unit import session
from search.analysis.identifiers import uscc_check


def load_organisations(actor: Actor, rows: Iterable[Mapping[str, Any]]) -> dict[str, Organisation]:
    """Write organisations in the state their record says; returns them by the key of their row.

    A row has key, kind, name, description, uscc, region_code, the flags, and verification
    {state, decided_days_ago, valid_for_days, reason}. Raises Forbidden for anyone but the system, ValueError
    for a credit code whose check character is wrong.
    """
    _only_the_system(actor)
    made: dict[str, Organisation] = {}
    for row in rows:
        if row["uscc"] and uscc_check(row["uscc"][:17]) != row["uscc"][17]:
            raise ValueError(f"{row['key']}: the credit code {row['uscc']} is wrong")
        made[row["key"]] = organisation = _organisation(row)
        session().add(organisation)
    session().flush()
    for organisation in made.values():
        _note(actor, "organisation.load", f"organisation:{organisation.public_id}", state=organisation.state)
    return made


def load_people(
    actor: Actor, rows: Iterable[Mapping[str, Any]], organisations: Mapping[str, Organisation], *, password: str
) -> dict[str, User]:
    """Write people with memberships, granted roles and brokers' records; all get the same password.

    Raises Forbidden for anyone but the system.
    """
    _only_the_system(actor)
    hashed = hash_password(password)
    made: dict[str, User] = {}
    for row in rows:
        made[row["key"]] = user = User(
            email=row["email"], name=Text(**row["name"]), lang=row["lang"], password_hash=hashed, demo=row["demo"],
            email_confirmed_at=clock.now(), created_at=clock.now() - timedelta(days=row["joined_days_ago"]),
        )  # fmt: skip
        session().add(user)
    session().flush()
    for row in rows:
        _places(made[row["key"]], row, organisations)
        _note(actor, "account.load", f"user:{made[row['key']].public_id}")
    session().flush()
    return made


def _organisation(row: Mapping[str, Any]) -> Organisation:
    checked = row["verification"]
    now = clock.now()
    valid = checked.get("valid_for_days")
    if checked["state"] == "expired":
        valid = -checked["expired_days_ago"]
    changed = checked.get("expired_days_ago", checked.get("decided_days_ago", checked.get("submitted_days_ago", 1)))
    reason = checked.get("reason")
    return Organisation(
        kind=row["kind"], name=Text(**row["name"]), description=Text(**row["description"]), uscc=row["uscc"],
        region_code=row["region_code"], address=row["address"], state_owned=row["state_owned"],
        state_set_up=row["state_set_up"], sme_size=row["sme_size"], foreign=row["foreign"], profile=row["profile"],
        demo=row["demo"], state=checked["state"], state_changed_at=now - timedelta(days=changed),
        verified_until=clock.today() + timedelta(days=valid) if valid is not None else None,
        rejection_reason=reason["zh"] if reason else None,
        created_at=now - timedelta(days=row["joined_days_ago"]),
    )  # fmt: skip


def _places(user: User, row: Mapping[str, Any], organisations: Mapping[str, Organisation]) -> None:
    now = clock.now()
    for place in row["memberships"]:
        ended = place["ended_days_ago"]
        session().add(
            Membership(
                user_id=user.id, organisation_id=organisations[place["organisation"]].id, role=place["role"],
                title=place["title"]["zh"], started_at=now - timedelta(days=place["since_days_ago"]),
                ended_at=now - timedelta(days=ended) if ended is not None else None,
            )
        )  # fmt: skip
    for role in row["granted_roles"]:
        session().add(RoleGrant(user_id=user.id, role=role))
    if profile := row["broker_profile"]:
        session().add(
            BrokerProfile(
                user_id=user.id, agency_id=organisations[profile["agency"]].id, level=profile["level"],
                certificate_number=profile["certificate_number"], issuer=profile["issuer"],
                valid_to=clock.today() + timedelta(days=profile["valid_for_days"]), fields=profile["field_codes"],
                introduction=Text(**profile["introduction"]),
            )
        )  # fmt: skip


def _only_the_system(actor: Actor) -> None:
    if not actor.system:
        raise Forbidden()


def _note(actor: Actor, kind: str, subject: str, **data: Any) -> None:
    audit.record(kind, actor=actor, subjects=[subject], data=data)
