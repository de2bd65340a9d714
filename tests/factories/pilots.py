"""Pilot platforms and projects for tests, brought to a gate by the same verbs as on the site."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from marketplace.accounts.models import Organisation
from marketplace.core import clock
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.deals.models import Deal
from marketplace.pilots import service
from marketplace.pilots.models import PilotPlatform, PilotProject
from marketplace.pilots.service.steps import required_documents
from marketplace.pilots.workflow import GATE_OF
from tests.factories.accounts import actor, make_organisation
from tests.factories.deals import Cast, make_deal, pdf

WAY = ("take_in", "pass_g0", "pass_g1", "pass_g2", "pass_g3", "pass_g4", "to_incubation")
AFTER = {
    "take_in": "g0_intake", "pass_g0": "g1_feasibility", "pass_g1": "g2_contract", "pass_g2": "g3_small_batch",
    "pass_g3": "g4_verification", "pass_g4": "g5_closure", "to_incubation": "to_incubation",
}  # fmt: skip
REVIEWER = "王评审（示例研究院）"


def make_platform(organisation: Organisation | None = None, **values: Any) -> PilotPlatform:
    """A platform with one free place."""
    organisation = organisation or make_organisation("pilot_platform")
    given = {
        "name": Text("示例中试平台", "Example pilot platform"), "capability": Text("百公斤级合成", "Synthesis, 100 kg"),
        "services": ["small_batch"], "field_codes": ["hydrogen"], "places": 1, **values,
    }  # fmt: skip
    platform = PilotPlatform(organisation_id=organisation.id, **given)
    session().add(platform)
    session().flush()
    return platform


def pilot_values(platform: PilotPlatform | None = None, **values: Any) -> dict[str, Any]:
    """A complete description, as the schema gives it."""
    today = clock.today()
    return {
        "title": Text("制氢电极中试", "Pilot of the electrode"), "kind": "pilot_maturation",
        "objective": Text("连续运行 1000 小时", "1000 h without break"),
        "platform": platform.public_id if platform else None, "start_level": "5", "starts_on": today,
        "ends_on": today + timedelta(days=365), "budget_fen": 300_000_000, "spent_fen": 0,
        "failure_risk_rule": "双方各半承担", **values,
    }  # fmt: skip


def make_pilot(
    cast: Cast,
    deal: Deal | None = None,
    *,
    state: str = "applied",
    platform: PilotPlatform | None = None,
    **values: Any,
) -> PilotProject:
    """A pilot brought to a gate or accepted, with everything the gates before asked for."""
    deal = deal or make_deal(cast, state="signed")
    platform = platform or make_platform()
    project = service.apply(actor(cast.broker), deal_public_id=deal.public_id, **pilot_values(platform, **values))
    share_equally(cast, project)
    for action in WAY:
        if project.state == state:
            break
        complete_gate(cast, project)
        level = "8" if action == "to_incubation" else None
        service.advance(actor(cast.broker), public_id=project.public_id, action=action, final_level=level)
    session().flush()
    return project


def share_equally(cast: Cast, project: PilotProject) -> None:
    """The two principals bear half of the budget each."""
    halves = [{"organisation": house.public_id, "percent": Decimal(50)} for house in (cast.university, cast.enterprise)]
    service.set_shares(actor(cast.broker), public_id=project.public_id, shares=halves)


def complete_gate(cast: Cast, project: PilotProject) -> None:
    """Hand in the documents of the gate where the project stands, measure, and decide to pass."""
    gate = GATE_OF.get(project.state)
    if gate is None:
        return
    for code in sorted(required_documents(gate)):
        service.add_document(actor(cast.broker), public_id=project.public_id, code=code, upload=pdf(f"{code}.pdf"))
    measure(cast, project, gate)
    decide(cast, project, gate)


def measure(cast: Cast, project: PilotProject, gate: str, value: str = "95", **values: Any) -> None:
    """A yield of at least 90 %."""
    given = {
        "metric": Text("收率", "Yield"), "value": Decimal(value), "target": Decimal(90), "direction": "at_least",
        "unit": "%", "condition": None, "batch": "B1", "measured_on": clock.today(), **values,
    }  # fmt: skip
    service.add_measurement(actor(cast.officer), public_id=project.public_id, gate=gate, **given)


def decide(cast: Cast, project: PilotProject, gate: str, decision: str = "pass", **values: Any) -> None:
    """The centre records what independent reviewers decided."""
    given = {"reviewers": [REVIEWER], "independent": True, "minutes": "指标达成", "conditions": None, **values}
    service.decide(actor(cast.reviewer), public_id=project.public_id, gate=gate, decision=decision, **given)
