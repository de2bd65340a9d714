"""Input of the steps a listing takes: reasons, review decisions, availability, holds, comments."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, post_load, validate

from marketplace.core.fields import Code, Codes, Trimmed
from marketplace.core.forms import ui
from marketplace.core.i18n import l_
from marketplace.listings.schemas.fields import listed
from marketplace.listings.schemas.steps import labels

RETURN_REASONS = (
    ("figures_missing", l_("Figures, units or test conditions are missing")),
    ("evidence_missing", l_("The maturity is not evidenced")),
    ("vague", l_("The text is too vague for a buyer")),
    ("rights_unclear", l_("Rights or completers are unclear")),
    ("patent_data", l_("Patent data do not agree with the register")),
    ("green_benefit", l_("The green benefit cannot be followed")),
    ("classification", l_("Field or class is wrong")),
    ("secrecy", l_("The secrecy attestation is missing or does not fit")),
)
EXPORT_CLASSES = (
    ("free", l_("Free export")),
    ("restricted", l_("Restricted: licence needed before talks with a foreign party")),
    ("banned", l_("Banned from export")),
)
HOLD_CAUSES = (
    ("patent_lapsed", l_("Patent lapsed or invalidated")),
    ("title_dispute", l_("Dispute over title")),
    ("preservation", l_("Court preservation")),
    ("objection_upheld", l_("Objection upheld")),
    ("secrecy_alert", l_("Secrecy alert")),
    ("complaint", l_("Complaint under examination")),
)


class ReasonSchema(Schema):
    """A step that must say why."""

    reason = Trimmed(
        required=True, max_length=2000, metadata=ui(label=l_("Reason"), control="textarea", rows=3, maxlength=2000)
    )


class NoEntrySchema(Schema):
    """A step with nothing to enter."""


class RemarkSchema(Schema):
    """What is to be mended at one entry."""

    field = Code(lambda: labels().items(), required=True, metadata=ui(label=l_("Entry")))
    text = Trimmed(required=True, max_length=500, metadata=ui(label=l_("Remark")))


class ReturnSchema(Schema):
    """Back to the owner: coded reasons, words, and remarks at single entries."""

    presets = Codes(lambda: RETURN_REASONS, load_default=list, metadata=ui(label=l_("What must be mended")))
    reason = Trimmed(
        required=True, max_length=2000,
        metadata=ui(label=l_("In your words"), control="textarea", rows=4, maxlength=2000,
                    hint=l_("Say what is missing and how to mend it.")),
    )  # fmt: skip
    remarks = fields.List(
        fields.Nested(RemarkSchema), load_default=list, validate=validate.Length(max=40),
        metadata=ui(label=l_("Remarks at single entries"), spare=3),
    )  # fmt: skip

    @post_load
    def by_entry(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        data["remarks"] = {row["field"]: row["text"] for row in data["remarks"]}
        return data


class ExportSchema(Schema):
    """The export class the reviewer determined."""

    export_class = Code(lambda: EXPORT_CLASSES, required=True, metadata=ui(label=l_("Export class"), control="radios"))


class AvailabilitySchema(Schema):
    """Whether the technology can still be had."""

    availability = Code(
        lambda: [pair for pair in listed("availability")() if pair[0] != "withdrawn"], required=True,
        metadata=ui(label=l_("Availability")),
    )  # fmt: skip


class HoldSchema(ReasonSchema):
    """Taking a listing off at once."""

    cause = Code(lambda: HOLD_CAUSES, required=True, metadata=ui(label=l_("Cause")))


class ReleaseSchema(ReasonSchema):
    """Putting a held listing back."""

    clearance = Trimmed(
        max_length=120, load_default=None, allow_none=True,
        metadata=ui(label=l_("Number of the written clearance"), hint=l_("Needed after a secrecy alert.")),
    )  # fmt: skip


class CommentSchema(Schema):
    """A remark in the review."""

    body = Trimmed(
        required=True, max_length=3000, metadata=ui(label=l_("Comment"), control="textarea", rows=3, maxlength=3000)
    )
    visibility = Code(
        lambda: (("shared", l_("Shared with the owner")), ("internal", l_("Only for the centre"))),
        load_default="shared", metadata=ui(label=l_("Who reads it"), control="radios"),
    )  # fmt: skip
    field = Trimmed(max_length=40, load_default=None, allow_none=True, metadata=ui(label=l_("About"), control="hidden"))
