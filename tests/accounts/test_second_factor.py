"""The second factor: codes that work once, recovery codes, its own limits, and roles that sleep without it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote

import pyotp
import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from marketplace.accounts.errors import WrongCode
from marketplace.accounts.models import User
from marketplace.accounts.service import second_factor, signin
from marketplace.core import clock
from marketplace.core.errors import TooMany
from marketplace.core.http import Marketplace
from tests.accounts.conftest import Committed
from tests.factories import accounts as make

SECOND_FACTOR = "/zh/accounts/settings/second-factor"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
SignIn = Callable[[FlaskClient, User], None]


def code(steps: int = 0) -> str:
    """The code the app shows now, or some steps of 30 s away."""
    return pyotp.TOTP(SECRET).at(int(clock.now().timestamp()) + steps * 30)


def holder(db: Session, **values: object) -> User:
    return make.make_user(totp_secret=SECRET, **values)


def verify(user: User, given: str) -> User:
    return second_factor.verify(user.public_id, code=given, address="127.0.0.1")


def test_a_code_works_once(db: Session) -> None:
    user, given = holder(db), code()
    assert verify(user, given).id == user.id
    for again in (given, f"{given[:3]} {given[3:]}", f"{given[:3]}-{given[3:]}", full_width(given)):
        with pytest.raises(WrongCode):
            verify(user, again)


def full_width(text: str) -> str:
    return "".join(chr(ord(figure) + 0xFEE0) for figure in text)


@pytest.mark.parametrize(
    "shape", [lambda c: f"{c[:3]} {c[3:]}", full_width, lambda c: f"\u3000{c}", lambda c: f"{c[:3]}-{c[3:]}"]
)
def test_a_fresh_code_is_read_however_it_was_typed(db: Session, shape: Callable[[str], str]) -> None:
    assert verify(holder(db), shape(code()))


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_the_neighbouring_steps_count(db: Session, steps: int) -> None:
    assert verify(holder(db), code(steps))


@pytest.mark.parametrize("given", ["12345", "1234567", "abcdef", "١٢٣٤٥٦", "", "a" * 40])
def test_other_texts_are_no_codes(db: Session, given: str) -> None:
    with pytest.raises(WrongCode):
        verify(holder(db), given)


@pytest.mark.parametrize("steps", [-20, -3, 3, 20])
def test_codes_of_other_times_are_refused(db: Session, steps: int) -> None:
    given = code(steps)
    assert given not in {code(near) for near in (-1, 0, 1)}  # once in a million runs two steps share their code
    with pytest.raises(WrongCode):
        verify(holder(db), given)


def test_an_older_code_does_not_work_after_a_newer_one(db: Session) -> None:
    user, older = holder(db), code(0)
    verify(user, code(1))
    with pytest.raises(WrongCode):
        verify(user, older)


def test_each_recovery_code_works_once(db: Session) -> None:
    user = make.make_user()
    codes = second_factor.enable(make.actor(user), secret=SECRET, code=code())
    assert len(set(codes)) == 10
    assert all(given.replace("-", "") not in str(user.recovery_codes) for given in codes)
    assert verify(user, codes[3].lower())
    with pytest.raises(WrongCode):
        verify(user, codes[3])
    assert verify(user, codes[4])
    assert len(user.recovery_codes) == 8


def test_setting_it_up_needs_a_right_code_and_signs_other_devices_out(db: Session) -> None:
    user = make.make_user()
    kept, other = (signin.open_session(user, device="d", address="::1", hours=1) for _ in range(2))
    here = signin.find_session(kept, idle_minutes=9)
    with pytest.raises(WrongCode):
        second_factor.enable(make.actor(user), secret=SECRET, code="000001")
    assert user.totp_secret is None
    second_factor.enable(make.actor(user), secret=SECRET, code=code(), keep_session=here.session_id)
    assert signin.find_session(kept, idle_minutes=9) is not None
    assert signin.find_session(other, idle_minutes=9) is None


def test_guessing_is_limited_by_account(db: Session) -> None:
    user = holder(db)
    with clock.travel(clock.now()):
        for _ in range(5):
            with pytest.raises(WrongCode):
                verify(user, "12345")
        with pytest.raises(TooMany):
            verify(user, code())


def test_two_requests_with_one_code_let_one_in(site: Marketplace, kept: Committed) -> None:
    with kept() as opened:
        user = holder(opened)
    given, outcomes, start = code(), [], threading.Barrier(2)

    def attempt() -> None:
        start.wait()
        try:
            with kept():
                verify(user, given)
            outcomes.append("in")
        except WrongCode:
            outcomes.append("refused")

    threads = [threading.Thread(target=attempt) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["in", "refused"]


def test_a_password_alone_opens_nothing(client: FlaskClient, committed: Committed) -> None:
    with committed() as opened:
        user = holder(opened)
    sent = {"email": user.email, "password": make.PASSWORD, "next": "/zh/accounts/settings"}
    assert client.post("/zh/accounts/sign-in", data=sent).headers["Location"] == "/zh/accounts/sign-in/code"
    assert client.get("/zh/accounts/settings").status_code == 303
    assert client.get("/zh/accounts/sign-in/code").status_code == 200
    wrong = client.post("/zh/accounts/sign-in/code", data={"code": "12345"})
    assert wrong.status_code == 422
    right = client.post("/zh/accounts/sign-in/code", data={"code": code()})
    assert right.headers["Location"] == "/zh/accounts/settings"
    assert client.get("/zh/accounts/settings").status_code == 200


def test_the_second_step_is_refused_without_the_first(client: FlaskClient, committed: Committed) -> None:
    assert client.get("/zh/accounts/sign-in/code").headers["Location"] == "/zh/accounts/sign-in"
    assert client.post("/zh/accounts/sign-in/code", data={"code": code()}).headers["Location"].endswith("/sign-in")


def test_the_wait_for_the_code_ends(client: FlaskClient, committed: Committed) -> None:
    with committed() as opened:
        user = holder(opened)
    client.post("/zh/accounts/sign-in", data={"email": user.email, "password": make.PASSWORD})
    with clock.travel(clock.now() + timedelta(seconds=301)):
        assert client.post("/zh/accounts/sign-in/code", data={"code": code()}).headers["Location"].endswith("/sign-in")


def test_roles_sleep_until_the_second_factor_is_set_up(
    client: FlaskClient, committed: Committed, sign_in: SignIn, with_settings: Callable[..., None]
) -> None:
    with_settings(require_second_factor=True)
    with committed():
        admin, broker, officer = make.make_staff("administrator"), make.make_broker(), make.make_officer()
    sign_in(client, admin)
    assert client.get("/zh/accounts/people").status_code == 303
    assert "/settings/second-factor" in client.get("/zh/accounts/settings").get_data(as_text=True)
    page = client.get("/zh/accounts/settings/second-factor").get_data(as_text=True)
    assert "<svg" in page
    assert "style=" not in page.partition("<main")[2]
    with client.session_transaction() as cookie:
        secret = cookie["offered_secret"]
    given = pyotp.TOTP(secret).at(int(clock.now().timestamp()))
    shown = client.post("/zh/accounts/settings/second-factor", data={"code": given})
    assert shown.status_code == 200
    assert client.get("/zh/accounts/people").status_code == 200
    sign_in(client, broker)
    assert client.get("/zh/accounts/settings/broker").status_code == 303
    sign_in(client, officer)
    assert client.get("/zh/accounts/members").status_code == 200


def test_a_sign_in_with_sleeping_roles_leads_to_what_wakes_them(
    client: FlaskClient, committed: Committed, with_settings: Callable[..., None]
) -> None:
    with_settings(require_second_factor=True)
    with committed():
        admin = make.make_staff("administrator")
    answer = client.post("/zh/accounts/sign-in", data={"email": admin.email, "password": make.PASSWORD})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/zh/accounts/settings/second-factor")
    assert client.get(answer.headers["Location"]).status_code == 200


def test_whoever_sets_up_an_agency_is_led_to_what_it_needs_and_on_to_its_verification(
    client: FlaskClient, committed: Committed, sign_in: SignIn, with_settings: Callable[..., None]
) -> None:
    with_settings(require_second_factor=True)
    with committed():
        broker = make.make_user()
    sign_in(client, broker)
    entries = {"kind": "broker_agency", "name_zh": "天府技术转移公司"}
    wanted = client.post("/zh/accounts/organisations/new", data=entries).headers["Location"]
    asked = client.get(wanted)
    assert (asked.status_code, asked.headers["Location"]) == (303, f"{SECOND_FACTOR}?next={quote(wanted, safe='/?')}")
    with client.session_transaction() as cookie:
        cookie["offered_secret"] = SECRET
    assert "您尚未加入任何单位" not in client.get("/zh/accounts/settings").text
    codes = client.post(asked.headers["Location"], data={"code": code()})
    assert f'href="{wanted}"' in codes.text
    assert client.get(wanted).status_code == 200


def test_a_page_that_sleeping_roles_hide_says_how_to_wake_them(
    client: FlaskClient, committed: Committed, sign_in: SignIn, with_settings: Callable[..., None]
) -> None:
    with_settings(require_second_factor=True)
    with committed():
        reviewer = make.make_staff("reviewer")
    sign_in(client, reviewer)
    hidden = client.get("/zh/deals/AAAAAAAAAA")
    assert hidden.status_code == 404
    assert SECOND_FACTOR in hidden.text
    refused = client.post("/zh/search/index/rebuild")
    assert refused.status_code == 403
    assert SECOND_FACTOR in refused.text


def test_an_administrator_helps_after_a_lost_device(client: FlaskClient, committed: Committed, sign_in: SignIn) -> None:
    with committed() as opened:
        admin, lost = make.make_staff("administrator"), holder(opened)
        token = signin.open_session(lost, device="d", address="::1", hours=1)
    sign_in(client, admin)
    path = f"/zh/accounts/people/{lost.public_id}/reset-second-factor"
    assert client.post(path, data={"reason": ""}).status_code == 422
    assert client.post(path, data={"reason": "identity card checked at the desk"}).status_code == 303
    with committed() as opened:
        assert opened.get(User, lost.id).totp_secret is None
        assert signin.find_session(token, idle_minutes=9) is None


def test_no_page_names_recovery_codes_before_there_are_any(
    client: FlaskClient, committed: Committed, sign_in: SignIn
) -> None:
    with committed() as opened:
        newcomer, user = make.make_user(), holder(opened)
    here, hint = "/en/accounts/settings/second-factor", "one of your recovery codes"
    sign_in(client, newcomer)
    assert hint not in client.get(here).text
    assert hint not in client.post(here, data={"code": "12345"}).text
    sign_in(client, user)
    assert hint in client.get(here).text


def test_turning_it_off_needs_a_code(client: FlaskClient, committed: Committed, sign_in: SignIn) -> None:
    with committed() as opened:
        user = holder(opened)
    sign_in(client, user)
    off = "/zh/accounts/settings/second-factor/off"
    assert client.post(off, data={"code": "12345"}).status_code == 422
    assert client.post(off, data={"code": code()}).status_code == 303
    with committed() as opened:
        assert opened.get(User, user.id).totp_secret is None
