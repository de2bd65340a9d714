"""Pages of the inbox."""

from __future__ import annotations

from flask import Response, flash, redirect, request

from marketplace.alerts import queries, service
from marketplace.alerts.views import bp
from marketplace.core.http import actor, page, redirect_to
from marketplace.core.i18n import ngettext
from marketplace.core.policy import access


@bp.get("/messages")
@access.signed_in
def messages() -> Response:
    """The inbox."""
    unread = request.args.get("show") == "unread"
    found = queries.inbox(actor(), unread_only=unread, number=request.args.get("page", 1, int))
    return page("alerts/messages.html", page=found, unread=unread, fragment="results")


@bp.post("/messages/<public_id>/open")
@access.signed_in
def open_message(public_id: str) -> Response:
    """Mark as read and go to what the message is about."""
    link = service.open_message(actor(), public_id=public_id)
    return redirect(link, 303) if link else redirect_to("alerts.messages")  # type: ignore[return-value]


@bp.post("/messages/read")
@access.signed_in
def mark_all_read() -> Response:
    """Mark everything as read."""
    count = service.mark_all_read(actor())
    flash(ngettext("%(num)s message marked as read.", "%(num)s messages marked as read.", count), "success")
    return redirect_to("alerts.messages")
