"""Pilot projects: begun for a signed deal, described, funded by shares."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from marketplace.accounts import queries as accounts
from marketplace.core import audit, clock
from marketplace.core.errors import Conflict, Forbidden, Invalid, NotFound
from marketplace.core.i18n import l_
from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.deals import queries as deals
from marketplace.deals.policy import DEAL
from marketplace.deals.service import lifecycle
from marketplace.pilots.errors import AlreadyRunning, PlatformFull
from marketplace.pilots.models import WHOLE, CostShare, PilotPlatform, PilotProject
from marketplace.pilots.policy import PILOT_POLICY, RUNNING, PilotSubject
from marketplace.pilots.schemas import SCALE

_SIMPLE = ("title", "kind", "objective", "starts_on", "ends_on", "budget_fen", "spent_fen", "failure_risk_rule")


def get(actor: Actor, public_id: str, action: str = "view") -> PilotProject:
    """The project, when the actor may do that to it. Raises NotFound or Forbidden."""
    project = session().scalar(select(PilotProject).where(PilotProject.public_id == public_id))
    if project is None:
        raise NotFound()
    PILOT_POLICY.check(actor, action, subject_of(project))
    return project


def subject_of(project: PilotProject) -> PilotSubject:
    """What the policy reads of a project."""
    platform = session().get(PilotPlatform, project.platform_id) if project.platform_id else None
    return PilotSubject(project.state, deals.summary(project.deal_id), platform.organisation_id if platform else None)


def apply(actor: Actor, *, deal_public_id: str, demo: bool = False, **values: Any) -> PilotProject:
    """Begin a pilot for a signed deal; the deal enters its pilot stage.

    Raises NotFound, Forbidden, AlreadyRunning, PlatformFull, or InvalidAction before the deal is signed.
    """
    deal = deal_for(actor, deal_public_id)
    if not DEAL.may(actor, "edit", deal):
        raise Forbidden()
    running = select(PilotProject.id).where(PilotProject.deal_id == deal.id, PilotProject.state.in_(RUNNING))
    if session().scalar(running) is not None:
        raise AlreadyRunning()
    project = PilotProject(
        deal_id=deal.id, listing_id=deal.listing_id, created_by=actor.user_id, demo=demo, **_columns(values)
    )
    session().add(project)
    session().flush()
    lifecycle.enter_pilot(actor, deal_id=deal.id, pilot_public_id=project.public_id)
    audit.record("pilot.apply", actor=actor, subjects=subjects(project, deal.public_id), visibility="parties")
    return project


def edit(actor: Actor, *, public_id: str, version: int, **values: Any) -> PilotProject:
    """Change the description. Raises Conflict with both versions when somebody else saved meanwhile."""
    project = get(actor, public_id, "edit")
    before = described(project)
    columns = _columns(values, present=project)
    after = {**before, **{name: columns[name] for name in before if name in columns}}
    if project.version != version:
        raise Conflict(diff={name: (before[name], after[name]) for name in before if before[name] != after[name]})
    for name, value in columns.items():
        setattr(project, name, value)
    changes = audit.diff(_plain(before), _plain(after))
    audit.record("pilot.edit", actor=actor, subjects=subjects(project), changes=changes, visibility="parties")
    session().flush()
    return project


def set_shares(actor: Actor, *, public_id: str, shares: list[dict[str, Any]]) -> PilotProject:
    """Set who pays which part: rows {organisation: public id, percent}; they must sum to 100. Raises Invalid."""
    project = get(actor, public_id, "edit")
    allowed = {card.public_id: card.id for card in parties(project)}
    if any(row["organisation"] not in allowed for row in shares):
        raise Invalid(fields={"shares": [l_("Only parties of the deal and the platform can bear a share.")]})
    parts = {row["organisation"]: int(row["percent"] * 100) for row in shares if row["percent"]}
    if sum(parts.values()) != WHOLE:
        raise Invalid(fields={"shares": [l_("The cost shares must sum to 100 %.")]})
    names = {number: name for name, number in allowed.items()}
    before = {names.get(row.organisation_id, "?"): f"{row.share / 100:g}" for row in project.shares}
    project.shares.clear()
    session().flush()
    project.shares.extend(CostShare(organisation_id=allowed[name], share=part) for name, part in parts.items())
    project.updated_at = clock.now()
    after = {name: f"{part / 100:g}" for name, part in parts.items()}
    audit.record(
        "pilot.shares", actor=actor, subjects=subjects(project), visibility="parties",
        changes={"shares": [before, after]},
    )  # fmt: skip
    return project


def approve_extension(actor: Actor, *, public_id: str, reason: str) -> PilotProject:
    """The centre lead allows a project to last longer than the rule (V67)."""
    project = get(actor, public_id, "extend")
    project.extension_reason, project.extension_approved_at = reason, clock.now()
    audit.record("pilot.extend", actor=actor, subjects=subjects(project), reason=reason, visibility="parties")
    return project


def parties(project: PilotProject) -> list[accounts.OrganisationCard]:
    """Organisations that may bear a share: those of the deal, and the platform's."""
    subject = subject_of(project)
    ids = [party.organisation_id for party in subject.deal.parties if party.side != "broker"]
    return list(accounts.organisation_cards([*ids, subject.platform_organisation_id]).values())


def deal_for(actor: Actor, deal_public_id: str) -> deals.DealSummary:
    """The deal a pilot is begun for or looked at from. Raises NotFound when the actor may not see it."""
    deal = deals.summary_by_public_id(deal_public_id)
    DEAL.check(actor, "view", deal)
    return deal


def subjects(project: PilotProject, deal_public_id: str | None = None) -> list[str]:
    """How events name the project; its deal's timeline shows them too."""
    deal = deal_public_id or deals.summary(project.deal_id).public_id
    return [f"pilot:{project.public_id}", f"deal:{deal}"]


def described(project: PilotProject) -> dict[str, Any]:
    """The editable content, for differences and conflicts."""
    return {name: getattr(project, name) for name in (*_SIMPLE, "start_level", "platform_id")}


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: (value.zh or value.en) if isinstance(value, Text) else value for name, value in values.items()}


def _columns(values: dict[str, Any], present: PilotProject | None = None) -> dict[str, Any]:
    columns = {name: values[name] for name in _SIMPLE if name in values}
    if values.get("start_level"):
        columns |= {"start_level": int(values["start_level"]), "start_scale": SCALE}
    if "platform" in values:
        columns["platform_id"] = _platform(values["platform"], present)
    return columns


def _platform(public_id: str | None, present: PilotProject | None) -> int | None:
    """The platform with a free place. Raises Invalid when unknown, PlatformFull when it is taken."""
    if public_id is None:
        return None
    # The row is locked: two projects must not take the last place.
    platform = session().scalar(select(PilotPlatform).where(PilotPlatform.public_id == public_id).with_for_update())
    if platform is None:
        raise Invalid(fields={"platform": [l_("There is no such platform.")]})
    if present is not None and present.platform_id == platform.id:
        return platform.id
    taken = session().scalar(
        select(func.count()).where(PilotProject.platform_id == platform.id, PilotProject.state.in_(RUNNING))
    )
    if not platform.accepting or (taken or 0) >= platform.places:
        raise PlatformFull()
    return platform.id
