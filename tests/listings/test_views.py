"""Tests of the pages of listings through HTTP, in both languages and without scripts."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from marketplace.accounts.models import User
from marketplace.core.http import Marketplace
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.listings import service
from marketplace.listings.models import Listing
from tests.factories import accounts as people
from tests.factories import listings as make

Prepared = Callable[[], Any]


def version_of(page: str) -> str:
    """The version an editor page carries."""
    found = re.search(r'name="version" value="([^"]+)"', page)
    assert found
    return found[1]


STEPS: dict[str, dict[str, Any]] = {
    "problem": {
        "title_zh": "碱性电解水制氢电极", "title_en": "Electrode for alkaline electrolysis",
        "summary_zh": "把制氢电耗降低一成", "field_codes": ["hydrogen"], "problem_zh": "制氢电耗高",
        "incumbent_zh": "镍网电极", "keywords": "电解水, 制氢",
    },
    "solution": {
        "solution_zh": "多孔镍钼涂层", "figures-0-metric_zh": "单位电耗", "figures-0-value": "4.3",
        "figures-0-unit": "kWh/Nm³", "figures-0-incumbent_value": "4.8", "figures-0-better": "lower",
        "figures-0-condition_zh": "50 kW 样机连续 500 小时",
    },
    "maturity": {
        "maturity": "trl_9:5", "maturity_evidence_zh": "50 kW 样机检测报告", "missing_to_scale_zh": "兆瓦级放大",
    },
    "terms": {
        "deal_modes": ["licence"], "licence_kinds": ["ordinary"], "price_disclosure": "stated", "price_min": "120",
    },
    "benefit": {
        "green_class_codes": ["clean.hydrogen_production"], "benefits-0-kind": "greenhouse_gas",
        "benefits-0-value": "0.4", "benefits-0-unit": "t_co2e", "benefits-0-functional_unit_zh": "每吨产品",
        "benefits-0-baseline_zh": "现有电解槽", "benefits-0-boundary": "gate_to_gate",
        "benefits-0-evidence_level": "self_declared",
    },
    "rights": {
        "completers-0-name_zh": "示例完成人", "secrecy_level": "public", "attestation_reviewer": "示例审查员",
        "attestation_date": "2024-05-06", "attestation_number": "示例〔2024〕1号",
    },
}  # fmt: skip


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_listing_goes_from_the_first_page_to_its_public_page(
    client: FlaskClient, committed: Prepared, sign_in: Any, lang: str
) -> None:
    with committed():
        house = people.make_organisation("university")
        officer, reviewer = people.make_officer(house), people.make_staff("reviewer")
    sign_in(client, officer)
    begun = client.post(f"/{lang}/listings/new", data={"kind": "result", "title_zh": "草稿"})
    assert begun.status_code == 303
    public_id = begun.headers["Location"].split("/")[3]
    for step, values in STEPS.items():
        page = client.get(f"/{lang}/listings/{public_id}/edit/{step}")
        assert page.status_code == 200
        sent = {**values, "version": version_of(page.text), "next": "1"}
        saved = client.post(f"/{lang}/listings/{public_id}/edit/{step}", data=sent)
        assert saved.status_code == 303, saved.text
    assert client.get(f"/{lang}/listings/{public_id}/preview").status_code == 200
    assert client.post(f"/{lang}/listings/{public_id}/submit").status_code == 303
    assert client.get(f"/{lang}/listings/{public_id}/manage").status_code == 200
    sign_in(client, reviewer)
    review = f"/{lang}/listings/{public_id}/review"
    for values in (
        {"decision": "claim"}, {"decision": "open_review"}, {"decision": "clear_secrecy"},
        {"decision": "tag_export", "export_class": "free"}, {"decision": "approve"},
    ):  # fmt: skip
        assert client.get(review).status_code == 200
        done = client.post(review, data=values)
        assert done.status_code == 303, done.text
    with client.session_transaction() as cookie:
        cookie.clear()
    page = client.get(f"/{lang}/listings/{public_id}")
    assert page.status_code == 200
    assert ("碱性电解水制氢电极" if lang == "zh" else "Electrode for alkaline electrolysis") in page.text
    assert "kWh/Nm³" in page.text
    assert client.get(f"/{lang}/listings/{public_id}/poster").status_code == 200
    assert client.post(review, data={"decision": "approve"}).status_code in (302, 303)  # to the sign-in page


def begin(committed: Prepared, **values: Any) -> tuple[Listing, User]:
    """A listing and its author, as other requests see them."""
    with committed() as opened:
        listing = make.make_listing(**values)
        return listing, opened.get_one(User, listing.created_by_id)


def test_typing_is_saved_with_completeness_and_gaps(client: FlaskClient, committed: Prepared, sign_in: Any) -> None:
    listing, author = begin(committed, state="draft", problem=Text())
    sign_in(client, author)
    version = version_of(client.get(f"/zh/listings/{listing.public_id}/edit/problem").text)
    address = f"/zh/listings/{listing.public_id}/autosave/problem"
    headers = {"Accept": "application/json"}
    sent = {**STEPS["problem"], "version": version}
    answer = client.post(address, data=sent, headers=headers).get_json()
    assert answer["version"] != version
    assert answer["completeness"] == 100
    assert {gap["field"] for gap in answer["gaps"]} == set()
    conflict = client.post(address, data={**sent, "title_zh": "别的标题"}, headers=headers)
    assert conflict.status_code == 409
    long = client.post(address, data={**sent, "title_zh": "长" * 251, "version": answer["version"]}, headers=headers)
    assert long.status_code == 422
    assert "title" in long.get_json()["error"]["fields"]
    assert client.get(f"/zh/listings/{listing.public_id}/progress/problem").status_code == 200


def test_a_conflict_shows_both_versions_and_the_next_save_wins(
    client: FlaskClient, committed: Prepared, sign_in: Any
) -> None:
    listing, author = begin(committed, state="draft")
    sign_in(client, author)
    address = f"/zh/listings/{listing.public_id}/edit/problem"
    read = version_of(client.get(address).text)
    assert client.post(address, data={**STEPS["problem"], "title_zh": "先来的标题", "version": read}).status_code == 303
    refused = client.post(address, data={**STEPS["problem"], "title_zh": "后到的标题", "version": read})
    assert refused.status_code == 409
    assert "先来的标题" in refused.text
    assert "后到的标题" in refused.text
    again = {**STEPS["problem"], "title_zh": "后到的标题", "version": version_of(refused.text)}
    assert client.post(address, data=again).status_code == 303
    assert "后到的标题" in client.get(address).text


def test_a_faulty_entry_keeps_what_was_typed(client: FlaskClient, committed: Prepared, sign_in: Any) -> None:
    listing, author = begin(committed, state="draft")
    sign_in(client, author)
    address = f"/en/listings/{listing.public_id}/edit/solution"
    read = version_of(client.get(address).text)
    refused = client.post(address, data={**STEPS["solution"], "figures-0-value": "many", "version": read})
    assert refused.status_code == 422
    assert "Enter a number" in refused.text
    assert "多孔镍钼涂层" in refused.text
    assert version_of(refused.text) == read


def test_a_row_ticked_for_removal_goes_without_a_script(client: FlaskClient, committed: Prepared, sign_in: Any) -> None:
    listing, author = begin(committed, state="draft", figures=[make.make_figure(), make.make_figure(unit="kWh/kg")])
    sign_in(client, author)
    address = f"/zh/listings/{listing.public_id}/edit/solution"
    sent = {"version": version_of(client.get(address).text), "solution_zh": "涂层", "figures-0-remove": "1",
            "figures-1-metric_zh": "电耗", "figures-1-value": "48", "figures-1-unit": "kWh/kg",
            "figures-1-condition_zh": "500 小时"}  # fmt: skip
    assert client.post(address, data=sent).status_code == 303
    page = client.get(address).text
    assert "kWh/kg" in page
    assert "kWh/Nm³" not in page


def test_submission_with_gaps_answers_422_and_names_them(
    client: FlaskClient, committed: Prepared, sign_in: Any
) -> None:
    listing, author = begin(committed, state="draft", problem=Text(), solution=Text("国际领先", None), figures=[])
    sign_in(client, author)
    refused = client.post(f"/en/listings/{listing.public_id}/submit")
    assert refused.status_code == 422
    for words in ("The problem is not described.", "There is no figure.", "国际领先"):
        assert words in refused.text


def test_a_file_travels_from_upload_to_download(client: FlaskClient, committed: Prepared, sign_in: Any) -> None:
    listing, author = begin(committed, state="draft")
    sign_in(client, author)
    editor = f"/zh/listings/{listing.public_id}/edit/rights"
    sent = {
        "version": version_of(client.get(editor).text),
        "kind": "report",
        "tier": "public",
        "caption_zh": "检测报告",
    }
    address = f"/zh/listings/{listing.public_id}/attachments"
    done = client.post(address, data={**sent, "file": (io.BytesIO(b"figures"), "report.txt")})
    assert done.status_code == 303, done.text
    page = client.get(f"/zh/listings/{listing.public_id}").text
    link = re.search(rf"/zh/listings/{listing.public_id}/files/\w+", page)
    assert link
    answer = client.get(link[0])
    assert answer.data == b"figures"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    page = client.get(editor).text
    assert re.search(rf'href="{link[0]}">report.txt</a>', page)
    sent["version"] = version_of(page)
    refused = client.post(address, data={**sent, "file": (io.BytesIO(b"MZ"), "tool.exe")})
    assert refused.status_code == 422


def test_withdrawn_answers_410_and_hidden_404(client: FlaskClient, committed: Prepared, app: Marketplace) -> None:
    gone, _author = begin(committed, state="withdrawn")
    hidden, _author = begin(committed, state="draft")
    asked: list[str] = []
    app.extensions.setdefault("similar", lambda subject: [])
    kept = app.extensions["similar"]
    app.extensions["similar"] = lambda subject: asked.append(subject) or []
    try:
        assert client.get(f"/zh/listings/{gone.public_id}").status_code == 410
    finally:
        app.extensions["similar"] = kept
    assert asked == [f"listing:{gone.public_id}"]
    assert client.get(f"/zh/listings/{hidden.public_id}").status_code == 404
    assert client.get("/zh/listings/0000000000").status_code == 404


def test_the_owner_manages_and_the_reviewer_returns(client: FlaskClient, committed: Prepared, sign_in: Any) -> None:
    listing, author = begin(committed)
    with committed():
        reviewer = people.make_staff("reviewer")
    sign_in(client, author)
    base = f"/zh/listings/{listing.public_id}"
    for action in ("confirm", "pause", "resume"):
        assert client.post(f"{base}/advance", data={"action": action}).status_code == 303
    assert (
        client.post(f"{base}/advance", data={"action": "set_availability", "availability": "in_talks"}).status_code
        == 303
    )
    history = client.get(base + "/manage").text.partition("<h2>办理记录</h2>")[2]
    assert re.search(r"<th scope=\"row\">可合作状态</th>(.|\n)*?洽谈", history), "codes stand there in words"
    assert "in_talks" not in history.partition("</section>")[0]
    assert client.post(f"{base}/advance", data={"action": "withdraw"}).status_code == 422
    assert client.post(f"{base}/advance", data={"action": "approve"}).status_code == 404
    assert client.post(f"{base}/advance", data={"action": "resume"}).status_code == 409
    version = version_of(client.get(f"{base}/edit/problem").text)
    client.post(f"{base}/edit/problem", data={**STEPS["problem"], "version": version})
    assert client.post(f"{base}/submit").status_code == 303
    assert client.get(f"{base}/review").status_code == 403
    sign_in(client, reviewer)
    assert client.post(f"{base}/review", data={"decision": "claim"}).status_code == 303
    page = client.get(f"{base}/review?decision=send_back")
    assert "碱性电解水制氢电极" in page.text
    assert client.post(f"{base}/review", data={"decision": "send_back"}).status_code == 422
    half = client.post(f"{base}/review", data={"decision": "send_back", "remarks-0-text": "请写明用途"})
    assert (half.status_code, "请写明用途" in half.text) == (422, True), "what was remarked is shown again"
    returned = {"decision": "send_back", "reason": "标题与摘要不符", "presets": ["vague"],
                "remarks-0-field": "title", "remarks-0-text": "请写明用途"}  # fmt: skip
    assert client.post(f"{base}/review", data=returned).status_code == 303
    assert client.post(f"{base}/review", data=returned).status_code == 409
    assert client.post(f"{base}/comments", data={"body": "内部意见", "visibility": "internal"}).status_code == 303
    assert client.post(f"{base}/comments", data={"body": ""}).status_code == 422
    sign_in(client, author)
    assert "请写明用途" in client.get(f"{base}/edit/problem").text
    managed = client.get(f"{base}/manage").text
    assert "标题与摘要不符" in managed
    assert "内部意见" not in managed


def test_the_reviewer_reads_whatever_the_owner_hands_in(client: FlaskClient, committed: Prepared, sign_in: Any) -> None:
    unnamed = {"name": Text("王完成"), "contribution": Text("总体设计"), "shown": False}
    with committed():
        reviewer = people.make_staff("reviewer")
        listing = make.make_listing(state="draft", completers=[unnamed])
        author = session().get_one(User, listing.created_by_id)
        path = f"/zh/listings/{listing.public_id}"
    sign_in(client, author)
    sent = {
        "version": version_of(client.get(f"{path}/edit/rights").text), "kind": "drawing", "tier": "nda",
        "caption_zh": "总装图", "file": (io.BytesIO(b"%PDF-1.4\n"), "drawing.pdf"),
    }  # fmt: skip
    assert client.post(f"{path}/attachments", data=sent).status_code == 303
    assert client.post(f"{path}/submit").status_code == 303
    sign_in(client, reviewer)
    page = client.get(f"{path}/review").text
    assert "王完成" in page
    found = re.search(rf'href="({path}/files/[^"]+)">总装图', page)
    assert found
    assert client.get(found[1]).status_code == 200


def test_versions_show_what_changed(client: FlaskClient, committed: Prepared) -> None:
    with committed():
        listing = make.make_listing()
        reviewer = people.actor(people.make_staff("reviewer"))
        service.rerate_maturity(
            reviewer, listing_id=listing.id, scale_id="trl_9", level=7, evidence=Text("中试报告", None)
        )  # fmt: skip
    page = client.get(f"/en/listings/{listing.public_id}/versions/2")
    assert page.status_code == 200
    assert "trl_9:7" in page.text
    assert client.get(f"/en/listings/{listing.public_id}/versions/9").status_code == 404


def test_the_poster_carries_a_drawn_code_and_no_inline_style(client: FlaskClient, committed: Prepared) -> None:
    listing, _author = begin(committed)
    page = client.get(f"/zh/listings/{listing.public_id}/poster").text
    assert "<svg" in page
    assert "style=" not in page
    assert f"/zh/listings/{listing.public_id}" in page


def test_the_public_page_takes_few_questions(client: FlaskClient, committed: Prepared, asked: list[str]) -> None:
    listing, _author = begin(committed)
    client.get(f"/zh/listings/{listing.public_id}")
    asked.clear()
    assert client.get(f"/zh/listings/{listing.public_id}").status_code == 200
    assert len(asked) <= 8, asked


@pytest.fixture
def asked(connection: Any) -> Any:
    """The SELECT statements that reach the database."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            seen.append(statement)

    event.listen(connection, "before_cursor_execute", note)
    yield seen
    event.remove(connection, "before_cursor_execute", note)
