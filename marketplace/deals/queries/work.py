"""The work on a deal for programs: its history, tasks, documents and notes, with the people who did it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from marketplace.core.errors import Forbidden
from marketplace.core.policy import Actor
from marketplace.deals.models import Deal
from marketplace.deals.policy import deal_relations
from marketplace.deals.queries import tabs
from marketplace.deals.queries.page import tabs_for
from marketplace.deals.queries.people import person_cards
from marketplace.deals.service import records

_LOADERS: dict[str, Callable[[Actor, Deal], list[Any]]] = {
    "timeline": tabs.events,
    "tasks": tabs.tasks,
    "documents": tabs.documents,
    "notes": tabs.notes,
}


def work_on(actor: Actor, public_id: str, part: str) -> list[dict[str, Any]]:
    """The rows of a part (timeline, tasks, documents, notes) as far as the reader may see them, each with its `person`.

    Raises NotFound, and Forbidden for readers who take part in one step and see no such part.
    """
    deal = records.get(actor, public_id)
    if part not in tabs_for(deal_relations(actor, deal)):
        raise Forbidden()
    rows = _LOADERS[part](actor, deal)
    people = person_cards(tabs.people_in(rows))
    named = ("assignee_id", "uploaded_by_id", "author_id")
    return [
        vars(row) | {"person": next((people.get(getattr(row, n)) for n in named if hasattr(row, n)), None)}
        for row in rows
    ]
