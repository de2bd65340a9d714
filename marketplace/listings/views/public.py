"""What everybody sees of a listing: its page, poster, versions and files."""

from __future__ import annotations

import segno
from flask import Response, current_app, url_for

from marketplace.core import files
from marketplace.core.http import actor, page
from marketplace.core.policy import access
from marketplace.listings import queries, schemas
from marketplace.listings.views import bp


@bp.get("/<public_id>")
@access.public
def show(public_id: str) -> Response:
    """The page of a listing; a withdrawn one answers 410 with similar ones."""
    return page("listings/show.html", listing=queries.page_for(actor(), public_id), labels=schemas.labels())


@bp.get("/<public_id>/poster")
@access.public
def poster(public_id: str) -> Response:
    """One sheet of A4 with the key facts and a code that leads to the page."""
    found = queries.page_for(actor(), public_id)
    address = current_app.config["SETTINGS"].public_url + url_for("listings.show", public_id=public_id)
    drawing = segno.make(address, error="m").svg_inline(scale=4, border=2)
    return page("listings/poster.html", listing=found, code=drawing, target=address)


@bp.get("/<public_id>/versions/<int:number>")
@access.public
def version(public_id: str, number: int) -> Response:
    """What a version changed against the one before it."""
    changes = queries.compare(actor(), public_id, number)
    found = queries.page_for(actor(), public_id)
    return page("listings/version.html", listing=found, number=number, changes=changes, labels=schemas.labels())


@bp.get("/<public_id>/files/<file_id>")
@access.public
def file(public_id: str, file_id: str) -> Response:
    """An attachment, to those whom its tier allows."""
    return files.send(queries.file_for(actor(), public_id, file_id))
