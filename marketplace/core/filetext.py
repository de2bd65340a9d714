"""The text inside stored files: read once per content by the worker, kept for the search."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.core import clock, files, jobs, news
from marketplace.core.db import Base, among, timestamp
from marketplace.core.reading import KINDS, SECONDS
from marketplace.core.unit import session

log = logging.getLogger("marketplace.files")
_KIND_OF = {media_type: kind for kind, media_type in files.MEDIA_TYPES.items() if kind in KINDS}


class FileText(Base):
    """What a content says. Equal contents are read once, whoever uploaded them."""

    __tablename__ = "stored_file_text"
    __table_args__ = (among("state", ("read", "empty", "unreadable")),)

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    state: Mapped[str] = mapped_column(String(10))
    content: Mapped[str] = mapped_column(Text, default="")
    read_at: Mapped[datetime] = timestamp(default=clock.now)


@jobs.task(name="core.read_file")
def read(sha256: str, media_type: str) -> None:
    """Read a content unless it was read before; tells `file.read` to the nouns that search in it."""
    if session().get(FileText, sha256) is not None:
        return
    text = _text_of(sha256, _KIND_OF[media_type])
    state = "unreadable" if text is None else "read" if text.strip() else "empty"
    session().add(FileText(sha256=sha256, state=state, content=text or ""))
    session().flush()
    news.publish("file.read", sha256=sha256)


def ask_for(row: files.StoredFile) -> None:
    """Queue the reading of a file that others may search in; private files and pictures are not read."""
    if row.tier != "private" and row.media_type in _KIND_OF:
        jobs.defer("core.read_file", sha256=row.sha256, media_type=row.media_type)


def ask_for_all() -> int:
    """Queue every readable content that was never read; returns how many."""
    wanted = (
        session()
        .execute(
            select(files.StoredFile.sha256, files.StoredFile.media_type)
            .where(files.StoredFile.tier != "private", files.StoredFile.media_type.in_(_KIND_OF))
            .where(files.StoredFile.sha256.not_in(select(FileText.sha256)))
            .distinct()
        )
        .all()
    )
    for row in wanted:
        jobs.defer("core.read_file", sha256=row.sha256, media_type=row.media_type)
    return len(wanted)


def texts(digests: Iterable[str]) -> dict[str, str]:
    """The texts of contents by their hash, as far as they were read and hold any. One query."""
    wanted = set(digests)
    if not wanted:
        return {}
    found = session().execute(
        select(FileText.sha256, FileText.content).where(FileText.sha256.in_(wanted), FileText.state == "read")
    )
    return {row.sha256: row.content for row in found}


def _text_of(sha256: str, kind: str) -> str | None:
    """The text, cleaned of characters no column can keep; None when the file cannot be read."""
    try:
        with files.blob_path(sha256).open("rb") as content:
            done = subprocess.run(  # noqa: S603 (own module, kind of a closed list)
                [sys.executable, "-m", "marketplace.core.reading", kind],
                stdin=content, capture_output=True, check=True, timeout=3 * SECONDS,
            )  # fmt: skip
    except (OSError, subprocess.SubprocessError) as error:
        log.warning("a file cannot be read", extra={"sha256": sha256, "reason": type(error).__name__})
        return None
    return done.stdout.decode("utf-8", "replace").replace("\0", " ")
