"""Jobs that failed for good are listed and queued again, by command and on the page of the administration."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from click.testing import Result
from sqlalchemy import text

from marketplace.core import audit, failed_jobs, jobs
from marketplace.core.unit import session, unit
from tests.core.own_database import own_database  # noqa: F401
from tests.factories.accounts import make_staff
from tests.factories.jobs import make_failed_job

STATE = text("SELECT status::text, attempts FROM procrastinate_jobs WHERE id = :id")


@pytest.fixture
def run(app) -> Callable[..., Result]:
    """Run `flask …`."""
    return lambda *words: app.test_cli_runner().invoke(args=list(words))


@pytest.fixture
def failed(committed) -> Callable[[], int]:
    """A job that was tried eight times in vain."""

    def make() -> int:
        with committed():
            return make_failed_job()

    return make


def state(committed, number: int) -> tuple[str, int]:
    with committed():
        status, attempts = session().execute(STATE, {"id": number}).one()
    return status, attempts


def test_they_are_listed_and_one_of_them_is_queued_again(run, committed, failed) -> None:
    number, other = failed(), failed()
    listed = run("jobs", "failed")
    assert listed.exit_code == 0, listed.output
    [line] = [line for line in listed.output.splitlines() if line.split()[0] == str(number)]
    assert "mail.deliver" in line
    assert '{"message_id": 7}' in line
    assert "tried 8 times" in line
    again = run("jobs", "retry", str(number))
    assert (again.exit_code, again.output) == (0, "1 will be tried again\n")
    assert state(committed, number) == ("todo", 0), "with all its attempts"
    assert state(committed, other) == ("failed", 8)
    with committed():
        assert [event.kind for event in audit.timeline(failed_jobs.SUBJECT)] == ["jobs.retried"]


def test_all_of_them_are_queued_again(run, committed, failed) -> None:
    numbers = [failed(), failed()]
    assert run("jobs", "retry", "--all").output == "2 will be tried again\n"
    assert [state(committed, number) for number in numbers] == [("todo", 0)] * 2
    assert run("jobs", "retry", "--all").output == "0 will be tried again\n"
    assert run("jobs", "failed").output == "No job has failed for good.\n"


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("123456",), 1, "No failed job has the number 123456; `flask jobs failed` lists them."),
        ((), 2, "Name one job by its number, which `flask jobs failed` lists, or all with --all."),
        (("7", "--all"), 2, "Name one job by its number, which `flask jobs failed` lists, or all with --all."),
        (("9" * 30,), 2, "Invalid value for '[NUMBER]'"),
    ],
    ids=["unknown", "none", "both", "large"],
)
def test_what_cannot_be_retried_is_named(run, words: tuple[str, ...], code: int, says: str) -> None:
    refused = run("jobs", "retry", *words)
    assert refused.exit_code == code
    assert says in refused.output


def test_the_doctor_names_the_command(run, failed) -> None:
    failed()
    [line] = [line for line in run("doctor").output.splitlines() if " jobs: " in line]
    assert "mail.deliver 1" in line
    assert "`flask jobs failed`" in line
    assert "`flask jobs retry`" in line


@pytest.mark.parametrize(("lang", "button"), [("zh", "重试"), ("en", "Try again")])
def test_keepers_queue_them_again_on_the_page(client, committed, sign_in, failed, lang: str, button: str) -> None:
    first, second, third = failed(), failed(), failed()
    with committed():
        sign_in(client, make_staff("centre_lead"))
    page = client.get(f"/{lang}/admin").text
    assert f'action="/{lang}/admin/jobs/retry/{first}"' in page
    assert button in page
    assert client.post(f"/{lang}/admin/jobs/retry/{first}").status_code == 303
    assert client.post(f"/{lang}/admin/jobs/retry/{first}").status_code == 404
    assert state(committed, first) == ("todo", 0)
    assert state(committed, second) == ("failed", 8)
    assert client.post(f"/{lang}/admin/jobs/retry").status_code == 303
    assert state(committed, third) == ("todo", 0)
    assert "/admin/jobs/retry" not in client.get(f"/{lang}/admin").text


def test_auditors_only_read(client, committed, sign_in, failed) -> None:
    number = failed()
    with committed():
        sign_in(client, make_staff("auditor"))
    page = client.get("/en/admin")
    assert "mail.deliver" in page.text
    assert "/admin/jobs/retry" not in page.text
    for path in ("/en/admin/jobs/retry", f"/en/admin/jobs/retry/{number}"):
        assert client.post(path).status_code == 403


@pytest.fixture
def broken(app) -> Iterator[list[int]]:
    """A task that fails for good at its first error; its attempts are counted."""
    tried: list[int] = []

    def fail() -> None:
        tried.append(1)
        raise RuntimeError

    jobs.task(name="test.broken", attempts=lambda _error: 0)(fail)
    yield tried
    jobs._tasks.pop("test.broken")
    jobs._attempts.pop("test.broken")


async def work(queue) -> None:
    async with queue.open_async():
        await queue.run_worker_async(wait=False, install_signal_handlers=False, listen_notify=False)


def test_the_worker_takes_up_what_was_queued_again(app, run, own_database, broken: list[int]) -> None:  # noqa: F811
    queue = jobs.worker_app(app, own_database.replace("postgresql+psycopg://", "postgresql://"))
    with app.app_context(), unit():
        jobs.defer("test.broken")
    for times in (1, 2):
        with ThreadPoolExecutor(1) as thread:
            thread.submit(lambda: asyncio.run(work(queue))).result()
        assert len(broken) == times
        with app.app_context(), unit():
            assert [job.name for job in failed_jobs.listed()] == ["test.broken"]
        assert run("jobs", "retry", "--all").output == "1 will be tried again\n"
