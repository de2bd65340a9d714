"""The few requests the tool itself asks a node, without a client library."""

from __future__ import annotations

import base64
import json
import urllib.error
import urllib.request
from typing import Any

_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def get(url: str, user: str | None = None, password: str | None = None, timeout: float = 5) -> dict[str, Any]:
    """GET as JSON. Raises OSError when nobody answers or the answer is an error."""
    request = urllib.request.Request(url)  # noqa: S310 - the address is the node's own
    if user is not None:
        token = base64.b64encode(f"{user}:{password}".encode()).decode()
        request.add_header("Authorization", f"Basic {token}")
    with _OPENER.open(request, timeout=timeout) as answer:
        found: dict[str, Any] = json.load(answer)
    return found


def answers(url: str, timeout: float = 2) -> bool:
    """Whether a node listens: a refused sign-in is an answer too."""
    try:
        get(f"{url}/_cluster/health", timeout=timeout)
    except urllib.error.HTTPError as error:
        return error.code == 401
    except (OSError, ValueError):
        return False
    return True
