"""Organisations: the credit code, entries, two people who edit at once, and the public pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError
from sqlalchemy.orm import Session

from marketplace.accounts.models import Organisation, User
from marketplace.accounts.schemas.organisations import CreditCode, OrganisationSchema, WebAddress
from marketplace.accounts.service import organisations
from marketplace.core import audit
from marketplace.core.errors import Conflict, Forbidden, Invalid, NotFound
from marketplace.core.policy import ANONYMOUS
from marketplace.core.text import Text
from search.analysis.identifiers import USCC_ALPHABET, parse_uscc, uscc_check
from tests.accounts.conftest import Committed
from tests.factories import accounts as make

SignIn = Callable[[FlaskClient, User], None]
bodies = st.text(alphabet=USCC_ALPHABET, min_size=17, max_size=17)


def load_code(text: str) -> str | None:
    return CreditCode().deserialize(text)


@given(body=bodies, place=st.integers(0, 17), other=st.sampled_from(USCC_ALPHABET))
def test_any_single_changed_character_of_a_credit_code_is_detected(body: str, place: int, other: str) -> None:
    code = body + uscc_check(body)
    assert load_code(code) == code
    changed = code[:place] + other + code[place + 1 :]
    if changed != code:
        with pytest.raises(ValidationError):
            load_code(changed)


@given(body=bodies, place=st.integers(0, 17), other=st.sampled_from("IOSVZ-*@中/"))
def test_characters_outside_the_alphabet_are_refused(body: str, place: int, other: str) -> None:
    code = body + uscc_check(body)
    with pytest.raises(ValidationError):
        load_code(code[:place] + other + code[place + 1 :])


@given(body=bodies, place=st.integers(0, 16))
def test_two_swapped_neighbours_are_detected(body: str, place: int) -> None:
    code = body + uscc_check(body)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert swapped == code or parse_uscc(swapped) is None


@pytest.mark.parametrize(
    "text", ["91110000600037341L", "９１１１００００６０００３７３４１Ｌ", " 9111 0000 6000 3734 1l "]
)
def test_a_credit_code_is_read_however_it_was_typed(text: str) -> None:
    assert load_code(text) == "91110000600037341L"


@pytest.mark.parametrize("text", ["91110000600037341", "91110000600037341L1", "91110000600037341M", "123", "x" * 41])
def test_other_lengths_and_check_characters_are_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        load_code(text)


def test_codes_that_begin_with_a_letter_are_codes() -> None:
    body = "N2510100MA6TEST01".replace("S", "5")
    assert load_code(body + uscc_check(body)) == body + uscc_check(body)


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "http://",
        "https://user@example.org",
        "ftp://example.org",
        "https://ex ample.org",
    ],
)
def test_only_addresses_of_the_web_become_links(text: str) -> None:
    with pytest.raises(ValidationError):
        WebAddress().deserialize(text)


def entries(**values: Any) -> dict[str, Any]:
    return OrganisationSchema().load({"kind": "enterprise", "name": {"zh": "示例新能源有限公司"}, **values})


@pytest.mark.parametrize(
    ("values", "refused"),
    [
        ({"kind": "university", "state_owned": True}, "state_owned"),
        ({"foreign": True, "uscc": make.valid_uscc()}, "uscc"),
        ({"kind": "centre"}, "kind"),
        ({"state": "verified"}, "state"),
    ],
)
def test_flags_of_enterprises_are_only_for_enterprises(values: dict[str, object], refused: str) -> None:
    with pytest.raises(ValidationError) as error:
        entries(**values)
    assert refused in error.value.messages_dict


def test_whoever_sets_an_organisation_up_owns_it(db: Session) -> None:
    user = make.make_user()
    public_id = organisations.create(make.actor(user), data=entries(uscc=make.valid_uscc()))
    actor = make.actor(user)
    row = organisations.get(actor, public_id, "edit")
    assert row.state == "unverified"
    assert actor.member_of(row.id, "owner")
    assert actor.has("enterprise_user")
    with pytest.raises(Invalid) as refused:
        organisations.create(make.actor(make.make_user()), data=entries(uscc=row.uscc))
    assert "uscc" in refused.value.fields


def test_the_centre_cannot_be_set_up_by_anybody(db: Session) -> None:
    with pytest.raises(Forbidden):
        organisations.create(make.actor(make.make_user()), data={**entries(), "kind": "centre"})


def test_what_was_verified_stays_until_the_centre_reopens_it(db: Session) -> None:
    house, user = make.make_organisation(state="verified"), make.make_user()
    make.join(user, house, "owner")
    actor = make.actor(user)
    kept = {"kind": house.kind, "name": house.name, "uscc": house.uscc}
    organisations.edit(actor, house.public_id, version=house.version, data={**kept, "address": "示例路 1 号"})
    assert house.address == "示例路 1 号"
    with pytest.raises(Forbidden):
        organisations.edit(actor, house.public_id, version=house.version, data={**kept, "name": Text("别的公司", None)})
    assert house.name != Text("别的公司", None)


def test_a_conflict_shows_both_versions_and_loses_nothing(
    client: FlaskClient, committed: Committed, sign_in: SignIn
) -> None:
    with committed():
        house, user = make.make_organisation(state="unverified", address="老地址"), make.make_user()
        make.join(user, house, "officer")
        version = house.version
    sign_in(client, user)
    page = f"/zh/accounts/organisations/{house.public_id}/edit"
    form = {"version": version, "kind": "enterprise", "name_zh": "甲", "uscc": house.uscc, "address": "新地址一"}
    assert client.post(page, data=form).status_code == 303
    second = client.post(page, data={**form, "address": "新地址二"})
    assert second.status_code == 409
    text = second.get_data(as_text=True)
    assert "新地址一" in text
    assert "新地址二" in text
    with committed() as opened:
        assert opened.get(Organisation, house.id).address == "新地址一"
        changes = audit.timeline(f"organisation:{house.public_id}")[0].changes
        assert changes["address"] == ["老地址", "新地址一"]
    present = text.partition('name="version" value="')[2].partition('"')[0]
    assert client.post(page, data={**form, "version": present, "address": "新地址二"}).status_code == 303
    with committed() as opened:
        assert opened.get(Organisation, house.id).address == "新地址二"


def test_a_version_that_was_never_read_is_a_conflict(db: Session) -> None:
    house, user = make.make_organisation(state="unverified"), make.make_user()
    make.join(user, house, "owner")
    with pytest.raises(Conflict):
        organisations.edit(make.actor(user), house.public_id, version=99, data={"address": "x"})


@pytest.mark.parametrize("role", ["member", None])
def test_others_cannot_edit(db: Session, role: str | None) -> None:
    house, user = make.make_organisation(state="unverified"), make.make_user()
    if role:
        make.join(user, house, role)
    with pytest.raises(Forbidden):
        organisations.edit(make.actor(user), house.public_id, version=1, data={"address": "x"})
    with pytest.raises(NotFound):
        organisations.edit(ANONYMOUS, house.public_id, version=1, data={"address": "x"})


def test_bad_entries_are_named_beside_their_fields_and_kept(
    client: FlaskClient, committed: Committed, sign_in: SignIn
) -> None:
    with committed():
        user = make.make_user()
    sign_in(client, user)
    answer = client.post(
        "/zh/accounts/organisations/new",
        data={
            "kind": "enterprise",
            "name_zh": "",
            "uscc": "91110000600037341M",
            "website": "javascript:x",
            "address": "留着",
        },
    )
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    for name in ("name", "uscc", "website"):
        assert f'href="#field-{name}"' in text
    assert "留着" in text
    assert "91110000600037341M" in text


def test_the_public_page_shows_no_addresses_of_people(client: FlaskClient, committed: Committed) -> None:
    with committed():
        house, user = make.make_organisation(), make.make_user(phone="028-12345678")
        make.join(user, house, "owner")
        hidden = make.make_organisation(state="unverified")
    text = client.get(f"/zh/accounts/organisations/{house.public_id}").get_data(as_text=True)
    assert house.name.zh in text
    assert user.email not in text
    assert user.phone not in text
    assert client.get(f"/zh/accounts/organisations/{hidden.public_id}").status_code == 404
    assert client.get("/zh/accounts/organisations/0000000000").status_code == 404


def test_the_list_is_filtered_and_odd_filters_do_no_harm(client: FlaskClient, committed: Committed) -> None:
    with committed():
        one = make.make_organisation("university", name=Text("示例氢能大学", None))
        other = make.make_organisation("enterprise", name=Text("示例风电公司", None))
    page = client.get("/zh/accounts/organisations?q=氢能&kind=university").get_data(as_text=True)
    assert one.public_id in page
    assert other.public_id not in page
    for odd in (
        "kind=nonsense",
        "page=0",
        "page=-3",
        "page=abc",
        "page=99999999",
        "q=%25%25",
        "q=" + "x" * 500,
        "region='",
    ):
        assert client.get(f"/zh/accounts/organisations?{odd}").status_code == 200
