"""How many requests one reader may make: counted per process, by person when signed in, else by address."""

from __future__ import annotations

import math
import threading
import time

import flask
from flask import Blueprint, Flask
from flask_limiter import Limiter, RequestLimit
from flask_limiter.util import get_remote_address
from limits.storage import MemoryStorage

from marketplace.core import http
from marketplace.core.errors import TooMany
from marketplace.settings import Settings

SWEEP_SECONDS = 1.0


class SweptMemory(MemoryStorage):
    """The library's storage in memory, which forgets what is over once a second.

    By itself it starts a timer, which is a thread, some milliseconds after every request.
    """

    STORAGE_SCHEME = ["swept-memory"]

    @property
    def timer(self) -> threading.Timer:
        """When it looks next."""
        return self._timer

    @timer.setter
    def timer(self, soon: threading.Timer) -> None:
        self._timer = threading.Timer(SWEEP_SECONDS, soon.function)
        self._timer.daemon = True


def init_app(app: Flask, settings: Settings) -> None:
    """Limit all requests of a reader to `page_rate`; TooMany tells how long to wait.

    A signed-in person counts alone, so that a campus behind one address can work. Probes are never refused.
    """
    limiter = Limiter(
        _reader, app=app, application_limits=[settings.page_rate], storage_uri="swept-memory://",
        strategy="moving-window", on_breach=_refuse,
    )  # fmt: skip
    limiter.request_filter(_is_probe)
    app.extensions["throttle"] = limiter


def search(app: Flask, blueprint: Blueprint, rate: str) -> None:
    """Limit what asks the engine or compares texts, which costs more than a page, each address by itself."""
    app.extensions["throttle"].limit(rate)(blueprint)


def endpoint(app: Flask, name: str, rate: str) -> None:
    """Limit one endpoint by itself, in place of the limit of its blueprint."""
    app.view_functions[name] = app.extensions["throttle"].limit(rate)(app.view_functions[name])


def _reader() -> str:
    user = http.actor().user_id
    return f"person {user}" if user else get_remote_address()


def _is_probe() -> bool:
    return flask.request.path in ("/healthz", "/readyz")


def _refuse(limit: RequestLimit) -> None:
    # The moment the oldest request leaves the window; `reset_at` of the library lies up to a second after it.
    opens_at = limit.window[0]
    wait = max(1, math.ceil(opens_at - time.time()))
    raise TooMany(wait, times=limit.limit.amount, seconds=limit.limit.get_expiry())
