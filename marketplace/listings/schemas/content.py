"""The whole content of a listing as one schema: JSON in and out, snapshots of versions, rows of a bulk load."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from marketplace.core.fields import Bilingual, Code, PublicId, Trimmed
from marketplace.core.forms import ui
from marketplace.core.i18n import l_
from marketplace.listings.schemas.fields import Day
from marketplace.listings.schemas.steps import (
    BenefitStep,
    MaturityStep,
    ProblemStep,
    RightsStep,
    SolutionStep,
    TermsStep,
)

KINDS = (
    ("result", l_("Result"), l_("A technology with its evidence; patents may stand behind it.")),
    ("patent", l_("Patent"), l_("One patent or application and what it can be used for.")),
)


class ContentSchema(ProblemStep, SolutionStep, MaturityStep, TermsStep, BenefitStep, RightsStep):
    """Everything the six steps hold; nothing is required, so that drafts and snapshots share it."""


class EntriesSchema(ContentSchema):
    """The content as programs read and write it; files come by upload."""

    class Meta:
        """Attachments are not written as JSON."""

        exclude = ("attachments",)


class NewSchema(Schema):
    """The first page of the editor."""

    kind = Code(
        lambda: [(code, label) for code, label, _hint in KINDS], required=True,
        metadata=ui(label=l_("What do you offer?"), control="radios", choices=lambda: KINDS)
        | {"enum": [code for code, _label, _hint in KINDS]},
    )  # fmt: skip
    title = Bilingual(required=True, max_length=250, metadata=ui(label=l_("Title"), maxlength=250))
    owner = PublicId(load_default=None, allow_none=True, metadata=ui(label=l_("Owner")))


class LoadSchema(ContentSchema):
    """A row of already reviewed records: content plus what publication had set."""

    kind = fields.String(required=True, validate=validate.OneOf(("result", "patent")))
    owner = PublicId(required=True)
    public_id = PublicId(load_default=None, allow_none=True)
    availability = fields.String(
        load_default="available", validate=validate.OneOf(("available", "in_talks", "exclusive", "open_licence"))
    )
    published_on = Day(required=True)
    confirmed_on = Day(load_default=None, allow_none=True)
    source_attribution = Trimmed(max_length=1000, load_default=None, allow_none=True)
    demo = fields.Boolean(load_default=False)

    class Meta:
        """Rows with names nobody knows are refused, not silently cut; files come by upload."""

        unknown: Any = "raise"
        exclude = ("attachments",)
