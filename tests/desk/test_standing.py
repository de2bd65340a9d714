"""The facts gathered for many deals are those each deal reads for itself; papers count for the present round only."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from marketplace.deals.models import Introduction
from marketplace.deals.service.facts import facts_of
from marketplace.desk.queries.standing import standings
from marketplace.pilots.service.steps import required_documents
from tests.desk.scenes import add_paper, add_pilot
from tests.factories.deals import make_cast, make_deal


@pytest.mark.parametrize("state", ["lead", "screened", "negotiating", "signed", "pilot", "closed", "lost"])
def test_gathered_facts_equal_the_deal_s_own(db: Session, state: str) -> None:
    deal = make_deal(state=state)
    own = replace(facts_of(deal), item_available=True)
    assert standings([deal.id])[deal.id].facts == own


def test_missing_things_are_named_for_the_step_forward(db: Session) -> None:
    deal = make_deal()
    missing = [str(sentence) for sentence in standings([deal.id])[deal.id].missing]
    assert len(missing) == 3  # broker, declaration, next action


def test_an_unreviewed_bypass_and_a_party_that_lost_its_verification_are_missing(db: Session) -> None:
    cast = make_cast()
    earlier, deal = make_deal(cast, state="screened"), make_deal(cast)
    cast.enterprise.state = "expired"
    db.query(Introduction).filter_by(deal_id=deal.id).update(
        {"earlier_id": db.query(Introduction.id).filter_by(deal_id=earlier.id).scalar_subquery()}
    )
    db.flush()
    facts = standings([deal.id])[deal.id].facts
    assert facts.bypass_open
    assert not facts.buyer_verified
    assert facts == replace(facts_of(deal), item_available=True)


def test_papers_of_an_earlier_round_or_gate_do_not_count(db: Session) -> None:
    deal = make_deal(state="pilot")
    project = add_pilot(deal, "g1_feasibility", round=2)
    needed = sorted(required_documents("g1"))
    assert needed
    add_paper(project, "g1", needed[0], round=1)
    add_paper(project, "g0", needed[0], round=2)
    assert standings([deal.id])[deal.id].papers_missing("g1") == len(needed)
    add_paper(project, "g1", needed[0], round=2)
    assert standings([deal.id])[deal.id].papers_missing("g1") == len(needed) - 1


def test_nothing_is_asked_for_no_deals(db: Session) -> None:
    assert standings([]) == {}
