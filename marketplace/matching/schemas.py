"""What programs get of matching: scores with their parts, reasons, and what keeps a score from being higher."""

from __future__ import annotations

from marshmallow import Schema, fields

from marketplace.core.fields import Bilingual


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
    """A record that fits. `percent` is null when the list is not ranked."""

    record = fields.Nested(RecordOut)
    percent = fields.Integer(allow_none=True)
    is_listed = fields.Boolean()
    reasons = fields.List(fields.String())
    why_not_higher = fields.List(fields.String(), attribute="shortfalls")
    parts = fields.List(fields.Nested(LineOut), attribute="lines")


class MatchesOut(Schema):
    """What matches one record. `ranking` is on, off, or away when no search engine answers."""

    public_id = fields.String()
    title = Bilingual()
    ranking = fields.String()
    items = fields.List(fields.Nested(MatchOut), attribute="rows")


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
    ranked = fields.Boolean()
    items = fields.List(fields.Nested(AlikeOut), attribute="rows")
