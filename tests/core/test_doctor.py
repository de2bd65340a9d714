"""What the doctor finds: a data folder that cannot be made, a mail server that is away, jobs and mails that failed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from marketplace.core import doctor
from marketplace.core.http import Marketplace
from marketplace.core.mail import Message
from tests.core.mail_server import mail_server, nobody_listens
from tests.factories.accounts import make_user

Examine = Callable[..., dict[str, doctor.Finding]]


@pytest.fixture
def examine(app: Marketplace, db: Session) -> Examine:
    """Findings by their names, with other settings."""

    def run(**settings: Any) -> dict[str, doctor.Finding]:
        return {finding.name: finding for finding in doctor.examine(replace(app.config["SETTINGS"], **settings))}

    return run


def test_a_data_folder_that_cannot_be_made_is_named(examine: Examine, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    found = examine(data_dir=str(tmp_path / "taken" / "var"))
    assert found["data folder"].level == "fail"
    assert str(tmp_path / "taken" / "var") in found["data folder"].text
    assert "folders" not in found


def test_a_full_disk_is_made_room_on_and_a_folder_of_others_changes_its_owner(examine: Examine, tmp_path: Path) -> None:
    for name, cause in (("files", "/dev/full"), ("mail", str(tmp_path / "nowhere" / "probe"))):
        (tmp_path / name).mkdir()
        (tmp_path / name / ".probe").symlink_to(cause)
    found = examine(data_dir=str(tmp_path))
    assert found["folder files"].text.endswith("(No space left on device): make room")
    assert found["folder mail"].text.endswith(": change its owner")


def test_the_mail_server_is_asked(examine: Examine) -> None:
    with mail_server() as (address, letters):
        assert examine(smtp_url=address)["mail"].level == "ok"
        assert letters == []
    found = examine(smtp_url=nobody_listens())["mail"]
    assert found.level == "fail"
    assert "Connection refused" in found.text
    assert "SMTP_URL" in found.text


def test_mails_and_jobs_that_failed_are_told(examine: Examine, db: Session) -> None:
    assert not {"mails", "jobs"} & examine().keys()
    db.add(
        Message(address="a@example.org", lang="zh", template="x", subject="s", body="b", attempts=2, error="550: no")
    )
    db.execute(
        text("INSERT INTO procrastinate_jobs (queue_name, task_name, status) VALUES ('mail', 'x.failing', 'failed')")
    )
    found = examine()
    assert (found["mails"].level, found["jobs"].level) == ("warn", "warn")
    assert "550: no" in found["mails"].text
    assert "x.failing 1" in found["jobs"].text


def test_people_of_a_demonstration_are_told_in_production(examine: Examine) -> None:
    make_user(demo=True)
    assert "demonstration" not in examine()
    assert examine(environment="production")["demonstration"].level == "warn"
