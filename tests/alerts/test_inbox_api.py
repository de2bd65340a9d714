"""The inbox for programs: only one's own messages, unread ones counted, marked as read one by one or all."""

from __future__ import annotations

from flask.testing import FlaskClient

from marketplace.core.mail import Message
from tests.factories import accounts as people

INBOX = "/api/v1/alerts/messages"


def test_a_program_reads_the_inbox_of_its_person(client: FlaskClient, committed, sign_in) -> None:
    with committed() as opened:
        user, other = people.make_user(), people.make_user()
        letters = [
            Message(user_id=owner.id, address=owner.email, lang="zh", template="x", subject=subject, body="正文")
            for owner, subject in ((user, "一"), (user, "二"), (user, "三"), (other, "别人的"))
        ]
        opened.add_all(letters)
        opened.flush()
        first, foreign = letters[0].public_id, letters[3].public_id
    assert client.get(INBOX).status_code == 401
    sign_in(client, user)
    found = client.get(f"{INBOX}?size=2").get_json()
    assert [item["subject"] for item in found["items"]] == ["三", "二"]
    assert (found["total"], found["unread"], found["items"][0]["read_at"]) == (3, 3, None)
    assert client.post(f"{INBOX}/{foreign}/read").status_code == 404
    assert client.post(f"{INBOX}/{first}/read").status_code == 204
    unread = client.get(f"{INBOX}?unread=true").get_json()
    assert (unread["total"], unread["unread"]) == (2, 2)
    assert client.post(f"{INBOX}/read").status_code == 204
    assert client.get(INBOX).get_json()["unread"] == 0
