"""Forms of deals: filters, details, plan, documents, notes, parties, steps, stage limits."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from marketplace.core import clock
from marketplace.core.fields import Bilingual, Code, PublicId, Trimmed, WanMoney
from marketplace.core.forms import ui
from marketplace.core.i18n import l_
from marketplace.deals.schemas.choosing import of, of_list
from marketplace.deals.workflow import DEAL_MACHINE, wording

FLAGS = {
    "overdue": l_("Overdue"),
    "stale": l_("Stale"),
    "near": l_("Near the limit of the stage"),
    "no_next_action": l_("No next action"),
}
SORTS = {
    "-activity": l_("Last active first"),
    "due": l_("Next action first"),
    "stage": l_("Longest in the stage first"),
    "-value": l_("Highest value first"),
    "-opened": l_("Newest first"),
}
FURTHER_SIDES = ("platform", "incubator", "investor", "other")
_ALL = {"unchosen": l_("All")}
_DAYS = validate.Range(1, 3650, error=l_("Between 1 and 3650 days."))


def _version() -> Any:
    return fields.Integer(
        required=True, metadata=ui(label=l_("Version"), control="hidden"),
        error_messages=dict.fromkeys(("required", "invalid"), l_("Reload the page and try again.")),
    )  # fmt: skip


def _optional_text(label: Any, **more: Any) -> Trimmed:
    limit = more.pop("max_length", 2000)
    shown = {"control": "textarea", "rows": 3, **more}
    return Trimmed(max_length=limit, load_default=None, allow_none=True, metadata=ui(label=label, **shown))


def _choice(labels: dict[str, Any], *codes: str, label: Any, **options: Any) -> Code:
    return Code(of(wording.pairs(labels, *codes)), metadata=ui(label=label, **options.pop("shown", {})), **options)


class DealFilterSchema(Schema):
    """The filters of the list, all in the address."""

    q = Trimmed(max_length=80, load_default=None, allow_none=True, metadata=ui(label=l_("Title contains")))
    state = _choice(wording.STATES, label=l_("Stage"), load_default=None, allow_none=True, shown=_ALL)
    broker = fields.String(
        load_default=None, allow_none=True, metadata=ui(label=l_("Broker"), control="select", unchosen=l_("All"))
    )
    flag = _choice(FLAGS, label=l_("Signal"), load_default=None, allow_none=True, shown=_ALL)
    mine = fields.Boolean(load_default=False, metadata=ui(label=l_("Only mine")))
    sort = fields.String(load_default="-activity", metadata=ui(label=l_("Order"), control="hidden"))


class DealSchema(Schema):
    """Title and value of a deal."""

    version = _version()
    title = Bilingual(required=True, max_length=160, metadata=ui(label=l_("Title")))
    value_min_fen = WanMoney(load_default=None, allow_none=True, metadata=ui(label=l_("Value from")))
    value_max_fen = WanMoney(load_default=None, allow_none=True, metadata=ui(label=l_("Value to")))
    value_reason = _optional_text(
        l_("Why there is no value yet"), max_length=300, rows=2, hint=l_("Only when no band can be given.")
    )


class NextActionSchema(Schema):
    """The next action: what, when, who."""

    version = _version()
    next_action = Trimmed(required=True, max_length=200, metadata=ui(label=l_("What happens next")))
    next_action_due = fields.Date(required=True, metadata=ui(label=l_("Due on")))
    owner = PublicId(load_default=None, allow_none=True, metadata=ui(label=l_("Who does it"), control="select"))
    done = fields.Boolean(load_default=False, metadata=ui(label=l_("The present action is done")))


class TaskSchema(Schema):
    """Something to be done."""

    title = Trimmed(required=True, max_length=200, metadata=ui(label=l_("Task")))
    due = fields.Date(required=True, metadata=ui(label=l_("Due on")))
    assignee = PublicId(load_default=None, allow_none=True, metadata=ui(label=l_("Who does it"), control="select"))
    visibility = _choice(
        wording.VISIBILITIES, "shared", "internal", label=l_("Who sees it"), load_default="shared",
        shown={"control": "radios"},
    )  # fmt: skip


class DocumentSchema(Schema):
    """A document or its next version."""

    file = fields.Raw(
        required=True, error_messages={"required": l_("Choose a file.")},
        metadata=ui(label=l_("File"), control="file", hint=l_("PDF, Word, Excel, PowerPoint, PNG, JPG, text.")),
    )  # fmt: skip
    purpose = _choice(wording.PURPOSES, label=l_("Purpose"), required=True)
    replaces = PublicId(
        load_default=None, allow_none=True, metadata=ui(label=l_("New version of"), control="select")
    )  # fmt: skip
    visibility = _choice(
        wording.VISIBILITIES, label=l_("Who sees it"), load_default="shared", shown={"control": "radios"}
    )
    signed_on = fields.Date(
        load_default=None, allow_none=True,
        metadata=ui(label=l_("Signed on"), hint=l_("Only for a signed agreement.")),
    )  # fmt: skip

    @validates_schema
    def agreement_date(self, data: dict[str, Any], **_options: Any) -> None:
        """A date of signature belongs to a signed agreement and does not lie ahead."""
        signed_on = data.get("signed_on")
        if signed_on is None:
            return
        if data.get("purpose") != "agreement":
            raise ValidationError(l_("Only a signed agreement has a date of signature."), "signed_on")
        if signed_on > clock.today():
            raise ValidationError(l_("The date of signature lies in the future."), "signed_on")


class NoteSchema(Schema):
    """A note on a call, a meeting, a visit, or anything else."""

    kind = _choice(wording.NOTE_KINDS, label=l_("Kind"), load_default="note")
    body = Trimmed(
        required=True, max_length=5000, metadata=ui(label=l_("Note"), control="textarea", rows=4, maxlength=5000)
    )
    visibility = _choice(
        wording.VISIBILITIES, "shared", "internal", label=l_("Who sees it"), load_default="shared",
        shown={"control": "radios"},
    )  # fmt: skip


class PartySchema(Schema):
    """A further party."""

    organisation = PublicId(required=True, metadata=ui(label=l_("Organisation"), control="radios"))
    side = _choice(wording.SIDES, *FURTHER_SIDES, label=l_("Takes part as"), required=True)


class ContactSchema(Schema):
    """The contact person of a party."""

    contact = PublicId(required=True, metadata=ui(label=l_("Contact person"), control="select"))


class AssignSchema(Schema):
    """The broker the centre chooses."""

    version = _version()
    broker = PublicId(
        required=True,
        metadata=ui(label=l_("Broker"), control="select", hint=l_("Brokers with a relation to a party are left out.")),
    )  # fmt: skip


class DeclarationSchema(Schema):
    """The broker's word on conflicts of interest."""

    related_sides = fields.List(
        fields.String(validate=validate.OneOf(("supplier", "buyer"))), load_default=list,
        metadata=ui(label=l_("I have a relation to"), control="checkboxes",
                    hint=l_("Employment, shares, kinship, fees or gifts. Leave empty when there is none."),
                    choices=of(wording.pairs(wording.SIDES, "supplier", "buyer"))),
    )  # fmt: skip
    statement = Trimmed(
        required=True, max_length=1000,
        metadata=ui(label=l_("Statement"), control="textarea", rows=3,
                    hint=l_("State truthfully what you have to do with either side, or that there is nothing.")),
    )  # fmt: skip


class StepSchema(Schema):
    """A step of the deal with what it asks for; the gate decides which entries are needed."""

    action = _choice(
        wording.ACTIONS, *DEAL_MACHINE.all_actions, label=l_("Step"), required=True, shown={"control": "hidden"}
    )
    version = _version()
    reason = _optional_text(l_("Reason"))
    loss_code = Code(
        of_list("loss_reason"), load_default=None, allow_none=True, metadata=ui(label=l_("Reason for the loss"))
    )
    loss_note = _optional_text(l_("Explanation"), hint=l_("Needed for another reason; useful for all."))
    outcome = _choice(wording.OUTCOMES, label=l_("Outcome"), load_default=None, allow_none=True)
    exclusive = fields.Boolean(
        load_default=False,
        metadata=ui(label=l_("Nothing is left to offer: take the listing off the market")),
    )  # fmt: skip


class ReasonSchema(Schema):
    """A decision that needs its reason."""

    reason = Trimmed(
        required=True, max_length=2000, metadata=ui(label=l_("Reason"), control="textarea", rows=3)
    )  # fmt: skip


class StageRuleSchema(Schema):
    """The limits of one stage, in calendar days."""

    version = _version()
    day_limit = fields.Integer(required=True, validate=_DAYS, metadata=ui(label=l_("Days at most"), unit=l_("days")))
    rot_days = fields.Integer(required=True, validate=_DAYS, metadata=ui(label=l_("Days until stale"), unit=l_("days")))
