"""What gunicorn does in every web process, after fork and before its first request (read from the working folder)."""

from __future__ import annotations

from typing import Any


def post_worker_init(worker: Any) -> None:
    """Open the search engine in the background: an engine handle does not survive being forked."""
    from marketplace.core import warming
    from wsgi import app

    warming.start(app)
