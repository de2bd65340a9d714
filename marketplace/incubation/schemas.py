"""What incubation accepts: the one door for form, JSON and demo."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from marketplace.accounts.schemas.organisations import CreditCode
from marketplace.core.fields import Bilingual, Code, Codes, PublicId, Trimmed, WanMoney
from marketplace.core.forms import ui
from marketplace.core.i18n import l_
from marketplace.incubation.workflow.wording import IP_ROUTES
from marketplace.taxonomy import queries as taxonomy


def _list(name: str) -> Any:
    return lambda: taxonomy.choices(name)


class BeginSchema(Schema):
    """A case as it begins: what is to become a company, and where."""

    title = Bilingual(required=True, max_length=160, metadata=ui(label=l_("Title")))
    plan = Bilingual(
        max_length=4000,
        metadata=ui(
            label=l_("Incubation plan"), hint=l_("Team, market, money, space: what the company needs until it stands."),
            rows=5,
        ),
    )  # fmt: skip
    incubator = PublicId(load_default=None, allow_none=True, metadata=ui(label=l_("Incubator"), control="select"))


class WaiverSchema(BeginSchema):
    """A case that begins without a pilot, because the centre lead says why."""

    reason = Trimmed(
        required=True, max_length=4000, validate=validate.Length(min=10, error=l_("Give the reason in full.")),
        metadata=ui(
            label=l_("Why no pilot is needed"), control="textarea", rows=4,
            hint=l_("Recorded with your name and shown to everyone who takes part."),
        ),
    )  # fmt: skip


class CaseSchema(BeginSchema):
    """A running case with the data of its company."""

    company_name = Bilingual(max_length=120, metadata=ui(label=l_("Company name")))
    company_uscc = CreditCode(
        max_length=30, load_default=None, allow_none=True, metadata=ui(label=l_("Unified social credit code"))
    )
    registered_on = fields.Date(load_default=None, allow_none=True, metadata=ui(label=l_("Registered on")))
    heads_checked = fields.Boolean(
        metadata=ui(
            label=l_("No head of a state-set-up unit holds shares"),
            hint=l_("Checked against the list of shareholders."),
        )
    )
    ip_route = Code(
        lambda: list(IP_ROUTES.items()),
        load_default=None, allow_none=True, metadata=ui(label=l_("How the company holds the rights")),
    )  # fmt: skip
    appraisal_number = Trimmed(
        max_length=80, load_default=None, allow_none=True,
        metadata=ui(label=l_("Number of the appraisal report"), hint=l_("For rights contributed as capital.")),
    )  # fmt: skip
    appraised_on = fields.Date(load_default=None, allow_none=True, metadata=ui(label=l_("Base date of the appraisal")))
    jobs = fields.Integer(
        load_default=None, allow_none=True,
        validate=validate.Range(0, 1_000_000, error=l_("Between 0 and 1,000,000.")), metadata=ui(label=l_("Jobs")),
    )  # fmt: skip
    investment_fen = WanMoney(
        load_default=None, allow_none=True, metadata=ui(label=l_("Outside investment"), unit=l_("10,000 yuan"))
    )
    revenue_fen = WanMoney(
        load_default=None,
        allow_none=True,
        metadata=ui(label=l_("Revenue"), unit=l_("10,000 yuan"), hint=l_("Of the last two years.")),
    )


class MilestoneSchema(Schema):
    """A milestone reached, with its proof."""

    code = Code(_list("incubation_milestone"), required=True, metadata=ui(label=l_("Milestone")))
    reached_on = fields.Date(required=True, metadata=ui(label=l_("Reached on")))
    evidence = Trimmed(
        required=True, max_length=2000,
        metadata=ui(label=l_("Evidence"), hint=l_("What the document shows."), control="textarea", rows=2),
    )  # fmt: skip
    file = fields.Raw(
        required=True, error_messages={"required": l_("Choose a file.")}, metadata=ui(label=l_("File"), control="file")
    )


class StepSchema(Schema):
    """A step of the workflow."""

    action = fields.String(required=True)
    reason = Trimmed(max_length=4000, load_default=None, metadata=ui(label=l_("Reason"), control="textarea", rows=3))
    criterion = Code(
        _list("graduation_criterion"), load_default=None, allow_none=True,
        metadata=ui(label=l_("Criterion of graduation that was met")),
    )  # fmt: skip


class IncubatorSchema(Schema):
    """An incubator as its organisation describes it."""

    name = Bilingual(required=True, max_length=120, metadata=ui(label=l_("Name")))
    services = Bilingual(required=True, max_length=2000, metadata=ui(label=l_("What it offers"), rows=4))
    field_codes = Codes(_list("field"), required=True, metadata=ui(label=l_("Technology fields")))
    area_m2 = fields.Integer(
        load_default=None, allow_none=True,
        validate=validate.Range(1, 10_000_000, error=l_("Between 1 and 10,000,000.")),
        metadata=ui(label=l_("Area"), unit="m²"),
    )  # fmt: skip
    places = fields.Integer(
        required=True, validate=validate.Range(1, 5000, error=l_("Between 1 and 5,000.")),
        metadata=ui(label=l_("Companies at the same time")),
    )  # fmt: skip
    accepting = fields.Boolean(metadata=ui(label=l_("Takes new companies")))
