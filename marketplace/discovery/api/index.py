"""The state of the search index, and explanations, for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import request, url_for
from marshmallow import Schema, fields

from marketplace.core import deadletters, index_status, indexing, rebuilds, reconcile
from marketplace.core.fields import Accepted
from marketplace.core.http import actor
from marketplace.core.policy import access
from marketplace.discovery import service
from marketplace.discovery.api import blp
from marketplace.discovery.api.parameters import LOOKING_AS, described
from marketplace.discovery.policy import INDEX_KEEPERS
from marketplace.discovery.queries import verdict
from marketplace.discovery.service.explaining import READER


class ReconciliationSchema(Schema):
    """One comparison of the index with the database; `differences` is expected to be 0."""

    started_at = fields.DateTime()
    seconds = fields.Float()
    compared = fields.Integer()
    differences = fields.Integer()
    missing = fields.Integer()
    outdated = fields.Integer()
    ahead = fields.Integer()
    superfluous = fields.Integer()


class RebuildSchema(Schema):
    """One rebuild; `error` says why the new generation was not put into use."""

    asked_at = fields.DateTime()
    started_at = fields.DateTime(allow_none=True)
    finished_at = fields.DateTime(allow_none=True)
    written = fields.Integer()
    expected = fields.Integer()
    error = fields.String(allow_none=True)


class VectorsSchema(Schema):
    """How far searching by meaning is: texts with a vector by this model ("" for none), and records that wait."""

    model_id = fields.String()
    known = fields.Integer()
    waiting = fields.Integer()


class IndexSchema(Schema):
    """State of engine and queue; `lag_seconds` is the age of the oldest change that is not indexed yet.

    A rebuild is due when `av`, by which the index was cut, is not `av_wanted`; `remedy` says what to do about an engine
    that does not answer.
    """

    engine = fields.String()
    ok = fields.Boolean()
    generation = fields.String()
    av = fields.String()
    av_wanted = fields.String()
    documents = fields.Integer()
    waiting = fields.Integer()
    dead = fields.Integer()
    lag_seconds = fields.Float()
    vectors = fields.Nested(VectorsSchema)
    breaker = fields.String()
    detail = fields.String()
    remedy = fields.String()
    generations = fields.List(fields.String())
    orphans = fields.List(fields.String())
    reconciled = fields.Nested(ReconciliationSchema, allow_none=True)
    rebuild = fields.Nested(RebuildSchema, allow_none=True)


class DeadLetterSchema(Schema):
    """A change the index refused, with the reason."""

    id = fields.Integer()
    entity = fields.String()
    public_id = fields.String()
    at = fields.DateTime()
    attempts = fields.Integer()
    reason = fields.String()


class WantedSchema(Schema):
    """A word, phrase or number of the question, and whether the record has it."""

    text = fields.String()
    matched = fields.Boolean()


class PartSchema(Schema):
    """A clause that gives points: text, field, how many documents this reader finds have it, and the points it gave."""

    field = fields.String()
    form = fields.String()
    text = fields.String()
    weight = fields.Float()
    documents = fields.Integer()
    points = fields.Float(allow_none=True)


class ExplanationSchema(Schema):
    """Why a record is, or is not, found. `place` counts from 1; null when it is not among the first thousand."""

    name = fields.String()
    verdict = fields.List(fields.String())
    queued = fields.String()
    normalised = fields.String(allow_none=True)
    place = fields.Integer(allow_none=True)
    total = fields.Integer(allow_none=True)
    excluded_by = fields.List(fields.String())
    wanted = fields.List(fields.Nested(WantedSchema))
    parts = fields.List(fields.Nested(PartSchema))
    generation = fields.String(allow_none=True)


@blp.get("/index")
@access.roles(*INDEX_KEEPERS)
@blp.response(200, IndexSchema)
def index_state() -> index_status.Status:
    """Engine, generation, queue, last comparison and rebuild."""
    return index_status.read()


@blp.get("/index/dead")
@access.roles(*INDEX_KEEPERS)
@blp.response(200, DeadLetterSchema(many=True))
def dead() -> Sequence[deadletters.DeadLetter]:
    """What the index refused, newest first."""
    return deadletters.listed()


@blp.post("/index/dead/retry")
@access.roles(*INDEX_KEEPERS)
@blp.response(204)
def retry_dead() -> None:
    """Try every refused document again."""
    deadletters.retry_all(actor())


@blp.post("/index/dead/<int:number>/retry")
@access.roles(*INDEX_KEEPERS)
@blp.response(204)
def retry_one(number: int) -> None:
    """Try one refused document again, by its `id`."""
    deadletters.retry(actor(), number)


@blp.post("/index/rebuild")
@access.roles(*INDEX_KEEPERS)
@blp.response(202, Accepted)
def order_rebuild() -> dict[str, str]:
    """Order a rebuild from the worker; 409 while another is waiting or running."""
    rebuilds.ask(actor())
    return {"follow": url_for("api_search.index_state")}


@blp.post("/index/reconcile")
@access.roles(*INDEX_KEEPERS)
@blp.response(202, Accepted)
def order_reconcile() -> dict[str, str]:
    """Order a comparison of index and database from the worker."""
    reconcile.ask(actor())
    return {"follow": url_for("api_search.index_state")}


@blp.get("/explain/<any(listing, need, organisation):kind>/<public_id>")
@access.signed_in
@blp.doc(parameters=[LOOKING_AS, *described(paged=False)])
@blp.response(200, ExplanationSchema)
def explain(kind: str, public_id: str) -> dict[str, Any]:
    """Why a question finds a record or not, for the centre and the owner of the record.

    Takes the parameters of a search, and `reader`. Nobody looks as a reader who may find more than the caller; every
    number counts what that reader may find. An unknown parameter or a bad value is refused (422), naming it.
    """
    told = service.explain(
        actor(), kind=kind, public_id=public_id, pairs=request.args.items(multi=True),
        reader=request.args.get(READER, "public"), strict=True,
    ).explained  # fmt: skip
    account = told.account
    return {
        "name": told.name,
        "verdict": verdict.verdict(told, indexing.declared()),
        "queued": told.queued.state,
        "normalised": account.normalised if account else None,
        "place": account.place if account else None,
        "total": account.total if account else None,
        "excluded_by": account.excluded_by if account else (),
        "wanted": account.wanted if account else (),
        "parts": account.parts if account else (),
        "generation": account.generation if account else None,
    }
