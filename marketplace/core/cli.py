"""Operators' commands of the floor: db, audit, search, files, jobs, worker, doctor."""

from __future__ import annotations

import asyncio
import json
import logging
import signal
import sys
from collections.abc import Callable

import click
import procrastinate
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import func, select

from marketplace.core import (
    audit,
    deadletters,
    doctor,
    failed_jobs,
    filetext,
    index_status,
    indexing,
    jobs,
    rebuild,
    reconcile,
    schema,
)
from marketplace.core.commands import Command, Commands
from marketplace.core.db import database_url
from marketplace.core.embedding import EmbeddingThread
from marketplace.core.errors import DomainError, NotFound
from marketplace.core.outbox import OutboxRow
from marketplace.core.policy import SYSTEM, Actor
from marketplace.core.unit import SessionFactory, unit
from search.errors import SearchError

log = logging.getLogger("marketplace.worker")
AGAIN_SECONDS = 5.0

database = Commands("db", help="The database schema.")
trail = Commands("audit", help="The audit trail.")
search = Commands("search", help="The search index.")
stored = Commands("files", help="Stored files.")
background = Commands("jobs", help="Background jobs.")


@database.command("upgrade")
def upgrade() -> None:
    """Bring the database to the newest schema."""
    schema.upgrade(SessionFactory.kw["bind"])
    click.echo("The database has the newest schema.")


@database.command("downgrade")
@click.argument("revision")
@click.confirmation_option(prompt="What newer releases have stored is deleted. Is there a backup?")
def downgrade(revision: str) -> None:
    """Take the database back to a revision such as 0001; `base` empties it."""
    schema.downgrade(SessionFactory.kw["bind"], revision)
    click.echo(f"The database is at {revision}.")


@database.command("draft")
@click.argument("name")
def draft(name: str) -> None:
    """Draft the next numbered migration from the difference between models and database."""
    click.echo(f"written: {schema.draft(SessionFactory.kw['bind'], name)}")


@trail.command("verify")
def verify() -> None:
    """Re-compute the hash chain; exit code 1 names the first bad row."""
    with unit():
        checked, bad = audit.verify()
    if bad is not None:
        click.echo(f"The audit trail is broken at row {bad}; {checked} rows before it are intact.", err=True)
        sys.exit(1)
    click.echo(f"The audit trail is intact: {checked} rows.")


@search.command("status")
def status() -> None:
    """Engine, generation, documents, open and refused changes, lag, breaker, orphans, last reconcile and rebuild."""
    with unit():
        found = index_status.read()
        for name in (
            "engine", "ok", "generation", "av", "av_wanted", "documents", "waiting", "dead", "lag_seconds", "breaker",
            "detail", "remedy",
        ):  # fmt: skip
            click.echo(f"{name:12} {getattr(found, name)}")
        click.echo(f"{'generations':12} {', '.join(found.generations)}")
        click.echo(f"{'orphans':12} {', '.join(found.orphans) or 'none'}")
        if found.reconciled:
            click.echo(f"{'reconciled':12} {found.reconciled.started_at:%F %R} UTC, {_differences(found.reconciled)}")
        known = found.vectors
        click.echo(f"{'vectors':12} {known.known} known, {known.waiting} waiting, model {known.model_id or 'none'}")
        if found.rebuild:
            state = found.rebuild.error or ("done" if found.rebuild.finished_at else "running")
            click.echo(f"{'rebuild':12} {found.rebuild.written} of {found.rebuild.expected}, {state}")
    sys.exit(0 if found.ok else 1)


@search.command("rebuild")
def rebuild_index() -> None:
    """Build a new generation beside the old one, check it, and swap."""
    try:
        for line in rebuild.run():
            click.echo(line)
    except (SearchError, DomainError) as error:
        click.echo(f"The index was not rebuilt: {error}", err=True)
        sys.exit(1)


@search.command("reconcile")
def compare() -> None:
    """Compare the index with the database and queue every difference (expected: 0)."""
    with unit():
        found = reconcile.run()
    click.echo(_differences(found))
    if found.needs_rebuild:
        click.echo("What is ahead or superfluous is mended by `flask search rebuild` only.")
    sys.exit(1 if found.differences else 0)


def _differences(found: reconcile.Reconciliation) -> str:
    kinds = ", ".join(f"{kind} {getattr(found, kind)}" for kind in reconcile.KINDS)
    return f"compared {found.compared} in {found.seconds:.1f} s, differences {found.differences} ({kinds})"


@search.command("drain")
def drain() -> None:
    """Index what the outbox holds and end (the worker does this all the time); exit code 1 unless all was indexed."""
    with unit() as opened:
        begun = opened.scalar(select(func.clock_timestamp()))
    while indexing.drain():
        pass
    with unit() as opened:
        indexed, refused, waiting = (
            opened.scalar(select(func.count()).select_from(OutboxRow).where(*condition)) or 0
            for condition in (
                (OutboxRow.done_at >= begun,),
                (OutboxRow.dead_at >= begun,),
                (OutboxRow.done_at.is_(None), OutboxRow.dead_at.is_(None)),
            )
        )
    click.echo(f"{indexed} indexed, {refused} refused" + (f", {waiting} still wait" if waiting else ""))
    if refused:
        click.echo("`flask search dead` says which were refused, and why.", err=True)
    if waiting:
        click.echo("`flask search status` says why changes wait: the engine, or another process that drains.", err=True)
    sys.exit(1 if refused or waiting else 0)


@search.command("dead")
def dead() -> None:
    """What the index refused, and why."""
    with unit():
        for letter in deadletters.listed():
            how = f"tried {letter.attempts} times in vain" if letter.exhausted else "refused"
            click.echo(f"{letter.id:8} {letter.entity}:{letter.public_id} {letter.at:%F %R} UTC {how}: {letter.reason}")


@search.command("retry")
@click.argument("number", type=click.IntRange(1, 2**63 - 1), required=False)
def retry(number: int | None) -> None:
    """Try refused documents again after their cause was mended: one by its number, or all."""
    unknown = f"No refused change has the number {number}; `flask search dead` lists them."
    _try_again(number, deadletters.retry, deadletters.retry_all, unknown)


def _try_again(
    number: int | None, one: Callable[[Actor, int], None], every: Callable[[Actor], int], unknown: str
) -> None:
    """Queue one of what failed again, or all without a number; `unknown` is said of a number that none has."""
    with unit():
        try:
            if number is not None:
                one(SYSTEM, number)
        except NotFound as error:
            raise click.ClickException(unknown) from error
        count = 1 if number is not None else every(SYSTEM)
    click.echo(f"{count} will be tried again")


@stored.command("read")
def read_files() -> None:
    """Queue the reading of every file whose text the search does not know yet."""
    with unit():
        click.echo(f"{filetext.ask_for_all()} files will be read by the worker")


@background.command("failed")
def failed() -> None:
    """Jobs that failed for good, the newest first; the log of the worker says why."""
    with unit():
        found = failed_jobs.listed()
    for job in found:
        when = f"{job.at:%F %R} UTC" if job.at else "-"
        args = json.dumps(job.args, ensure_ascii=False)
        click.echo(f"{job.id:8} {job.name} {args} {when} tried {job.attempts} times")
    if not found:
        click.echo("No job has failed for good.")


@background.command("retry")
@click.argument("number", type=click.IntRange(1, 2**63 - 1), required=False)
@click.option("--all", "every", is_flag=True, help="all jobs that failed for good")
def retry_job(number: int | None, every: bool) -> None:
    """Queue jobs that failed for good again after their cause was mended: one by its number, or all."""
    if every == (number is not None):
        raise click.UsageError("Name one job by its number, which `flask jobs failed` lists, or all with --all.")
    unknown = f"No failed job has the number {number}; `flask jobs failed` lists them."
    _try_again(number, failed_jobs.retry, failed_jobs.retry_all, unknown)


@click.command("worker", cls=Command)
@click.option("--concurrency", type=click.IntRange(min=1), default=2, show_default=True, help="jobs at the same time")
@with_appcontext
def worker(concurrency: int) -> None:
    """Run background jobs and follow the search outbox until stopped."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # the drainer thread needs the real one
    conninfo = database_url(app.config["SETTINGS"]).replace("postgresql+psycopg://", "postgresql://")
    drainer = indexing.Drainer(app, conninfo)
    drainer.start()
    embedding = EmbeddingThread(app)
    embedding.start()
    try:
        asyncio.run(_work(jobs.worker_app(app, conninfo), concurrency))
    finally:
        embedding.stop()
        drainer.stop()
        drainer.join(timeout=5)
        embedding.join(timeout=5)
        indexing.close()


async def _work(queue: procrastinate.App, concurrency: int) -> None:
    """Run jobs until a signal asks to stop. The library's worker ends when the database restarts: then a new one."""
    asked = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, asked.set)
    async with queue.open_async():
        stop = asyncio.create_task(asked.wait())
        while not asked.is_set():
            running = asyncio.create_task(
                queue.run_worker_async(
                    concurrency=concurrency, wait=True, delete_jobs="never", install_signal_handlers=False
                )
            )
            await asyncio.wait({running, stop}, return_when=asyncio.FIRST_COMPLETED)
            if asked.is_set():
                running.cancel()  # it ends what it has begun
                await asyncio.wait({running})
                return
            log.warning("background jobs have stopped and start again", exc_info=running.exception())
            await asyncio.wait({stop}, timeout=AGAIN_SECONDS)


@click.command("doctor", cls=Command)
@with_appcontext
def doctor_command() -> None:
    """Check everything the site needs; each finding says how to mend it."""
    with unit():
        findings = doctor.examine(current_app.config["SETTINGS"])
    for finding in findings:
        mark = {"ok": "  ok ", "warn": "warn ", "fail": "FAIL "}[finding.level]
        click.echo(f"{mark} {finding.name}: {finding.text}")
    sys.exit(1 if any(finding.level == "fail" for finding in findings) else 0)


groups = [database, trail, search, stored, background, worker, doctor_command]
