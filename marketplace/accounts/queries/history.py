"""The history of a person or an organisation, with names instead of codes in what changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from marketplace.accounts.schemas import labels, vocabulary
from marketplace.core import audit
from marketplace.core.i18n import lang

_NAMES: dict[str, Callable[[Any], Any]] = {
    "kind": lambda code: labels.KINDS.get(code, code),
    "role": lambda code: labels.MEMBER_ROLES.get(code, code),
    "sme_size": lambda code: labels.SIZES.get(code, code),
    "lang": lambda code: labels.LANGUAGES.get(code, code),
    "level": lambda code: labels.BROKER_LEVELS.get(code, code),
    "region_code": lambda code: vocabulary.label("region", code).pick(lang()),
}


def history(subject: str, limit: int = 50) -> Sequence[audit.EventView]:
    """The newest events about a subject (`user:7F…`, `organisation:7F…`)."""
    return [_readable(event) for event in audit.timeline(subject, limit=limit)]


def _readable(event: audit.EventView) -> audit.EventView:
    """The title of a step says its new state, so the state is left out; codes get their names."""
    changes = {
        name: [_NAMES[name](value) if value and name in _NAMES else value for value in pair]
        for name, pair in event.changes.items()
        if name not in ("state", "agency_id")
    }
    return replace(event, changes=changes)
