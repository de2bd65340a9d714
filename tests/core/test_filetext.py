"""The text of uploaded files is read once, apart from the site, and a hostile file harms nobody."""

from __future__ import annotations

import io

import docx
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from marketplace.core import files, filetext, jobs
from marketplace.core.policy import SYSTEM


def word(*paragraphs: str) -> bytes:
    """A .docx document."""
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def pdf(line: str) -> bytes:
    """A PDF of one page with one line of Latin text."""
    content = f"BT /F1 12 Tf 20 100 Td ({line}) Tj ET".encode()
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(out))
        out += b"%d 0 obj%sendobj\n" % (number, part)
    start = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % start


def upload(name: str, content: bytes, tier: str = "public") -> files.StoredFile:
    """Store a file and queue its reading."""
    row = files.store(SYSTEM, FileStorage(io.BytesIO(content), name), purpose="test", tier=tier)
    filetext.ask_for(row)
    return row


def read(row: files.StoredFile) -> str:
    jobs.run_now("core.read_file", sha256=row.sha256, media_type=row.media_type)
    return filetext.texts([row.sha256]).get(row.sha256, "")


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("方案.docx", word("烧结余热锅炉", "压降低于 300 Pa"), "烧结余热锅炉\n压降低于 300 Pa"),
        ("report.pdf", pdf("Waste heat boiler"), "Waste heat boiler"),
        ("数据.csv", "工况,温度\n余热,180".encode("gb18030"), "工况,温度\n余热,180"),
        ("empty.txt", b"   \n", ""),
    ],
)
def test_the_text_is_read(db: Session, app: object, name: str, content: bytes, expected: str) -> None:
    assert read(upload(name, content)) == expected


def test_a_damaged_file_is_noted_and_not_tried_again(db: Session, app: object) -> None:
    row = upload("broken.pdf", b"%PDF-1.4\n" + b"not a document" * 9)
    assert read(row) == ""
    assert db.get(filetext.FileText, row.sha256).state == "unreadable"
    assert filetext.ask_for_all() == 0


def test_private_files_and_pictures_are_never_read(db: Session, app: object) -> None:
    waiting = text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'core.read_file'")
    before = db.scalar(waiting)
    upload("secret.txt", b"secret", tier="private")
    assert db.scalar(waiting) == before
    assert filetext.ask_for_all() == 0
    upload("open.txt", b"open")
    assert db.scalar(waiting) == before + 1


def test_reading_twice_keeps_one_text(db: Session, app: object) -> None:
    row = upload("a.txt", b"once")
    assert read(row) == read(row) == "once"
