"""The worker outlives a restart of the database, and ends when it is asked to."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from marketplace.settings import ROOT
from tests.core.own_database import own_database  # noqa: F401

SECONDS = 60.0
END_ALL = text("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = :name")
DONE = text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'jobs.test' AND status <> 'todo'")
ASK = text("INSERT INTO procrastinate_jobs (queue_name, task_name) VALUES ('default', 'jobs.test')")


def go_away(address: str, seconds: float) -> None:
    """The database ends all connections and takes no new ones for a while, as when its server starts again."""
    url = make_url(address)
    engine = create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'ALTER DATABASE "{url.database}" ALLOW_CONNECTIONS false'))
        connection.execute(END_ALL, {"name": url.database})
        time.sleep(seconds)
        connection.execute(text(f'ALTER DATABASE "{url.database}" ALLOW_CONNECTIONS true'))
    engine.dispose()


def is_taken(address: str, number: int, log: Path, worker: subprocess.Popen[bytes]) -> None:
    """Order a job and wait until the worker has taken as many."""
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(ASK)  # a task that nobody knows fails, but it was taken
        until = time.monotonic() + SECONDS
        while connection.scalar(DONE) != number:
            assert worker.poll() is None, log.read_text()[-2000:]
            assert time.monotonic() < until, log.read_text()[-2000:]
            time.sleep(0.2)
    engine.dispose()


def test_a_restart_of_the_database_does_not_end_it(own_database: str, tmp_path: Path) -> None:  # noqa: F811
    environment = {
        **os.environ, "DATABASE_URL": own_database.replace("+psycopg", ""), "DATA_DIR": str(tmp_path),
        "SEMANTIC": "off",
    }  # fmt: skip
    command, log = [sys.executable, "-m", "flask", "worker"], tmp_path / "log"
    with log.open("wb") as output:
        worker = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
    try:
        is_taken(own_database, 1, log, worker)
        go_away(own_database, 2)
        is_taken(own_database, 2, log, worker)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(30) == 0
    finally:
        worker.kill()
