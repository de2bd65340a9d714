"""The main way of the house, walked page by page in both languages: from a draft to a graduated company."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import create_engine

from marketplace.app import create_app
from marketplace.core import audit, unit
from tests.factories.accounts import valid_uscc
from tests.journeys import way
from tests.journeys.conftest import Site
from tests.journeys.texts import Words
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.timeout(300), pytest.mark.slow]
BOTH = pytest.mark.parametrize("lang", ["zh", "en"])
# What everybody who takes part reads, in this order, with other events between.
MILESTONES = (
    "deal.open", "deal.screen", "deal.negotiate", "deal.sign", "deal.enter_pilot", "pilot.take_in", "pilot.pass_g0",
    "pilot.pass_g2", "pilot.iterate", "pilot.pass_g1", "pilot.pass_g4", "pilot.to_incubation", "deal.enter_incubation",
    "incubation.apply", "incubation.admit", "incubation.register_company", "incubation.contribute_ip",
    "incubation.begin_operation", "incubation.graduate", "deal.close",
)  # fmt: skip


@pytest.fixture(scope="module")
def house(site: Site) -> Iterator[Flask]:
    """The application in this process on the site's database, with tokens against forged forms as in production."""
    bound = unit.SessionFactory.kw.get("bind")
    engine = create_engine(site.settings.database_url.replace("postgresql://", "postgresql+psycopg://"))
    unit.SessionFactory.configure(bind=engine, join_transaction_mode="conditional_savepoint")
    yield create_app(site.settings)
    engine.dispose()
    unit.SessionFactory.configure(bind=bound)


@dataclass
class Crowd:
    """Everybody signed in, in one language."""

    officer: Visitor
    enterprise: Visitor
    broker: Visitor
    reviewer: Visitor
    lead: Visitor
    owner: Visitor
    words: Words


def gather(house: Flask, site: Site, lang: str) -> Crowd:
    """Sign everybody in."""

    def enter(email: str) -> Visitor:
        return Visitor(house, site.settings.public_url, lang).sign_in(email, site.people.password)

    people = site.people
    return Crowd(
        *(enter(who) for who in (people.officer, people.enterprise, people.broker, people.reviewer, people.lead,
                                 people.owner)),
        words=Words(lang, house),
    )  # fmt: skip


def open_places(house: Flask, site: Site, words: Words) -> None:
    """Platform and incubator list what they offer."""
    for email, noun, name in ((site.people.platform, "pilots", "base"), (site.people.incubator, "incubation", "house")):
        who = Visitor(house, site.settings.public_url, words.lang).sign_in(email, site.people.password)
        kind = "platforms" if noun == "pilots" else "incubators"
        what = {"services": ["small_batch"], **words.both("capability", "offer")} if noun == "pilots" else {
            **words.both("services", "offer")
        }  # fmt: skip
        values = {**words.both("name", name), **what, "field_codes": ["hydrogen"], "places": "5"}
        who.send(who.open(f"/{noun}/{kind}/new"), f"/{kind}/new", values)


def in_order(wanted: tuple[str, ...], seen: list[str]) -> str | None:
    """The first wanted entry that does not follow its predecessors, or None."""
    rest = iter(seen)
    return next((item for item in wanted if item not in rest), None)


@BOTH
def test_from_draft_to_graduation(site: Site, house: Flask, lang: str) -> None:
    crowd = gather(house, site, lang)
    words = crowd.words
    open_places(house, site, words)
    listing = way.write_listing(crowd.officer, words)
    crowd.enterprise.open(f"/listings/{listing}", status=404)
    way.review_listing(crowd.reviewer, listing)
    assert "<mark>" in way.find(crowd.enterprise, words["search"], listing).html

    page = crowd.enterprise.open(f"/deals/enquiries/new?listing={listing}")
    asked = {"wanted_mode": "pilot_first", "question": words["question"]}
    thread = crowd.enterprise.send(page, "/enquiries/new", asked).key
    deal = way.accept(crowd.officer, thread, words)
    in_talks = {"zh": "洽谈中", "en": "In talks"}[lang]
    assert in_talks in crowd.enterprise.open(f"/listings/{listing}").words

    way.broker_takes_over(crowd.lead, crowd.broker, deal, words)
    way.negotiate(crowd.broker, deal, words)
    way.sign(crowd.broker, deal)
    way.begin_incubation(crowd.broker, deal, words, status=422)
    pilot = way.begin_pilot(crowd.broker, deal, words)
    way.begin_incubation(crowd.broker, deal, words, status=422)
    way.run_pilot(crowd.broker, crowd.reviewer, pilot, words)
    case = way.begin_incubation(crowd.broker, deal, words).key
    way.run_incubation(crowd.broker, crowd.reviewer, case, words, valid_uscc())
    gate = crowd.broker.open(f"/deals/{deal}/gate")
    way.step(crowd.broker, gate, "close", {"outcome": "incubated"})

    check_what_everybody_sees(site, crowd, deal)
    check_the_listing(crowd, listing, lang)


def check_what_everybody_sees(site: Site, crowd: Crowd, deal: str) -> None:
    """Supplier, buyer, broker and centre read one history; the chain of events is whole."""
    readers = (crowd.officer, crowd.enterprise, crowd.broker, crowd.lead)
    histories = [who.open(f"/deals/{deal}").events for who in readers]
    assert histories[0] == histories[1] == histories[2] == histories[3]
    assert len(histories[0]) > 60
    with site.within():
        kinds = [event.kind for event in reversed(audit.timeline(f"deal:{deal}", ("public", "parties")))]
        assert in_order(MILESTONES, kinds) is None, (in_order(MILESTONES, kinds), kinds)
        assert len(kinds) == len(histories[0])
        assert audit.verify()[1] is None


def check_the_listing(crowd: Crowd, listing: str, lang: str) -> None:
    """Re-rated at the end of the pilot, and on offer again, on its page and in the search."""
    page = crowd.enterprise.open(f"/listings/{listing}")
    assert {"zh": "可合作", "en": "Available"}[lang] in page.words
    found = crowd.enterprise.open(f"/api/v1/listings/{listing}").html
    assert re.search(r'"maturity": ?"\w+:8"', found), found[:600]
    result = way.find(crowd.enterprise, f"{crowd.words['search']}&kind=listing&availability=available", listing)
    assert {"zh": "可合作", "en": "Available"}[lang] in result.words


@BOTH
def test_a_need_is_met(site: Site, house: Flask, lang: str) -> None:
    crowd = gather(house, site, lang)
    words = crowd.words
    page = crowd.enterprise.open("/needs/new")
    need = crowd.enterprise.send(page, "/needs/new", words.both("title", "need")).key
    refused = way.step(crowd.enterprise, crowd.enterprise.open(f"/needs/{need}"), "submit", status=422)
    assert words["need"] in refused.words
    crowd.enterprise.send(crowd.enterprise.open(f"/needs/{need}/edit"), "/edit", words.need())
    way.step(crowd.enterprise, crowd.enterprise.open(f"/needs/{need}"), "submit")
    crowd.officer.open(f"/needs/{need}", status=404)
    way.step(crowd.reviewer, crowd.reviewer.open(f"/needs/{need}/review"), "review", status=422)
    comment = {"clear": "1", "body": words["clear"]}
    crowd.broker.send(crowd.broker.open(f"/needs/{need}/review"), "/comment", comment)
    for action in ("review", "publish"):
        way.step(crowd.reviewer, crowd.reviewer.open(f"/needs/{need}/review"), action)
    way.find(crowd.officer, words["need"] + "&kind=need", need)

    page = crowd.officer.open(f"/deals/enquiries/new?need={need}")
    offered = {"wanted_mode": "licence", "question": words["solve"]}
    thread = crowd.officer.send(page, "/enquiries/new", offered).key
    deal = way.accept(crowd.enterprise, thread, words)
    way.broker_takes_over(crowd.lead, crowd.broker, deal, words)
    way.negotiate(crowd.broker, deal, words)
    way.sign(crowd.broker, deal)
    way.step(crowd.broker, crowd.broker.open(f"/deals/{deal}/gate"), "close", {"outcome": "licensed"})
    assert {"zh": "已满足", "en": "Met"}[lang] in crowd.officer.open(f"/needs/{need}").words


@BOTH
def test_two_people_edit_a_deal_at_once(site: Site, house: Flask, lang: str) -> None:
    crowd, deal = gather(house, site, lang), site.people.deal
    first, second = crowd.broker.open(f"/deals/{deal}/edit"), crowd.lead.open(f"/deals/{deal}/edit")
    mine, theirs = (f"{crowd.words['next']} {name}" for name in ("A", "B"))
    crowd.broker.send(first, "/edit", {f"title_{lang}": theirs})
    clash = crowd.lead.send(second, "/edit", {f"title_{lang}": mine}, status=409)
    assert mine in clash.words + clash.html
    assert theirs in clash.words
    crowd.lead.send(clash, "/edit", {"take_title": "theirs"})
    assert theirs in crowd.lead.open(f"/deals/{deal}").words


@BOTH
def test_rights_end_with_membership(site: Site, house: Flask, lang: str) -> None:
    crowd, deal = gather(house, site, lang), site.people.deal
    email, person = site.people.colleagues[lang]
    colleague = Visitor(house, site.settings.public_url, lang).sign_in(email, site.people.password)
    colleague.open(f"/deals/{deal}")
    crowd.owner.send(crowd.owner.open("/accounts/members"), f"/members/{person}/remove")
    colleague.open(f"/deals/{deal}", status=404)
