"""What the lexicon accepts for each section, and what programs get."""

from __future__ import annotations

import re
from typing import Any

from marshmallow import Schema, ValidationError, fields, missing, post_load, validate, validates

from marketplace.core.fields import Code, Trimmed
from marketplace.core.forms import ui
from marketplace.core.i18n import l_
from search.analysis.latin import HAN
from search.analysis.terms import is_latin, key

SECTION_LABELS = {
    "synonyms": l_("Synonyms"),
    "words": l_("Dictionary words"),
    "stop_terms": l_("Stop terms"),
    "pairs": l_("Translations"),
}
SECTION_NAMES = tuple(SECTION_LABELS)
KINDS = (
    ("equal", l_("the same")),
    ("narrower", l_("narrower: the others find it, it finds none")),
    ("abbreviation", l_("abbreviation")),
    ("never", l_("never together: the terms of the group are kept apart")),
)
KIND_LABELS = {"equal": l_("the same"), "narrower": l_("narrower"), "abbreviation": l_("abbreviation"),
               "never": l_("never together")}  # fmt: skip
LANGUAGES = (("zh", l_("Chinese")), ("en", l_("English")))
SOURCE_LABELS = {"package": l_("came with the site"), "centre": l_("the centre")}
_HAN_WORD = re.compile(f"[{HAN}]{{2,}}")


def _searchable(value: str) -> None:
    if not key(value):
        raise ValidationError(l_("Write a term with letters or characters that can be searched."))


def _chosen(value: str | None) -> None:
    """An empty choice is none, and not the default: that is for an entry left out."""
    if value is None:
        raise ValidationError(Code.default_error_messages["unknown"])


def _named(value: str | None) -> None:
    if value is None:
        raise ValidationError(l_("Write where the term comes from, or leave this entry out."))


class EntrySchema(Schema):
    """What every section has. `version` and `reason` belong to the edit, not to the entry."""

    source = Trimmed(
        max_length=120,
        load_default="centre",
        validate=_named,
        metadata=ui(label=l_("Source"), hint=l_("Where the term comes from: a standard, a handbook, a colleague.")),
    )
    version = fields.Integer(load_default=0, metadata=ui(label=l_("Version"), control="hidden"))
    reason = Trimmed(max_length=300, load_default=None, metadata=ui(label=l_("Reason for the change")))


class TermSchema(EntrySchema):
    """A term in one language; left out, the language is that of its letters."""

    lang = Code(
        lambda: LANGUAGES,
        validate=_chosen,
        metadata=ui(label=l_("Language"), choices=lambda: LANGUAGES, unchosen=l_("by the letters of the term")),
    )

    @post_load
    def _by_letters(self, values: dict[str, Any], **_options: Any) -> dict[str, Any]:
        return {"lang": "en" if is_latin(values["term"]) else "zh", **values}


class SynonymSchema(TermSchema):
    """A term of a group."""

    term = Trimmed(required=True, max_length=80, validate=_searchable, metadata=ui(label=l_("Term")))
    group = Trimmed(
        required=True,
        max_length=60,
        validate=validate.Regexp(
            r"[a-z0-9_.-]+$", error=l_("Use small letters, figures, points, dashes and underscores.")
        ),
        metadata=ui(
            label=l_("Group"),
            hint=l_("Terms of one group stand for each other. Choose the name of an old one or a new."),
            list="groups",
        ),
    )
    kind = Code(
        lambda: KINDS,
        load_default="equal",
        validate=_chosen,
        metadata=ui(label=l_("Kind"), choices=lambda: KINDS),
    )


class WordSchema(EntrySchema):
    """A word the segmenter must know."""

    term = Trimmed(
        required=True,
        max_length=40,
        validate=validate.Regexp(_HAN_WORD.pattern + "$", error=l_("Write two or more Chinese characters.")),
        metadata=ui(label=l_("Word"), hint=l_("A Chinese word of the field that must not be cut in the middle.")),
    )
    weight = fields.Integer(
        load_default=1,
        validate=validate.Range(1, 10, error=l_("Enter a whole number from 1 to 10.")),
        metadata=ui(label=l_("Certainty"), hint=l_("From 1 to 10: how sure the centre is.")),
    )


class StopTermSchema(TermSchema):
    """A word that a hit need not have."""

    term = Trimmed(
        required=True,
        max_length=40,
        validate=_searchable,
        metadata=ui(label=l_("Stop term"), hint=l_("A word nearly every record has. It still gives points.")),
    )


class PairSchema(EntrySchema):
    """A Chinese and an English term."""

    zh = Trimmed(required=True, max_length=80, metadata=ui(label=l_("Chinese term")))
    en = Trimmed(required=True, max_length=120, validate=_searchable, metadata=ui(label=l_("English term")))
    count = fields.Integer(
        load_default=5,
        validate=validate.Range(1, 10_000, error=l_("Enter a whole number from 1 to 10,000.")),
        metadata=ui(label=l_("Number of texts"), hint=l_("How many texts say so; more count more.")),
    )
    weight = fields.Float(
        load_default=1.0,
        validate=validate.Range(0.1, 10, error=l_("Enter a number from 0.1 to 10.")),
        metadata=ui(label=l_("Factor"), hint=l_("1 leaves the number of texts as it is.")),
    )

    @validates("zh")
    def _is_chinese(self, value: str, **_options: Any) -> None:
        if is_latin(value):
            raise ValidationError(l_("Write the term with Chinese characters."))

    @validates("en")
    def _is_english(self, value: str, **_options: Any) -> None:
        if not is_latin(value):
            raise ValidationError(l_("Write the term without Chinese characters."))


_SCHEMAS: dict[str, type[EntrySchema]] = {
    "synonyms": SynonymSchema, "words": WordSchema, "stop_terms": StopTermSchema, "pairs": PairSchema,
}  # fmt: skip


def schema_of(section: str) -> type[EntrySchema]:
    """The schema of a section's entries. Raises KeyError for a section that does not exist."""
    return _SCHEMAS[section]


def blank(section: str) -> dict[str, Any]:
    """What the form of a new entry shows: what an entry left out would be, but for its source."""
    loaded = schema_of(section)(exclude=("version", "reason", "source")).load_fields
    return {name: field.load_default for name, field in loaded.items() if field.load_default is not missing}


def entry_values(section: str, values: dict[str, Any]) -> dict[str, Any]:
    """The values of an entry, loaded by its section's schema. Raises ValidationError by field."""
    loaded: dict[str, Any] = schema_of(section)(exclude=("version", "reason")).load(values)
    return loaded


class UseSchema(Schema):
    """Why an entry goes out of use or comes back."""

    why = Trimmed(max_length=300, load_default=None, metadata=ui(label=l_("Reason for the change")))


class OwnQuestionSchema(Schema):
    """A question the dry run asks besides its samples."""

    question = Trimmed(
        max_length=200,
        load_default=None,
        metadata=ui(
            label=l_("A question of your own for “Try it first”"),
            hint=l_("The terms of this entry and sample questions of every field are asked anyway."),
        ),
    )


class ListSchema(Schema):
    """Which entries of a section are listed."""

    q = Trimmed(load_default="", max_length=80, metadata=ui(label=l_("Contains")))
    kind = Code(
        lambda: KINDS, load_default="", metadata=ui(label=l_("Kind"), choices=lambda: (("", l_("all")), *KINDS))
    )
    retired = fields.Boolean(load_default=False, metadata=ui(label=l_("Only entries out of use")))
    page = fields.Integer(load_default=1, metadata=ui(label=l_("Page"), control="hidden"))


class EntryOut(Schema):
    """One entry, as programs get it."""

    section = fields.String()
    public_id = fields.String()
    version = fields.Integer()
    retired = fields.Boolean()
    edited = fields.Boolean()
    values = fields.Dict(keys=fields.String())


class EntriesOut(Schema):
    """A page of a section."""

    items = fields.List(fields.Nested(EntryOut))
    total = fields.Integer()
    page = fields.Integer(attribute="number")
    size = fields.Integer()


class EntryIn(Schema):
    """A new entry: `values` by the names of the section's fields; `version` counts in a change only."""

    values = fields.Dict(keys=fields.String(), required=True)
    version = fields.Integer(load_default=0)
    reason = Trimmed(max_length=300, load_default=None)


class ChangeIn(EntryIn):
    """A changed entry; `version` is the one that was read."""

    version = fields.Integer(required=True)


class RetireIn(Schema):
    """Whether an entry is out of use."""

    retired = fields.Boolean(required=True)
    reason = Trimmed(max_length=300, load_default=None)


class TrialIn(Schema):
    """An entry as it would be in place of `public_id`; values null = the entry out of use."""

    values = fields.Dict(keys=fields.String(), required=True, allow_none=True)
    public_id = fields.String(load_default=None)
    question = Trimmed(max_length=200, load_default=None)


class QuestionOut(Schema):
    """A question of the dry run; `field_code` is empty for the terms of the entry and a question of one's own."""

    field_code = fields.String()
    text = fields.String()


class ChangeOut(Schema):
    """How the first ten of a question would change."""

    question = fields.Nested(QuestionOut)
    total_before = fields.Integer()
    total_after = fields.Integer()
    entered = fields.List(fields.String())
    left = fields.List(fields.String())
    moved = fields.Integer()


class RecutOut(Schema):
    """How a question would be cut."""

    question = fields.Nested(QuestionOut)
    before = fields.String()
    after = fields.String()


class TrialOut(Schema):
    """What an edit would do to the packaged questions, to the entry's terms asked as questions, and to one's own;
    nothing is written.
    """

    asked = fields.Integer()
    touched = fields.Integer()
    changes = fields.List(fields.Nested(ChangeOut))
    recuts = fields.List(fields.Nested(RecutOut))
    answered = fields.Boolean()
