"""A mail that does not leave: the attempt and its reason stay, the job goes on trying, a later success clears them."""

from __future__ import annotations

import asyncio
import smtplib
import ssl
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

import procrastinate
import pytest
from procrastinate.jobs import Job

from marketplace.core import jobs
from marketplace.core.http import Marketplace
from marketplace.core.mail import Message
from marketplace.core.unit import unit
from tests.core.mail_server import mail_server, nobody_listens
from tests.core.own_database import own_database  # noqa: F401

pytestmark = pytest.mark.usefixtures("own_database")
Setting = Callable[[str], object]


@pytest.fixture
def server_is(app: Marketplace) -> Iterator[Setting]:
    """`with server_is(address): …` sends mail there."""
    settings = app.config["SETTINGS"]

    @contextmanager
    def run(address: str) -> Iterator[None]:
        app.config["SETTINGS"] = replace(settings, smtp_url=address)
        with app.app_context():
            yield
        app.config["SETTINGS"] = settings

    yield run
    app.config["SETTINGS"] = settings


def write(app: Marketplace, **values: object) -> int:
    with app.app_context(), unit() as opened:
        row = Message(
            **{"address": "a@example.org", "lang": "zh", "template": "x", "subject": "余热", "body": "b", **values}
        )
        opened.add(row)
        opened.flush()
        return row.id


def stored(app: Marketplace, number: int) -> Message:
    with app.app_context(), unit() as opened:
        return opened.get_one(Message, number)


def test_a_server_that_is_away_is_noted_and_tried_again(app, server_is) -> None:
    number = write(app)
    for attempt in (1, 2):
        with server_is(nobody_listens()), pytest.raises(ConnectionRefusedError):
            jobs.run_now("mail.deliver", message_id=number)
        row = stored(app, number)
        assert (row.attempts, row.error, row.sent_at) == (attempt, "ConnectionRefusedError: Connection refused", None)
    with mail_server() as (address, letters), server_is(address):
        jobs.run_now("mail.deliver", message_id=number)
    row = stored(app, number)
    assert (row.attempts, row.error) == (3, None)
    assert row.sent_at is not None
    assert len(letters) == 1


@pytest.mark.parametrize(
    ("error", "hours"),
    [
        (ConnectionRefusedError(), range(70, 80)),
        (ssl.SSLCertVerificationError("certificate has expired"), range(70, 80)),
        (smtplib.SMTPAuthenticationError(535, b"no"), range(70, 80)),
        (smtplib.SMTPRecipientsRefused({"a@example.org": (450, b"later")}), range(70, 80)),
        (smtplib.SMTPRecipientsRefused({"a@example.org": (550, b"no")}), range(1, 4)),
        (smtplib.SMTPDataError(554, b"spam"), range(1, 4)),
    ],
    ids=repr,
)
def test_a_mail_waits_as_long_as_its_server_may_be_away(app: Marketplace, error: Exception, hours: range) -> None:
    deliver = jobs.worker_app(app, "").tasks["mail.deliver"]
    seconds, attempts = 0.0, 0
    while refused := deliver.get_retry_exception(error, _job(attempts)):
        assert refused.retry_decision.retry_at
        wait = (refused.retry_decision.retry_at - datetime.now(UTC)).total_seconds()
        assert wait <= 3600
        seconds, attempts = seconds + wait, attempts + 1
    assert int(seconds // 3600) in hours


def _job(attempts: int) -> Job:
    """One that was tried so often before."""
    return Job(id=1, queue="mail", lock=None, queueing_lock=None, task_name="mail.deliver", attempts=attempts)


def test_what_the_mail_server_says_is_the_reason(app, server_is) -> None:
    number = write(app)
    refused = pytest.raises(smtplib.SMTPRecipientsRefused)
    with mail_server("550 没有这个用户") as (address, _letters), server_is(address), refused:
        jobs.run_now("mail.deliver", message_id=number)
    assert stored(app, number).error == "550: 没有这个用户"


def test_where_tls_is_offered_nothing_is_said_without(app, server_is) -> None:
    number = write(app)
    server = mail_server(starttls="454 not now")
    with server as (address, letters), server_is(address), pytest.raises(smtplib.SMTPResponseException):
        jobs.run_now("mail.deliver", message_id=number)
    assert letters == []
    assert stored(app, number).error == "454: not now"


def test_a_wrong_address_of_the_mail_server_is_told_without_its_password(app, server_is) -> None:
    number = write(app)
    with server_is("smtp://user:pass/word@mail.example.org"), pytest.raises(ValueError):
        jobs.run_now("mail.deliver", message_id=number)
    error = stored(app, number).error
    assert "SMTP_URL" in error
    assert "pass" not in error.replace("user:password@", "")


def test_a_folder_that_cannot_be_written_is_told_without_its_path(app, server_is, tmp_path) -> None:
    (tmp_path / "mail").write_text("no folder")
    number = write(app)
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], data_dir=str(tmp_path))
    with app.app_context(), pytest.raises(FileExistsError):
        jobs.run_now("mail.deliver", message_id=number)
    assert stored(app, number).error == "FileExistsError: File exists"


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\x85", "\v", "\f", "\r", "\n", "\x1c"])
def test_a_subject_stored_with_a_line_separator_leaves(app, server_is, separator: str) -> None:
    number = write(app, subject=f"“余热{separator}回收”有 1 条动态")
    with mail_server() as (address, letters), server_is(address):
        jobs.run_now("mail.deliver", message_id=number)
    assert stored(app, number).sent_at is not None
    assert len(letters) == 1


def test_a_header_that_cannot_be_written_is_noted(app, server_is) -> None:
    number = write(app, address="a@example.org\nBcc: b@example.org")
    with server_is(""), pytest.raises(ValueError):
        jobs.run_now("mail.deliver", message_id=number)
    row = stored(app, number)
    assert row.attempts == 1
    assert row.error.startswith("ValueError: Header values")
    assert row.sent_at is None


async def work(queue: procrastinate.App) -> None:
    async with queue.open_async():
        await queue.run_worker_async(queues=["mail"], wait=False, install_signal_handlers=False, listen_notify=False)


def test_the_job_of_a_mail_that_failed_is_retried_by_the_worker(app, server_is, own_database) -> None:  # noqa: F811
    number = write(app)
    queue = jobs.worker_app(app, own_database.replace("postgresql+psycopg://", "postgresql://"))
    # In a thread of its own: a browser that other tests of this process have opened keeps the loop of this one running.
    with server_is(nobody_listens()), ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(work(queue))).result()
    assert stored(app, number).error == "ConnectionRefusedError: Connection refused"
    with app.app_context(), unit() as opened:
        statement = "SELECT status::text, attempts FROM procrastinate_jobs WHERE task_name = 'mail.deliver'"
        [job] = opened.connection().exec_driver_sql(statement).all()
    assert (job.status, job.attempts) == ("todo", 1)
