"""The verbs of watches: watch a record, change how often it speaks, stop watching."""

from __future__ import annotations

from sqlalchemy import func, select

from marketplace.alerts.errors import TooManyKept
from marketplace.alerts.models import Watch
from marketplace.alerts.policy import ALERT
from marketplace.alerts.queries.facts import DESCRIBED, id_of
from marketplace.alerts.service.searches import MOST, set_frequency
from marketplace.core.errors import NotFound
from marketplace.core.outbox import ENTITIES
from marketplace.core.policy import Actor
from marketplace.core.searchable import audience_of
from marketplace.core.unit import session


def get(actor: Actor, public_id: str, action: str = "view") -> Watch:
    """One of the actor's own watches. Raises NotFound."""
    row = session().scalar(select(Watch).where(Watch.public_id == public_id))
    if row is None:
        raise NotFound()
    ALERT.check(actor, action, row)
    return row


def watch(actor: Actor, *, entity: str, public_id: str, frequency: str = "daily") -> Watch:
    """Watch a record the actor may find now; a second time changes nothing. Raises NotFound or TooManyKept."""
    number = id_of(entity, public_id) if entity in DESCRIBED else None
    if number is None:
        raise NotFound()
    [document] = ENTITIES[entity].build(session(), [number])
    if document.deleted or not document.audience & audience_of(actor):
        raise NotFound()
    mine = select(Watch).where(Watch.user_id == actor.user_id)
    row = session().scalar(mine.where(Watch.entity == entity, Watch.entity_id == number))
    if row is not None:
        return row
    if (session().scalar(select(func.count()).select_from(mine.subquery())) or 0) >= MOST:
        raise TooManyKept(MOST)
    row = Watch(user_id=actor.user_id, entity=entity, entity_id=number, frequency=frequency)
    session().add(row)
    session().flush()
    return row


def edit(actor: Actor, *, public_id: str, frequency: str) -> Watch:
    """Change how often it speaks; muting forgets what was not sent yet. Raises NotFound."""
    row = get(actor, public_id, "edit")
    set_frequency(row, frequency)
    return row


def remove(actor: Actor, *, public_id: str) -> None:
    """Stop watching. Raises NotFound."""
    session().delete(get(actor, public_id, "delete"))
