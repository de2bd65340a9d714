"""Programs of the centre read which jobs failed for good, and have them tried again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from marketplace.core import audit, failed_jobs
from marketplace.core.unit import session
from tests.factories.accounts import make_enterprise_user, make_staff
from tests.factories.jobs import make_failed_job

BASE = "/api/v1/jobs/failed"
WRITES = (f"{BASE}/retry", f"{BASE}/1/retry")


@pytest.fixture
def failed(committed: Any) -> Callable[[], int]:
    def make() -> int:
        with committed():
            return make_failed_job()

    return make


@pytest.fixture
def enter(client: FlaskClient, committed: Any, sign_in: Any) -> Callable[[str], None]:
    """Come as a member of the centre with this role, or as somebody from an enterprise."""

    def use(role: str) -> None:
        with committed():
            person = make_enterprise_user() if role == "enterprise" else make_staff(role)
        sign_in(client, person)

    return use


def waiting(committed: Any) -> list[tuple[int, int]]:
    """Number and attempts of the jobs that wait for the worker."""
    with committed():
        found = session().execute(text("SELECT id, attempts FROM procrastinate_jobs WHERE status = 'todo' ORDER BY id"))
        return [(number, attempts) for number, attempts in found]


def test_they_are_listed_newest_first_a_page_at_a_time(client: FlaskClient, enter: Any, failed: Any) -> None:
    numbers = [failed() for _ in range(3)]
    enter("auditor")
    first = client.get(f"{BASE}?size=2").get_json()
    assert [job["id"] for job in first["items"]] == numbers[:0:-1]
    assert (first["total"], first["number"], first["size"]) == (3, 1, 2)
    [last] = client.get(f"{BASE}?size=2&page=2").get_json()["items"]
    assert last["at"]
    assert {**last, "at": None} == {"id": numbers[0], "name": "mail.deliver", "attempts": 8, "at": None}
    assert client.get(f"{BASE}?page=3").get_json()["items"] == []
    for wrong in ("page=0", "size=101", "limit=5"):
        assert client.get(f"{BASE}?{wrong}").status_code == 422, wrong


@pytest.mark.parametrize("role", ["administrator", "centre_lead"])
def test_keepers_queue_one_of_them_again_then_all(
    client: FlaskClient, committed: Any, enter: Any, failed: Any, role: str
) -> None:
    first, second, third = failed(), failed(), failed()
    enter(role)
    before = len(waiting(committed))
    assert client.post(f"{BASE}/{second}/retry").status_code == 204
    assert (second, 0) in waiting(committed), "with all its attempts"
    assert [job["id"] for job in client.get(BASE).get_json()["items"]] == [third, first]
    assert client.post(f"{BASE}/retry").status_code == 204
    assert len(waiting(committed)) == before + 3
    assert client.get(BASE).get_json()["total"] == 0
    with committed():
        assert [event.kind for event in audit.timeline(failed_jobs.SUBJECT)] == ["jobs.retried"] * 2


def test_a_repeated_request_is_answered_as_the_first(client: FlaskClient, enter: Any, failed: Any) -> None:
    number = failed()
    enter("administrator")
    key = {"Idempotency-Key": "once"}
    assert [client.post(f"{BASE}/{number}/retry", headers=key).status_code for _ in range(2)] == [204, 204]
    assert client.post(f"{BASE}/{number}/retry").status_code == 404, "it is not failed any more"


@pytest.mark.parametrize(
    ("number", "status", "code"),
    [("123456", 404, "not_found"), ("7x", 404, "not_found"), ("9" * 30, 400, "bad_request")],
)
def test_a_number_of_no_failed_job_is_refused(
    client: FlaskClient, enter: Any, number: str, status: int, code: str
) -> None:
    enter("administrator")
    answer = client.post(f"{BASE}/{number}/retry")
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (status, code)


def test_strangers_are_asked_to_sign_in(client: FlaskClient, failed: Any) -> None:
    failed()
    for method, path in (("GET", BASE), *(("POST", path) for path in WRITES)):
        answer = client.open(path, method=method)
        assert (answer.status_code, answer.get_json()["error"]["code"]) == (401, "sign_in_required"), path


@pytest.mark.parametrize(
    ("role", "reads"), [("enterprise", 403), ("reviewer", 403), ("finance", 403), ("auditor", 200)]
)
def test_other_roles_queue_nothing(
    client: FlaskClient, committed: Any, enter: Any, failed: Any, role: str, reads: int
) -> None:
    failed()
    enter(role)
    before = waiting(committed)
    assert client.get(BASE).status_code == reads
    assert [client.post(path).status_code for path in WRITES] == [403, 403]
    assert waiting(committed) == before
