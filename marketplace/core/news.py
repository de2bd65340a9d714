"""News travels upward: a lower noun publishes, app.py wires who listens, all in one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

_subscribers: dict[str, list[Callable[..., None]]] = defaultdict(list)


def subscribe(name: str, function: Callable[..., None]) -> None:
    """Call `function(**details)` whenever the news is published; wiring twice changes nothing."""
    if function not in _subscribers[name]:
        _subscribers[name].append(function)


def publish(name: str, **details: Any) -> None:
    """Tell everyone who subscribed; an exception of a listener ends the use case."""
    for function in _subscribers[name]:
        function(**details)
