"""The processes of a running site: their commands, and the settings as they read them."""

from __future__ import annotations

import sys
from dataclasses import fields
from multiprocessing import cpu_count

from marketplace.settings import Settings


def environment(settings: Settings) -> dict[str, str]:
    """The settings as environment variables."""
    values = {item.name.upper(): getattr(settings, item.name) for item in fields(settings)}
    return {name: str(int(value)) if isinstance(value, bool) else str(value) for name, value in values.items()}


def web(settings: Settings) -> list[str]:
    """gunicorn with threads; workers are never more than cores."""
    workers = min(settings.web_workers, cpu_count())
    return [
        sys.executable, "-m", "gunicorn", "wsgi:app", "--bind", f"{settings.host}:{settings.port}",
        "--workers", str(workers), "--worker-class", "gthread", "--threads", str(settings.web_threads),
        "--max-requests", "5000", "--max-requests-jitter", "500", "--graceful-timeout", "8",
        "--keep-alive", "5", "--log-level", "warning", "--no-control-socket", "--preload",
    ]  # fmt: skip


def worker() -> list[str]:
    """Background jobs and the follower of the search outbox."""
    return [sys.executable, "-m", "flask", "worker"]


def demo_year() -> list[str]:
    """Plays the rest of the demo's year and ends."""
    return [sys.executable, "-m", "tools.demo.year"]
