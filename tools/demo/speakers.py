"""Who acts for an organisation in the scripts."""

from __future__ import annotations

ACCOUNTS = {"uni-main": "uni", "ent-main": "ent", "broker-main": "broker", "centre": "lead"}


def speaker(organisation: str) -> str:
    """The key of the person who speaks for an organisation: a demonstration account where there is one."""
    return ACCOUNTS.get(organisation, f"owner-{organisation}")
