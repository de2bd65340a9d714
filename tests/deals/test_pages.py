"""The pages over HTTP, without JavaScript: both languages, errors beside fields, conflicts, strangers."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from marketplace.core import clock
from marketplace.core.unit import session
from marketplace.deals.models import Deal, Enquiry
from marketplace.deals.service import plan
from tests.factories.accounts import actor, make_enterprise_user, make_organisation, make_user
from tests.factories.deals import Cast, make_cast, make_deal, make_enquiry
from tests.factories.listings import make_listing

TABS = ("timeline", "tasks", "documents", "notes", "parties", "introduction", "snapshot")
Committed = Callable[[], Any]
SignIn = Callable[[FlaskClient, Any], None]


@pytest.fixture
def cast(committed: Committed) -> Cast:
    with committed():
        return make_cast()


def new_deal(committed: Committed, cast: Cast, state: str = "lead") -> Deal:
    with committed():
        return make_deal(cast, state=state)


@pytest.mark.parametrize(("lang", "words"), [("zh", ("收到咨询", "待回复")), ("en", ("Enquiry received", "Waiting"))])
def test_the_owner_s_page_of_a_listing_tells_of_the_enquiry(
    client: FlaskClient, committed: Committed, sign_in: SignIn, cast: Cast, lang: str, words: tuple[str, str]
) -> None:
    with committed():
        listing = make_listing(cast.university, cast.officer).public_id
    sign_in(client, cast.buyer)
    asked = {"wanted_mode": "licence", "question": "寿命多长？"}
    assert client.post(f"/{lang}/deals/enquiries/new?listing={listing}", data=asked).status_code == 303
    sign_in(client, cast.officer)
    page = client.get(f"/{lang}/listings/{listing}/manage")
    assert page.status_code == 200
    assert all(word in page.text for word in words)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_from_question_to_deal(
    client: FlaskClient, committed: Committed, sign_in: SignIn, cast: Cast, lang: str
) -> None:
    with committed():
        listing = make_listing(cast.university, cast.officer).public_id
    sign_in(client, cast.buyer)
    start = client.get(f"/{lang}/deals/enquiries/new?listing={listing}")
    assert start.status_code == 200
    empty = client.post(f"/{lang}/deals/enquiries/new?listing={listing}", data={"quantity": "2 台"})
    assert empty.status_code == 422
    assert 'value="2 台"' in empty.text
    sent = client.post(
        f"/{lang}/deals/enquiries/new?listing={listing}",
        data={"wanted_mode": "licence", "question": "寿命多长？", "_key": "k1",
              "uploads": [(io.BytesIO(b"%PDF-1.4\n"), "figures.pdf")]},
        content_type="multipart/form-data",
    )  # fmt: skip
    assert sent.status_code == 303
    thread = client.get(sent.location)
    assert "寿命多长？" in thread.text
    assert "figures.pdf" in thread.text
    again = client.get(f"/{lang}/deals/enquiries/new?listing={listing}")
    assert sent.location in again.text  # the open enquiry is linked instead of a second form
    sign_in(client, cast.officer)
    assert client.get(f"/{lang}/deals/enquiries?waiting=1").status_code == 200
    answered = client.post(sent.location + "/messages", data={"body": "已运行 500 小时。"})
    assert answered.status_code == 303
    refused = client.post(sent.location + "/advance", data={"action": "decline"})
    assert refused.status_code == 422
    accepted = client.post(sent.location + "/advance", data={"action": "accept"})
    assert accepted.status_code == 303
    page = client.get(accepted.location)
    assert page.status_code == 200
    assert cast.enterprise.name.pick(lang) in page.text


def test_a_form_sent_twice_makes_one_enquiry(
    client: FlaskClient, committed: Committed, sign_in: SignIn, cast: Cast
) -> None:
    with committed():
        listing = make_listing(cast.university, cast.officer).public_id
    sign_in(client, cast.buyer)
    data = {"wanted_mode": "licence", "question": "?", "_key": "same"}
    first = client.post(f"/zh/deals/enquiries/new?listing={listing}", data=data)
    second = client.post(f"/zh/deals/enquiries/new?listing={listing}", data=data)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location


def test_every_tab_opens_for_the_broker(client: FlaskClient, committed: Committed, sign_in: SignIn, cast: Cast) -> None:
    deal = new_deal(committed, cast, "signed")
    sign_in(client, cast.broker)
    for tab, lang in product(TABS, ("zh", "en")):
        page = client.get(f"/{lang}/deals/{deal.public_id}?tab={tab}")
        assert page.status_code == 200, tab
        assert deal.title.pick(lang) in page.text, tab


def test_the_daily_work(client: FlaskClient, committed: Committed, sign_in: SignIn, cast: Cast, engine: Any) -> None:
    deal = new_deal(committed, cast, "negotiating")
    sign_in(client, cast.broker)
    base = f"/zh/deals/{deal.public_id}"
    assert (
        client.post(f"{base}/notes", data={"body": "双方约定下周试样。", "visibility": "internal"}).status_code == 303
    )
    assert client.post(f"{base}/notes", data={"body": ""}).status_code == 422
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    assert client.post(f"{base}/tasks", data={"title": "寄样品", "due": tomorrow}).status_code == 303
    assert client.post(f"{base}/tasks", data={"title": "寄样品", "due": "soon"}).status_code == 422
    upload = {"file": (io.BytesIO(b"%PDF-1.4\n"), "terms.pdf"), "purpose": "draft"}
    assert client.post(f"{base}/documents", data=upload, content_type="multipart/form-data").status_code == 303
    fake = {"file": (io.BytesIO(b"MZ"), "terms.pdf"), "purpose": "draft"}
    assert client.post(f"{base}/documents", data=fake, content_type="multipart/form-data").status_code == 422
    gate = client.get(f"{base}/gate")
    assert "上传已签署的协议" in gate.text or "Upload the signed agreement" in gate.text
    refused = client.post(f"{base}/advance", data={"action": "sign", "version": "999"})
    assert refused.status_code == 409
    sign_in(client, cast.officer)
    assert "双方约定下周试样" not in client.get(f"{base}?tab=notes").text
    assert client.get(f"{base}/gate").status_code == 403


def test_a_refused_step_lists_everything_that_is_missing(
    client: FlaskClient, committed: Committed, sign_in: SignIn, cast: Cast
) -> None:
    deal = new_deal(committed, cast)
    sign_in(client, cast.reviewer)
    answer = client.post(f"/en/deals/{deal.public_id}/advance", data={"action": "screen", "version": deal.version})
    assert answer.status_code == 422
    for sentence in ("A broker must be assigned.", "A next action with a date must be set."):
        assert sentence in answer.text
    with committed():
        assert session().get_one(Deal, deal.id).state == "lead"


def test_a_conflict_shows_both_versions_and_either_may_be_taken(
    client: FlaskClient, committed: Committed, sign_in: SignIn, cast: Cast
) -> None:
    deal = new_deal(committed, cast, "screened")
    sign_in(client, cast.broker)
    address = f"/en/deals/{deal.public_id}/edit"
    mine = {"version": deal.version, "title_zh": "甲", "title_en": "Mine", "value_min_fen": "10", "value_max_fen": "20"}
    theirs = {**mine, "title_en": "Theirs", "value_min_fen": "15", "value_max_fen": "30"}
    assert client.post(address, data=theirs).status_code == 303
    clash = client.post(address, data=mine)
    assert clash.status_code == 409
    assert "Theirs" in clash.text
    assert 'name="take_title"' in clash.text
    with committed():
        newest = session().get_one(Deal, deal.id).version
    assert f'name="version" value="{newest}"' in clash.text
    choice = {**mine, "version": newest, "take_title": "theirs", "take_value_min_fen": "mine"}
    assert client.post(address, data=choice).status_code == 303
    with committed():
        saved = session().get_one(Deal, deal.id)
        assert (saved.title.en, saved.value_min_fen) == ("Theirs", 10_000_000)


def test_a_refused_form_keeps_the_version_it_was_based_on(
    client: FlaskClient, committed: Committed, sign_in: SignIn, cast: Cast
) -> None:
    """A wrong entry must not turn the next save into a silent overwrite."""
    deal = new_deal(committed, cast, "screened")
    sign_in(client, cast.broker)
    with committed():
        plan.set_next_action(
            actor(cast.broker), public_id=deal.public_id, version=deal.version, next_action="别人先改了",
            next_action_due=clock.today(),
        )  # fmt: skip
    wrong = {"version": deal.version, "title_en": "Mine", "value_min_fen": "many"}
    answer = client.post(f"/en/deals/{deal.public_id}/edit", data=wrong)
    assert answer.status_code == 422
    assert f'name="version" value="{deal.version}"' in answer.text


def test_strangers_meet_404_everywhere(client: FlaskClient, committed: Committed, sign_in: SignIn, cast: Cast) -> None:
    deal = new_deal(committed, cast, "screened")
    with committed():
        enquiry = session().scalars(select(Enquiry)).one().public_id
        stranger = make_enterprise_user()
    sign_in(client, stranger)
    for path in ("", "/gate", "/edit", "/parties/new", "?tab=documents"):
        assert client.get(f"/zh/deals/{deal.public_id}{path}").status_code == 404
    for path, data in (
        ("/advance", {"action": "lose", "version": 1, "loss_code": "price"}), ("/notes", {"body": "?"}),
        ("/next-action", {"version": 1, "next_action": "?", "next_action_due": "2030-01-01"}),
    ):  # fmt: skip
        assert client.post(f"/zh/deals/{deal.public_id}{path}", data=data).status_code == 404
    assert client.get(f"/zh/deals/enquiries/{enquiry}").status_code == 404
    assert client.get("/zh/deals/0000000000").status_code == 404


def test_who_belongs_to_no_organisation_is_led_to_one(
    client: FlaskClient, committed: Committed, sign_in: SignIn
) -> None:
    with committed():
        listing, newcomer = make_listing().public_id, make_user()
    sign_in(client, newcomer)
    path = f"/en/deals/enquiries/new?listing={listing}"
    page = client.get(path)
    assert "you belong to none yet" in page.text
    assert 'href="/en/accounts/welcome"' in page.text.partition("<main")[2]
    assert client.post(path, data={"wanted_mode": "licence", "question": "?"}).status_code == 403


def test_an_unverified_organisation_is_told_what_to_do(
    client: FlaskClient, committed: Committed, sign_in: SignIn
) -> None:
    with committed():
        listing = make_listing().public_id
        person = make_enterprise_user(make_organisation("enterprise", state="unverified"))
    sign_in(client, person)
    page = client.get(f"/en/deals/enquiries/new?listing={listing}")
    assert page.status_code == 200
    assert "must verify your organisation" in page.text
    assert 'href="/en/accounts/verification"' in page.text.partition("<main")[2]
    sent = client.post(f"/en/deals/enquiries/new?listing={listing}", data={"wanted_mode": "licence", "question": "?"})
    assert sent.status_code == 403


def test_a_broker_takes_a_lead_and_declares(
    client: FlaskClient, committed: Committed, sign_in: SignIn, cast: Cast
) -> None:
    deal = new_deal(committed, cast)
    sign_in(client, cast.broker)
    pool = client.get("/zh/deals/pool")
    assert deal.title.pick("zh") in pool.text
    assert cast.enterprise.name.pick("zh") not in pool.text
    assert client.get(f"/zh/deals/{deal.public_id}").status_code == 404
    taken = client.post(f"/zh/deals/{deal.public_id}/claim")
    assert taken.status_code == 303
    form = client.get(taken.location)
    assert cast.enterprise.name.pick("zh") in form.text
    assert client.post(taken.location, data={"statement": ""}).status_code == 422
    assert client.post(taken.location, data={"statement": "与双方均无利益关系"}).status_code == 303
    assert client.get(f"/zh/deals/{deal.public_id}?tab=notes").status_code == 200
    assert client.post(f"/zh/deals/{deal.public_id}/claim").status_code == 403


def test_the_centre_assigns_adds_parties_and_names_contacts(
    client: FlaskClient, committed: Committed, sign_in: SignIn, cast: Cast
) -> None:
    deal = new_deal(committed, cast)
    with committed():
        platform = make_organisation("pilot_platform")
    sign_in(client, cast.lead)
    base = f"/en/deals/{deal.public_id}"
    form = client.get(f"{base}/assign")
    assert cast.broker.public_id in form.text
    done = client.post(f"{base}/assign", data={"broker": cast.broker.public_id, "version": deal.version})
    assert done.status_code == 303
    found = client.get(f"{base}/parties/new?q={platform.name.en}")
    assert platform.public_id in found.text
    wrong = client.post(f"{base}/parties/new?q=x", data={"organisation": platform.public_id})
    assert wrong.status_code == 422
    added = client.post(f"{base}/parties/new", data={"organisation": platform.public_id, "side": "platform"})
    assert added.status_code == 303
    with committed():
        party = session().get_one(Deal, deal.id).party("buyer")
        assert party is not None
        party_id = party.id
    assert cast.buyer.public_id in client.get(f"{base}/parties/{party_id}/contact").text
    named = client.post(f"{base}/parties/{party_id}/contact", data={"contact": cast.buyer.public_id})
    assert named.status_code == 303
    assert client.post(f"{base}/parties/{party_id}/remove", data={"reason": "x"}).status_code == 403


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_pages_of_the_centre(client: FlaskClient, committed: Committed, sign_in: SignIn, cast: Cast, lang: str) -> None:
    new_deal(committed, cast, "lost")
    sign_in(client, cast.lead)
    for path in (
        "",
        "?flag=stale&sort=-value&mine=1",
        "/pool",
        "/stages",
        "/blocks",
        "/enquiries?state=accepted",
        "/feedback",
    ):
        assert client.get(f"/{lang}/deals{path}").status_code == 200
    for path in ("?flag=nonsense", "?state=nonsense", "/enquiries?box=nonsense"):
        assert client.get(f"/{lang}/deals{path}").status_code == 422
    stages = client.get("/en/deals/stages").text
    address = stages.split('href="/en/deals/stages/')[1].split('"')[0]
    assert client.get(f"/{lang}/deals/stages/{address}").status_code == 200
    refused = client.post(f"/{lang}/deals/stages/{address}", data={"version": 1, "day_limit": 0, "rot_days": 7})
    assert refused.status_code == 422
    saved = client.post(f"/{lang}/deals/stages/{address}", data={"version": 1, "day_limit": 12, "rot_days": 7})
    assert saved.status_code == 303


def test_the_owner_reads_what_to_improve(
    client: FlaskClient, committed: Committed, sign_in: SignIn, cast: Cast
) -> None:
    with committed():
        enquiry = make_enquiry(cast).public_id
    sign_in(client, cast.officer)
    refused = client.post(f"/en/deals/enquiries/{enquiry}/advance", data={"action": "decline", "code": "too_early"})
    assert refused.status_code == 303
    page = client.get("/en/deals/feedback")
    assert "Too early for us" in page.text
    assert "(maturity)" in page.text


def test_blocking_and_lifting_over_pages(
    client: FlaskClient, committed: Committed, sign_in: SignIn, cast: Cast
) -> None:
    with committed():
        enquiry = make_enquiry(cast).public_id
    sign_in(client, cast.officer)
    assert client.post(f"/en/deals/enquiries/{enquiry}/advance", data={"action": "block"}).status_code == 422
    blocked = client.post(f"/en/deals/enquiries/{enquiry}/advance", data={"action": "block", "reason": "advertising"})
    assert blocked.status_code == 303
    rows = client.get("/en/deals/blocks").text
    assert cast.enterprise.name.en in rows
    lift = rows.split('action="')[1:]
    address = next(part.split('"')[0] for part in lift if "/lift" in part)
    assert client.post(address, data={"reason": "misunderstanding"}).status_code == 303


def test_downloads_are_attachments_and_leave_a_trace(
    client: FlaskClient, committed: Committed, sign_in: SignIn, cast: Cast
) -> None:
    deal = new_deal(committed, cast, "signed")
    sign_in(client, cast.buyer)
    page = client.get(f"/zh/deals/{deal.public_id}?tab=documents").text
    address = page.split(f'href="/zh/deals/{deal.public_id}/documents/')[1].split('"')[0]
    file = client.get(f"/zh/deals/{deal.public_id}/documents/{address}")
    assert file.status_code == 200
    assert file.headers["Content-Disposition"].startswith("attachment")
    sign_in(client, cast.broker)
    assert cast.buyer.name.zh in client.get(f"/zh/deals/{deal.public_id}?tab=timeline").text


def test_the_page_of_a_deal_stays_at_eight_queries(
    client: FlaskClient, committed: Committed, sign_in: SignIn, cast: Cast, count_queries: Any
) -> None:
    deal = new_deal(committed, cast, "signed")
    sign_in(client, cast.reviewer)
    client.get(f"/zh/deals/{deal.public_id}")  # the vocabulary is read once per process
    with count_queries() as frame:
        client.get("/zh/deals/0000000000")
    for tab in TABS:
        with count_queries() as statements:
            assert client.get(f"/zh/deals/{deal.public_id}?tab={tab}").status_code == 200
        assert len(statements) - (len(frame) - 1) <= 8, tab


@pytest.mark.parametrize("path", ["/zh/deals", "/zh/deals/enquiries"])
def test_lists_stay_at_eight_queries_however_long(
    client: FlaskClient, committed: Committed, sign_in: SignIn, cast: Cast, count_queries: Any, path: str
) -> None:
    for _number in range(3):
        new_deal(committed, cast)
    sign_in(client, cast.reviewer)
    client.get(path)
    with count_queries() as frame:
        client.get("/zh/deals/0000000000")
    with count_queries() as statements:
        assert client.get(path).status_code == 200
    assert len(statements) - (len(frame) - 1) <= 8
