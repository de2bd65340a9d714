"""Content-addressed files: sniffed, size-limited, stored by SHA-256, served as attachments."""

from __future__ import annotations

import errno
import hashlib
import os
import tempfile
import time
import unicodedata
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any

import flask
import puremagic
from flask import Response, current_app
from sqlalchemy import BigInteger, CheckConstraint, Date, String
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.datastructures import FileStorage

from marketplace.core.db import Entity
from marketplace.core.errors import Invalid, NotFound, TooLarge, Unavailable
from marketplace.core.i18n import l_
from marketplace.core.policy import Actor
from marketplace.core.unit import session

TIERS = ("public", "members", "nda", "private")
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "png": "image/png",
    "jpg": "image/jpeg",
    "txt": "text/plain",
    "csv": "text/csv",
}
_OFFICE = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}
_PLAIN = frozenset({"txt", "csv"})
DOCUMENTS = ("pdf", "docx", "xlsx", "pptx", "png", "jpg", "txt", "csv")
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})  # what a system says when a disk takes no more
ARRIVING = "upload-"  # how the name of a file begins that is not checked yet
ARRIVING_SECONDS = 86_400.0  # no upload takes as long: its process was killed
MAX_EXPANDED = 200 * 1024 * 1024  # an office file that unpacks to more is a bomb


class StoredFile(Entity):
    """A file someone uploaded; equal contents share one blob on disk, each upload has its own row."""

    __tablename__ = "stored_file"
    __table_args__ = (CheckConstraint("tier IN ('public', 'members', 'nda', 'private')", name="tier"),)

    sha256: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(BigInteger)
    tier: Mapped[str] = mapped_column(String(10))
    purpose: Mapped[str] = mapped_column(String(60))
    uploaded_by: Mapped[int | None] = mapped_column(BigInteger)
    retention_until: Mapped[date | None] = mapped_column(Date)


def store(
    actor: Actor,
    upload: FileStorage,
    *,
    purpose: str,
    tier: str = "private",
    allowed: tuple[str, ...] = DOCUMENTS,
    field: str = "file",
) -> StoredFile:
    """Check and keep an upload. Raises Invalid (type, name, empty), TooLarge, or Unavailable (disk full)."""
    name = safe_name(upload.filename or "")
    kind = name.rpartition(".")[2].lower().replace("jpeg", "jpg")
    if kind not in allowed:
        raise _refused(field, l_("This kind of file is not accepted. Accepted: %(kinds)s.", kinds=", ".join(allowed)))
    with _arriving() as path:
        digest, size = _receive(upload, path, field)
        if not _is_really(path, kind):
            raise _refused(field, l_("The content of the file does not match its ending .%(kind)s.", kind=kind))
        _keep(path, digest)
    row = StoredFile(
        sha256=digest, name=name, media_type=MEDIA_TYPES[kind], size=size, tier=tier, purpose=purpose,
        uploaded_by=actor.user_id,
    )  # fmt: skip
    session().add(row)
    return row


def send(row: StoredFile) -> Response:
    """The file as an attachment, after its hash was checked. Raises NotFound or Unavailable."""
    path = blob_path(row.sha256)
    if not path.exists():
        raise NotFound(l_("The stored file is missing."))
    if hashlib.sha256(path.read_bytes()).hexdigest() != row.sha256:
        current_app.logger.error("stored file is damaged", extra={"sha256": row.sha256})
        raise Unavailable(l_("The stored file is damaged; the operator was told."))
    answer = flask.send_file(path, row.media_type, as_attachment=True, download_name=row.name, conditional=True)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def blob_path(digest: str) -> Path:
    """Where the blob with this hash lies."""
    return _folder() / digest[:2] / digest


def sweep() -> None:
    """Remove what is left of uploads whose process was killed; part of the nightly housekeeping."""
    for path in _folder().glob(f"{ARRIVING}*"):
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < time.time() - ARRIVING_SECONDS:
                path.unlink()


def safe_name(name: str) -> str:
    """The last part of the name without control, direction or path characters."""
    name = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(c for c in unicodedata.normalize("NFC", name) if unicodedata.category(c)[0] != "C")
    return kept.strip(". ")[-200:]


def _folder() -> Path:
    return Path(current_app.config["SETTINGS"].data_path) / "files"


def _refused(field: str, message: Any) -> Invalid:
    return Invalid(fields={field: [message]})


@contextmanager
def _arriving() -> Iterator[Path]:
    """A temporary file beside the store, gone after the block however that ends. Raises Unavailable (disk full)."""
    try:
        _folder().mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=_folder(), prefix=ARRIVING)
        os.close(handle)
        try:
            yield Path(name)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError as error:
        current_app.logger.error("a file could not be stored", extra={"reason": error.strerror})
        raise Unavailable(l_("The file could not be stored. Please try again later.")) from error


def _receive(upload: FileStorage, path: Path, field: str) -> tuple[str, int]:
    """Copy the upload to a file; returns its SHA-256 and size in bytes."""
    limit = current_app.config["SETTINGS"].max_upload_mb * 1024 * 1024
    digest, size = hashlib.sha256(), 0
    with path.open("wb") as target:
        while chunk := upload.stream.read(1 << 16):
            size += len(chunk)
            if size > limit:
                raise TooLarge(l_("The file is larger than %(limit)s MiB. Choose a smaller one.", limit=limit >> 20))
            digest.update(chunk)
            target.write(chunk)
        target.flush()
        os.fsync(target.fileno())
    if size == 0:
        raise _refused(field, l_("The file is empty."))
    return digest.hexdigest(), size


def _keep(path: Path, digest: str) -> None:
    target = blob_path(digest)
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        os.link(path, target)
        target.chmod(0o600)


def _is_really(path: Path, kind: str) -> bool:
    """Whether the content is of the kind the name claims."""
    if kind in _PLAIN:
        return b"\0" not in path.read_bytes()
    if kind in _OFFICE:
        return _is_office(path, _OFFICE[kind])
    try:
        found = {match.extension.lstrip(".").replace("jpeg", "jpg") for match in puremagic.magic_file(str(path))}
    except (puremagic.PureError, ValueError):
        return False
    return kind in found or (kind == "jpg" and bool(found & {"jfif", "jpe"}))


def _is_office(path: Path, member_prefix: str) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            expanded = sum(member.file_size for member in members)
            return expanded <= MAX_EXPANDED and any(m.filename.startswith(member_prefix) for m in members)
    except zipfile.BadZipFile:
        return False
