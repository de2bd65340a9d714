"""Pilot projects: begun for a signed deal, described, placed on a platform, funded by shares."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from marketplace.accounts import queries as accounts
from marketplace.core import audit, clock, i18n, money
from marketplace.core.errors import Conflict, Forbidden, Invalid, NotFound
from marketplace.core.i18n import l_
from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.deals import queries as deals
from marketplace.deals.policy import DEAL
from marketplace.deals.service import lifecycle
from marketplace.pilots.errors import AlreadyRunning, NotIndependent, PlatformFull
from marketplace.pilots.models import WHOLE, CostShare, PilotPlatform, PilotProject
from marketplace.pilots.policy import PILOT_POLICY, RUNNING, PilotSubject
from marketplace.pilots.schemas import SCALE
from marketplace.pilots.service import letters

_SIMPLE = ("title", "kind", "objective", "starts_on", "ends_on", "budget_fen", "spent_fen", "failure_risk_rule")
# From the contract of G2 on, the platform is part of what was agreed; another round may begin elsewhere.
_PLATFORM_OPEN = ("applied", "g0_intake", "g1_feasibility")


def get(actor: Actor, public_id: str, action: str = "view") -> PilotProject:
    """The project, when the actor may do that to it. Raises NotFound or Forbidden."""
    return known(actor, public_id, action)[0]


def known(actor: Actor, public_id: str, action: str = "view") -> tuple[PilotProject, PilotSubject]:
    """The project and what the policy reads of it. Raises NotFound, Forbidden, or NotIndependent."""
    project = session().scalar(
        select(PilotProject).options(joinedload(PilotProject.platform)).where(PilotProject.public_id == public_id)
    )
    if project is None:
        raise NotFound()
    subject = subject_of(project)
    PILOT_POLICY.check(actor, "view", subject)
    if action in ("decide", "extend") and any(actor.member_of(number) for number in subject.party_ids):
        raise NotIndependent()
    PILOT_POLICY.check(actor, action, subject)
    return project, subject


def subject_of(project: PilotProject) -> PilotSubject:
    """What the policy reads of a project."""
    platform = project.platform
    return PilotSubject(project.state, deals.summary(project.deal_id), platform.organisation_id if platform else None)


def apply(actor: Actor, *, deal_public_id: str, demo: bool = False, **values: Any) -> PilotProject:
    """Begin a pilot for a signed deal; the deal enters its pilot stage.

    Raises NotFound, Forbidden, AlreadyRunning, PlatformFull, or InvalidAction before the deal is signed.
    """
    deal = deal_for(actor, deal_public_id)
    if not actor.system and not DEAL.may(actor, "edit", deal):
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
    subject = subject_of(project)
    audit.record("pilot.apply", actor=actor, subjects=subjects(project, subject), visibility="parties")
    letters.to_everyone(actor, project, subject, "begun")
    return project


def edit(actor: Actor, *, public_id: str, version: int, **values: Any) -> PilotProject:
    """Change the description. Raises Conflict with both versions when somebody else saved meanwhile."""
    project, subject = known(actor, public_id, "edit")
    before = described(project)
    columns = _columns(values, present=project)
    after = {**before, **{name: columns[name] for name in before if name in columns}}
    if project.version != version:
        raise Conflict(diff=_both(before, after))
    if _later(before["ends_on"], after["ends_on"]):
        # What was approved was the period that was known then (V67).
        project.extension_approved_at = project.extension_reason = None
    for name, value in columns.items():
        setattr(project, name, value)
    if changes := audit.diff(_plain(before), _plain(after)):
        audit.record(
            "pilot.edit", actor=actor, subjects=subjects(project, subject), changes=changes, visibility="parties"
        )
    session().flush()
    return project


def set_shares(actor: Actor, *, public_id: str, shares: list[dict[str, Any]]) -> PilotProject:
    """Set who pays which part: rows {organisation: public id, percent}; they must sum to 100. Raises Invalid."""
    project, subject = known(actor, public_id, "edit")
    allowed = {card.public_id: card for card in accounts.organisation_cards(subject.party_ids).values()}
    if any(row["organisation"] not in allowed for row in shares):
        raise Invalid(fields={"shares": [l_("Only parties of the deal and the platform can bear a share.")]})
    parts = {row["organisation"]: int(row["percent"] * 100) for row in shares if row["percent"]}
    if sum(parts.values()) != WHOLE:
        raise Invalid(fields={"shares": [l_("The cost shares must sum to 100 %.")]})
    names = {card.id: card.name.pick("zh") for card in allowed.values()}
    before = {names.get(row.organisation_id, "?"): row.share for row in project.shares}
    project.shares.clear()
    session().flush()
    project.shares.extend(CostShare(organisation_id=allowed[name].id, share=part) for name, part in parts.items())
    # The row of the project changes too, so that two people who set shares at once do not both win.
    project.updated_at = clock.now()
    session().flush()
    after = {allowed[name].name.pick("zh"): part for name, part in parts.items()}
    audit.record(
        "pilot.shares", actor=actor, subjects=subjects(project, subject), visibility="parties",
        changes={"shares": [_percents(before), _percents(after)]},
    )  # fmt: skip
    return project


def approve_extension(actor: Actor, *, public_id: str, reason: str) -> PilotProject:
    """The centre lead allows the present period, although it is longer than the rule (V67)."""
    project, subject = known(actor, public_id, "extend")
    project.extension_reason, project.extension_approved_at = reason, clock.now()
    audit.record("pilot.extend", actor=actor, subjects=subjects(project, subject), reason=reason, visibility="parties")
    session().flush()
    return project


def deal_for(actor: Actor, deal_public_id: str) -> deals.DealSummary:
    """The deal a pilot is begun for or looked at from. Raises NotFound when the actor may not see it."""
    deal = deals.summary_by_public_id(deal_public_id)
    DEAL.check(actor, "view", deal)
    return deal


def subjects(project: PilotProject, subject: PilotSubject) -> list[str]:
    """How events name the project; its deal's timeline shows them too."""
    return [f"pilot:{project.public_id}", f"deal:{subject.deal.public_id}"]


def described(project: PilotProject) -> dict[str, Any]:
    """The editable content, for differences and conflicts."""
    values = {name: getattr(project, name) for name in (*_SIMPLE, "start_level")}
    return values | {"platform": project.platform}


def _both(before: dict[str, Any], after: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    mine, theirs = _plain(after), _plain(before)
    return {name: (theirs[name], mine[name]) for name in theirs if before[name] != after[name]}


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """Values as people read them."""
    language = i18n.lang()
    plain: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, PilotPlatform):
            plain[name] = value.name.pick(language)
        elif name.endswith("_fen") and value is not None:
            plain[name] = money.format_fen(value, language)
        else:
            plain[name] = value.pick(language) if isinstance(value, Text) else value
    return plain


def _percents(parts: dict[str, int]) -> list[str]:
    return [f"{name} {part / 100:g} %" for name, part in parts.items()]


def _later(before: date | None, after: date | None) -> bool:
    return after is not None and (before is None or after > before)


def _columns(values: dict[str, Any], present: PilotProject | None = None) -> dict[str, Any]:
    columns = {name: values[name] for name in _SIMPLE if name in values}
    if values.get("start_level"):
        columns |= {"start_level": int(values["start_level"]), "start_scale": SCALE}
    if "platform" in values:
        columns["platform"] = _platform(values["platform"], present)
    return columns


def _platform(public_id: str | None, present: PilotProject | None) -> PilotPlatform | None:
    """The platform with a free place. Raises Invalid when unknown or no longer to be changed, PlatformFull."""
    if present is not None and public_id == (present.platform.public_id if present.platform else None):
        return present.platform
    if present is not None and (present.held_from or present.state) not in _PLATFORM_OPEN:
        raise Invalid(fields={"platform": [l_("The platform stays after gate G1; another round may change it.")]})
    if public_id is None:
        return None
    # The row is locked: two projects must not take the last place.
    platform = session().scalar(select(PilotPlatform).where(PilotPlatform.public_id == public_id).with_for_update())
    if platform is None:
        raise Invalid(fields={"platform": [l_("There is no such platform.")]})
    taken = session().scalar(
        select(func.count()).where(PilotProject.platform_id == platform.id, PilotProject.state.in_(RUNNING))
    )
    if not platform.accepting or (taken or 0) >= platform.places:
        raise PlatformFull()
    return platform
