"""What a need accepts: the one door for form, JSON and imports."""

from __future__ import annotations

from functools import partial
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from marketplace.core import indexing
from marketplace.core.disclosure import contact_data
from marketplace.core.fields import Bilingual, Code, Codes, Figure, Tags, Trimmed, WanMoney
from marketplace.core.forms import ui
from marketplace.core.i18n import l_, lang
from marketplace.core.text import Text
from marketplace.needs.workflow import BY_DEALS, NEED
from marketplace.taxonomy import queries as taxonomy
from search.analysis.terms import is_latin
from search.box import parse_box

STEPS = tuple(dict.fromkeys(step.action for step in NEED.transitions if step.action not in BY_DEALS))
SCALE = "qingdao_2025"  # the scale on which a wanted maturity is given


def levels() -> list[tuple[str, str]]:
    """The levels of the scale on which a wanted maturity is given."""
    return [(str(lv.level), f"{lv.level} {lv.label.pick(lang())}") for lv in taxonomy.maturity_levels(SCALE)]


class TargetSchema(Schema):
    """One figure: name, present value, target value, unit."""

    name = Bilingual(required=True, max_length=80, metadata=ui(label=l_("What is measured")))
    present = Figure(load_default=None, allow_none=True, metadata=ui(label=l_("Present value")))
    target = Figure(required=True, metadata=ui(label=l_("Target value")))
    unit = Trimmed(required=True, max_length=40, metadata=ui(label=l_("Unit"), hint=l_("For example %, kWh/t, °C.")))


class NeedSchema(Schema):
    """A need as its owner writes it; drafts may be incomplete, `gaps` names what submission asks for."""

    title = Bilingual(
        required=True,
        max_length=120,
        metadata=ui(label=l_("Title"), hint=l_("One line: what must become better, and where."), autocomplete="off"),
    )
    process = Bilingual(
        max_length=2000,
        metadata=ui(label=l_("Process and place"), hint=l_("Which step of which line, with its conditions."), rows=4),
    )
    problem = Bilingual(
        max_length=4000,
        metadata=ui(label=l_("Problem"), hint=l_("What goes wrong today, and what it costs."), rows=5),
    )
    limits = Bilingual(
        max_length=2000,
        metadata=ui(label=l_("Limits"), hint=l_("Space, cost, standards, media: what a solution must keep."), rows=3),
    )
    tried = Bilingual(
        max_length=2000,
        metadata=ui(label=l_("What was tried"), hint=l_("And why it was not enough."), rows=3),
    )
    quantity = Bilingual(max_length=200, metadata=ui(label=l_("Quantity"), hint=l_("For example 200,000 t a year.")))
    keywords = Tags(metadata=ui(label=l_("Keywords"), hint=l_("Separated by commas; at most ten.")))
    field_codes = Codes(partial(taxonomy.choices, "field"), metadata=ui(label=l_("Technology fields")))
    technology_codes = Codes(
        partial(taxonomy.choices, "key_technology"), metadata=ui(label=l_("Key technologies"), compact=True)
    )
    cooperation_modes = Codes(
        partial(taxonomy.choices, "conversion_mode"), metadata=ui(label=l_("Forms of cooperation wanted"))
    )
    maturity_level = Code(
        levels, load_default=None, allow_none=True, metadata=ui(label=l_("Maturity wanted, at least"))
    )
    budget_min_fen = WanMoney(
        load_default=None, allow_none=True, metadata=ui(label=l_("Budget from"), unit=l_("10,000 yuan"))
    )
    budget_max_fen = WanMoney(
        load_default=None,
        allow_none=True,
        metadata=ui(label=l_("Budget to"), hint=l_("Leave both empty when it is negotiable."), unit=l_("10,000 yuan")),
    )
    region_code = Code(
        partial(taxonomy.choices, "region", parent="51"),
        load_default=None,
        allow_none=True,
        metadata=ui(label=l_("City or prefecture")),
    )
    deadline = fields.Date(
        load_default=None,
        allow_none=True,
        metadata=ui(label=l_("Deadline")),
    )
    anonymity = Code(
        partial(taxonomy.choices, "anonymity"),
        load_default="named",
        validate=validate.NoneOf([None], error=l_("This entry is needed.")),
        metadata=ui(label=l_("Who may see your name"), control="radios"),
    )
    targets = fields.List(
        fields.Nested(TargetSchema),
        load_default=list,
        validate=validate.Length(max=12),
        metadata=ui(
            label=l_("Figures to reach"),
            hint=l_("Present value, target value, unit: what is matched."),
            spare=2,
        ),
    )

    @validates_schema
    def check_budget(self, data: dict[str, Any], **_options: Any) -> None:
        """The band must not end below its beginning."""
        low, high = data.get("budget_min_fen"), data.get("budget_max_fen")
        if low is not None and high is not None and low > high:
            raise ValidationError(l_("The upper end lies below the lower end."), "budget_max_fen")

    @validates_schema
    def check_contact_data(self, data: dict[str, Any], **_options: Any) -> None:
        """Public text carries no contact, identity or bank data (V16); the platform passes questions on."""
        faults = {}
        for name, value in data.items():
            texts = (value.zh, value.en) if isinstance(value, Text) else ()
            if found := [piece for text in texts for piece in contact_data(text or "")]:
                faults[name] = [
                    l_("Remove “%(piece)s”: public text must not contain contact, identity or bank data.",
                       piece=found[0])
                ]  # fmt: skip
        if faults:
            raise ValidationError(faults)


class CommentSchema(Schema):
    """A judgement of clarity."""

    clear = fields.Boolean(metadata=ui(label=l_("I understand the need and could answer it")))
    body = Trimmed(
        required=True,
        max_length=2000,
        metadata=ui(label=l_("Comment"), hint=l_("What is clear, what is missing."), control="textarea", rows=3),
    )


class DecisionSchema(Schema):
    """A step of the workflow with its reason."""

    action = fields.String(required=True, validate=validate.OneOf(STEPS))
    reason = Trimmed(max_length=2000, load_default=None, metadata=ui(label=l_("Reason"), control="textarea", rows=3))


def prefill(words: str, language: str, field_codes: list[str]) -> dict[str, Any]:
    """What a search without hits hands to the editor: its words without their signs as title, its fields.

    Words with Chinese characters are the Chinese title, whatever the language of the page.
    """
    words = parse_box(words, indexing.declared()).words[:120].strip()
    is_chinese = language == "zh" or not is_latin(words)
    title = Text(words or None, None) if is_chinese else Text(None, words or None)
    return {"title": title, "field_codes": field_codes, "anonymity": "named"}
