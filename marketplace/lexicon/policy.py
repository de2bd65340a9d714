"""Who may read and change the lexicon: staff of the centre read it, three of their roles keep it."""

from __future__ import annotations

from typing import Any

from marketplace.core.policy import ANY, Actor, Table

KEEPERS = ("administrator", "centre_lead", "reviewer")


def _relations(actor: Actor, _record: Any) -> set[str]:
    found = {"staff"} if actor.is_staff else set()
    return found | {"keeper"} if actor.has(*KEEPERS) or actor.system else found


LEXICON = Table("lexicon", _relations, {"view": {"staff": ANY, "keeper": ANY}, "edit": {"keeper": ANY}})
