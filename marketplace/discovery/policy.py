"""Who may see and change a collection, who may ask why a record is found or not, and who keeps the index."""

from __future__ import annotations

from typing import Any

from marketplace.core.policy import ANY, Actor, Table


def relations(actor: Actor, collection: Any) -> set[str]:
    """How the actor stands to a collection: owner, member of the organisation it is shared with."""
    held: set[str] = set()
    if actor.user_id is not None and actor.user_id == collection.owner_id:
        held.add("owner")
    if collection.organisation_id is not None and actor.member_of(collection.organisation_id):
        held.add("member")
    return held


COLLECTION = Table("collection", relations, {"view": {"owner": ANY, "member": ANY}, "edit": {"owner": ANY}})

# Whoever keeps the site running sees the state of the index and may have it built again.
INDEX_KEEPERS = ("administrator", "centre_lead")


def record_relations(actor: Actor, record: Any) -> set[str]:
    """How the actor stands to a record that is asked about: member of the organisation it belongs to, or staff."""
    held = {"staff"} if actor.is_staff or actor.system else set()
    return held | {"owner"} if actor.member_of(record.owner_id) else held


EXPLANATION = Table("explanation", record_relations, {"view": {"owner": ANY, "staff": ANY}})
