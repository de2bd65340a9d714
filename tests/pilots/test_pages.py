"""Pages of pilots in both languages, what they cost, and what they refuse."""

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
from marketplace.pilots.models import PilotProject
from tests.factories.accounts import make_enterprise_user
from tests.factories.deals import make_deal
from tests.factories.pilots import REVIEWER, complete_gate, make_pilot, pilot_values
from tests.pilots.conftest import Stage, make_stage

Committed = Callable[[], AbstractContextManager[Session]]
SignIn = Callable[[FlaskClient, User], None]
Counting = Callable[[], AbstractContextManager[list[str]]]
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def shown(committed: Committed) -> Stage:
    """The cast, committed so that the client sees it."""
    with committed():
        return make_stage()


@pytest.fixture
def pilot_at(committed: Committed, shown: Stage) -> Callable[..., str]:
    """`pilot_at("g3_small_batch")` makes a pilot there and answers its public id."""

    def make(state: str, **values: Any) -> str:
        with committed():
            return make_pilot(shown.cast, platform=shown.platform, state=state, **values).public_id

    return make


def _html(client: FlaskClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.text[:2000]
    return answer.text


def _now(committed: Committed, public_id: str) -> tuple[str, int]:
    with committed() as opened:
        row = opened.query(PilotProject).filter_by(public_id=public_id).one()
        return row.state, row.version


@pytest.mark.parametrize("state", ["applied", "g3_small_batch", "g5_closure", "to_incubation"])
def test_the_page_of_a_project(
    client: FlaskClient, sign_in: SignIn, shown: Stage, pilot_at: Callable[..., str], state: str
) -> None:
    public_id = pilot_at(state)
    people = (shown.cast.broker, shown.cast.lead, shown.cast.buyer, shown.operator_officer)
    for person, lang in product(people, ("zh", "en")):
        sign_in(client, person)
        html = _html(client, f"/{lang}/pilots/{public_id}")
        assert "制氢电极中试" in html if lang == "zh" else "Pilot of the electrode" in html
        text = re.sub(r"<[^>]+>", " ", html)
        assert not re.search(r"\b(pilot|deal)\.[a-z]", text)
        assert ("Next steps" in text) == (lang == "en" and state != "to_incubation" and person != shown.cast.buyer)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_directory_forms_and_lists(
    client: FlaskClient, sign_in: SignIn, committed: Committed, shown: Stage, pilot_at: Callable[..., str], lang: str
) -> None:
    name = "示例中试平台" if lang == "zh" else "Example pilot platform"
    assert name in _html(client, f"/{lang}/pilots")
    assert name not in _html(client, f"/{lang}/pilots?field=wind")
    public_id = pilot_at("g0_intake")
    with committed() as opened:
        project = opened.query(PilotProject).filter_by(public_id=public_id).one()
        free = make_deal(shown.cast, state="signed").public_id
        from marketplace.deals import queries as deals

        used = deals.summary(project.deal_id).public_id
    sign_in(client, shown.cast.broker)
    assert name in _html(client, f"/{lang}/pilots/new?deal={free}")
    html = _html(client, f"/{lang}/pilots/{public_id}/edit")
    assert re.search(rf'value="{shown.platform.public_id}" selected', html)
    assert public_id in _html(client, f"/{lang}/pilots/of/{used}")
    sign_in(client, shown.operator_officer)
    assert name in _html(client, f"/{lang}/pilots/platforms/{shown.platform.public_id}/edit")
    _html(client, f"/{lang}/pilots/platforms/new")


def test_the_page_of_a_project_is_cheap(
    client: FlaskClient, sign_in: SignIn, committed: Committed, shown: Stage, pilot_at: Callable[..., str],
    count_queries: Counting,
) -> None:  # fmt: skip
    public_id = pilot_at("g4_verification")
    sign_in(client, shown.cast.lead)
    _html(client, f"/zh/pilots/{public_id}")
    with count_queries() as frame:
        _html(client, "/zh/pilots/0000000000", 404)
    with count_queries() as seen:
        _html(client, f"/zh/pilots/{public_id}")
    # The unknown project costs the frame and one question.
    assert len(seen) - (len(frame) - 1) <= 8, seen


def test_from_the_deal_to_the_first_gate_through_http(
    client: FlaskClient, sign_in: SignIn, committed: Committed, shown: Stage
) -> None:
    with committed():
        deal = make_deal(shown.cast, state="signed").public_id
    sign_in(client, shown.cast.broker)
    form = {
        "title_zh": "制氢电极中试", "kind": "pilot_maturation", "start_level": "5",
        "platform": shown.platform.public_id, "budget_fen": "300",
    }  # fmt: skip
    refused = client.post(
        f"/zh/pilots/new?deal={deal}", data={**form, "starts_on": "2027-02-01", "ends_on": "2027-01-01"}
    )
    assert refused.status_code == 422
    assert "结束日期早于开始日期" in refused.text
    begun = client.post(f"/zh/pilots/new?deal={deal}", data={**form, "_key": "k1"})
    assert begun.status_code == 303
    again = client.post(f"/zh/pilots/new?deal={deal}", data={**form, "_key": "k1"})
    assert again.headers["Location"] == begun.headers["Location"]
    public_id = begun.headers["Location"].rpartition("/")[2]
    path = f"/zh/pilots/{public_id}"

    shares = {
        "shares-0-organisation": shown.cast.university.public_id, "shares-0-percent": "40",
        "shares-1-organisation": shown.cast.enterprise.public_id, "shares-1-percent": "59.5",
    }  # fmt: skip
    refused = client.post(f"{path}/shares", data=shares)
    assert refused.status_code == 422
    assert "99.5 %" in refused.text
    assert 'value="59.5"' in refused.text
    assert client.post(f"{path}/shares", data={**shares, "shares-1-percent": "60"}).status_code == 303
    assert 'value="60"' in _html(client, path)

    assert client.post(f"{path}/advance", data={"action": "take_in"}).status_code == 303
    upload = {"code": "application", "file": (io.BytesIO(PDF), "申请书.pdf")}
    assert client.post(f"{path}/documents", data=upload).headers["Location"].endswith("#g0")
    html = _html(client, path)
    link = re.search(rf"{path}/documents/\d+", html)
    assert link
    assert client.get(link[0]).data == PDF
    assert "关口文件已上传：G0 受理 · 中试申请书" in html
    fake = {"code": "application", "file": (io.BytesIO(b"no"), "x.exe")}
    assert client.post(f"{path}/documents", data=fake).status_code == 422
    missing = client.post(f"{path}/advance", data={"action": "pass_g0"})
    assert missing.status_code == 422
    assert "权属证明" in missing.text
    assert _now(committed, public_id)[0] == "g0_intake"


def test_decisions_conditions_and_extension_through_http(
    client: FlaskClient, sign_in: SignIn, committed: Committed, shown: Stage, pilot_at: Callable[..., str]
) -> None:
    public_id = pilot_at("g0_intake", ends_on=clock.add_months(clock.today(), 30))
    path = f"/en/pilots/{public_id}"
    decision = {
        "gate": "g0", "decision": "conditional", "reviewers": REVIEWER, "independent": "1", "minutes": "Good so far."
    }  # fmt: skip
    sign_in(client, shown.cast.broker)
    assert client.post(f"{path}/decisions", data=decision).status_code == 403
    sign_in(client, shown.cast.lead)
    assert "Write down the conditions." in client.post(f"{path}/decisions", data=decision).text
    assert client.post(f"{path}/decisions", data={**decision, "conditions": "Title"}).status_code == 303
    assert "Mark as met" in _html(client, path)
    assert client.post(f"{path}/conditions", data={"gate": "g0"}).status_code == 303
    assert client.post(f"{path}/conditions", data={"gate": "g0"}).status_code == 422
    assert client.post(f"{path}/extension", data={"extension": " "}).status_code == 422
    assert client.post(f"{path}/extension", data={"extension": "Life test of 9,000 h"}).status_code == 303
    assert "Life test of 9,000 h" in _html(client, path)


def test_measurements_through_http(
    client: FlaskClient, sign_in: SignIn, shown: Stage, pilot_at: Callable[..., str]
) -> None:
    path = f"/zh/pilots/{pilot_at('g3_small_batch')}"
    sign_in(client, shown.operator_officer)
    values = {
        "gate": "g3", "metric_zh": "运行时间", "value": "1000", "target": "800", "unit": "h", "direction": "at_least",
        "measured_on": clock.today().isoformat(),
    }  # fmt: skip
    assert client.post(f"{path}/measurements", data=values).headers["Location"].endswith("#g3")
    html = _html(client, path)
    assert "1000 h" in html
    assert "1E+3" not in html
    refused = client.post(f"{path}/measurements", data={**values, "value": "many"})
    assert refused.status_code == 422
    assert 'value="many"' in refused.text


def test_stale_pages_conflict_and_strangers_find_nothing(
    client: FlaskClient, sign_in: SignIn, committed: Committed, shown: Stage, pilot_at: Callable[..., str]
) -> None:
    public_id = pilot_at("g1_feasibility")
    with committed() as opened:
        stranger = make_enterprise_user()
        complete_gate(shown.cast, opened.query(PilotProject).filter_by(public_id=public_id).one())
    sign_in(client, shown.cast.broker)
    path = f"/zh/pilots/{public_id}"
    stale = client.post(f"{path}/advance", data={"action": "stop", "reason": "x", "version": "1"})
    assert stale.status_code == 409
    values = pilot_values()
    form = {
        "title_zh": "另一标题", "kind": values["kind"], "start_level": "5", "platform": shown.platform.public_id,
        "version": "1",
    }  # fmt: skip
    stale = client.post(f"{path}/edit", data=form)
    assert stale.status_code == 409
    assert "另一标题" in stale.text
    assert "制氢电极中试" in stale.text
    assert client.post(f"{path}/advance", data={"action": "graduate"}).status_code == 409
    sign_in(client, stranger)
    for tail in ("", "/edit", "/documents/1"):
        assert client.get(path + tail).status_code == 404
    assert client.post(f"{path}/advance", data={"action": "stop", "reason": "x"}).status_code == 404
    assert client.post(f"{path}/decisions", data={}).status_code == 403
    assert client.get("/zh/pilots/0000000000").status_code == 404


def test_programs_read_the_platforms(client: FlaskClient, shown: Stage) -> None:
    found = client.get("/api/v1/pilot-platforms?field=hydrogen").get_json()
    assert found["total"] == 1
    assert found["items"][0] | {"public_id": shown.platform.public_id, "free": 1, "places": 1} == found["items"][0]
