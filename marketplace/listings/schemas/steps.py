"""The six steps of the editor; a step's schema is the form, and all steps together are the content."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate, validates_schema

from marketplace.core.fields import Bilingual, Tags, Trimmed, WanMoney
from marketplace.core.forms import ui
from marketplace.core.i18n import l_, lang
from marketplace.listings.schemas.fields import Day, IpcSymbols, Listed, ListedCodes, MaturityField, maturity_choices
from marketplace.listings.schemas.parts import AttachmentSchema, BenefitSchema, CompleterSchema, FigureSchema
from marketplace.listings.schemas.patents import PatentSchema
from marketplace.taxonomy import queries as taxonomy

_REGISTER_NUMBER = re.compile(r"[0-9A-Z]{3}(?:19|20)\d\d[A-Z]\d{4}")


def _text(label: Any, hint: Any, *, most: int = 3000, rows: int = 4) -> Bilingual:
    return Bilingual(max_length=most, load_default=None, metadata=ui(label=label, hint=hint, rows=rows, maxlength=most))


def _rows(schema: type[Schema], label: Any, hint: Any = None, *, spare: int = 1, most: int = 30) -> fields.List:
    return fields.List(
        fields.Nested(schema), load_default=list, validate=validate.Length(max=most),
        metadata=ui(label=label, hint=hint, spare=spare),
    )  # fmt: skip


class StepSchema(Schema):
    """What all steps share: rows ticked for removal are left out."""

    @post_load
    def drop_removed(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        for name, value in data.items():
            if isinstance(value, list) and value and isinstance(value[0], dict):
                data[name] = [_without_tick(row) for row in value if not row.get("remove")]
        return data


class ProblemStep(StepSchema):
    """What it is about, who has the problem, what is used today."""

    title = Bilingual(
        max_length=250, load_default=None,
        metadata=ui(label=l_("Title"), hint=l_("The technology and what it does; no praise."), maxlength=250),
    )  # fmt: skip
    summary = Bilingual(
        max_length=200, load_default=None,
        metadata=ui(label=l_("One-line summary"), hint=l_("What it does, for whom, by how much."), maxlength=200),
    )  # fmt: skip
    field_codes = ListedCodes("field", load_default=list,
        metadata=ui(label=l_("Technology fields"), hint=l_("Data storage is not energy storage.")),
    )  # fmt: skip
    problem = _text(l_("Problem"), l_("Who has which problem today, and what it costs."))
    incumbent = _text(l_("Present solution"), l_("What is used today and where it falls short."))
    keywords = Tags(load_default=list, metadata=ui(label=l_("Keywords"), hint=l_("Separated by commas, at most ten.")))


class SolutionStep(StepSchema):
    """How it works, and the figures that show it."""

    solution = _text(l_("Solution"), l_("How it works and what is new about it."), most=6000, rows=7)
    technology_codes = ListedCodes("key_technology", load_default=list, metadata=ui(label=l_("Key technologies")))
    figures = _rows(
        FigureSchema, l_("Figures"), l_("Own value, that of the present solution, unit and test condition."), most=20
    )
    no_figures_reason = _text(l_("Why there is no figure"), l_("Only if none can be given yet."), most=500, rows=2)


class MaturityStep(StepSchema):
    """How far it is, and what is missing to scale."""

    maturity = MaturityField(
        load_default=None, allow_none=True,
        metadata=ui(label=l_("Maturity"), control="select", choices=maturity_choices,
                    hint=l_("Levels of different scales are never converted into one another.")),
    )  # fmt: skip
    maturity_evidence = _text(
        l_("Evidence of maturity"), l_("Test, sample, report or user that shows the level."), most=1500, rows=3
    )
    missing_to_scale = _text(l_("What is missing to scale"), l_("The next steps, with time and cost if known."))
    pilot_need = _text(l_("What a pilot needs"), l_("Equipment, site, material, partner."), most=1500, rows=3)


class TermsStep(StepSchema):
    """What deals are sought and at what price."""

    deal_modes = ListedCodes("deal_mode", load_default=list, metadata=ui(label=l_("Kinds of deal")))
    licence_kinds = ListedCodes("licence_kind", load_default=list, metadata=ui(label=l_("Kinds of licence")))
    price_disclosure = Listed("price_disclosure", load_default=None, allow_none=True,
        metadata=ui(label=l_("Price"), control="radios"),
    )  # fmt: skip
    price_min = WanMoney(load_default=None, allow_none=True, metadata=ui(label=l_("Price, or lowest price")))
    price_max = WanMoney(load_default=None, allow_none=True, metadata=ui(label=l_("Highest price")))
    pricing_mode = Listed(
        "pricing_mode", load_default=None, allow_none=True, metadata=ui(label=l_("How the price is set"))
    )
    terms_note = _text(l_("Notes on terms"), l_("Territory, exclusivity, support, what is excluded."), rows=3)

    @validates_schema(pass_original=True)
    def check_price(self, data: dict[str, Any], original: Any, **_options: Any) -> None:
        """A stated price has an amount, a range two in order, a negotiable one none."""
        low, high, disclosure = data.get("price_min"), data.get("price_max"), data.get("price_disclosure")
        if disclosure in ("stated", "range") and not low:
            raise ValidationError(l_("Enter the amount."), "price_min")
        if disclosure == "range" and (high is None or high <= (low or 0)):
            raise ValidationError(l_("The highest price must lie above the lowest."), "price_max")
        if low is not None and high is not None and high < low and "price_disclosure" not in original:
            raise ValidationError(l_("The highest price must lie above the lowest."), "price_max")

    @post_load(pass_original=True)
    def drop_unused_prices(self, data: dict[str, Any], original: Any, **_options: Any) -> dict[str, Any]:
        if "price_disclosure" not in original:
            return data  # a part of the content was sent; the rest stays as it is
        if data["price_disclosure"] not in ("stated", "range"):
            data["price_min"] = data["price_max"] = None
        elif data["price_disclosure"] == "stated":
            data["price_max"] = None
        return data


class BenefitStep(StepSchema):
    """What it saves, counted so that others can compare."""

    green_class_codes = ListedCodes("green_class", load_default=list, metadata=ui(label=l_("Green classes")))
    benefits = _rows(
        BenefitSchema,
        l_("Green benefits"),
        l_("Amount per unit, against which baseline, within which boundary."),
        most=6,
    )


class RightsStep(StepSchema):
    """Rights, people, funding, secrecy; files are uploaded beside the form."""

    rights_types = ListedCodes("rights_type", load_default=list, metadata=ui(label=l_("Rights on offer")))
    ipc = IpcSymbols(
        limit=20, load_default=list,
        metadata=ui(label=l_("IPC symbols"), hint=l_("The main symbol first, for example H01M 10/0525, C01B 32/05.")),
    )  # fmt: skip
    patents = _rows(PatentSchema, l_("Patents and applications"), most=20)
    completers = _rows(CompleterSchema, l_("Completers"), l_("In order of contribution."), spare=2)
    register_number = Trimmed(
        max_length=12, load_default=None, allow_none=True, metadata=ui(label=l_("Result registration number"))
    )
    funding_source = _text(l_("Public funding"), l_("Programme that paid for the work, if any."), most=300, rows=2)
    project_no = Trimmed(max_length=80, load_default=None, allow_none=True, metadata=ui(label=l_("Project number")))
    march_in = fields.Boolean(
        load_default=False,
        metadata=ui(label=l_("The funder has march-in rights"),
                    hint=l_("Law on scientific and technological progress, art. 32.")),
    )  # fmt: skip
    secrecy_level = Listed("secrecy_level", load_default=None, allow_none=True,
        metadata=ui(label=l_("Secrecy level"), hint=l_("Determined by your organisation before publication.")),
    )  # fmt: skip
    attestation_reviewer = Trimmed(
        max_length=80, load_default=None, allow_none=True, metadata=ui(label=l_("Secrecy reviewed by"))
    )
    attestation_date = Day(load_default=None, allow_none=True, metadata=ui(label=l_("Secrecy reviewed on")))
    attestation_number = Trimmed(
        max_length=80, load_default=None, allow_none=True, metadata=ui(label=l_("Number of the attestation"))
    )
    attachments = _rows(AttachmentSchema, l_("Attachments"), spare=0)

    @validates_schema
    def check_register_number(self, data: dict[str, Any], **_options: Any) -> None:
        """12 characters: department or region, year, type letter, serial."""
        number = data.get("register_number")
        if number and not _REGISTER_NUMBER.fullmatch(number.upper()):
            raise ValidationError(l_("A registration number has 12 characters, like 5102024Y0001."), "register_number")


STEPS: dict[str, type[StepSchema]] = {
    "problem": ProblemStep,
    "solution": SolutionStep,
    "maturity": MaturityStep,
    "terms": TermsStep,
    "benefit": BenefitStep,
    "rights": RightsStep,
}


def step_of(field: str) -> str:
    """The step in which an entry is written; the first for what no step holds (the owner)."""
    base = field.removesuffix("_fen")
    return next((name for name, schema in STEPS.items() if base in schema._declared_fields), "problem")


def labels() -> dict[str, Any]:
    """Label of every entry, for differences and lists of gaps."""
    return {
        name: field.metadata["label"] for schema in STEPS.values() for name, field in schema._declared_fields.items()
    }


def step_schema(step: str, content: Mapping[str, Any]) -> StepSchema:
    """The form of one step for this content: key technologies of the chosen fields, likely green classes first."""
    schema = STEPS[step]()
    chosen = content.get("field_codes") or ()
    if step == "solution":
        _offer(schema, "technology_codes", lambda: technology_choices(chosen))
    if step == "benefit":
        _offer(schema, "green_class_codes", lambda: green_choices(chosen))
    return schema


def technology_choices(chosen: Iterable[str]) -> list[tuple[str, str]]:
    """Key technologies of the chosen fields."""
    return [pair for code in chosen for pair in taxonomy.choices("key_technology", parent=code)]


def green_choices(chosen: Iterable[str]) -> list[tuple[str, str]]:
    """All green classes, those usual in the chosen fields first."""
    usual = [term for code in chosen for term in taxonomy.field(code).green_classes]
    first = {term.code: term.label.pick(lang()) for term in usual}
    return [*first.items(), *(pair for pair in taxonomy.choices("green_class") if pair[0] not in first)]


def _offer(schema: Schema, name: str, choices: Any) -> None:
    field = schema.load_fields[name]
    field.metadata = {**field.metadata, "choices": choices}


def _without_tick(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "remove"}
