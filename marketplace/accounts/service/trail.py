"""Events about a person: staff and the person read them, so that a stranger's sign-in does not stay unseen."""

from __future__ import annotations

from typing import Any

from marketplace.core import audit
from marketplace.core.policy import Actor


def note(kind: str, person: str | None, *, actor: Actor, **details: Any) -> None:
    """Record what happened to the person with this public id; `details` are changes, reason or data."""
    audit.record(kind, actor=actor, subjects=[f"user:{person or 'unknown'}"], visibility="parties", **details)
