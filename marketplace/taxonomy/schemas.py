"""What comes in (rule parameters, IPC symbols, table filters) and what goes out of the vocabulary."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validates_schema

from marketplace.core.fields import Bilingual, Code, Trimmed
from marketplace.core.forms import ui
from marketplace.core.i18n import l_
from marketplace.core.text import Text
from marketplace.taxonomy.queries import choices

READ_SOURCES = ("statute", "plan")  # only a text that was read may stand as a hard block
MOST_SYMBOLS = 50


class RuleValue(fields.Field[dict[str, Any]]):
    """The value of a rule as people write it: `15`, a range `0.8..1.25`, a list `90 | 30 | 7`, or `yes`.

    Kept as exact decimal text: {number}, {min, max}, {numbers} or {flag}. The unit is a field of its own.
    """

    default_error_messages = {
        "invalid": l_("Write a number (15), a range (0.8..1.25), a list (90 | 30 | 7) or yes."),
        "order": l_("The first number of a range must be the smaller one."),
    }

    def _serialize(self, value: Mapping[str, Any] | None, attr: str | None, obj: Any, **options: Any) -> str | None:
        if value is None:
            return None
        if "flag" in value:
            return "yes"
        if "numbers" in value:
            return " | ".join(value["numbers"])
        return value["number"] if "number" in value else f"{value['min']}..{value['max']}"

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> dict[str, Any]:
        text = unicodedata.normalize("NFKC", str(value)).strip().lower()
        if not text:
            raise self.make_error("required")
        if text == "yes":
            return {"flag": True}
        if ".." in text:
            least, greatest = (self._number(part) for part in text.split("..", 1))
            if Decimal(least) > Decimal(greatest):
                raise self.make_error("order")
            return {"min": least, "max": greatest}
        parts = [part for part in re.split(r"[|、;]", text) if part.strip()]
        if len(parts) > 1:
            return {"numbers": [self._number(part) for part in parts]}
        return {"number": self._number(text)}

    def _number(self, text: str) -> str:
        try:
            number = Decimal(text.strip())
        except InvalidOperation as error:
            raise self.make_error("invalid") from error
        if not number.is_finite() or abs(number) > 10**15:
            raise self.make_error("invalid")
        return f"{number:f}"


class RuleSchema(Schema):
    """A correction of one rule parameter; `version` is the one the editor saw."""

    version = fields.Integer(required=True, metadata=ui(label=l_("Version"), control="hidden"))
    value = RuleValue(
        required=True,
        metadata=ui(
            label=l_("Value"),
            hint=l_("A number (15), a range (0.8..1.25), a list (90 | 30 | 7) or yes. Shares as 0.5, money in fen."),
        ),
    )
    unit = Code(partial(choices, "rule_unit"), required=True, metadata=ui(label=l_("Unit")))
    effective_from = fields.Date(
        load_default=None, allow_none=True, metadata=ui(label=l_("In force from"), hint=l_("Empty: not established."))
    )
    effective_to = fields.Date(
        load_default=None, allow_none=True, metadata=ui(label=l_("In force until"), hint=l_("This day included."))
    )
    source = Bilingual(required=True, max_length=300, metadata=ui(label=l_("Source")))
    basis = Code(partial(choices, "rule_basis"), required=True, metadata=ui(label=l_("Basis")))
    verified = fields.Boolean(
        load_default=False,
        metadata=ui(
            label=l_("Verified: may stop a step"), hint=l_("Only when the text of a statute or plan was read.")
        ),
    )
    note = Bilingual(max_length=500, load_default=Text(), metadata=ui(label=l_("Note")))
    reason = Trimmed(
        required=True,
        max_length=500,
        metadata=ui(label=l_("Reason of the change"), hint=l_("Kept in the audit trail."), control="textarea", rows=2),
    )

    @validates_schema(skip_on_field_errors=True)
    def check(self, data: dict[str, Any], **_options: Any) -> None:
        """Whole-record rules: the period runs forward, and verified means that the text was read."""
        if data["effective_from"] and data["effective_to"] and data["effective_from"] > data["effective_to"]:
            raise ValidationError(l_("The end lies before the beginning."), "effective_to")
        if data["verified"] and data["basis"] not in READ_SOURCES:
            raise ValidationError(l_("Only a rule whose text was read may be marked as verified."), "verified")

    @post_load
    def join_unit(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The unit belongs to the value."""
        data["value"] = {**data["value"], "unit": data.pop("unit")}
        return data


class NextRuleSchema(RuleSchema):
    """A new value that follows the present one from a day on."""

    effective_from = fields.Date(
        required=True,
        metadata=ui(label=l_("In force from"), hint=l_("The present value ends the day before.")),
    )


class RuleFilterSchema(Schema):
    """Which rows of the public rule table to show."""

    jurisdiction = Code(
        partial(choices, "jurisdiction"), load_default=None, allow_none=True,
        metadata=ui(label=l_("Jurisdiction"), unchosen=l_("All")),
    )  # fmt: skip
    basis = Code(
        partial(choices, "rule_basis"), load_default=None, allow_none=True,
        metadata=ui(label=l_("Basis"), unchosen=l_("All")),
    )  # fmt: skip
    on_date = fields.Date(load_default=None, allow_none=True, metadata=ui(label=l_("In force on")))


class IpcQuerySchema(Schema):
    """IPC symbols, in any spelling, separated by commas, semicolons or line breaks."""

    symbols = Trimmed(
        required=True,
        max_length=2000,
        metadata=ui(
            label=l_("IPC symbols"),
            hint=l_("The main classification first, for example H01M 10/0525; C01G 53/00."),
        ),
    )

    @post_load
    def split(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """A list of symbols as they were written."""
        parts = [part.strip() for part in re.split(r"[,，;；、\n|]", data["symbols"]) if part.strip()]
        if len(parts) > MOST_SYMBOLS:
            raise ValidationError(l_("At most %(limit)s symbols are allowed.", limit=MOST_SYMBOLS), "symbols")
        return {"symbols": parts}


class TextOut(Schema):
    """A label in both languages."""

    zh = fields.String(allow_none=True)
    en = fields.String(allow_none=True)


class TermOut(Schema):
    """An entry of a list."""

    code = fields.String()
    label = fields.Nested(TextOut)
    parent = fields.String(allow_none=True)
    facts = fields.Dict()
    retired = fields.Boolean()


class TermBriefOut(Schema):
    """A code with its label."""

    code = fields.String()
    label = fields.Nested(TextOut)


class FieldOut(Schema):
    """A technology field."""

    code = fields.String()
    label = fields.Nested(TextOut)
    industries = fields.List(fields.Nested(TermBriefOut))
    technologies = fields.List(fields.Nested(TermBriefOut))
    green_classes = fields.List(fields.Nested(TermBriefOut))


class FieldsOut(Schema):
    """The thirteen fields."""

    items = fields.List(fields.Nested(FieldOut))


class ListsOut(Schema):
    """The names of all code lists."""

    items = fields.List(fields.String())


class TermsOut(Schema):
    """The entries of one list."""

    list = fields.String()
    items = fields.List(fields.Nested(TermOut))


class SuggestionOut(Schema):
    """A field that the symbols point at."""

    field = fields.String()
    label = fields.Nested(TextOut)
    score = fields.Float()
    because = fields.List(fields.String())


class IpcOut(Schema):
    """A checked IPC symbol."""

    symbol = fields.String()
    subclass = fields.String()
    label = fields.Nested(TextOut)
    known = fields.Boolean()
    green = fields.Boolean()


class IpcAnswerOut(Schema):
    """What a list of symbols says."""

    symbols = fields.List(fields.Nested(IpcOut))
    refused = fields.List(fields.String())
    suggestions = fields.List(fields.Nested(SuggestionOut))
    green_share = fields.Float()


class RuleOut(Schema):
    """A rule parameter with its period, source and mark."""

    id = fields.String(attribute="public_id")
    code = fields.String()
    jurisdiction = fields.String()
    title = fields.Nested(TextOut)
    value = fields.Dict()
    effective_from = fields.Date(allow_none=True)
    effective_to = fields.Date(allow_none=True)
    source = fields.Nested(TextOut)
    basis = fields.String()
    verified = fields.Boolean()
    note = fields.Nested(TextOut)


class RulesOut(Schema):
    """The rule table."""

    items = fields.List(fields.Nested(RuleOut))
