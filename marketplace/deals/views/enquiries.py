"""Pages of enquiries: the inbox, a new one, the thread and its steps."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, request
from marshmallow import Schema

from marketplace.core import files, http
from marketplace.core.forms import Form
from marketplace.core.http import actor, page, redirect_to
from marketplace.core.i18n import _
from marketplace.core.policy import access
from marketplace.deals import queries, service
from marketplace.deals.schemas import EnquiryFilterSchema, EnquirySchema, EnquiryStepSchema, MessageSchema, offer
from marketplace.deals.views import bp


@bp.get("/enquiries")
@access.signed_in
def enquiries() -> Response:
    """The inbox: what was received, sent or assigned, the nearest deadline first."""
    form = Form(EnquiryFilterSchema, request.args)
    asked: dict[str, Any] = form.data if form.is_valid() else {}
    found = queries.enquiry_list(actor(), **asked, number=request.args.get("page", 1, int))
    return page("deals/enquiries.html", form=form, page=found, status=form.status, fragment="results")


@bp.get("/feedback")
@access.signed_in
def feedback() -> Response:
    """Why talks about the listings of one's organisations ended, and how fast one answers."""
    own = actor().organisation_ids
    return page("deals/feedback.html", rows=queries.feedback(actor()), reply_days=queries.reply_days(own))


def _start() -> queries.EnquiryStart:
    return queries.enquiry_start(actor(), listing=request.args.get("listing"), need=request.args.get("need"))


def _form_page(start: queries.EnquiryStart, form: Form) -> Response:
    return page("deals/enquiry_new.html", start=start, form=form, status=form.status)


def _enquiry_schema(start: queries.EnquiryStart) -> Schema:
    return offer(EnquirySchema(), organisation=start.senders, offered_listing=start.offers)


@bp.get("/enquiries/new")
@access.signed_in
def new_enquiry() -> Response:
    """Ask about a listing, or offer to a need."""
    start = _start()
    return _form_page(start, Form(_enquiry_schema(start)))


@bp.post("/enquiries/new")
@access.signed_in
@http.idempotent
def send_enquiry() -> Response:
    """Send the enquiry."""
    start = _start()
    form = Form(_enquiry_schema(start), request.form)
    if form.is_valid():
        with form.catching():
            values = form.data | start.item.address | {"uploads": request.files.getlist("uploads")}
            sent = service.create_enquiry(actor(), **values)
            flash(_("Your enquiry was sent."), "success")
            return redirect_to("deals.enquiry", public_id=sent.public_id)
    return _form_page(start, form)


def _thread(public_id: str, status: int = 200, **forms: Form) -> Response:
    """The thread with its forms; the one that was sent replaces its empty twin."""
    fresh = {"message": Form(MessageSchema), "step": Form(EnquiryStepSchema)}
    found = queries.enquiry_page(actor(), public_id)
    return page("deals/enquiry.html", enquiry=found, entry=fresh | forms, status=status)


@bp.get("/enquiries/<public_id>")
@access.signed_in
def enquiry(public_id: str) -> Response:
    """One thread."""
    return _thread(public_id)


@bp.post("/enquiries/<public_id>/messages")
@access.signed_in
@http.idempotent
def write_message(public_id: str) -> Response:
    """Add a message."""
    form = Form(MessageSchema, request.form)
    if form.is_valid():
        with form.catching():
            uploads = request.files.getlist("uploads")
            service.write_message(actor(), public_id=public_id, body=form.data["body"], uploads=uploads)
            flash(_("The message was sent."), "success")
            return redirect_to("deals.enquiry", public_id=public_id)
    return _thread(public_id, form.status, message=form)


@bp.post("/enquiries/<public_id>/advance")
@access.signed_in
@http.idempotent
def advance_enquiry(public_id: str) -> Response:
    """Accept, decline, withdraw or block; acceptance leads to the new deal."""
    form = Form(EnquiryStepSchema, request.form)
    if form.is_valid():
        with form.catching():
            deal = service.advance_enquiry(actor(), public_id=public_id, **form.data)
            flash(_("Done."), "success")
            if deal is not None:
                return redirect_to("deals.show", public_id=deal.public_id)
            return redirect_to("deals.enquiry", public_id=public_id)
    return _thread(public_id, form.status, step=form)


@bp.get("/enquiries/<public_id>/files/<file_id>")
@access.signed_in
def enquiry_file(public_id: str, file_id: str) -> Response:
    """An attachment."""
    return files.send(service.enquiry_file(actor(), public_id=public_id, file_public_id=file_id))
