"""Saved searches, watches, the log of alerts and the inbox for programs."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_smorest import Blueprint
from marshmallow import Schema, fields

from marketplace.alerts import queries, service
from marketplace.alerts.queries import questions
from marketplace.alerts.schemas import LISTED, FrequencySchema, NewSearchSchema, SearchChangeSchema, WatchSchema
from marketplace.alerts.service import searches, watches
from marketplace.core.errors import NotFound
from marketplace.core.fields import Accepted, Bilingual, Paged, PageQuerySchema
from marketplace.core.http import actor, created
from marketplace.core.policy import access

blp = Blueprint("api_alerts", __name__, url_prefix="/alerts", description="Saved searches and watched records")


class SearchViewSchema(Schema):
    """A saved search; `words` is null when one of its filters no longer exists, then it is not run."""

    public_id = fields.String()
    name = fields.String()
    query = fields.String()
    words = fields.String(allow_none=True)
    frequency = fields.String(metadata=LISTED)
    created_at = fields.DateTime()
    matches = fields.Integer()
    last_match = fields.DateTime(allow_none=True)
    last_run = fields.DateTime(allow_none=True)


class SearchListSchema(Paged):
    """A page of saved searches."""

    items = fields.List(fields.Nested(SearchViewSchema))


class WatchViewSchema(Schema):
    """A watched record; `present` is false once it is no longer public."""

    public_id = fields.String()
    entity = fields.String()
    record = fields.String(attribute="record_id", allow_none=True)
    title = Bilingual()
    present = fields.Boolean()
    frequency = fields.String(metadata=LISTED)
    created_at = fields.DateTime()
    changes = fields.Integer()
    last_change = fields.DateTime(allow_none=True)


class WatchListSchema(Paged):
    """A page of watches."""

    items = fields.List(fields.Nested(WatchViewSchema))


class WatchedSchema(Schema):
    """The watch that holds now."""

    public_id = fields.String()
    entity = fields.String()
    frequency = fields.String(metadata=LISTED)


class DeliveryViewSchema(Schema):
    """One message: `lines` matches of the saved searches in `sources`; `sent_at` is null until its mail left."""

    public_id = fields.String()
    kind = fields.String()
    created_at = fields.DateTime()
    sources = fields.List(fields.String())
    lines = fields.Integer()
    sent_at = fields.DateTime(allow_none=True)
    error = fields.String(allow_none=True)


class DeliveryListSchema(Paged):
    """A page of the log."""

    items = fields.List(fields.Nested(DeliveryViewSchema))


class InboxQuerySchema(PageQuerySchema):
    """Which messages to list."""

    unread = fields.Boolean(load_default=False)


class MessageSchema(Schema):
    """A message in the inbox; `link` is a path of the site, `read_at` is null until it was opened."""

    public_id = fields.String()
    lang = fields.String()
    subject = fields.String()
    body = fields.String()
    link = fields.String(allow_none=True)
    created_at = fields.DateTime()
    read_at = fields.DateTime(allow_none=True)
    sent_at = fields.DateTime(allow_none=True, metadata={"description": "when its mail left"})
    error = fields.String(allow_none=True, metadata={"description": "why its mail did not leave"})


class InboxSchema(Paged):
    """A page of the inbox; `unread` counts all unread messages."""

    unread = fields.Integer()
    items = fields.List(fields.Nested(MessageSchema))


@blp.get("/searches")
@access.signed_in
@blp.arguments(PageQuerySchema, location="query")
@blp.response(200, SearchListSchema)
def list_searches(values: dict[str, Any]) -> Any:
    """List the caller's saved searches, newest first."""
    return queries.searches(actor(), number=values["page"], size=values["size"])


@blp.post("/searches")
@access.signed_in
@blp.arguments(NewSearchSchema)
@blp.response(201, SearchViewSchema)
def save_search(values: dict[str, Any]) -> Any:
    """Save a search; the same question again changes its name and frequency."""
    pairs = questions.pairs_of(values["query"])
    row = searches.save(actor(), pairs=pairs, name=values["name"], frequency=values["frequency"])
    return queries.search(actor(), row.public_id), 201, created("api_alerts.get_search", row.public_id)


@blp.get("/searches/<public_id>")
@access.signed_in
@blp.response(200, SearchViewSchema)
def get_search(public_id: str) -> Any:
    """Read one saved search."""
    if (found := queries.search(actor(), public_id)) is None:
        raise NotFound()
    return found


@blp.patch("/searches/<public_id>")
@access.signed_in
@blp.arguments(SearchChangeSchema)
@blp.response(200, SearchViewSchema)
def change_search(values: dict[str, Any], public_id: str) -> Any:
    """Rename a saved search or change how often it speaks."""
    searches.edit(actor(), public_id=public_id, **values)
    return queries.search(actor(), public_id)


@blp.delete("/searches/<public_id>")
@access.signed_in
@blp.response(204)
def delete_search(public_id: str) -> None:
    """Delete a saved search."""
    searches.remove(actor(), public_id=public_id)


@blp.post("/searches/<public_id>/test")
@access.signed_in
@blp.response(202, Accepted)
def test_search(public_id: str) -> dict[str, str]:
    """Send a test message; five an hour at most."""
    service.send_test(actor(), public_id=public_id)
    return {"follow": url_for("api_alerts.list_deliveries")}


@blp.get("/watches")
@access.signed_in
@blp.arguments(PageQuerySchema, location="query")
@blp.response(200, WatchListSchema)
def list_watches(values: dict[str, Any]) -> Any:
    """List what the caller watches, newest first."""
    return queries.watches(actor(), number=values["page"], size=values["size"])


@blp.post("/watches")
@access.signed_in
@blp.arguments(WatchSchema)
@blp.response(201, WatchedSchema)
def watch(values: dict[str, Any]) -> Any:
    """Watch a record; the same record again changes nothing."""
    return watches.watch(
        actor(), entity=values["entity"], public_id=values["record"], frequency=values["frequency"]
    )  # fmt: skip


@blp.patch("/watches/<public_id>")
@access.signed_in
@blp.arguments(FrequencySchema)
@blp.response(200, WatchedSchema)
def change_watch(values: dict[str, Any], public_id: str) -> Any:
    """Change how often a watch speaks."""
    return watches.edit(actor(), public_id=public_id, frequency=values["frequency"])


@blp.delete("/watches/<public_id>")
@access.signed_in
@blp.response(204)
def stop_watching(public_id: str) -> None:
    """Stop watching."""
    watches.remove(actor(), public_id=public_id)


@blp.get("/deliveries")
@access.signed_in
@blp.arguments(PageQuerySchema, location="query")
@blp.response(200, DeliveryListSchema)
def list_deliveries(values: dict[str, Any]) -> Any:
    """The log of alert messages to the caller, newest first."""
    return queries.deliveries(actor(), number=values["page"], size=values["size"])


@blp.get("/messages")
@access.signed_in
@blp.arguments(InboxQuerySchema, location="query")
@blp.response(200, InboxSchema)
def list_messages(values: dict[str, Any]) -> Any:
    """The caller's inbox, newest first; reading the list marks nothing as read."""
    found = queries.inbox(actor(), unread_only=values["unread"], number=values["page"], size=values["size"])
    return {
        "items": found.items, "total": found.total, "number": found.number, "size": found.size,
        "unread": queries.unread_count(actor()),
    }  # fmt: skip


@blp.post("/messages/read")
@access.signed_in
@blp.response(204)
def read_messages() -> None:
    """Mark all messages as read."""
    service.mark_all_read(actor())


@blp.post("/messages/<public_id>/read")
@access.signed_in
@blp.response(204)
def read_message(public_id: str) -> None:
    """Mark one message as read."""
    service.open_message(actor(), public_id=public_id)
