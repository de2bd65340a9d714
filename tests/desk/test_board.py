"""The board: who sees which deals, where cards stand, what they say, how they move, and how many queries it takes."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from marketplace.core import clock
from marketplace.core.i18n import force_language
from marketplace.core.policy import ANONYMOUS, Actor
from marketplace.core.text import Text
from marketplace.deals.models import Deal
from marketplace.deals.workflow.deal import VALUE_KNOWN
from marketplace.desk import queries
from marketplace.pilots.service.steps import required_documents
from marketplace.taxonomy import queries as taxonomy
from tests.desk.scenes import add_case, add_deal, add_pilot, filters
from tests.factories.accounts import (
    actor,
    join,
    make_broker,
    make_organisation,
    make_staff,
    make_user,
)
from tests.factories.deals import give_broker, make_cast, make_deal

Columns = dict[str, list[str]]


def shown(reader: Actor, **given: object) -> Columns:
    """Public ids of the deals in each column."""
    return {
        column.column.key: [card.deal.public_id for card in column.cards]
        for column in queries.board(reader, filters(**given)).columns
    }


def everything(columns: Columns) -> set[str]:
    return {public_id for ids in columns.values() for public_id in ids}


def pool(reader: Actor, **given: object) -> set[str]:
    return {row.public_id for column in queries.board(reader, filters(**given)).columns for row in column.pool}


def test_foreign_deals_are_never_on_a_board(db: Session) -> None:
    mine, other = make_cast(), make_cast()
    own, foreign = make_deal(mine, state="screened"), make_deal(other, state="screened")
    parties = (mine.officer, mine.buyer, mine.broker)
    for person in parties:
        assert everything(shown(actor(person))) == {own.public_id}
        assert pool(actor(person)) == set()
    for role in ("reviewer", "centre_lead", "finance", "auditor", "administrator"):
        assert {own.public_id, foreign.public_id} <= everything(shown(actor(make_staff(role))))
    strangers = (make_broker(), make_user())
    for person in strangers:
        assert everything(shown(actor(person))) == set()
    assert everything(shown(ANONYMOUS)) == set()


def test_a_person_who_left_the_party_loses_the_card(db: Session) -> None:
    cast = make_cast()
    deal = make_deal(cast, state="screened")
    colleague = make_user()
    membership = join(colleague, cast.enterprise, "member")
    assert everything(shown(actor(colleague))) == {deal.public_id}
    membership.ended_at = clock.now()
    assert everything(shown(actor(colleague))) == set()


def test_a_lead_nobody_took_is_in_the_pool_of_every_broker_without_its_parties(db: Session) -> None:
    cast = make_cast()
    lead = make_deal(cast)
    broker = actor(make_broker())
    assert pool(broker) == {lead.public_id}
    assert everything(shown(broker)) == set()
    assert pool(actor(cast.officer)) == set()
    assert pool(broker, flag="stale") == set()
    assert pool(broker, field="hydrogen") == {lead.public_id}
    assert pool(broker, field="wind") == set()
    give_broker(cast, lead)
    assert pool(broker) == set()


@pytest.mark.parametrize(
    ("state", "column"),
    [
        ("applied", "pilot_intake"), ("g1_feasibility", "pilot_intake"), ("g2_contract", "pilot_run"),
        ("g4_verification", "pilot_run"), ("g5_closure", "pilot_closure"), ("stopped", "pilot_closure"),
    ],
)  # fmt: skip
def test_the_newest_project_places_a_deal_in_its_pilot(db: Session, state: str, column: str) -> None:
    cast = make_cast()
    deal = make_deal(cast, state="pilot")
    add_pilot(deal, "stopped")
    add_pilot(deal, state)
    assert shown(actor(cast.broker))[column] == [deal.public_id]


def test_a_project_on_hold_stays_at_its_gate(db: Session) -> None:
    cast = make_cast()
    deal = make_deal(cast, state="pilot")
    add_pilot(deal, "on_hold", held_from="g1_feasibility")
    assert shown(actor(cast.broker))["pilot_intake"] == [deal.public_id]
    moves = {action for action, _column in card_of(actor(cast.lead), deal).moves}
    assert {action for action in moves if action.startswith("resume")} == {"resume_g1"}


def test_incubation_and_the_ends_have_their_columns(db: Session) -> None:
    cast = make_cast()
    growing, closed, lost = (make_deal(cast, state=state) for state in ("incubation", "closed", "lost"))
    add_case(growing, "operating")
    found = shown(actor(cast.reviewer))
    assert growing.public_id in found["incubation"]
    assert closed.public_id in found["closed"]
    assert lost.public_id in found["lost"]


def card_of(reader: Actor, deal: Deal) -> Any:
    return next(
        card for column in queries.board(reader, filters()).columns for card in column.cards if card.deal.id == deal.id
    )


def test_the_running_machine_moves_the_card(db: Session) -> None:
    cast = make_cast()
    signed, piloted, grown = (make_deal(cast, state=state) for state in ("negotiating", "pilot", "incubation"))
    add_pilot(piloted, "g1_feasibility")
    add_case(grown, "admitted")
    broker = actor(cast.broker)
    assert ("sign", "signed") in card_of(broker, signed).moves
    assert card_of(broker, piloted).mover == "pilot"
    assert ("pass_g1", "pilot_run") in card_of(broker, piloted).moves
    assert card_of(broker, grown).mover == "incubation"
    assert ("register_company", "incubation") in card_of(broker, grown).moves
    for party in (cast.officer, cast.buyer):
        assert card_of(actor(party), piloted).moves == ()


def test_parties_do_not_see_what_a_gate_lacks(db: Session) -> None:
    cast = make_cast()
    deal = make_deal(cast, state="screened")
    assert card_of(actor(cast.broker), deal).missing
    assert card_of(actor(cast.reviewer), deal).missing
    assert card_of(actor(cast.buyer), deal).missing == ()


def test_columns_add_up_the_value_bands(db: Session) -> None:
    cast = make_cast()
    make_deal(cast, state="negotiating")
    make_deal(cast, state="negotiating")
    column = next(c for c in queries.board(actor(cast.broker), filters()).columns if c.column.key == "negotiating")
    assert (column.value_min_fen, column.value_max_fen) == (100_000_000, 160_000_000)


def test_filters_narrow_the_board(db: Session) -> None:
    cast, other = make_cast(), make_cast()
    own, foreign = make_deal(cast, state="screened"), make_deal(other, state="screened")
    foreign.last_activity_at = clock.now() - timedelta(days=400)
    db.flush()
    lead = actor(cast.lead)
    both = {own.public_id, foreign.public_id}
    assert everything(shown(lead, broker=cast.broker.public_id)) == {own.public_id}
    assert both & everything(shown(lead, flag="stale")) == {foreign.public_id}
    assert both <= everything(shown(lead, field="hydrogen"))
    assert not both & everything(shown(lead, field="wind"))
    assert everything(shown(lead, mine=True)) == set()
    assert everything(shown(actor(cast.broker), mine=True)) == {own.public_id}
    # Only the centre may look through the eyes of a broker.
    assert everything(shown(actor(cast.buyer), broker=other.broker.public_id)) == {own.public_id}


def test_the_number_of_queries_does_not_grow(db: Session, count_queries: Callable[[], Any]) -> None:
    cast = make_cast()
    first = make_deal(cast, state="screened")
    states = ("screened", "negotiating", "signed", "pilot", "incubation", "closed", "lost", "lead", "pilot")
    for state in states * 5:
        deal = add_deal(first, state)
        if state == "pilot":
            add_pilot(deal, "g3_small_batch")
        if state == "incubation":
            add_case(deal, "operating")
    make_deal(cast)
    for person in (actor(cast.broker), actor(cast.reviewer), actor(cast.buyer)):
        db.expire_all()
        with count_queries() as seen:
            board = queries.board(person, filters(field="hydrogen"))
        assert board.total >= 45
        assert len(seen) <= 12, "\n\n".join(seen)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_shows_cards_moves_and_badges(
    client: FlaskClient, sign_in: Any, committed: Any, language: str
) -> None:
    with committed():
        cast = make_cast()
        deal, piloted, grown = (make_deal(cast, state=state) for state in ("screened", "pilot", "incubation"))
        project = add_pilot(piloted, "g2_contract")
        case = add_case(grown, "operating")
        make_deal(cast, state="lost")
        make_deal(cast)
        deal.title = Text("示例电解槽", None)
        ids = [record.public_id for record in (deal, project, case)]
    sign_in(client, cast.broker)
    page = client.get(f"/{language}/desk/board")
    assert page.status_code == 200
    html = page.get_data(as_text=True)
    assert f'action="/{language}/deals/{ids[0]}/advance"' in html
    assert f'action="/{language}/pilots/{ids[1]}/advance"' in html
    assert f'action="/{language}/incubation/{ids[2]}/advance"' in html
    columns = re.findall(r'data-column="(\w+)" aria', html)
    assert columns == [c.key for c in queries.COLUMNS if c.key != "lost"]
    assert ("关口" if language == "zh" else "gate item") in html
    assert 'id="lost"' in html
    assert all("lang=" not in label for label in re.findall(r'aria-label="([^>]*)', html))  # no markup in attributes


def test_an_address_with_unknown_filters_shows_the_board_and_says_so(
    client: FlaskClient, sign_in: Any, committed: Any
) -> None:
    with committed():
        cast = make_cast()
        deal = make_deal(cast, state="screened").public_id
    sign_in(client, cast.broker)
    page = client.get("/en/desk/board?flag=purple&field=nothing&mine=1&utm=x")
    assert page.status_code == 200
    html = page.get_data(as_text=True)
    assert deal in html
    assert "field, flag" in html
    assert "utm" not in html.split("left out")[1][:80]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_refused_move_says_what_is_missing_and_moves_nothing(
    client: FlaskClient, sign_in: Any, committed: Any, language: str
) -> None:
    with committed():
        cast = make_cast()
        deal = make_deal(cast, state="screened")
        wanted = (deal.public_id, deal.version)
    sign_in(client, cast.broker)
    answer = client.post(f"/{language}/deals/{wanted[0]}/advance", data={"action": "negotiate", "version": wanted[1]})
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    with committed(), force_language(language):
        assert str(VALUE_KNOWN.missing) in text
    with committed() as opened:
        assert opened.query(Deal).filter_by(public_id=wanted[0]).one().state == "screened"


def test_a_move_from_an_outdated_board_is_a_conflict(client: FlaskClient, sign_in: Any, committed: Any) -> None:
    with committed():
        cast = make_cast()
        deal = make_deal(cast, state="screened")
        wanted = (deal.public_id, deal.version)
    sign_in(client, cast.broker)
    answer = client.post(
        f"/en/deals/{wanted[0]}/advance", data={"action": "lose", "loss_code": "price", "version": wanted[1] - 1}
    )
    assert answer.status_code == 409
    with committed() as opened:
        assert opened.query(Deal).filter_by(public_id=wanted[0]).one().state == "screened"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_pilot_s_refused_move_names_the_papers(
    client: FlaskClient, sign_in: Any, committed: Any, language: str
) -> None:
    with committed():
        cast = make_cast()
        project = add_pilot(make_deal(cast, state="pilot"), "g1_feasibility").public_id
        paper = taxonomy.label("pilot_document", sorted(required_documents("g1"))[0]).pick(language)
    sign_in(client, cast.broker)
    # The card of a pilot sends no version: the gate is judged on what is there at this moment.
    answer = client.post(f"/{language}/pilots/{project}/advance", data={"action": "pass_g1", "version": ""})
    assert answer.status_code == 422
    assert paper in answer.get_data(as_text=True)


def test_strangers_are_sent_to_sign_in(client: FlaskClient) -> None:
    answer = client.get("/zh/desk/board")
    assert answer.status_code == 303
    assert "sign-in" in answer.headers["Location"]


def test_an_agency_alone_opens_no_board(db: Session) -> None:
    agency = make_organisation("broker_agency")
    colleague = make_user()
    join(colleague, agency, "owner")
    make_deal(state="screened")
    assert everything(shown(actor(colleague))) == set()


@pytest.mark.parametrize(
    ("back", "where"),
    [("/zh/desk/board?mine=1", "/zh/desk/board?mine=1"), ("https://a.example/", ""), ("//a.example", "")],
)
def test_a_move_leads_back_to_the_board_it_was_made_on(
    client: FlaskClient, sign_in: Any, committed: Any, back: str, where: str
) -> None:
    with committed():
        cast = make_cast()
        deal = make_deal(cast, state="screened")
        code = next(code for code, _label in taxonomy.choices("loss_reason"))
        step = {"action": "lose", "version": deal.version, "loss_code": code, "loss_note": "双方未能就价格达成一致"}
        public_id = deal.public_id
    sign_in(client, cast.broker)
    answer = client.post(f"/zh/deals/{public_id}/advance", data={**step, "next": back})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    assert answer.location == (where or f"/zh/deals/{public_id}")
