"""JSON operations on needs."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from marketplace.core.fields import Bilingual, Code, Figure, Paged, PageQuerySchema
from marketplace.core.http import IF_MATCH, actor, created, version_number_read
from marketplace.core.i18n import l_
from marketplace.core.policy import access
from marketplace.needs import queries, service
from marketplace.needs.schemas import CommentSchema, DecisionSchema, NeedSchema, levels
from marketplace.needs.workflow import NEED
from marketplace.taxonomy import queries as taxonomy

STATE = {"enum": list(NEED.states)}
MOST_FEN = 10_000_000 * 1_000_000  # as much as the form takes

blp = Blueprint("api_needs", __name__, url_prefix="/needs", description="Technology needs of enterprises")


class NeedQuerySchema(PageQuerySchema):
    """Which needs to list: open ones by field and city, or with `mine` those of the caller's organisations by state."""

    mine = fields.Boolean(load_default=False)
    state = fields.String(load_default=None, validate=validate.OneOf(NEED.states))
    field = Code(partial(taxonomy.choices, "field"), load_default=None)
    city = Code(partial(taxonomy.choices, "region"), listed_at="/api/v1/taxonomy/codes/region", load_default=None)

    @validates_schema
    def check_lists(self, data: dict[str, Any], **_options: Any) -> None:
        """Each of the two lists has filters of its own."""
        if data["mine"]:
            faults = {name: [l_("Leave it out with mine=true.")] for name in ("field", "city") if data[name]}
        elif data["state"]:
            faults = {"state": [l_("Give mine=true with it: without it only open needs are listed.")]}
        else:
            faults = {}
        if faults:
            raise ValidationError(faults)


def _check_level(level: int) -> None:
    known = [code for code, _label in levels()]
    if str(level) not in known:
        raise ValidationError(l_("Choose one of: %(choices)s.", choices=", ".join(known)))


class NeedContentSchema(NeedSchema):
    """The content of a need as programs read and write it: amounts in fen, the level of maturity as a number."""

    budget_min_fen: Any = fields.Integer(
        load_default=None, allow_none=True, strict=True, validate=validate.Range(0, MOST_FEN)
    )
    budget_max_fen: Any = fields.Integer(
        load_default=None, allow_none=True, strict=True, validate=validate.Range(0, MOST_FEN)
    )
    maturity_level: Any = fields.Integer(load_default=None, allow_none=True, validate=_check_level)


class JudgementSchema(CommentSchema):
    """A judgement of clarity, which says which of the two it is."""

    clear = fields.Boolean(required=True)


class NeedCardSchema(Schema):
    """A need in a list."""

    public_id = fields.String()
    title = Bilingual()
    state = fields.String(metadata=STATE)
    owner = Bilingual(attribute="owner_shown")
    field_codes = fields.List(fields.String())
    budget_min_fen: Any = fields.Integer(allow_none=True)
    budget_max_fen = fields.Integer(allow_none=True)
    city = fields.String(attribute="region_code", allow_none=True)
    deadline = fields.Date(allow_none=True)
    published_at = fields.DateTime(allow_none=True)


class NeedListSchema(Paged):
    """A page of needs."""

    items = fields.List(fields.Nested(NeedCardSchema))


class TargetViewSchema(Schema):
    """A figure to reach."""

    name = Bilingual()
    present = Figure(allow_none=True)
    target = Figure()
    unit = fields.String()


class NeedCommentSchema(Schema):
    """A word on the clarity of a need."""

    author = Bilingual()
    at = fields.DateTime()
    clear = fields.Boolean()
    body = fields.String()


class NeedViewSchema(Schema):
    """A need in full."""

    summary = fields.Nested(NeedCardSchema)
    process = Bilingual()
    problem = Bilingual()
    limits = Bilingual()
    tried = Bilingual()
    quantity = Bilingual()
    keywords = fields.List(fields.String())
    technology_codes = fields.List(fields.String())
    cooperation_modes = fields.List(fields.String())
    maturity_scale = fields.String(allow_none=True)
    maturity_level = fields.Integer(allow_none=True)
    expires_on = fields.Date(allow_none=True)
    version = fields.Integer()
    completeness = fields.Integer()
    targets = fields.List(fields.Nested(TargetViewSchema))
    comments = fields.List(
        fields.Nested(NeedCommentSchema), metadata={"description": "empty for readers who may not see them"}
    )
    actions = fields.List(fields.String(), metadata={"description": "steps that the caller may try now"})


class NeedGapSchema(Schema):
    """What is missing before it can be submitted."""

    field = fields.String()
    rule = fields.String()
    remedy = fields.String()


class NeedDraftSchema(Schema):
    """What the owner writes: the whole content, as an edit takes it."""

    public_id = fields.String(attribute="need.public_id")
    state = fields.String(metadata=STATE)
    version = fields.Integer(attribute="need.version")
    completeness = fields.Integer()
    gaps = fields.List(fields.Nested(NeedGapSchema))
    content = fields.Nested(NeedContentSchema, attribute="need")


@blp.get("")
@access.public
@blp.arguments(NeedQuerySchema, location="query")
@blp.response(200, NeedListSchema)
def list_needs(values: dict[str, Any]) -> Any:
    """List open needs, newest first, or the caller's own in every state, last changed first."""
    number, size = values["page"], values["size"]
    if values["mine"]:
        return queries.mine(actor(), state=values["state"], number=number, size=size)
    return queries.browse(actor(), field=values["field"], region=values["city"], number=number, size=size)


@blp.get("/<public_id>")
@access.public
@blp.response(200, NeedViewSchema)
def get_need(public_id: str) -> Any:
    """Read one need; the answer's ETag is the version that an edit must name."""
    return _need(public_id)


@blp.get("/<public_id>/draft")
@access.signed_in
@blp.response(200, NeedDraftSchema)
def get_draft(public_id: str) -> Any:
    """Read what is being written, for its owner and the centre; `content` is what an edit sends back."""
    found = queries.draft_for(actor(), public_id)
    return found, 200, {"ETag": f'"{found.need.version}"'}


@blp.post("")
@access.roles("enterprise_user")
@blp.arguments(NeedContentSchema)
@blp.response(201, NeedViewSchema)
def create_need(values: dict[str, Any]) -> Any:
    """Begin a draft for the caller's enterprise."""
    public_id = service.create(actor(), owner_id=service.owner_for(actor()), **values).public_id
    return _need(public_id, 201, **created("api_needs.get_need", public_id))


@blp.put("/<public_id>")
@access.signed_in
@blp.doc(parameters=[IF_MATCH])
@blp.arguments(NeedContentSchema)
@blp.response(200, NeedViewSchema)
def edit_need(values: dict[str, Any], public_id: str) -> Any:
    """Replace the content of a draft; `If-Match` must name the version read (409 otherwise)."""
    service.edit(actor(), public_id=public_id, version=version_number_read(), **values)
    return _need(public_id)


@blp.post("/<public_id>/comments")
@access.roles("reviewer", "centre_lead", "broker")
@blp.arguments(JudgementSchema)
@blp.response(201, NeedViewSchema)
def judge_need(values: dict[str, Any], public_id: str) -> Any:
    """Say whether a submitted need is clear; the review of it asks for one such word, and its owner is told."""
    service.comment(actor(), public_id=public_id, **values)
    return _need(public_id, 201)


@blp.post("/<public_id>/advance")
@access.signed_in
@blp.arguments(DecisionSchema)
@blp.response(200, NeedViewSchema)
def advance_need(values: dict[str, Any], public_id: str) -> Any:
    """Take a step of the workflow; `actions` of a need names those that the caller may try."""
    service.advance(actor(), public_id=public_id, action=values["action"], reason=values["reason"])
    return _need(public_id)


def _need(public_id: str, status: int = 200, **headers: str) -> Any:
    """A need with the version that the next edit must name."""
    found = queries.page_for(actor(), public_id)
    return found, status, {"ETag": f'"{found.version}"'} | headers
