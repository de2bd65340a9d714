"""Every route × method × role, on one's own records and on those of others: nothing leaks, nothing breaks.

Generated from the URL map, so a new route is in the matrix on the day it is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from marketplace.accounts.models import User
from marketplace.core import clock
from marketplace.core.http import Marketplace
from marketplace.core.policy import Access
from marketplace.discovery.service import collections
from tests.factories import accounts
from tests.factories.deals import make_deal, make_enquiry
from tests.factories.listings import make_listing
from tests.factories.needs import make_need

PUBLIC_RECORDS = frozenset({"accounts", "api_accounts", "taxonomy"})  # organisations and rules are for everyone
SKIPPED = frozenset({"machine.metrics", "machine.readyz"})  # they open the search engine; site tests cover them


@dataclass(frozen=True)
class World:
    """Private records of one pair of parties, and people who stand in every relation to them."""

    ids: dict[str, str]
    people: dict[str, User | None]


def world() -> World:
    """Drafts and deals of one university and one enterprise, seen by everybody else."""
    university, enterprise = accounts.make_organisation("university"), accounts.make_organisation("enterprise")
    owner, buyer = accounts.make_officer(university), accounts.make_enterprise_user(enterprise)
    former = accounts.make_user()
    accounts.join(former, university, "officer").ended_at = clock.now()
    listing = make_listing(university, owner, state="draft")
    need = make_need(enterprise, buyer, state="draft")
    enquiry, deal = make_enquiry(), make_deal()
    collection = collections.create(accounts.actor(owner), name="示例收藏")
    people: dict[str, User | None] = {
        "anonymous": None, "owner": owner, "buyer": buyer, "former": former,
        "stranger": accounts.make_enterprise_user(), "other_university": accounts.make_officer(),
        "other_broker": accounts.make_broker(),
    }  # fmt: skip
    for role in ("reviewer", "centre_lead", "finance", "auditor", "administrator"):
        people[role] = accounts.make_staff(role)
    ids = {
        "listings": listing.public_id, "needs": need.public_id, "deals.enquiry": enquiry.public_id,
        "deals": deal.public_id, "accounts": enterprise.public_id,
        "discovery": collection.public_id, "search": collection.public_id,
    }  # fmt: skip
    return World(ids, people)


def address(rule: Rule, found: World) -> str | None:
    """The rule's address on the private record of its noun; None when its arguments are of another kind."""
    values: dict[str, Any] = {"lang": "zh"}
    noun = rule.endpoint.partition(".")[0].removeprefix("api_")
    for name in rule.arguments - {"lang"}:
        converter = type(rule._converters[name]).__name__
        if name in ("public_id", "deal"):
            key = "deals.enquiry" if "enquir" in str(rule) else ("deals" if name == "deal" else noun)
            values[name] = found.ids.get(key, "AAAAAAAAAA")
        elif converter == "IntegerConverter":
            values[name] = 1
        elif converter == "AnyConverter":
            values[name] = sorted(rule._converters[name].items)[0]
        else:
            values[name] = "1" if name == "step" else "AAAAAAAAAA"
    built = rule.build(values)
    return built[1] if built else None


def rules(app: Marketplace) -> Iterator[tuple[Rule, str]]:
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            if rule.endpoint not in SKIPPED:
                yield rule, method


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_nobody_gets_what_is_not_his(
    app: Marketplace, committed: Callable[[], Any], sign_in: Callable[[FlaskClient, User], None]
) -> None:
    with committed():
        found = world()
    clients = {name: app.test_client() for name in found.people}
    app.config["WTF_CSRF_ENABLED"] = False
    for name, user in found.people.items():
        if user is not None:
            sign_in(clients[name], user)
    wrong: list[str] = []
    for rule, method in rules(app):
        declared: Access = app.view_functions[rule.endpoint].__access__
        url = address(rule, found)
        for name, client in clients.items() if url else ():
            answer = client.open(url, method=method, headers={"Accept": "text/html"})
            fault = judge(name, found, declared, rule, method, answer.status_code, answer.headers.get("Location", ""))
            if fault:
                wrong.append(f"{method} {rule} as {name}: {answer.status_code} {fault}")
    assert not wrong, "\n".join(wrong[:60])


def judge(name: str, found: World, declared: Access, rule: Rule, method: str, status: int, location: str) -> str | None:
    """What is wrong with an answer, if anything."""
    if status >= 500 and status != 503:
        return "broke"
    if name == "anonymous" and declared.name != "public":
        api = str(rule).startswith("/api/")
        signed_out = status == 401 if api else (status == 303 and "/sign-in" in location)
        return None if signed_out or status == 404 else "is open to anonymous readers"
    noun = rule.endpoint.partition(".")[0]
    private = bool(rule.arguments & {"public_id", "deal"}) and noun not in PUBLIC_RECORDS
    outside = name in ("anonymous", "former", "stranger", "other_university")
    if private and outside and status not in (303, 400, 401, 403, 404, 405, 410, 422, 428, 409):
        return "shows or does something on a foreign private record"
    if private and outside and method == "GET" and status == 200:
        return "shows a foreign private record"
    if private and outside and status == 303 and "/sign-in" not in location:
        return "acted on a foreign private record"
    return None


def test_rights_end_with_the_membership(
    app: Marketplace, committed: Callable[[], Any], sign_in: Callable[[FlaskClient, User], None]
) -> None:
    """What a member could open a moment ago answers 404 at the next request."""
    with committed():
        university = accounts.make_organisation("university")
        member = accounts.make_user()
        membership = accounts.join(member, university, "officer")
        listing = make_listing(university, member, state="draft")
    client = app.test_client()
    sign_in(client, member)
    assert client.get(f"/zh/listings/{listing.public_id}").status_code == 200
    with committed() as session:
        session.merge(membership).ended_at = clock.now()
    assert client.get(f"/zh/listings/{listing.public_id}").status_code == 404
