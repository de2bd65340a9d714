"""Collections for programs: the same verbs as the pages."""

from __future__ import annotations

from typing import Any

from flask import Response

from marketplace.core.http import IF_MATCH, actor, created, version_number_read
from marketplace.core.policy import access
from marketplace.discovery import service
from marketplace.discovery.api import blp
from marketplace.discovery.api.takeaway import FILES
from marketplace.discovery.queries import collections as queries
from marketplace.discovery.schemas.collections import (
    CollectionOut,
    CollectionPageOut,
    ItemSchema,
    KeepSchema,
    LinkSchema,
    NameSchema,
    RecordSchema,
    ShareSchema,
)
from marketplace.discovery.service import collections as verbs
from marketplace.discovery.views.downloads import attachment


@blp.get("/collections")
@access.signed_in
@blp.response(200, CollectionOut(many=True))
def list_collections() -> Any:
    """The caller's collections and those shared with the caller's organisations."""
    return queries.mine(actor())


@blp.post("/collections")
@access.signed_in
@blp.arguments(NameSchema)
@blp.response(201, CollectionPageOut)
def create_collection(values: dict[str, Any]) -> Any:
    """Begin a collection."""
    public_id = verbs.create(actor(), **values).public_id
    return _page(public_id, 201, **created("api_search.get_collection", public_id))


@blp.get("/collections/<public_id>")
@access.signed_in
@blp.response(200, CollectionPageOut)
def get_collection(public_id: str) -> Any:
    """Read a collection; the answer's ETag is the version that a change must name."""
    return _page(public_id)


@blp.put("/collections/<public_id>")
@access.signed_in
@blp.doc(parameters=[IF_MATCH])
@blp.arguments(NameSchema)
@blp.response(200, CollectionPageOut)
def rename_collection(values: dict[str, Any], public_id: str) -> Any:
    """Rename a collection; `If-Match` must name the version read (428 without it, 409 for another)."""
    verbs.rename(actor(), public_id=public_id, version=version_number_read(), **values)
    return _page(public_id)


@blp.delete("/collections/<public_id>")
@access.signed_in
@blp.response(204)
def delete_collection(public_id: str) -> None:
    """Put a collection away; its link ends."""
    verbs.delete(actor(), public_id=public_id)


@blp.post("/keep")
@access.signed_in
@blp.arguments(KeepSchema)
@blp.response(200, CollectionPageOut)
def keep_record(values: dict[str, Any]) -> Any:
    """Keep a record (`listing:…`, `need:…`, `organisation:…`), in the shortlist when no collection is named."""
    return _page(verbs.keep(actor(), **values).public_id)


@blp.put("/collections/<public_id>/items")
@access.signed_in
@blp.doc(parameters=[IF_MATCH])
@blp.arguments(ItemSchema(exclude=("version",)))
@blp.response(200, CollectionPageOut)
def revise_item(values: dict[str, Any], public_id: str) -> Any:
    """Set the note and the place of a kept record; `If-Match` must name the version read (428, 409 otherwise)."""
    verbs.revise(actor(), public_id=public_id, version=version_number_read(), **values)
    return _page(public_id)


@blp.delete("/collections/<public_id>/items")
@access.signed_in
@blp.arguments(RecordSchema, location="query")
@blp.response(200, CollectionPageOut)
def remove_item(values: dict[str, Any], public_id: str) -> Any:
    """Take a record out."""
    verbs.remove(actor(), public_id=public_id, **values)
    return _page(public_id)


@blp.post("/collections/<public_id>/link")
@access.signed_in
@blp.arguments(LinkSchema)
@blp.response(200, CollectionPageOut)
def open_link(values: dict[str, Any], public_id: str) -> Any:
    """Make a link to read along, or change what it shows; `link` ends its address /zh/search/shared/…."""
    verbs.open_link(actor(), public_id=public_id, **values)
    return _page(public_id)


@blp.delete("/collections/<public_id>/link")
@access.signed_in
@blp.response(200, CollectionPageOut)
def withdraw_link(public_id: str) -> Any:
    """End the link."""
    verbs.withdraw_link(actor(), public_id=public_id)
    return _page(public_id)


@blp.put("/collections/<public_id>/organisation")
@access.signed_in
@blp.arguments(ShareSchema)
@blp.response(200, CollectionPageOut)
def share_collection(values: dict[str, Any], public_id: str) -> Any:
    """Let the members of one of the caller's organisations read along; null ends it."""
    verbs.share(actor(), public_id=public_id, **values)
    return _page(public_id)


@blp.get("/collections/<public_id>/export.<any(xlsx, csv, json):form>")
@access.signed_in
@blp.doc(responses={200: {"content": FILES}})
@blp.response(200, description="The file. Ten exports an hour.")
def export_collection(public_id: str, form: str) -> Response:
    """The records of a collection as a file, with the notes."""
    return attachment(service.export_collection(actor(), public_id, form=form))


@blp.get("/shared/<token>")
@access.public
@blp.response(200, CollectionPageOut)
def get_shared(token: str) -> Any:
    """A collection behind a link, as this caller may see it."""
    return queries.page_by_token(actor(), token)


def _page(public_id: str, status: int = 200, **headers: str) -> Any:
    """A collection with the version that the next change must name."""
    found = queries.page_for(actor(), public_id)
    return found, status, {"ETag": f'"{found.version}"'} | headers
