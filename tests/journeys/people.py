"""The people of the journeys: one university, one enterprise, one agency, one platform, one incubator, the centre."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.accounts.models import Organisation, User
from marketplace.core.text import Text
from marketplace.core.unit import session
from tests.factories import accounts
from tests.factories.deals import Cast, make_deal
from tests.factories.listings import make_listing
from tests.factories.needs import make_need


@dataclass(frozen=True)
class People:
    """Mail addresses; everybody has the password of the factories."""

    officer: str
    enterprise: str
    broker: str
    reviewer: str
    lead: str
    admin: str
    listing: str
    need: str
    deal: str
    owner: str
    platform: str
    incubator: str
    colleagues: dict[str, tuple[str, str]]  # language → (mail address, id) of somebody who will be removed
    password: str = accounts.PASSWORD


def settle() -> People:
    """Add organisations and people to the open unit."""
    university = _organisation("university", "示例大学", "Example University")
    factory = _organisation("enterprise", "示例热能有限公司", "Example Heat Ltd")
    agency = _organisation("broker_agency", "示例技术转移中心", "Example Transfer Agency")
    base = _organisation("pilot_platform", "示例中试基地", "Example Pilot Base")
    house = _organisation("incubator", "示例孵化器", "Example Incubator")
    officer = accounts.make_user(email="uni@journey.example", name=Text("示例专员", "Example Officer"))
    accounts.join(officer, university, "officer")
    buyer = accounts.make_user(email="ent@journey.example", name=Text("示例工程师", "Example Engineer"))
    accounts.join(buyer, factory, "officer")
    broker = accounts.make_broker(agency)
    reviewer = accounts.make_staff("reviewer", email="review@journey.example")
    lead = accounts.make_staff("centre_lead", email="lead@journey.example")
    admin = accounts.make_staff("administrator", email="admin@journey.example")
    owner, keeper, host = (
        _member(place, role, f"{role}@{name}.example")
        for place, role, name in ((university, "owner", "journey-uni"), (base, "officer", "journey-base"),
                                  (house, "officer", "journey-house"))
    )  # fmt: skip
    colleagues = {lang: _member(university, "officer", f"{lang}@journey-uni.example") for lang in ("zh", "en")}
    listing = make_listing(university, officer)
    need = make_need(factory, buyer)
    deal = make_deal(Cast(university, factory, officer, buyer, broker, reviewer, lead), state="signed", listing=listing)
    session().flush()
    addresses = (person.email for person in (officer, buyer, broker, reviewer, lead, admin))
    return People(
        *addresses, listing=listing.public_id, need=need.public_id, deal=deal.public_id, owner=owner.email,
        platform=keeper.email, incubator=host.email,
        colleagues={lang: (person.email, person.public_id) for lang, person in colleagues.items()},
    )  # fmt: skip


def _organisation(kind: str, zh: str, en: str) -> Organisation:
    return accounts.make_organisation(kind, name=Text(zh, en))


def _member(place: Organisation, role: str, email: str) -> User:
    person = accounts.make_user(email=email)
    accounts.join(person, place, role)
    return person
