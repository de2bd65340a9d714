"""What saved searches and watches accept, from forms and programs."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from marketplace.core.fields import Code, PublicId, Trimmed
from marketplace.core.forms import ui
from marketplace.core.i18n import l_

FREQUENCY_LABELS: dict[str, Any] = {
    "at_once": l_("At once"),
    "daily": l_("Daily at 8:00"),
    "weekly": l_("Mondays at 8:00"),
    "muted": l_("Muted"),
}

LISTED = {"enum": list(FREQUENCY_LABELS)}  # for the OpenAPI description


class OneLine(Trimmed):
    """Text of one line: it becomes the subject of mails, where no line may break."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Any:
        line = " ".join(value.splitlines()) if isinstance(value, str) else value
        return super()._deserialize(line, attr, data, **options)


def _is_whole(text: str) -> None:
    """Refuse halves of characters, which JSON can name and no address can hold."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ValidationError(
            l_("Character %(number)s is half of a character; send whole Unicode characters.", number=error.start + 1)
        ) from error


def _frequencies() -> list[tuple[str, Any]]:
    return list(FREQUENCY_LABELS.items())


class FrequencySchema(Schema):
    """How often a source may speak."""

    frequency = Code(_frequencies, required=True, metadata=ui(label=l_("How often")) | LISTED)


class SavedSearchSchema(FrequencySchema):
    """A saved search as its owner names it."""

    name = OneLine(
        required=True, max_length=120,
        metadata=ui(label=l_("Name"), hint=l_("Each message names it, so that you know why you got it.")),
    )  # fmt: skip
    frequency = Code(
        _frequencies, required=True,
        metadata=ui(label=l_("How often"), hint=l_("Nothing is sent when nothing was found."), control="radios")
        | LISTED,
    )  # fmt: skip


class NewSearchSchema(Schema):
    """A saved search as programs send it: `query` is the query string of a results page."""

    query = fields.String(required=True, validate=[validate.Length(max=4000), _is_whole])
    name = OneLine(load_default=None, max_length=120)
    frequency = Code(_frequencies, load_default="daily", metadata=LISTED)


class SearchChangeSchema(Schema):
    """What of a saved search may change; what is left out stays."""

    name = OneLine(load_default=None, max_length=120)
    frequency = Code(_frequencies, load_default=None, metadata=LISTED)


class WatchSchema(Schema):
    """Which record to watch, and how often to tell."""

    entity = fields.String(
        required=True, validate=validate.OneOf(["listing", "need", "organisation"]), metadata=ui(label=l_("Kind"))
    )
    record = PublicId(required=True, metadata=ui(label=l_("Record")))
    frequency = Code(_frequencies, load_default="daily", metadata=LISTED)
