"""How the web server runs, wherever it is started (read from the working folder), and what a new process does first."""

from __future__ import annotations

from os import cpu_count
from typing import Any

from marketplace.settings import Settings, SettingsError

WARM_SECONDS = 10.0  # how long a process may keep its readers waiting for this: the others serve meanwhile

try:
    settings = Settings.from_environment()
except SettingsError as error:
    raise SystemExit(f"Cannot start: {error}") from None

bind = f"[{settings.host}]:{settings.port}" if ":" in settings.host else f"{settings.host}:{settings.port}"
workers = min(settings.web_workers, cpu_count() or 1)
threads = settings.web_threads
worker_class = "gthread"
preload_app = True  # a process that takes the place of another need not load the site again
max_requests = 50_000  # what a process has learnt (words, answers) is worth keeping for an hour of many readers
max_requests_jitter = 5_000
graceful_timeout = 20
keepalive = 5
loglevel = "warning"
control_socket_disable = True


def post_worker_init(worker: Any) -> None:
    """Warm the process before it takes requests: after the fork, which no handle of an engine survives."""
    from marketplace.core import warming
    from wsgi import app

    warming.start(app).join(WARM_SECONDS)
