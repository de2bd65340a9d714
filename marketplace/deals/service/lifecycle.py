"""The steps of a deal: forward, back, lost, reopened, and into pilot, incubation and its end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import update

from marketplace.core import clock, news
from marketplace.core.errors import Conflict
from marketplace.core.policy import Actor
from marketplace.core.unit import session
from marketplace.core.workflow import Transition
from marketplace.core.workflow import advance as take_step
from marketplace.deals.models import Deal, DealStage
from marketplace.deals.policy import deal_relations
from marketplace.deals.service import items, letters, records
from marketplace.deals.service.facts import facts_of
from marketplace.deals.workflow import DEAL_MACHINE

TOLD = ("screen", "negotiate", "sign", "close", "lose", "reopen")  # steps the parties are told of by mail


def advance(
    actor: Actor,
    *,
    public_id: str,
    action: str,
    version: int | None = None,
    reason: str | None = None,
    loss_code: str | None = None,
    loss_note: str | None = None,
    outcome: str | None = None,
    exclusive: bool = False,
) -> Deal:
    """Take a step on behalf of a person.

    `outcome` and `exclusive` (nothing is left to offer) belong to `close`, the loss entries to `lose`.
    Raises NotFound, Conflict (the deal changed since `version`), and what `core.workflow.advance` raises;
    GuardsUnmet names everything that is missing.
    """
    deal = records.for_change(actor, public_id)
    if version is not None and version != deal.version:
        raise Conflict(diff={"state": (deal.state, action)})
    facts = facts_of(deal, loss_code=loss_code, loss_note=loss_note, outcome=outcome)
    ends = {"lose": {"loss_code": loss_code, "loss_note": loss_note}, "close": {"outcome": outcome}}
    taken = _step(
        actor, deal, action, ends.get(action, {}), relations=deal_relations(actor, deal), facts=facts,
        reason=reason or loss_note,
    )  # fmt: skip
    _finish(actor, deal, taken, exclusive=exclusive)
    return deal


def enter_pilot(actor: Actor, *, deal_id: int, pilot_public_id: str) -> None:
    """A pilot project begins for the deal; pilots decided who may. Raises InvalidAction before signature."""
    _enter(actor, deal_id, "enter_pilot", f"pilot:{pilot_public_id}")


def enter_incubation(actor: Actor, *, deal_id: int, case_public_id: str) -> None:
    """An incubation case begins for the deal; incubation decided who may (G5 or waiver, V68)."""
    _enter(actor, deal_id, "enter_incubation", f"incubation:{case_public_id}")


def close(actor: Actor, *, deal_id: int, outcome: str, exclusive: bool = False) -> None:
    """Close the deal with its outcome, called by the noun in which the way ended. Raises GuardsUnmet."""
    deal = records.by_id(deal_id)
    facts = facts_of(deal, outcome=outcome)
    taken = _step(actor, deal, "close", {"outcome": outcome}, relations={"pathway"}, facts=facts)
    _finish(actor, deal, taken, exclusive=exclusive)


def _enter(actor: Actor, deal_id: int, action: str, subject: str) -> None:
    deal = records.by_id(deal_id)
    taken = _step(actor, deal, action, {}, relations={"pathway"}, subjects=[subject])
    _finish(actor, deal, taken)


def _step(actor: Actor, deal: Deal, action: str, end: Mapping[str, str | None], **how: Any) -> Transition:
    """The move itself, how the deal ended when it did, and the stage log behind it."""
    before = deal.state
    data = {name: value for name, value in end.items() if value is not None}
    taken = take_step(DEAL_MACHINE, deal, action, actor=actor, data=data, **how)
    for name, value in ({"loss_code": None, "loss_note": None} if action == "reopen" else end).items():
        setattr(deal, name, value)
    if deal.state != before:
        log_stage(actor, deal)
    return taken


def log_stage(actor: Actor, deal: Deal) -> None:
    """Close the present line of the stage log and begin one for the state the deal is in now."""
    now = clock.now()
    session().execute(
        update(DealStage).where(DealStage.deal_id == deal.id, DealStage.left_at.is_(None)).values(left_at=now)
    )
    session().add(DealStage(deal_id=deal.id, state=deal.state, entered_at=now, by_id=actor.user_id))


def _finish(actor: Actor, deal: Deal, taken: Transition, *, exclusive: bool = False) -> None:
    """What a step means for the item, the clock of activity, the neighbours and the people."""
    deal.last_activity_at = clock.now()
    session().flush()
    items.follow(actor, deal, taken.action, exclusive=exclusive)
    if taken.action in TOLD:
        letters.about_deal(deal, letters.everyone(deal), "stage_changed", but=actor, state=deal.state)
    news.publish("deal.changed", deal_id=deal.id, state=deal.state, action=taken.action)
