"""The processes of a running site: their commands, and the settings as they read them."""

from __future__ import annotations

import sys
from dataclasses import fields

from marketplace.settings import Settings


def environment(settings: Settings) -> dict[str, str]:
    """The settings as environment variables."""
    values = {item.name.upper(): getattr(settings, item.name) for item in fields(settings)}
    return {name: str(int(value)) if isinstance(value, bool) else str(value) for name, value in values.items()}


def web() -> list[str]:
    """gunicorn as gunicorn.conf.py says, but sooner done with its requests than the supervisor with waiting."""
    return [sys.executable, "-m", "gunicorn", "wsgi:app", "--graceful-timeout", "8"]


def worker() -> list[str]:
    """Background jobs and the follower of the search outbox."""
    return [sys.executable, "-m", "flask", "worker"]


def demo_year() -> list[str]:
    """Plays the rest of the demo's year and ends."""
    return [sys.executable, "-m", "tools.demo.year"]
