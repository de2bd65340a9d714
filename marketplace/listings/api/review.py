"""The centre's review of a listing or a change for programs: what is under review, the decision, the thread."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from marketplace.core.fields import Bilingual
from marketplace.core.http import actor
from marketplace.core.policy import access
from marketplace.listings import queries, service
from marketplace.listings.api import blp
from marketplace.listings.api.listings import DraftSchema
from marketplace.listings.schemas import EXPORT_CLASSES, RETURN_REASONS, CommentSchema
from marketplace.listings.schemas.actions import HOLD_CAUSES, RemarkSchema
from marketplace.listings.schemas.snapshot import freeze
from marketplace.listings.workflow import IN_REVIEW

OTHER_NAMES = {"return": "send_back"}  # steps of the workflow that a decision calls otherwise
BOTH = fields.List(fields.Raw(), metadata={"minItems": 2, "maxItems": 2})


def _one_of(pairs: Any, **options: Any) -> fields.String:
    return fields.String(validate=validate.OneOf([code for code, _label in pairs]), **options)


class ReviewStepSchema(Schema):
    """A decision with what it takes: words to send back, reject, hold or release, a class to tag."""

    decision = fields.String(required=True, validate=validate.OneOf(tuple(service.DECISIONS)))
    reason = fields.String(metadata={"description": "for send_back, reject, hold and release"})
    presets = fields.List(_one_of(RETURN_REASONS), metadata={"description": "for send_back: what must be mended"})
    remarks = fields.List(fields.Nested(RemarkSchema), metadata={"description": "for send_back, at single entries"})
    export_class = _one_of(EXPORT_CLASSES, metadata={"description": "for tag_export"})
    cause = _one_of(HOLD_CAUSES, metadata={"description": "for hold"})
    clearance = fields.String(metadata={"description": "for release: the number of a written clearance"})


class ThreadEntrySchema(Schema):
    """A remark of the review's thread."""

    author = Bilingual()
    at = fields.DateTime()
    body = fields.String()
    visibility = fields.String(metadata={"enum": ["shared", "internal"]})
    field = fields.String(allow_none=True)


class ThreadSchema(Schema):
    """The thread of a review, oldest first; internal remarks are for the centre only."""

    items = fields.List(fields.Nested(ThreadEntrySchema))


class ReviewSchema(DraftSchema):
    """What is under review: the content, its gaps, what it changes against the public version, and the thread."""

    is_change = fields.Boolean(metadata={"description": "whether it is a change to a published listing"})
    owner_name = Bilingual()
    reviewer_name = Bilingual(allow_none=True)
    claimed_by_me = fields.Boolean()
    submitted_at = fields.DateTime(allow_none=True)
    export_class = fields.String(allow_none=True)
    changes = fields.Dict(
        keys=fields.String(), values=BOTH, metadata={"description": "by entry: what is public, and what would be"}
    )
    thread = fields.List(fields.Nested(ThreadEntrySchema))
    decisions = fields.List(fields.String(), metadata={"description": "those that the caller may try now"})


@blp.get("/<public_id>/review")
@access.roles("reviewer", "centre_lead")
@blp.response(200, ReviewSchema)
def get_review(public_id: str) -> Any:
    """Read what is under review, with everything that a decision needs."""
    return _review(public_id)


@blp.post("/<public_id>/review")
@access.roles("reviewer", "centre_lead")
@blp.arguments(ReviewStepSchema)
@blp.response(200, ReviewSchema)
def decide(values: dict[str, Any], public_id: str) -> Any:
    """Claim the review, take its steps and decide; `decisions` of a review names those that the caller may try."""
    schema, verb = service.DECISIONS[values.pop("decision")]
    verb(actor(), public_id, **schema().load(values))
    return _review(public_id)


@blp.get("/<public_id>/comments")
@access.signed_in
@blp.response(200, ThreadSchema)
def list_comments(public_id: str) -> Any:
    """The thread of the review, for the owner and the centre."""
    return {"items": queries.remarks(actor(), service.get(actor(), public_id, "see_inside"))}


@blp.post("/<public_id>/comments")
@access.signed_in
@blp.arguments(CommentSchema)
@blp.response(201, ThreadSchema)
def comment(values: dict[str, Any], public_id: str) -> Any:
    """Write in the thread of the review, for the owner and the centre; `field` names the entry it is about."""
    service.comment(actor(), public_id, **values)
    return {"items": queries.remarks(actor(), service.get(actor(), public_id, "see_inside"))}


def _review(public_id: str) -> dict[str, Any]:
    listing = service.get(actor(), public_id, "review")
    found = queries.desk(actor(), listing)
    changes = queries.changes_under_review(listing)
    return vars(found) | {
        "attachments": queries.working_attachments(actor(), listing), "thread": queries.remarks(actor(), listing),
        "changes": {name: [freeze(value) for value in pair] for name, pair in changes.items()},
        "decisions": _decisions(found),
    }  # fmt: skip


def _decisions(found: queries.Desk) -> list[str]:
    """The decisions whose steps the workflow has now; releases differ by where the listing was held."""
    steps = {OTHER_NAMES.get(step, step) for step in found.actions}
    if found.can_hold:
        steps.add("hold")
    if any(step.startswith("release") for step in found.actions):
        steps.add("release")
    if found.state in IN_REVIEW and found.claimed_by_me:
        steps.add("tag_export")
    return [name for name in service.DECISIONS if name in steps]
