"""What the site needs, checked: database, schema, index, folders, mail, keys; each finding names the remedy."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import func, select, text

from marketplace.core import files, index_status, indexing, mail, schema, vectors
from marketplace.core.commands import schema_remedy
from marketplace.core.reconcile import Reconciliation
from marketplace.core.unit import session
from marketplace.settings import Settings
from search.errors import SearchUnavailable
from search.semantic.embedder import AUTO, Embedder, space_of
from search.semantic.errors import ModelAbsent, ModelFailed

MODEL_SECONDS = 5.0
RECONCILE_SECONDS = 2 * 86_400.0
LITTLE = 1 << 30  # bytes of a disk
EMBEDDED_MOST = 300_000  # documents up to which the embedded engine was measured
_JOBS_REMEDY = "`flask jobs failed` lists them, the log of `flask worker` says why; once mended, `flask jobs retry`"


@dataclass(frozen=True)
class Finding:
    """One line of the report; level is ok, warn or fail."""

    level: str
    name: str
    text: str


def examine(settings: Settings) -> list[Finding]:
    """Run every check; a check that breaks is itself a finding."""
    findings: list[Finding] = []
    for check in (_database, _schema, _checksums, _folders, _search, _meaning, _mail, _jobs, _keys, _proxy, _people):
        findings.extend(_run(check, settings))
    return findings


def _run(check: Callable[[Settings], Iterator[Finding]], settings: Settings) -> list[Finding]:
    try:
        return list(check(settings))
    except Exception as error:  # the report must go on: it is read when things are broken
        session().rollback()
        why = schema_remedy(error) or f"could not be checked: {type(error).__name__}: {error}"
        return [Finding("fail", check.__name__.strip("_"), why)]


def _database(settings: Settings) -> Iterator[Finding]:
    version = session().scalar(text("SHOW server_version"))
    kind = "DATABASE_URL" if settings.database_url else "embedded, under " + str(settings.data_path / "postgres")
    yield Finding("ok", "database", f"PostgreSQL {version} ({kind})")


def _schema(_settings: Settings) -> Iterator[Finding]:
    head = schema.head()
    present = session().scalar(text("SELECT version_num FROM alembic_version"))
    if present == head:
        yield Finding("ok", "schema", f"revision {head}")
    else:
        yield Finding("fail", "schema", f"revision {present}, the code needs {head}: run `flask db upgrade`")


def _checksums(_settings: Settings) -> Iterator[Finding]:
    for name, wanted in (("fsync", "on"), ("full_page_writes", "on"), ("data_checksums", "on")):
        value = session().scalar(text(f"SHOW {name}"))
        if value != wanted:
            yield Finding("warn", name, f"is {value}: set it to {wanted}, or a power failure may lose data")


def _folders(settings: Settings) -> Iterator[Finding]:
    try:
        settings.data_path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        told = f"{settings.data_path} cannot be made ({error.strerror}): make it for the user of web and worker"
        yield Finding("fail", "data folder", told)
        return
    for name in ("files", "mail", "search"):
        folder = settings.data_path / name
        try:
            folder.mkdir(parents=True, exist_ok=True)
            probe = folder / ".probe"
            probe.write_bytes(b"x")
            probe.unlink()
        except OSError as error:
            remedy = "make room" if error.errno in files.FULL else "change its owner"
            yield Finding("fail", f"folder {name}", f"{folder} is not writable ({error.strerror}): {remedy}")
    free = shutil.disk_usage(settings.data_path).free
    told = f"{free >> 20} MiB free under {settings.data_path}"
    yield Finding("ok", "disk", told) if free > LITTLE else Finding("warn", "disk", f"{told}: make room")


def _search(_settings: Settings) -> Iterator[Finding]:
    status = index_status.read()
    if not status.ok:
        yield Finding("fail", "search", f"{status.engine}, {status.detail}: {status.remedy}")
        return
    yield Finding("ok", "search", f"{status.engine}, generation {status.generation}, {status.documents} documents")
    if status.engine == "tantivy" and status.documents > EMBEDDED_MOST:
        told = f"more than {EMBEDDED_MOST:,} documents: move to Elasticsearch, as docs/operations.md says"
        yield Finding("warn", "search size", told)
    if status.is_cut_otherwise:
        yield Finding("warn", "search words", "the index was cut by other words than today's: `flask search rebuild`")
    if status.is_old:
        yield Finding("warn", "search lag", f"{status.lag_seconds:.0f} s: is `flask worker` running?")
    if status.dead:
        yield Finding("warn", "search outbox", f"{status.dead} refused: `flask search dead`, then `flask search retry`")
    if status.orphans:
        names = ", ".join(status.orphans)
        yield Finding(
            "warn", "search generations", f"half-built: {names}; the next `flask search rebuild` removes them"
        )
    yield from _reconciled(status.reconciled)


def _reconciled(report: Reconciliation | None) -> Iterator[Finding]:
    if report is None:
        return
    if report.needs_rebuild:
        yield Finding("warn", "search reconcile", "the index holds what the database does not: `flask search rebuild`")
    elif report.differences:
        yield Finding(
            "warn", "search reconcile", f"{report.differences} documents differed at {report.started_at:%F %R} UTC"
        )
    if index_status.age_seconds(report.started_at) > RECONCILE_SECONDS:
        yield Finding("warn", "search reconcile", "none for two days: is `flask worker` running?")


def _meaning(settings: Settings) -> Iterator[Finding]:
    """Whether a model searches by meaning too; the site is complete without."""
    try:
        model = vectors.open_model(settings)
        if model is not None:
            model.query("余热回收", MODEL_SECONDS)
    except (ModelAbsent, ModelFailed) as error:
        level = "ok" if settings.semantic == AUTO and isinstance(error, ModelAbsent) else "warn"
        yield Finding(level, "meaning", f"{error}; search answers by words alone")
        return
    if model is None:
        yield Finding("ok", "meaning", "switched off (SEMANTIC=off); search answers by words alone")
        return
    if _are_damaged(model):
        told = "the vectors of the index are damaged: `flask search rebuild`; until then search answers by words alone"
        yield Finding("warn", "meaning", told)
        return
    found = vectors.progress()
    yield Finding("ok", "meaning", f"{model.model_id}: {found.known} vectors, {found.waiting} records wait for theirs")


def _are_damaged(model: Embedder) -> bool:
    try:
        indexing.backend().vectors(space_of(model))
    except SearchUnavailable as error:  # for any other reason the index itself is away, which another check says
        return error.reason == "damaged" and index_status.read().ok
    return False


def _mail(settings: Settings) -> Iterator[Finding]:
    if not settings.smtp_url:
        yield Finding("warn", "mail", f"no SMTP_URL: mails are written to {settings.data_path / 'mail'}")
    else:
        try:
            with mail.server(settings.smtp_url):
                yield Finding("ok", "mail", "the mail server answers")
        except (OSError, ValueError) as error:  # of which those of smtplib are some
            told = f"{mail.reason(error)}: is the mail server running, and is SMTP_URL right? Mails wait meanwhile"
            yield Finding("fail", "mail", told)
    # Nothing is wrong with a mail whose first attempt is still to come.
    unsent = mail.Message.sent_at.is_(None), mail.Message.attempts > 0
    number, last = session().execute(select(func.count(), func.max(mail.Message.error)).where(*unsent)).one()
    if number:
        yield Finding("warn", "mails", f"{number} could not be sent so far, for example because of {last}")


def _jobs(_settings: Settings) -> Iterator[Finding]:
    failed = session().execute(
        text("SELECT task_name, count(*) FROM procrastinate_jobs WHERE status = 'failed' GROUP BY task_name ORDER BY 1")
    )
    if names := ", ".join(f"{name} {number}" for name, number in failed):
        yield Finding("warn", "jobs", f"failed for good: {names}; {_JOBS_REMEDY}")


def _keys(settings: Settings) -> Iterator[Finding]:
    if settings.secret_key:
        yield Finding("ok", "secret key", "set by the environment")
    else:
        yield Finding("warn", "secret key", f"kept in {settings.data_path / 'secret_key'}; set SECRET_KEY to share it")


def _proxy(settings: Settings) -> Iterator[Finding]:
    if settings.environment == "production" and not settings.secure_cookies:
        yield Finding("warn", "cookies", "SECURE_COOKIES is off: switch it on behind TLS")
    if settings.environment == "production" and not settings.trusted_hosts:
        yield Finding("warn", "hosts", "TRUSTED_HOSTS is empty: name the host names of the site")


def _people(settings: Settings) -> Iterator[Finding]:
    """A database that was filled for a demonstration is no beginning of a real site."""
    if settings.environment == "production" and (
        number := session().scalar(text("SELECT count(*) FROM account_user WHERE demo"))
    ):
        told = f"{number} accounts, with their records, are inventions and cannot sign in: begin with an empty database"
        yield Finding("warn", "demonstration", told)
