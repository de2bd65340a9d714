"""What programs get of matching: scores with their parts, reasons, and what keeps a score from being higher."""

from __future__ import annotations

import re
from typing import Any

from marshmallow import Schema, fields

from marketplace.core.fields import Bilingual, Code, PublicId
from marketplace.core.forms import ui
from marketplace.core.i18n import l_
from marketplace.core.ids import is_public_id

_BETWEEN_PARTS = re.compile(r"[^0-9A-Za-z]+")


class RecordOut(Schema):
    """A listing or a need in short."""

    public_id = fields.String()
    title = Bilingual()
    field_codes = fields.List(fields.String())


class LineOut(Schema):
    """One part of a score: its points of the most it could give, in hundredths of the whole."""

    name = fields.String()
    title = fields.String()
    points = fields.Float()
    most = fields.Float()
    reason = fields.String()
    shortfall = fields.String()


class MatchOut(Schema):
    """A record that fits, or is near. `percent` is null when the list is not ranked; `why_not_listed` names the rules
    of a match that the pair does not meet. `suitable` is what the owner of the need said, told to the owner only.
    """

    record = fields.Nested(RecordOut)
    percent = fields.Integer(allow_none=True)
    suitable = fields.Boolean(allow_none=True, attribute="verdict")
    is_listed = fields.Boolean()
    reasons = fields.List(fields.String())
    why_not_higher = fields.List(fields.String(), attribute="shortfalls")
    why_not_listed = fields.List(fields.String(), attribute="unmet")
    parts = fields.List(fields.Nested(LineOut), attribute="lines")


class MatchesOut(Schema):
    """What matches one record, and the nearest of what does not. `ranking` is on, off, or away when no search engine
    answers. `hidden` are those the owner of the need found unsuitable, for the owner only.
    """

    public_id = fields.String()
    title = Bilingual()
    ranking = fields.String()
    items = fields.List(fields.Nested(MatchOut), attribute="rows")
    near = fields.List(fields.Nested(MatchOut))
    hidden = fields.List(fields.Nested(MatchOut))


class Number(PublicId):
    """A public id, or an address of this site that ends in one."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Any:
        parts = [part for part in _BETWEEN_PARTS.split(str(value).upper()) if is_public_id(part)]
        return super()._deserialize(parts[-1] if parts else value, attr, data, **options)


class PairSchema(Schema):
    """Which pair to explain."""

    need = Number(required=True, metadata=ui(label=l_("Need"), hint=l_("Its number, or the address of its page")))
    listing = Number(required=True, metadata=ui(label=l_("Listing"), hint=l_("Its number, or the address of its page")))


class VerdictIn(Schema):
    """Whether a listing suits a need; null takes the word back."""

    suitable = fields.Boolean(required=True, allow_none=True)


class VerdictSchema(PairSchema):
    """What the owner of a need says of a listing, as the buttons send it; without `suitable` the word is taken back."""

    suitable = Code(lambda: (("yes", l_("Suitable")), ("no", l_("Not suitable"))), load_default=None)


class RankingQuery(Schema):
    """Whether to rank; `0` lists the newest of the field."""

    ranked = fields.Boolean(load_default=True)


class AlikeOut(Schema):
    """A listing and what it has in common with the other one."""

    record = fields.Nested(RecordOut, attribute="listing")
    reasons = fields.List(fields.String())


class SimilarOut(Schema):
    """Listings like one; without a search engine the newest of its field, not ranked."""

    public_id = fields.String()
    title = Bilingual()
    ranked = fields.Boolean(metadata={"description": "false while the engine is away: then no item has reasons"})
    items = fields.List(fields.Nested(AlikeOut), attribute="rows")
