"""Blocks: organisations whose enquiries one owner, or the whole site, does not take."""

from __future__ import annotations

from sqlalchemy import or_, select

from marketplace.accounts.policy import EDITORS
from marketplace.core import audit, clock
from marketplace.core.errors import Forbidden, NotFound
from marketplace.core.policy import Actor
from marketplace.core.unit import session
from marketplace.deals.errors import SenderBlocked
from marketplace.deals.models import Block
from marketplace.deals.policy import LEAD_STAFF


def _in_force(blocked_id: int) -> list[Block]:
    query = select(Block).where(Block.blocked_id == blocked_id, Block.lifted_at.is_(None))
    return list(session().scalars(query))


def refuse(organisation_id: int, owner_id: int) -> None:
    """Raise SenderBlocked when the owner or the centre takes nothing from the organisation."""
    query = select(Block.id).where(
        Block.blocked_id == organisation_id,
        Block.lifted_at.is_(None),
        or_(Block.by_organisation_id.is_(None), Block.by_organisation_id == owner_id),
    )
    if session().scalar(query) is not None:
        raise SenderBlocked()


def put(actor: Actor, *, blocked_id: int, by_organisation_id: int | None, reason: str, enquiry_id: int) -> None:
    """Begin a block; one that is in force already stays as it is."""
    if any(row.by_organisation_id == by_organisation_id for row in _in_force(blocked_id)):
        return
    row = Block(
        blocked_id=blocked_id, by_organisation_id=by_organisation_id, reason=reason, enquiry_id=enquiry_id,
        created_by_id=actor.user_id,
    )  # fmt: skip
    session().add(row)
    session().flush()
    audit.record("block.put", actor=actor, subjects=[f"block:{row.public_id}"], reason=reason)


def lift(actor: Actor, *, public_id: str, reason: str) -> None:
    """End a block: those who speak for the owner lift their own, the centre lifts any. Raises NotFound, Forbidden."""
    row = session().scalar(select(Block).where(Block.public_id == public_id).with_for_update())
    if row is None or not (actor.has(*LEAD_STAFF) or actor.member_of(row.by_organisation_id or 0)):
        raise NotFound()
    if not actor.has(*LEAD_STAFF) and not actor.member_of(row.by_organisation_id or 0, *EDITORS):
        raise Forbidden()
    if row.lifted_at is None:
        row.lifted_at, row.lifted_by_id = clock.now(), actor.user_id
        audit.record("block.lift", actor=actor, subjects=[f"block:{row.public_id}"], reason=reason)
