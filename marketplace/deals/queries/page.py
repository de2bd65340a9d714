"""The page of a deal: head, stage, health, and the one tab that is open, as far as this reader may see."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from marketplace.accounts import queries as accounts
from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.deals.models import Deal, DealDocument, DealNote, DealTask
from marketplace.deals.policy import DEAL, deal_relations
from marketplace.deals.queries import health as health_rules
from marketplace.deals.queries import tabs
from marketplace.deals.queries.lists import step_names
from marketplace.deals.queries.people import Choices, PersonCard, doers, person_cards
from marketplace.deals.queries.summaries import DealSummary, as_summary
from marketplace.deals.service import records
from marketplace.deals.workflow import STAGES

TABS = ("timeline", "tasks", "documents", "notes", "parties", "introduction", "snapshot")
_PRINCIPAL_TABS = frozenset(TABS)
_PARTIAL_TABS = frozenset({"tasks", "documents", "parties"})  # for parties that see only their own part
_LOADERS: dict[str, Callable[[Actor, Deal], Any]] = {
    "timeline": tabs.timeline,
    "tasks": tabs.tasks,
    "documents": tabs.documents,
    "notes": tabs.notes,
    "parties": tabs.parties,
    "introduction": tabs.introduction,
    "snapshot": tabs.snapshot,
}


@dataclass(frozen=True)
class DealPage:
    """Everything the page of a deal shows to this reader.

    `parties` maps organisation id → card, `people` user id → card; `counts` holds the numbers beside the tabs,
    `doers` the people who can be given something to do.
    """

    deal: DealSummary
    value_reason: str | None
    loss_note: str | None
    health: health_rules.Health
    steps: tuple[tuple[str, str], ...]
    relations: frozenset[str]
    may: frozenset[str]
    actions: tuple[str, ...]
    tabs: tuple[str, ...]
    tab: str
    content: Any
    counts: dict[str, int]
    parties: dict[int, accounts.OrganisationCard]
    people: dict[int, PersonCard]
    doers: Choices

    def person(self, user_id: int | None) -> Text:
        """The name of a person of the page; empty when there is none."""
        card = self.people.get(user_id or 0)
        return card.name if card else Text()

    def party(self, side: str) -> accounts.OrganisationCard | None:
        """The card of the organisation on a side."""
        found = next((row for row in self.deal.parties if row.side == side), None)
        return self.parties.get(found.organisation_id) if found else None

    @property
    def visibilities(self) -> tuple[str, ...]:
        """Whom this reader can let see what he adds, the usual choice first."""
        acts_for_a_party = any(name.endswith(("_member", "_editor")) for name in self.relations)
        possible = {
            "shared": "read_shared" in self.may, "internal": "write_internal" in self.may, "own_side": acts_for_a_party,
        }  # fmt: skip
        return tuple(name for name, can in possible.items() if can)


def tabs_for(relations: Iterable[str]) -> tuple[str, ...]:
    """The tabs that a reader with these relations sees, in order."""
    held = set(relations)
    if held & {"staff", "broker", "supplier_member", "buyer_member"}:
        return TABS
    if "third_party_member" in held:
        return tuple(name for name in TABS if name in _PARTIAL_TABS)
    return ("parties",)


def deal_page(actor: Actor, public_id: str, tab: str | None = None) -> DealPage:
    """The page with one tab open; an unknown tab is the first one. At most eight queries. Raises NotFound."""
    deal = records.get(actor, public_id)
    held = frozenset(deal_relations(actor, deal))
    shown = tabs_for(held)
    chosen = tab if tab in shown else shown[0]
    content = _LOADERS[chosen](actor, deal)
    named = {deal.broker_user_id, deal.next_action_owner_id, *(row.contact_user_id for row in deal.parties)}
    people = person_cards({*named, *tabs.people_in(content)})
    return DealPage(
        deal=as_summary(deal), value_reason=deal.value_reason, loss_note=deal.loss_note,
        health=health_rules.health_of(deal, health_rules.limits()), steps=stage_steps(deal.state), relations=held,
        may=frozenset(name for name in DEAL.rules if DEAL.may(actor, name, deal)),
        actions=tuple(step_names(actor, deal)), tabs=shown, tab=chosen, content=content,
        counts=_counts(deal, held), parties=accounts.organisation_cards(row.organisation_id for row in deal.parties),
        people=people, doers=doers(actor, deal, people),
    )  # fmt: skip


def stage_steps(state: str) -> tuple[tuple[str, str], ...]:
    """(stage, done | current | todo) for the stepper; a lost deal stands nowhere."""
    if state == "lost":
        return tuple((stage, "skipped") for stage in STAGES)
    reached = STAGES.index(state)
    names = ["done"] * reached + ["current" if state != "closed" else "done"] + ["todo"] * (len(STAGES) - reached - 1)
    return tuple(zip(STAGES, names, strict=True))


def _counts(deal: Deal, held: frozenset[str]) -> dict[str, int]:
    """Open tasks, present documents and notes of what the reader sees; none for readers of one part only."""
    if not held & {"staff", "broker", "supplier_member", "buyer_member"}:
        return {}
    inside = bool(held & {"staff", "broker"})
    newer = aliased(DealDocument)
    seen = ("shared", "internal") if inside else ("shared",)
    task = select(func.count()).where(
        DealTask.deal_id == deal.id, DealTask.done_at.is_(None), DealTask.visibility.in_(seen)
    )
    document = select(func.count()).where(
        DealDocument.deal_id == deal.id,
        DealDocument.visibility.in_(seen),
        ~select(newer.id).where(newer.previous_id == DealDocument.id).exists(),
    )
    note = select(func.count()).where(DealNote.deal_id == deal.id, DealNote.visibility.in_(seen))
    row = session().execute(select(task.scalar_subquery(), document.scalar_subquery(), note.scalar_subquery())).one()
    return {"tasks": row[0], "documents": row[1], "notes": row[2]}
