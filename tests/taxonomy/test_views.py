"""Pages of the vocabulary as readers and keepers meet them, in both languages and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from marketplace.accounts.models import RoleGrant, User
from marketplace.taxonomy import models, queries
from tests.factories.accounts import join, make_organisation, make_user
from tests.factories.taxonomy import make_rule


@pytest.fixture
def keeper(committed: Callable[[], Any]) -> User:
    """An administrator, member of the centre."""
    with committed():
        user = make_user()
        join(user, make_organisation("centre"))
        from marketplace.core.unit import session

        session().add(RoleGrant(user_id=user.id, role="administrator"))
    return user


def text_of(client: FlaskClient, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.text
    return answer.text


@pytest.mark.parametrize(
    ("address", "zh", "en"),
    [
        ("taxonomy/fields", "智能电网与综合能源系统", "Smart grid and integrated energy systems"),
        ("taxonomy/fields/data_storage", "磁储存介质", "Magnetic storage media"),
        ("taxonomy/maturity", "功能级", "A function test passed in the laboratory"),
        ("taxonomy/ipc?symbols=H01M8/18", "储能", "Energy storage"),
        ("taxonomy/rules", "专利法实施细则 第15条", "Months for recording a licence contract"),
    ],
)
def test_every_page_reads_in_both_languages(client: FlaskClient, address: str, zh: str, en: str) -> None:
    assert zh in text_of(client, f"/zh/{address}")
    assert en in text_of(client, f"/en/{address}")


def test_an_unknown_field_is_not_found(client: FlaskClient) -> None:
    text_of(client, "/zh/taxonomy/fields/storage", 404)


def test_the_rule_table_filters_by_place_day_and_basis(client: FlaskClient) -> None:
    shown = text_of(client, "/zh/taxonomy/rules?jurisdiction=CN-SC&on_date=2026-11-20")
    assert "use_first_pay_later" in shown
    assert "product_subsidy_max.major" not in shown  # ended with the plan
    assert "license_recordal_months" not in shown
    assert "来源未核实" in shown
    assert "没有符合条件的规则" in text_of(client, "/zh/taxonomy/rules?jurisdiction=CN-SH")


def test_a_wrong_filter_is_named_beside_its_field(client: FlaskClient) -> None:
    shown = text_of(client, "/en/taxonomy/rules?on_date=tomorrow", 422)
    assert "field-on_date-error" in shown


def test_the_editor_gets_only_the_fragment_of_an_ipc_answer(client: FlaskClient) -> None:
    answer = client.get("/en/taxonomy/ipc?symbols=G11C 11/40; nonsense", headers={"HX-Request": "true"})
    assert "Data storage" in answer.text
    assert "nonsense" in answer.text
    assert "<html" not in answer.text


def test_readers_see_no_edit_links_and_may_not_edit(client: FlaskClient, committed: Callable[[], Any]) -> None:
    with committed():
        row = make_rule()
    assert "/edit" not in text_of(client, "/en/taxonomy/rules")
    assert client.get(f"/en/taxonomy/rules/{row.public_id}/edit").status_code == 303
    assert client.post(f"/en/taxonomy/rules/{row.public_id}/edit", data={}).status_code == 303


def test_a_keeper_corrects_a_rule_and_the_reader_sees_it(
    client: FlaskClient, committed: Callable[[], Any], keeper: User, sign_in: Callable[..., None]
) -> None:
    with committed():
        row = make_rule(number="15")
    sign_in(client, keeper)
    address = f"/en/taxonomy/rules/{row.public_id}/edit"
    assert 'value="15"' in text_of(client, address)
    form = {
        "version": "1", "value": "20", "unit": "working_days", "effective_from": "2020-01-01", "source_zh": "新来源",
        "source_en": "New source", "basis": "statute", "verified": "1", "reason": "text read",
    }  # fmt: skip
    refused = client.post(address, data={**form, "basis": "secondary", "reason": ""})
    assert refused.status_code == 422
    assert "Only a rule whose text was read" in refused.text or "field-reason-error" in refused.text
    assert 'value="20"' in refused.text
    saved = client.post(address, data=form)
    assert saved.status_code == 303
    shown = text_of(client, "/en/taxonomy/rules")
    assert "20 working days" in shown
    stale = client.post(address, data={**form, "value": "25"})
    assert stale.status_code == 409
    assert "text read" in stale.text  # the history below the form
    with committed():
        assert queries.rule("example_days").integer == 20


def test_a_keeper_lets_a_new_value_follow(
    client: FlaskClient, committed: Callable[[], Any], keeper: User, sign_in: Callable[..., None]
) -> None:
    with committed():
        row = make_rule(number="15")
    sign_in(client, keeper)
    address = f"/zh/taxonomy/rules/{row.public_id}/next"
    text_of(client, address)
    form = {
        "version": "1", "value": "30", "unit": "calendar_days", "effective_from": "2027-03-01", "source_zh": "新来源",
        "basis": "unverified", "reason": "新办法施行",
    }  # fmt: skip
    assert client.post(address, data={**form, "effective_from": ""}).status_code == 422
    assert client.post(address, data={**form, "effective_from": "2019-01-01"}).status_code == 422
    assert client.post(address, data=form).status_code == 303
    with committed() as session:
        rows = session.scalars(select(models.RuleParameter).where(models.RuleParameter.code == "example_days")).all()
        assert sorted((str(r.effective_from), str(r.effective_to)) for r in rows) == [
            ("2020-01-01", "2027-02-28"),
            ("2027-03-01", "None"),
        ]


def test_an_unknown_rule_is_not_found(client: FlaskClient, keeper: User, sign_in: Callable[..., None]) -> None:
    sign_in(client, keeper)
    text_of(client, "/zh/taxonomy/rules/0000000000/edit", 404)
