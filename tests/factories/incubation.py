"""Incubators and incubation cases for tests, brought to a stage by the same verbs as on the site."""

from __future__ import annotations

from typing import Any

from marketplace.accounts.models import Organisation
from marketplace.core import clock
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.deals.models import Deal
from marketplace.incubation import service
from marketplace.incubation.models import IncubationCase, Incubator
from tests.factories.accounts import actor, make_organisation, valid_uscc
from tests.factories.deals import Cast, make_deal, pdf
from tests.factories.pilots import make_pilot

WAY = ("applied", "admitted", "company_registered", "ip_contributed", "operating", "graduated")
_STEPS = ("admit", "register_company", "contribute_ip", "begin_operation", "graduate")


def make_incubator(organisation: Organisation | None = None, **values: Any) -> Incubator:
    """An incubator with one free place."""
    organisation = organisation or make_organisation("incubator")
    given = {
        "name": Text("示例孵化器", "Example incubator"), "services": Text("场地与辅导", "Space and coaching"),
        "field_codes": ["hydrogen"], "places": 1, "area_m2": 12_000, **values,
    }  # fmt: skip
    incubator = Incubator(organisation_id=organisation.id, **given)
    session().add(incubator)
    session().flush()
    return incubator


def begin_values(incubator: Incubator | None = None, **values: Any) -> dict[str, Any]:
    """What a case begins with, as the schema gives it."""
    return {
        "title": Text("制氢电极孵化", "Company for the electrode"), "plan": Text("团队三人，首年样机", "Three people"),
        "incubator": incubator.public_id if incubator else None, **values,
    }  # fmt: skip


def company_values(case: IncubationCase, **values: Any) -> dict[str, Any]:
    """A registered company that holds a licence."""
    return {
        **begin_values(case.incubator), "company_name": Text("示例氢能科技有限公司", "Example Hydrogen"),
        "company_uscc": valid_uscc(), "registered_on": clock.today(), "heads_checked": True, "ip_route": "licence_in",
        **values,
    }  # fmt: skip


def make_case(
    cast: Cast,
    deal: Deal | None = None,
    *,
    state: str = "applied",
    incubator: Incubator | None = None,
    waiver: str | None = None,
    **values: Any,
) -> IncubationCase:
    """A case brought to a stage, with everything the stages before asked for; after a pilot unless waived."""
    incubator = incubator or make_incubator()
    given = begin_values(incubator, **values)
    if waiver:
        deal = deal or make_deal(cast, state="signed")
        case = service.waive(actor(cast.lead), deal_public_id=deal.public_id, reason=waiver, **given)
    else:
        deal = deal or make_deal(cast, state="signed")
        make_pilot(cast, deal, state="to_incubation")
        case = service.apply(actor(cast.broker), deal_public_id=deal.public_id, **given)
    for step in _STEPS[: WAY.index(state)]:
        take(cast, case, step)
    session().flush()
    return case


def take(cast: Cast, case: IncubationCase, step: str) -> None:
    """Hand in what a step asks for, and take it."""
    if step == "register_company":
        edit(cast, case)
    if step in ("contribute_ip", "begin_operation", "graduate"):
        reach(cast, case, {"contribute_ip": "i2", "begin_operation": "i3", "graduate": "i7"}[step])
    criterion = "high_tech_enterprise" if step == "graduate" else None
    service.advance(actor(cast.lead), public_id=case.public_id, action=step, criterion=criterion)


def edit(cast: Cast, case: IncubationCase, **values: Any) -> None:
    """The broker enters the company."""
    given = company_values(case, **values)
    service.edit(actor(cast.broker), public_id=case.public_id, version=case.version, **given)


def reach(cast: Cast, case: IncubationCase, code: str, **values: Any) -> None:
    """A milestone with its proof."""
    given = {"reached_on": clock.today(), "evidence": "证明材料", "upload": pdf(f"{code}.pdf"), **values}
    service.record_milestone(actor(cast.broker), public_id=case.public_id, code=code, **given)
