"""Scenes of the desk's tests: deals with the project or case that runs inside them."""

from __future__ import annotations

from marketplace.core.files import StoredFile
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.deals.models import Deal, DealParty
from marketplace.incubation.models import IncubationCase
from marketplace.pilots.models import GateDocument, PilotProject

ALL_FILTERS = {"mine": False, "broker": None, "field": None, "flag": None}


def filters(**given: object) -> dict[str, object]:
    """The filters of a board as the schema gives them."""
    return {**ALL_FILTERS, **given}


def add_deal(like: Deal, state: str) -> Deal:
    """Another deal of the same people, put into a state without walking there: for boards that must be full."""
    ends = {"lost": {"loss_code": "price"}, "closed": {"outcome": "completed"}}
    names = ("listing_id", "broker_user_id", "broker_declared_at", "next_action", "next_action_due")
    deal = Deal(
        title=like.title, state=state, next_action_owner_id=like.next_action_owner_id, **ends.get(state, {}),
        parties=[DealParty(organisation_id=row.organisation_id, side=row.side) for row in like.parties],
        **{name: getattr(like, name) for name in names},
    )  # fmt: skip
    session().add(deal)
    session().flush()
    return deal


def add_pilot(deal: Deal, state: str, **values: object) -> PilotProject:
    """A project of the deal in any state."""
    project = PilotProject(
        deal_id=deal.id, title=Text("示例中试", "Example pilot"), objective=Text(), kind="pilot_maturation",
        state=state, **values,
    )  # fmt: skip
    session().add(project)
    session().flush()
    return project


def add_paper(project: PilotProject, gate: str, code: str, *, round: int = 1) -> None:
    """A document of a gate."""
    file = session().query(StoredFile).first()
    assert file is not None
    session().add(GateDocument(project_id=project.id, gate=gate, code=code, round=round, file_id=file.id))
    session().flush()


def add_case(deal: Deal, state: str) -> IncubationCase:
    """An incubation case of the deal after an accepted pilot."""
    pilot = add_pilot(deal, "to_incubation")
    case = IncubationCase(
        deal_id=deal.id, pilot_id=pilot.id, title=Text("示例孵化", "Example case"), plan=Text(), company_name=Text(),
        state=state,
    )  # fmt: skip
    session().add(case)
    session().flush()
    return case
