"""Marshmallow fields the nouns share: trimmed text, bilingual text, money in 万元, code lists, the frame of a page."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from marketplace.core import validation  # noqa: F401 (its import translates what marshmallow says)
from marketplace.core.i18n import l_
from marketplace.core.ids import is_public_id
from marketplace.core.money import fen_to_wan, wan_to_fen
from marketplace.core.text import Text

MOST_NAMED = 40  # codes in a sentence
_LINE_SEPARATORS = frozenset("\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")  # what str.splitlines knows beside the line feed


class Trimmed(fields.String):
    """Text without blanks around it and without control characters; an empty one counts as missing."""

    def __init__(self, *, max_length: int = 200, **options: Any) -> None:
        super().__init__(**options)
        self.max_length = max_length

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Any:
        text = clean(super()._deserialize(value, attr, data, **options))
        if not text:
            if self.required:
                raise self.make_error("required")
            return None
        if len(text) > self.max_length:
            raise ValidationError(
                l_("At most %(limit)s characters are allowed here; there are %(count)s.",
                   limit=self.max_length, count=len(text))
            )  # fmt: skip
        return text


def clean(text: str) -> str:
    """Drop control characters other than line breaks and tabs, and blanks around the text.

    Rare separators of lines (U+2028, vertical tab, …) become a line break where a text has line breaks, else a blank:
    what was written in one line stays in one line.
    """
    if text.isprintable():
        return text.strip()
    text = text.replace("\r\n", "\n").strip()
    instead = "\n" if "\n" in text else " "
    text = "".join(instead if c in _LINE_SEPARATORS else c for c in text)
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c)[0] != "C").strip()


class Bilingual(fields.Field[Text]):
    """A pair {zh, en} (JSON) or two form entries `<name>_zh`, `<name>_en`; at least one when required."""

    default_error_messages = {
        "needs_one": l_("Write it in Chinese or in English."),
        "too_long": l_("At most %(limit)s characters are allowed here."),
    }

    def __init__(self, *, max_length: int = 200, **options: Any) -> None:
        # An empty text is answered as null, and what was read can be sent back.
        super().__init__(**{"allow_none": not options.get("required", False), **options})
        self.max_length = max_length

    def _serialize(self, value: Text | None, attr: str | None, obj: Any, **options: Any) -> Any:
        return {"zh": value.zh, "en": value.en} if value else None

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Text:
        if not isinstance(value, Mapping):
            raise self.make_error("needs_one")
        unknown = set(value) - {"zh", "en"}
        if unknown or not all(isinstance(item, str) or item is None for item in value.values()):
            raise self.make_error("needs_one")
        zh, en = (clean(value.get(key) or "") or None for key in ("zh", "en"))
        if self.required and not (zh or en):
            raise self.make_error("needs_one")
        if max(len(zh or ""), len(en or "")) > self.max_length:
            raise ValidationError(l_("At most %(limit)s characters are allowed here.", limit=self.max_length))
        return Text(zh, en)


def _number(text: str) -> Decimal | None:
    """A finite number, or None."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


class WanMoney(fields.Field[int]):
    """An amount written in 万元, kept as fen. Negative amounts and more than six decimals are refused."""

    default_error_messages = {
        "invalid": l_("Enter an amount in 万元, for example 120 or 35.5."),
        "range": l_("The amount must lie between 0 and 10,000,000 万元."),
    }

    def _serialize(self, value: int | None, attr: str | None, obj: Any, **options: Any) -> str | None:
        return None if value is None else f"{fen_to_wan(value).normalize():f}"

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Any:
        text = unicodedata.normalize("NFKC", str(value)).replace(",", "").strip()
        if not text:
            if self.required:
                raise self.make_error("required")
            return None
        amount = _number(text)
        if amount is None:
            raise self.make_error("invalid")
        if not 0 <= amount <= 10_000_000:
            raise self.make_error("range")
        try:
            return wan_to_fen(amount)
        except ValueError as error:
            raise self.make_error("invalid") from error


class Figure(fields.Field[Decimal]):
    """A measured number as people type it: full-width digits and thousands separators are accepted."""

    default_error_messages = {"invalid": l_("Enter a number, for example 12.5.")}

    def _serialize(self, value: Decimal | None, attr: str | None, obj: Any, **options: Any) -> str | None:
        return None if value is None else f"{Decimal(value).normalize():f}"

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Any:
        text = unicodedata.normalize("NFKC", str(value)).replace(",", "").strip()
        if not text:
            if self.required:
                raise self.make_error("required")
            return None
        number = _number(text)
        if number is None or abs(number) >= 10**13 or number != round(number, 6):
            raise self.make_error("invalid")
        return number


class PublicId(fields.String):
    """A public id of another record."""

    default_error_messages = {
        "invalid": l_("Give the id of a record, such as 7F3K9Q2M1A: the last part of its address.")
    }

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Any:
        text = str(super()._deserialize(value, attr, data, **options)).strip().upper()
        if not text and not self.required:
            return None
        if not is_public_id(text):
            raise self.make_error("invalid")
        return text


class Code(fields.String):
    """One code of a list; `choices` answers (code, label) pairs at the time of the request.

    `listed_at` is the address at which programs read a list that is too long for a sentence.
    """

    default_error_messages = {"unknown": l_("Choose one of the listed entries.")}

    def __init__(
        self, choices: Callable[[], Iterable[tuple[Any, ...]]], *, listed_at: str = "", **options: Any
    ) -> None:
        super().__init__(**options)
        self.choices, self.listed_at = choices, listed_at

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Any:
        text = str(super()._deserialize(value, attr, data, **options)).strip()
        if not text:
            if self.required:
                raise self.make_error("required")
            return None
        codes = [code for code, _label in self.choices()]
        if text not in codes:
            raise self._unlisted([code for code in codes if code])
        return text

    def _unlisted(self, codes: list[str]) -> ValidationError:
        if len(codes) <= MOST_NAMED:
            return ValidationError(l_("Choose one of: %(choices)s.", choices=", ".join(codes)))
        if self.listed_at:
            return ValidationError(l_("Give a code of the list at %(address)s.", address=self.listed_at))
        return self.make_error("unknown")


class Codes(fields.List):
    """Several codes of a list, each once, in the order given."""

    default_error_messages = {"some": l_("Choose at least one entry.")}

    def __init__(self, choices: Callable[[], Iterable[tuple[Any, ...]]], **options: Any) -> None:
        super().__init__(Code(choices, required=True), **options)
        self.choices = choices

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> list[Any]:
        items = value if isinstance(value, list) else [value]
        codes = list(dict.fromkeys(super()._deserialize([i for i in items if i != ""], attr, data, **options)))
        if self.required and not codes:
            raise self.make_error("some")
        return codes


class Tags(fields.Field[list[str]]):
    """Free keywords, separated by commas, semicolons or line breaks of either script."""

    default_error_messages = {
        "too_many": l_("At most %(limit)s keywords are allowed."),
        "invalid": l_("Send a list of texts, or one text with commas between."),
    }

    def __init__(self, *, limit: int = 10, **options: Any) -> None:
        super().__init__(**options)
        self.limit = limit

    def _serialize(self, value: list[str] | None, attr: str | None, obj: Any, **options: Any) -> list[str]:
        return list(value or ())

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> list[str]:
        parts = value if isinstance(value, list) else [value]
        if not all(isinstance(part, str) for part in parts):
            raise self.make_error("invalid")
        text = "\n".join(parts)
        for separator in ",，;；、":
            text = text.replace(separator, "\n")
        words = list(dict.fromkeys(word for part in text.split("\n") if (word := clean(part)[:40])))
        if self.required and not words:
            raise self.make_error("required")
        if len(words) > self.limit:
            raise ValidationError(l_("At most %(limit)s keywords are allowed.", limit=self.limit))
        return words


class Paged(Schema):
    """What programs get beside the items of a page: the total, the page's number from 1, and its size."""

    total = fields.Integer()
    number = fields.Integer()
    size = fields.Integer()


class Accepted(Schema):
    """What programs get of work that is done later: where they read how it went."""

    follow = fields.String(metadata={"description": "an address of this interface"})


class PageNumberSchema(Schema):
    """Which page of a list, from 1."""

    page = fields.Integer(load_default=1, validate=validate.Range(1, 500))


class PageQuerySchema(PageNumberSchema):
    """Which page of a list, and how long pages are."""

    size = fields.Integer(load_default=20, validate=validate.Range(1, 100))
