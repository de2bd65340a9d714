"""Tests of the pages of listings through HTTP, in both languages and without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.factories import accounts as people

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
