"""Who may change the vocabulary: everybody reads it, two roles of the centre keep the rule parameters."""

from __future__ import annotations

from typing import Any

from marketplace.core.policy import ANY, Actor, Table

KEEPERS = ("administrator", "centre_lead")


def _relations(actor: Actor, _record: Any) -> set[str]:
    return {"anyone", "keeper"} if actor.has(*KEEPERS) else {"anyone"}


RULES = Table("rule", _relations, {"view": {"anyone": ANY}, "edit": {"keeper": ANY}})
