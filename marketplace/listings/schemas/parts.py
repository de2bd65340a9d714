"""Rows of a listing: figures, green benefits, completers, attachments."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from marshmallow import Schema, ValidationError, fields, validates_schema

from marketplace.core.fields import Bilingual, Code, Figure, PublicId, Trimmed
from marketplace.core.forms import ui
from marketplace.core.i18n import l_
from marketplace.listings.schemas.fields import Listed
from marketplace.taxonomy import queries as taxonomy

FILE_KINDS = (
    ("drawing", l_("Drawing or photo")),
    ("report", l_("Test or evaluation report")),
    ("paper", l_("Paper")),
    ("patent", l_("Patent document")),
    ("attestation", l_("Attestation")),
    ("other", l_("Other")),
)
BETTER = (("higher", l_("Higher is better")), ("lower", l_("Lower is better")))
DIRECTIONS = {"enum": [code for code, _label in BETTER]}  # for the OpenAPI description


class RowSchema(Schema):
    """A row that can be taken out with a tick, which also works where no script runs."""

    remove = fields.Boolean(load_default=False, load_only=True, metadata=ui(label=l_("Remove this entry")))

    def load(self, data: Any, **options: Any) -> Any:
        """A row that goes is not judged: its other entries may be wrong or empty."""
        if isinstance(data, Mapping) and data.get("remove") in (True, "1", "true", "on"):
            return {"remove": True}
        return super().load(data, **options)


class FigureSchema(RowSchema):
    """One metric: own value, the incumbent's, unit, test condition, evidence."""

    metric = Bilingual(required=True, max_length=120, metadata=ui(label=l_("Metric")))
    value = Figure(required=True, metadata=ui(label=l_("This technology")))
    unit = Trimmed(required=True, max_length=40, metadata=ui(label=l_("Unit"), hint=l_("For example kWh/t, °C, %.")))
    incumbent_value = Figure(load_default=None, allow_none=True, metadata=ui(label=l_("Present solution")))
    better = Code(lambda: BETTER, load_default=None, allow_none=True, metadata=ui(label=l_("Direction")) | DIRECTIONS)
    condition = Bilingual(
        required=True, max_length=500,
        metadata=ui(label=l_("Test condition"), hint=l_("Scale, duration, medium, standard.")),
    )  # fmt: skip
    evidence = Listed("evidence_level", load_default=None, allow_none=True, metadata=ui(label=l_("Evidence")))
    evidence_note = Bilingual(
        max_length=300,
        load_default=None,
        metadata=ui(label=l_("Where the evidence is"), hint=l_("Report, paper, laboratory.")),
    )


class BenefitSchema(RowSchema):
    """A green benefit with what makes it comparable; its unit fits its kind."""

    kind = Listed("benefit_kind", required=True, metadata=ui(label=l_("Kind of benefit")))
    value = Figure(required=True, metadata=ui(label=l_("Amount")))
    unit = Listed("benefit_unit", required=True, metadata=ui(label=l_("Unit")))
    functional_unit = Bilingual(
        required=True, max_length=120, metadata=ui(label=l_("Per what"), hint=l_("For example: per tonne of product."))
    )
    baseline = Bilingual(
        required=True,
        max_length=500,
        metadata=ui(label=l_("Baseline"), hint=l_("Compared with which present practice.")),
    )
    boundary = Listed("benefit_boundary", required=True, metadata=ui(label=l_("Boundary")))
    method = Listed("benefit_method", load_default=None, allow_none=True, metadata=ui(label=l_("Method")))
    evidence_level = Listed("evidence_level", required=True, metadata=ui(label=l_("Evidence")))
    verifier = Trimmed(
        max_length=200, load_default=None, allow_none=True,
        metadata=ui(label=l_("Verified by"), hint=l_("The body that checked the amount, if any did.")),
    )  # fmt: skip

    @validates_schema
    def check_unit(self, data: dict[str, Any], **_options: Any) -> None:
        """A greenhouse-gas benefit is counted in CO2 equivalents, energy in energy, and so on."""
        allowed = units_of(data["kind"])
        if data["unit"] not in allowed:
            raise ValidationError(l_("This unit does not measure this kind of benefit."), "unit")


class CompleterSchema(RowSchema):
    """A person who made the result, in order of contribution."""

    name = Bilingual(required=True, max_length=80, metadata=ui(label=l_("Name")))
    contribution = Bilingual(max_length=300, load_default=None, metadata=ui(label=l_("Contribution")))
    shown = fields.Boolean(
        load_default=False,
        metadata=ui(
            label=l_("Show the name publicly"), hint=l_("The person agrees, or a patent already names the person.")
        ),
    )


class AttachmentSchema(RowSchema):
    """A stored file of the listing, its tier and what it is."""

    file = PublicId(required=True, metadata=ui(label=l_("File"), control="hidden"))
    kind = Code(lambda: FILE_KINDS, required=True, metadata=ui(label=l_("What it is")))
    tier = Listed("attachment_tier", required=True, metadata=ui(label=l_("Who may read it")))
    caption = Bilingual(required=True, max_length=200, metadata=ui(label=l_("Caption")))


class UploadSchema(Schema):
    """A new attachment."""

    file = fields.Raw(required=True, metadata=ui(label=l_("File"), control="file"))
    kind = Code(lambda: FILE_KINDS, required=True, metadata=ui(label=l_("What it is")))
    tier = Listed("attachment_tier", required=True,
        metadata=ui(label=l_("Who may read it"), control="radios",
                    hint=l_("Confidential material belongs under an agreement, never in public text.")),
    )  # fmt: skip
    caption = Bilingual(required=True, max_length=200, metadata=ui(label=l_("Caption")))


def units_of(kind: str) -> frozenset[str]:
    """Units of the dimension in which this kind of benefit is counted, plus percent."""
    term = taxonomy.code("benefit_kind", kind)
    usual = taxonomy.code("benefit_unit", str(term.facts["unit"])) if term else None
    if usual is None:
        return frozenset()
    dimension = usual.facts["dimension"]
    return frozenset(
        unit.code
        for unit in taxonomy.codes("benefit_unit", retired=True)
        if unit.facts["dimension"] in (dimension, "ratio")
    )


def kilograms(value: Decimal, unit: str) -> Decimal | None:
    """The amount in kilograms CO2e, so that grams and tonnes sort together; None for other units."""
    term = taxonomy.code("benefit_unit", unit)
    if term is None or term.facts.get("dimension") != "greenhouse_gas":
        return None
    return value * Decimal(term.facts["kilograms"])
