"""What pilot projects accept: the one door for form, JSON and demo."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from marketplace.core.fields import Bilingual, Code, Codes, Figure, PublicId, Tags, Trimmed, WanMoney
from marketplace.core.forms import ui
from marketplace.core.i18n import l_
from marketplace.pilots.workflow import GATES
from marketplace.pilots.workflow.wording import DECISIONS
from marketplace.taxonomy import queries as taxonomy

SCALE = "qingdao_2025"


def _list(name: str) -> Any:
    return lambda: taxonomy.choices(name)


def _percentage(value: Decimal | None) -> None:
    """Shares are counted in hundredths of a percent, so that they can sum to the whole exactly."""
    if value is None:
        return
    if not 0 <= value <= 100:
        raise ValidationError(l_("Between 0 and 100 percent."))
    if value * 100 != int(value * 100):
        raise ValidationError(l_("At most two decimals."))


def _levels() -> list[tuple[str, str]]:
    return taxonomy.choices(f"maturity:{SCALE}")


class ShareSchema(Schema):
    """The part of the budget one party bears, in percent; without a percentage the party bears nothing."""

    organisation = PublicId(required=True, metadata=ui(label=l_("Organisation"), control="hidden"))
    percent = Figure(
        load_default=None, allow_none=True,
        validate=_percentage,
        metadata=ui(label=l_("Share"), unit=l_("percent")),
    )  # fmt: skip


class ProjectSchema(Schema):
    """A pilot project as broker or centre enters it; what a gate asks for is checked at the gate."""

    title = Bilingual(required=True, max_length=160, metadata=ui(label=l_("Title")))
    kind = Code(_list("pilot_project_kind"), required=True, metadata=ui(label=l_("Kind"), control="radios"))
    objective = Bilingual(
        max_length=3000, metadata=ui(label=l_("Objective"), hint=l_("What must be shown, at which scale."), rows=4)
    )
    platform = PublicId(load_default=None, allow_none=True, metadata=ui(label=l_("Platform"), control="select"))
    start_level = Code(
        _levels,
        required=True,
        metadata=ui(label=l_("Maturity at the start"), hint=l_("Level of the 13-level scale, with evidence at G0.")),
    )
    starts_on = fields.Date(load_default=None, allow_none=True, metadata=ui(label=l_("Start")))
    ends_on = fields.Date(load_default=None, allow_none=True, metadata=ui(label=l_("End")))
    budget_fen = WanMoney(load_default=None, allow_none=True, metadata=ui(label=l_("Budget"), unit=l_("10,000 yuan")))
    spent_fen = WanMoney(load_default=0, metadata=ui(label=l_("Spent so far"), unit=l_("10,000 yuan")))
    failure_risk_rule = Trimmed(
        max_length=2000, load_default=None,
        metadata=ui(label=l_("Who bears the risk of failure"), control="textarea", rows=2,
                    hint=l_("Civil Code, article 858: agreed before the work begins.")),
    )  # fmt: skip

    @validates_schema
    def check_period(self, data: dict[str, Any], **_options: Any) -> None:
        """The end lies after the start."""
        if data.get("starts_on") and data.get("ends_on") and data["ends_on"] < data["starts_on"]:
            raise ValidationError(l_("The end lies before the start."), "ends_on")


class SharesSchema(Schema):
    """Who pays which part; the parts sum to 100 percent exactly."""

    shares = fields.List(fields.Nested(ShareSchema), load_default=list, metadata=ui(label=l_("Cost shares"), spare=0))

    @validates_schema
    def check_whole(self, data: dict[str, Any], **_options: Any) -> None:
        """Shares are complete or absent; nobody is named twice."""
        rows = [row for row in data.get("shares") or [] if row["percent"]]
        total = sum((row["percent"] for row in rows), Decimal(0))
        if total != 100:
            raise ValidationError(
                l_("The shares sum to %(total)s %%, not to 100 %%.", total=f"{total.normalize():f}"), "shares"
            )
        if len({row["organisation"] for row in rows}) != len(rows):
            raise ValidationError(l_("An organisation is named twice."), "shares")


class DocumentSchema(Schema):
    """A document for a gate; its kind says for which."""

    code = Code(_list("pilot_document"), required=True, metadata=ui(label=l_("Document")))
    file = fields.Raw(
        required=True, error_messages={"required": l_("Choose a file.")}, metadata=ui(label=l_("File"), control="file")
    )


class MeasurementSchema(Schema):
    """A measured value beside its target."""

    gate = Code(_list("pilot_gate"), required=True, metadata=ui(label=l_("Gate")))
    metric = Bilingual(required=True, max_length=120, metadata=ui(label=l_("What was measured")))
    value = Figure(required=True, metadata=ui(label=l_("Value")))
    target = Figure(load_default=None, allow_none=True, metadata=ui(label=l_("Target")))
    direction = Code(
        lambda: [("at_least", l_("at least the target")), ("at_most", l_("at most the target"))],
        load_default="at_least", metadata=ui(label=l_("Reached when"), control="radios"),
    )  # fmt: skip
    unit = Trimmed(required=True, max_length=40, metadata=ui(label=l_("Unit")))
    condition = Trimmed(max_length=300, load_default=None, metadata=ui(label=l_("Test condition")))
    batch = Trimmed(max_length=60, load_default=None, metadata=ui(label=l_("Batch")))
    measured_on = fields.Date(required=True, metadata=ui(label=l_("Measured on")))


class DecisionSchema(Schema):
    """A recorded decision at a gate."""

    gate = Code(_list("pilot_gate"), required=True, validate=validate.OneOf(GATES), metadata=ui(label=l_("Gate")))
    decision = Code(
        lambda: list(DECISIONS.items()),
        required=True, metadata=ui(label=l_("Decision"), control="radios"),
    )  # fmt: skip
    reviewers = Tags(
        required=True,
        limit=12,
        metadata=ui(label=l_("Reviewers"), hint=l_("Names with their units, separated by commas.")),
    )
    independent = fields.Boolean(metadata=ui(label=l_("No reviewer belongs to a party of the project")))
    minutes = Trimmed(
        required=True, max_length=8000, metadata=ui(label=l_("Minutes and reasons"), control="textarea", rows=5)
    )
    conditions = Trimmed(
        max_length=4000, load_default=None, metadata=ui(label=l_("Conditions"), control="textarea", rows=3)
    )

    @validates_schema
    def check_conditions(self, data: dict[str, Any], **_options: Any) -> None:
        """A pass with conditions names them."""
        if data.get("decision") == "conditional" and not data.get("conditions"):
            raise ValidationError(l_("Write down the conditions."), "conditions")


class StepSchema(Schema):
    """A step of the workflow."""

    action = fields.String(required=True)
    reason = Trimmed(max_length=4000, load_default=None, metadata=ui(label=l_("Reason"), control="textarea", rows=3))
    final_level = Code(
        _levels, load_default=None, allow_none=True, metadata=ui(label=l_("Maturity reached (at closure)"))
    )


class ExtensionSchema(Schema):
    """Why a project may last longer than the rule."""

    extension = Trimmed(
        required=True, max_length=2000, metadata=ui(label=l_("Why the longer period is allowed"), control="textarea",
                                                    rows=2)
    )  # fmt: skip


class PlatformSchema(Schema):
    """A pilot platform as its organisation describes it."""

    name = Bilingual(required=True, max_length=120, metadata=ui(label=l_("Name")))
    capability = Bilingual(required=True, max_length=2000, metadata=ui(label=l_("What it can do"), rows=4))
    fee = Bilingual(max_length=500, metadata=ui(label=l_("Price list"), rows=2))
    services = Codes(_list("pilot_platform_service"), required=True, metadata=ui(label=l_("Services")))
    field_codes = Codes(_list("field"), required=True, metadata=ui(label=l_("Technology fields")))
    places = fields.Integer(
        required=True,
        validate=validate.Range(1, 500, error=l_("Between 1 and 500.")),
        metadata=ui(label=l_("Projects at the same time")),
    )
    accepting = fields.Boolean(metadata=ui(label=l_("Takes new projects")))
