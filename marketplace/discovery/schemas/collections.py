"""What a collection accepts: a name, a record with a note and a place, and with whom it is shared."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from marketplace.core.fields import Bilingual, Trimmed
from marketplace.core.forms import ui
from marketplace.core.i18n import l_

NOTE = 500  # characters
RECORD = validate.Regexp(
    r"(listing|need|organisation):[0-9A-Z]{10,16}\Z",
    error=l_("Name a record by its kind and id: listing:7F3K9Q2M1A, or with need or organisation before the colon."),
)


class NameSchema(Schema):
    """The name of a collection."""

    name = Trimmed(required=True, max_length=100, metadata=ui(label=l_("Name of the collection")))


class RenameSchema(NameSchema):
    """A new name; `version` is the one that was read."""

    version = fields.Integer(required=True, metadata=ui(label=l_("Version"), control="hidden"))


class RecordSchema(Schema):
    """A record by its name in search, `listing:7F3K9Q2M1A`."""

    record = fields.String(required=True, validate=RECORD, metadata=ui(label=l_("Record"), control="hidden"))


class KeepSchema(RecordSchema):
    """A record to keep; without a collection it goes to the shortlist."""

    collection = Trimmed(
        load_default=None, allow_none=True, max_length=16, metadata=ui(label=l_("Collection"), control="select")
    )
    note = Trimmed(
        load_default=None, allow_none=True, max_length=NOTE,
        metadata=ui(label=l_("Note"), control="textarea", rows=2, maxlength=NOTE),
    )  # fmt: skip


class ItemSchema(RecordSchema):
    """A kept record: its note and its place, counted from 1."""

    note = Trimmed(
        load_default=None, allow_none=True, max_length=NOTE,
        metadata=ui(label=l_("Note"), control="textarea", rows=2, maxlength=NOTE),
    )  # fmt: skip
    position = fields.Integer(
        required=True, validate=validate.Range(1, 1000), metadata=ui(label=l_("Place in the list"), control="number")
    )
    version = fields.Integer(required=True, metadata=ui(label=l_("Version"), control="hidden"))


class LinkSchema(Schema):
    """What readers of a link are shown besides the records."""

    with_notes = fields.Boolean(
        load_default=False,
        metadata=ui(
            label=l_("Show my notes as well"),
            hint=l_("Also the notes of records that are no longer public."),
        ),
    )


class ShareSchema(Schema):
    """The organisation whose members may read along; empty for nobody."""

    organisation = Trimmed(
        load_default=None, allow_none=True, max_length=16,
        metadata=ui(label=l_("Organisation that may read along"), control="select"),
    )  # fmt: skip


class CollectionOut(Schema):
    """A collection in a list; readers of a link are not told whose it is."""

    public_id = fields.String()
    name = fields.String(attribute="shown_name")
    count = fields.Integer()
    is_own = fields.Boolean()
    owner = Bilingual(attribute="owner_name", allow_none=True)
    organisation = Bilingual(attribute="organisation_name", allow_none=True)
    has_link = fields.Boolean()
    updated_at = fields.DateTime()


class ItemOut(Schema):
    """A kept record; `title` and `url` are null when this reader may not find it any more."""

    record = fields.String(attribute="key")
    title = Bilingual(attribute="title", allow_none=True)
    note = fields.String(allow_none=True)
    position = fields.Integer()
    added_at = fields.DateTime()
    available = fields.Boolean()


class CollectionPageOut(Schema):
    """A collection with its records; `version` is what a change must name."""

    card = fields.Nested(CollectionOut)
    version = fields.Integer()
    may_edit = fields.Boolean()
    link = fields.String(allow_none=True)
    link_shows_notes = fields.Boolean()
    items = fields.List(fields.Nested(ItemOut))
