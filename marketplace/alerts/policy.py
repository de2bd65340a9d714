"""Who may do what with a saved search, a watch or a delivery: their owner, and nobody else."""

from __future__ import annotations

from typing import Any

from marketplace.core.policy import ANY, Actor, Table


def relations(actor: Actor, record: Any) -> set[str]:
    """Staff are no exception: what somebody looks for tells what they plan."""
    return {"owner"} if actor.user_id is not None and record.user_id == actor.user_id else set()


ALERT = Table(
    "alert",
    relations,
    {
        "view": {"owner": ANY},
        "edit": {"owner": ANY},
        "test": {"owner": ANY},
        "delete": {"owner": ANY},
    },
)
