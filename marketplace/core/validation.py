"""What marshmallow says about bad input, in the reader's language: its built-in English is replaced here, once."""

from __future__ import annotations

from typing import Any

from flask_babel import LazyString
from marshmallow import Schema, ValidationError, fields, validate

from marketplace.core.i18n import l_


class Sentence:
    """A translated sentence where a validator keeps a format string; spoken only when an error is raised."""

    def __init__(self, text: Any) -> None:
        self.text = text

    def format(self, **values: Any) -> Any:
        """The sentence with its values. A validator that is only being made (no `input` yet) gets it unspoken."""
        return str(self.text) % values if "input" in values else self


class Counted(Sentence):
    """The sentence of a limit that counts the characters of a text, or the entries of a list."""

    def __init__(self, of_text: Any, of_list: Any) -> None:
        super().__init__(of_list)
        self.of_text = of_text

    def format(self, **values: Any) -> Any:
        """The sentence for what was given."""
        return str(self.of_text) % values if isinstance(values.get("input"), str) else super().format(**values)


_FIELDS: dict[type[fields.Field[Any]], dict[str, Any]] = {
    fields.Field: {
        "required": l_("This entry is needed."),
        "null": l_("This entry is needed."),
        "validator_failed": l_("This value is not accepted."),
    },
    fields.String: {"invalid": l_("Enter text."), "invalid_utf8": l_("Enter text.")},
    fields.Number: {"invalid": l_("Enter a number, for example 12.5."), "too_large": l_("This number is too large.")},
    fields.Integer: {"invalid": l_("Enter a whole number.")},
    fields.Decimal: {"special": l_("Enter a number, for example 12.5.")},
    fields.Float: {"special": l_("Enter a number, for example 12.5.")},
    fields.Date: {"invalid": l_("Enter a date such as 2027-03-31.")},
    fields.DateTime: {"invalid": l_("Enter a date and time such as 2027-03-31T09:00.")},
    fields.Boolean: {"invalid": l_("Choose yes or no.")},
    fields.Mapping: {"invalid": l_("Send an object with names and values.")},
    fields.Email: {"invalid": l_("Enter an e-mail address such as name@example.org.")},
    fields.Url: {"invalid": l_("Enter a web address such as https://example.org.")},
    fields.List: {"invalid": l_("Send a list.")},
    fields.Nested: {"type": l_("Send an object with names and values.")},
}


def _install() -> None:
    for kind, messages in _FIELDS.items():
        kind.default_error_messages = {**kind.default_error_messages, **messages}
    Schema._default_error_messages = {
        "type": l_("Send an object with names and values."),
        "unknown": l_("There is no entry of this name."),
    }
    sentences: list[tuple[Any, str, Any]] = [
        (validate.Range, "message_min", l_("Enter %(min)s or more.")),
        (validate.Range, "message_max", l_("Enter %(max)s or less.")),
        (validate.Range, "message_all", l_("Enter a value between %(min)s and %(max)s.")),
        (validate.Length, "message_min", Counted(
            l_("At least %(min)s characters are needed."), l_("At least %(min)s entries are needed."))),
        (validate.Length, "message_max", Counted(
            l_("At most %(max)s characters are allowed."), l_("At most %(max)s entries are allowed."))),
        (validate.Length, "message_all", Counted(
            l_("Between %(min)s and %(max)s characters are allowed."),
            l_("Between %(min)s and %(max)s entries are allowed."))),
        (validate.Length, "message_equal", Counted(
            l_("Exactly %(equal)s characters are needed."), l_("Exactly %(equal)s entries are needed."))),
        (validate.OneOf, "default_message", l_("Choose one of: %(choices)s.")),
        (validate.Equal, "default_message", l_("The value must be %(other)s.")),
        (validate.Regexp, "default_message", l_("This value does not have the form that is needed.")),
    ]  # fmt: skip
    for validator, name, text in sentences:
        setattr(validator, name, text if isinstance(text, Sentence) else Sentence(text))


_raised = ValidationError.__init__


def _raised_whole(self: ValidationError, message: Any, *args: Any, **options: Any) -> None:
    """A lazy sentence is one sentence: validators would take it for a list, which of a text is its letters."""
    _raised(self, [message] if isinstance(message, LazyString) else message, *args, **options)


ValidationError.__init__ = _raised_whole  # type: ignore[method-assign]
_install()
