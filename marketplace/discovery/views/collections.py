"""Pages of collections: all of them, one of them, keeping a record, sharing, and what a link shows."""

from __future__ import annotations

from typing import Any

import flask
from flask import Response, current_app, flash, request, url_for
from marshmallow import Schema
from werkzeug.datastructures import MultiDict

from marketplace.core import http
from marketplace.core.errors import NotFound
from marketplace.core.forms import Form
from marketplace.core.http import actor, page, redirect_to, safe_next
from marketplace.core.i18n import _
from marketplace.core.policy import access
from marketplace.discovery import service
from marketplace.discovery.queries import collections as queries
from marketplace.discovery.queries.rows import rows_of
from marketplace.discovery.schemas.collections import (
    ItemSchema,
    KeepSchema,
    LinkSchema,
    NameSchema,
    RecordSchema,
    RenameSchema,
    ShareSchema,
)
from marketplace.discovery.service import collections as verbs
from marketplace.discovery.views import bp
from marketplace.discovery.views.downloads import attachment


@bp.get("/collections")
@access.signed_in
def collections() -> Response:
    """The reader's collections and those shared with the reader's organisations."""
    return page("discovery/collections.html", cards=queries.mine(actor()), form=Form(NameSchema))


@bp.post("/collections")
@access.signed_in
@http.idempotent
def create_collection() -> Response:
    """A new, empty collection."""
    form = Form(NameSchema, request.form)
    if form.is_valid():
        with form.catching():
            made = verbs.create(actor(), **form.data)
            return redirect_to("discovery.collection", public_id=made.public_id)
    return page("discovery/collections.html", cards=queries.mine(actor()), form=form, status=form.status)


@bp.get("/collections/<public_id>")
@access.signed_in
def collection(public_id: str) -> Response:
    """One collection; its owner can change it here."""
    return _show(queries.page_for(actor(), public_id))


@bp.post("/collections/<public_id>/rename")
@access.signed_in
def rename_collection(public_id: str) -> Response:
    """Another name."""
    form = Form(RenameSchema, request.form)
    if form.is_valid():
        with form.catching():
            verbs.rename(actor(), public_id=public_id, **form.data)
            flash(_("The collection has its new name."), "success")
            return redirect_to("discovery.collection", public_id=public_id)
    return _show(queries.page_for(actor(), public_id), naming=form)


@bp.post("/collections/<public_id>/items")
@access.signed_in
def revise_item(public_id: str) -> Response:
    """The note and the place of one record."""
    form = Form(ItemSchema, request.form)
    if form.is_valid():
        with form.catching():
            verbs.revise(actor(), public_id=public_id, **form.data)
            flash(_("Note and place are saved."), "success")
            return redirect_to("discovery.collection", public_id=public_id)
    return _show(queries.page_for(actor(), public_id), noting=form)


@bp.post("/collections/<public_id>/remove")
@access.signed_in
def remove_item(public_id: str) -> Response:
    """Take one record out."""
    verbs.remove(actor(), public_id=public_id, record=_sent(RecordSchema)["record"])
    flash(_("The record was taken out."), "success")
    return redirect_to("discovery.collection", public_id=public_id)


@bp.post("/collections/<public_id>/delete")
@access.signed_in
def delete_collection(public_id: str) -> Response:
    """Put the collection away."""
    verbs.delete(actor(), public_id=public_id)
    flash(_("The collection was deleted."), "success")
    return redirect_to("discovery.collections")


@bp.post("/collections/<public_id>/link")
@access.signed_in
def open_link(public_id: str) -> Response:
    """Make a link for readers without an account, or change what it shows."""
    verbs.open_link(actor(), public_id=public_id, **_sent(LinkSchema))
    flash(_("Whoever has the link can read along now."), "success")
    return redirect_to("discovery.collection", public_id=public_id, _anchor="share")


@bp.post("/collections/<public_id>/link/withdraw")
@access.signed_in
def withdraw_link(public_id: str) -> Response:
    """End the link."""
    verbs.withdraw_link(actor(), public_id=public_id)
    flash(_("The link no longer works."), "success")
    return redirect_to("discovery.collection", public_id=public_id, _anchor="share")


@bp.post("/collections/<public_id>/organisation")
@access.signed_in
def share_collection(public_id: str) -> Response:
    """Let the members of an organisation read along, or no longer."""
    shared_with = verbs.share(actor(), public_id=public_id, **_sent(ShareSchema)).organisation_id
    flash(_("The organisation can read along now.") if shared_with else _("No organisation reads along."), "success")
    return redirect_to("discovery.collection", public_id=public_id, _anchor="share")


@bp.get("/collections/<public_id>/export.<any(xlsx, csv, json):form>")
@access.signed_in
def export_collection(public_id: str, form: str) -> Response:
    """The records of a collection as a file, with the notes."""
    return attachment(service.export_collection(actor(), public_id, form=form))


@bp.get("/keep")
@access.signed_in
def keeping() -> Response:
    """Choose the collection and write a note before a record is kept."""
    record = _sent(RecordSchema, request.args)["record"]
    return _keeping(Form(KeepSchema, initial={"record": record}), record)


@bp.post("/keep")
@access.signed_in
def keep() -> Response:
    """Keep a record; a script gets the button's new face, a form goes back to where it came from."""
    form = Form(KeepSchema, request.form)
    if form.is_valid():
        with form.catching():
            kept = verbs.keep(actor(), **form.data)
            if request.headers.get("HX-Request") == "true":
                return page("discovery/kept.html", record=form.data["record"])
            flash(_("The record is kept."), "success")
            return _back() or redirect_to("discovery.collection", public_id=kept.public_id)
    return _keeping(form, request.form.get("record", ""))


@bp.get("/shared/<token>")
@access.public
def shared(token: str) -> Response:
    """A collection behind a link, to read only: each reader sees what that reader may see."""
    return _show(queries.page_by_token(actor(), token))


def _show(found: queries.CollectionPage, *, naming: Form | None = None, noting: Form | None = None) -> Response:
    """One collection; `naming` or `noting` is a form that was refused, with what was typed."""
    naming = naming or Form(RenameSchema, initial={"name": found.card.shown_name})
    link = url_for("discovery.shared", token=found.link) if found.link else None
    share_url = current_app.config["SETTINGS"].public_url + link if link else None
    linking = Form(LinkSchema, initial={"with_notes": found.link_shows_notes})
    return page(
        "discovery/collection.html", found=found, share_url=share_url, naming=naming, noting=noting, linking=linking,
        status=noting.status if noting else naming.status,
    )  # fmt: skip


def _keeping(form: Form, record: str) -> Response:
    """The page that asks where to keep a record. Raises NotFound for a record the reader may not find."""
    row = rows_of(actor(), [record]).get(record)
    if row is None:
        raise NotFound()
    return page("discovery/keeping.html", form=form, row=row, choices=queries.choices(actor()), status=form.status)


def _back() -> Response | None:
    """The page a form was sent from, when it names one of this site."""
    target = safe_next(request.form.get("next"))
    return flask.make_response(flask.redirect(target, 303)) if target else None


def _sent(schema: type[Schema], data: MultiDict[str, str] | None = None) -> dict[str, Any]:
    form = Form(schema, request.form if data is None else data)
    if not form.is_valid():
        raise form.refusal()
    return form.data
