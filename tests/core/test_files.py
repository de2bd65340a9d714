"""Files: type by content, size, names, hash on read, nothing half-written."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import time
import zipfile
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from marketplace.core import files
from marketplace.core.errors import Invalid, NotFound, TooLarge, Unavailable
from marketplace.core.policy import SYSTEM
from marketplace.settings import Settings

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xff\xff?\x00\x05\xfe\x02\xfe\xa7\x9a\xa0\xa0\x00\x00\x00\x00IEND\xaeB`\x82"
)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def docx(extra: bytes = b"") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"<document/>" + extra)
    return buffer.getvalue()


def upload(content: bytes, name: str) -> FileStorage:
    return FileStorage(io.BytesIO(content), name)


@pytest.mark.parametrize(
    ("content", "name"), [(PNG, "a.png"), (PDF, "报告.pdf"), (docx(), "b.docx"), (b"text", "c.txt")]
)
def test_accepted_files_are_kept_by_hash(db: Session, content: bytes, name: str) -> None:
    row = files.store(SYSTEM, upload(content, name), purpose="test")
    db.flush()
    assert files.blob_path(row.sha256).read_bytes() == content
    assert row.name == name
    again = files.store(SYSTEM, upload(content, "other-" + name), purpose="test")
    assert again.sha256 == row.sha256


@pytest.mark.parametrize(
    ("content", "name"),
    [(PDF, "a.png"), (b"<svg onload=alert(1)>", "a.png"), (b"MZ\x90\x00", "a.pdf"), (PNG, "a.exe"), (b"", "a.pdf"),
     (b"\x00\x01", "a.txt"), (docx(), "a.xlsx"), (b"not a zip", "a.docx"), (PNG, "")],
)  # fmt: skip
def test_others_are_refused_and_leave_nothing(db: Session, app: Flask, content: bytes, name: str) -> None:
    with pytest.raises(Invalid):
        files.store(SYSTEM, upload(content, name), purpose="test")
    folder = Path(app.config["SETTINGS"].data_path) / "files"
    assert not list(folder.glob("upload-*"))


@pytest.mark.parametrize(("number", "status"), [(errno.ENOSPC, 503), (errno.EDQUOT, 503), (errno.EIO, 500)])
def test_a_full_disk_of_temporary_files_is_no_fault_of_the_site(app: Flask, number: int, status: int) -> None:
    with app.test_request_context("/zh/"):
        answer = app.make_response(app.handle_user_exception(OSError(number, os.strerror(number))))
    assert answer.status_code == status


class _BreaksOff(io.BytesIO):
    """An upload of which something has come when the disk is full."""

    def read(self, size: int | None = -1, /) -> bytes:
        if self.tell():
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().read(2)


def test_a_full_disk_refuses_and_leaves_nothing(db: Session, app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(Unavailable):
        files.store(SYSTEM, FileStorage(_BreaksOff(PDF), "a.pdf"), purpose="test")
    folder = Path(app.config["SETTINGS"].data_path) / "files"
    assert not list(folder.glob("upload-*"))
    assert "a file could not be stored" in caplog.messages


def test_a_place_that_cannot_be_made_refuses_and_leaves_nothing(db: Session, app: Flask) -> None:
    content = PDF + b"z"
    place = files.blob_path(hashlib.sha256(content).hexdigest()).parent
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(b"")  # a file where the folder should be
    with pytest.raises(Unavailable):
        files.store(SYSTEM, upload(content, "a.pdf"), purpose="test")
    place.unlink()
    assert not list(place.parent.glob("upload-*"))
    assert files.store(SYSTEM, upload(content, "a.pdf"), purpose="test").size == len(content)


def test_what_a_killed_upload_left_is_removed_when_no_upload_can_last_as_long(db: Session, app: Flask) -> None:
    folder = Path(app.config["SETTINGS"].data_path) / "files"
    folder.mkdir(parents=True, exist_ok=True)
    left, under_way = folder / "upload-left", folder / "upload-under-way"
    for path in (left, under_way):
        path.write_bytes(b"half")
    two_days_ago = time.time() - 2 * 86_400
    os.utime(left, (two_days_ago, two_days_ago))
    files.sweep()
    assert (left.exists(), under_way.exists()) == (False, True)
    under_way.unlink()


def test_a_bomb_is_refused(db: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_EXPANDED", 1_000_000)
    with pytest.raises(Invalid):
        files.store(SYSTEM, upload(docx(b"0" * 2_000_000), "bomb.docx"), purpose="test")


def test_too_large_is_its_own_error(db: Session, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    small = Settings(environment="test", data_dir=app.config["SETTINGS"].data_dir, max_upload_mb=0)
    monkeypatch.setitem(app.config, "SETTINGS", small)
    with pytest.raises(TooLarge):
        files.store(SYSTEM, upload(PDF, "a.pdf"), purpose="test")


@pytest.mark.parametrize(
    ("given", "kept"),
    [("../../etc/passwd.pdf", "passwd.pdf"), ("C:\\x\\报告.pdf", "报告.pdf"), ("a\u202efdp.exe", "afdp.exe"),
     (" .hidden.pdf", "hidden.pdf")],
)  # fmt: skip
def test_names_lose_paths_and_tricks(given: str, kept: str) -> None:
    assert files.safe_name(given) == kept


def test_a_damaged_file_is_not_served(db: Session, app: Flask) -> None:
    row = files.store(SYSTEM, upload(PDF + b"x", "a.pdf"), purpose="test")
    path = files.blob_path(row.sha256)
    path.chmod(0o600)
    path.write_bytes(b"other")
    with app.test_request_context(), pytest.raises(Unavailable):
        files.send(row)
    path.unlink()
    with app.test_request_context(), pytest.raises(NotFound):
        files.send(row)


def test_files_are_served_as_attachments_in_a_sandbox(db: Session, app: Flask) -> None:
    row = files.store(SYSTEM, upload(PDF + b"y", "报告.pdf"), purpose="test")
    with app.test_request_context():
        answer = files.send(row)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    answer.close()
