"""Pages of incubation in both languages, what they cost, and what they refuse."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from itertools import product
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from marketplace.accounts.models import User
from marketplace.core import clock
from marketplace.deals.models import Deal
from marketplace.incubation.models import IncubationCase
from tests.factories.accounts import make_enterprise_user, valid_uscc
from tests.factories.deals import make_deal
from tests.factories.incubation import make_case
from tests.factories.pilots import make_pilot
from tests.incubation.conftest import Stage, make_stage

Committed = Callable[[], AbstractContextManager[Session]]
SignIn = Callable[[FlaskClient, User], None]
Counting = Callable[[], AbstractContextManager[list[str]]]
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
REASON = "已在企业产线连续运行两年，无需再次中试"


@pytest.fixture
def shown(committed: Committed) -> Stage:
    """The cast, committed so that the client sees it."""
    with committed():
        return make_stage()


@pytest.fixture
def case_at(committed: Committed, shown: Stage) -> Callable[..., str]:
    """`case_at("operating")` makes a waived case there and answers its public id."""

    def make(state: str, **values: Any) -> str:
        with committed():
            return make_case(shown.cast, state=state, incubator=shown.incubator, waiver=REASON, **values).public_id

    return make


def _html(client: FlaskClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.text[:2000]
    return answer.text


def test_the_incubator_is_not_sent_to_a_pilot_that_it_may_not_see(
    client: FlaskClient, sign_in: SignIn, committed: Committed, shown: Stage
) -> None:
    with committed():
        case = make_case(shown.cast, incubator=shown.incubator).public_id
    for person, linked in ((shown.cast.broker, True), (shown.house_officer, False)):
        sign_in(client, person)
        page = _html(client, f"/zh/incubation/{case}")
        assert ('href="/zh/pilots/' in page.partition("<main")[2]) is linked


@pytest.mark.parametrize("state", ["applied", "company_registered", "operating", "graduated"])
def test_the_page_of_a_case(
    client: FlaskClient, sign_in: SignIn, shown: Stage, case_at: Callable[..., str], state: str
) -> None:
    public_id = case_at(state)
    people = (shown.cast.broker, shown.cast.lead, shown.cast.buyer, shown.house_officer)
    for person, lang in product(people, ("zh", "en")):
        sign_in(client, person)
        html = _html(client, f"/{lang}/incubation/{public_id}")
        text = re.sub(r"<[^>]+>", " ", html)
        assert "制氢电极孵化" in html if lang == "zh" else "Company for the electrode" in html
        assert REASON in text
        assert not re.search(r"\b(incubation|deal)\.[a-z]", text)
        assert ("Next steps" in text) == (lang == "en" and state != "graduated" and person != shown.cast.buyer)
        closing = state == "graduated" and person in (shown.cast.broker, shown.cast.lead)
        assert bool(re.search(rf'class="btn[^"]*" href="/{lang}/deals/', html)) == closing


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_directory_forms_and_lists(
    client: FlaskClient, sign_in: SignIn, committed: Committed, shown: Stage, case_at: Callable[..., str], lang: str
) -> None:
    name = "示例孵化器" if lang == "zh" else "Example incubator"
    assert name in _html(client, f"/{lang}/incubation")
    assert name not in _html(client, f"/{lang}/incubation?field=wind")
    public_id = case_at("admitted")
    with committed() as opened:
        case = opened.query(IncubationCase).filter_by(public_id=public_id).one()
        used = opened.get_one(Deal, case.deal_id).public_id
        free = make_deal(shown.cast, state="signed").public_id
    sign_in(client, shown.cast.lead)
    assert public_id in _html(client, f"/{lang}/incubation/of/{used}")
    assert f"/{lang}/incubation/waive?deal={free}" in _html(client, f"/{lang}/incubation/of/{free}")
    for path in (f"new?deal={free}", f"waive?deal={free}", f"incubators/{shown.incubator.public_id}/edit"):
        assert name in _html(client, f"/{lang}/incubation/{path}")
    html = _html(client, f"/{lang}/incubation/{public_id}/edit")
    assert re.search(rf'value="{shown.incubator.public_id}" selected', html)
    sign_in(client, shown.house_officer)
    _html(client, f"/{lang}/incubation/incubators/new")


def test_the_page_of_a_case_is_cheap(
    client: FlaskClient, sign_in: SignIn, shown: Stage, case_at: Callable[..., str], count_queries: Counting
) -> None:
    public_id = case_at("graduated")
    sign_in(client, shown.cast.lead)
    _html(client, f"/zh/incubation/{public_id}")
    with count_queries() as frame:
        _html(client, "/zh/incubation/0000000000", 404)
    with count_queries() as seen:
        _html(client, f"/zh/incubation/{public_id}")
    # The unknown case costs the frame and one question.
    assert len(seen) - (len(frame) - 1) <= 8, seen


def test_no_beginning_without_pilot_or_waiver_through_http(
    client: FlaskClient, sign_in: SignIn, committed: Committed, shown: Stage
) -> None:
    with committed():
        deal = make_deal(shown.cast, state="signed").public_id
        stranger = make_enterprise_user()
    form = {"title_zh": "制氢电极孵化", "plan_zh": "团队三人", "incubator": shown.incubator.public_id}
    waiver = {**form, "reason": REASON}
    for person in (shown.cast.broker, shown.cast.lead):
        sign_in(client, person)
        refused = client.post(f"/zh/incubation/new?deal={deal}", data=form)
        assert refused.status_code == 422
        assert "须有在 G5 验收通过的中试" in refused.text
        assert "制氢电极孵化" in refused.text
    for person in (shown.cast.broker, shown.cast.reviewer, shown.cast.buyer, stranger):
        sign_in(client, person)
        assert client.post(f"/zh/incubation/waive?deal={deal}", data=waiver).status_code == 403
        assert client.get(f"/zh/incubation/waive?deal={deal}").status_code == 403
    sign_in(client, stranger)
    assert client.post(f"/zh/incubation/new?deal={deal}", data=form).status_code == 403
    # The deal's own door takes no step that belongs to incubation.
    sign_in(client, shown.cast.lead)
    for action in ("enter_incubation", "enter_pilot"):
        assert client.post(f"/zh/deals/{deal}/advance", data={"action": action}).status_code in (403, 404, 405, 422)
    assert client.post(f"/zh/incubation/waive?deal={deal}", data={**waiver, "reason": "短"}).status_code == 422
    with committed() as opened:
        assert opened.query(IncubationCase).count() == 0
        assert opened.query(Deal).filter_by(public_id=deal).one().state == "signed"
    begun = client.post(f"/zh/incubation/waive?deal={deal}", data=waiver)
    assert begun.status_code == 303
    html = _html(client, begun.headers["Location"])
    assert REASON in html
    assert "已豁免中试" in html


def test_from_an_accepted_pilot_to_graduation_and_the_end_of_the_deal_through_http(
    client: FlaskClient, sign_in: SignIn, committed: Committed, shown: Stage
) -> None:
    with committed():
        row = make_deal(shown.cast, state="signed")
        deal = row.public_id
        make_pilot(shown.cast, row, state="to_incubation")
    sign_in(client, shown.cast.broker)
    form = {"title_zh": "制氢电极孵化", "plan_zh": "团队三人", "incubator": shown.incubator.public_id, "_key": "k"}
    begun = client.post(f"/zh/incubation/new?deal={deal}", data=form)
    assert begun.headers["Location"] == client.post(f"/zh/incubation/new?deal={deal}", data=form).headers["Location"]
    path = begun.headers["Location"]
    assert client.post(f"{path}/advance", data={"action": "admit"}).status_code == 403
    sign_in(client, shown.cast.lead)
    assert client.post(f"{path}/advance", data={"action": "admit"}).status_code == 303
    sign_in(client, shown.house_officer)
    version = re.search(r'name="version" value="(\d+)"', _html(client, f"{path}/edit"))
    assert version
    company = {
        **form, "company_name_zh": "示例氢能", "registered_on": clock.today().isoformat(), "heads_checked": "1",
        "ip_route": "licence_in", "version": version[1],
    }  # fmt: skip
    refused = client.post(f"{path}/edit", data={**company, "company_uscc": "91510100MA0000000X"})
    assert refused.status_code == 422
    assert "91510100MA0000000X" in refused.text
    uscc = valid_uscc()
    assert client.post(f"{path}/edit", data={**company, "company_uscc": uscc.lower()}).status_code == 303
    assert uscc in _html(client, path)
    stale = client.post(f"{path}/edit", data={**company, "company_uscc": uscc, "jobs": "7"})
    assert stale.status_code == 409
    assert client.post(f"{path}/advance", data={"action": "register_company"}).status_code == 303
    for code, action in (("i2", "contribute_ip"), ("i3", "begin_operation"), ("i7", None)):
        values = {"code": code, "reached_on": clock.today().isoformat(), "evidence": "证明材料"}
        assert client.post(f"{path}/milestones", data=values).status_code == 422
        proof = {**values, "file": (io.BytesIO(PDF), f"{code}.pdf")}
        assert client.post(f"{path}/milestones", data=proof).status_code == 303
        assert client.get(f"{path}/milestones/{code}").data == PDF
        if action:
            assert client.post(f"{path}/advance", data={"action": action}).status_code == 303
    sign_in(client, shown.cast.lead)
    assert client.post(f"{path}/advance", data={"action": "graduate"}).status_code == 422
    last = client.post(f"{path}/advance", data={"action": "graduate", "criterion": "risk_capital"})
    assert last.status_code == 303
    assert f"/zh/deals/{deal}" in _html(client, path)
    history = _html(client, path).partition('<ol class="timeline">')[2]
    assert "里程碑已达成：" in history
    assert "licence_in" not in history
    told = _html(client, f"/zh/deals/{deal}?tab=timeline")
    assert "统一社会信用代码" in told  # every changed entry by its name
    assert "company uscc" not in told
    with committed() as opened:
        assert opened.query(Deal).filter_by(public_id=deal).one().state == "incubation"


def test_strangers_find_nothing(
    client: FlaskClient, sign_in: SignIn, committed: Committed, shown: Stage, case_at: Callable[..., str]
) -> None:
    public_id = case_at("company_registered")
    with committed():
        stranger = make_enterprise_user()
    path = f"/zh/incubation/{public_id}"
    assert client.get(path).status_code == 303
    sign_in(client, stranger)
    for tail in ("", "/edit", "/milestones/i0"):
        assert client.get(path + tail).status_code == 404
    assert client.post(f"{path}/advance", data={"action": "leave", "reason": "x"}).status_code == 404
    sign_in(client, shown.cast.buyer)
    assert client.get(path).status_code == 200
    assert client.get(f"{path}/edit").status_code == 403
    assert client.post(f"{path}/advance", data={"action": "leave", "reason": "x"}).status_code == 403


def test_programs_read_the_incubators(client: FlaskClient, shown: Stage) -> None:
    found = client.get("/api/v1/incubators?field=hydrogen").get_json()
    assert found["total"] == 1
    assert found["items"][0] | {"public_id": shown.incubator.public_id, "free": 1} == found["items"][0]
    assert client.get("/api/v1/incubators?page=0").status_code == 422
