"""A mail as it leaves the house: the bytes that mail programs read, by folder and by mail server."""

from __future__ import annotations

import email
import email.policy

import pytest

from marketplace.core.clock import now
from marketplace.core.mail import Message, compose

BASE = "https://marketplace.example.cn"
PATH = "/zh/alerts/unsubscribe/" + "WyJzZWFyY2giLCJQMEREREREREQiXQ.aSg3_w-" * 6


@pytest.fixture(params=["\n", "\r\n"])
def written(request: pytest.FixtureRequest) -> bytes:
    """The bytes of an alert: as a file has them, and as a mail server gets them."""
    row = Message(
        public_id="0MESSAGE00", address="a@example.org", lang="zh", template="alerts/digest",
        subject="新的余热供给" * 20, body="正文", unsubscribe=PATH, created_at=now(),
    )  # fmt: skip
    mail = compose(row, sender="绿色低碳专栏 <noreply@example.org>", base=BASE)
    return mail.as_bytes(policy=mail.policy.clone(linesep=request.param))


def test_the_address_that_ends_alerts_stands_in_one_line_as_it_is(written: bytes) -> None:
    assert f"List-Unsubscribe: <{BASE}{PATH}>".encode() in written.splitlines()
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in written.splitlines()


def test_a_mail_names_the_site_it_comes_from(written: bytes) -> None:
    """Filters count a host that does not exist against a mail."""
    assert b"Message-ID: <0MESSAGE00@marketplace.example.cn>" in written.splitlines()


def test_a_mail_says_its_language(written: bytes) -> None:
    assert b"Content-Language: zh-CN" in written.splitlines()


def test_other_headers_keep_to_the_length_of_encoded_words(written: bytes) -> None:
    header = written.replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    longest = max((line for line in header.splitlines() if not line.startswith(b"List-Unsubscribe:")), key=len)
    assert len(longest) <= 78
    read = email.message_from_bytes(written, policy=email.policy.default)
    assert read["Subject"] == "新的余热供给" * 20
    assert read.get_content().strip() == "正文"
