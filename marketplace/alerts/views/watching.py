"""Pages of watched records."""

from __future__ import annotations

from flask import Response, flash, redirect, request

from marketplace.alerts import queries
from marketplace.alerts.schemas import FREQUENCY_LABELS, FrequencySchema, WatchSchema
from marketplace.alerts.service import watches
from marketplace.alerts.views import bp
from marketplace.core.forms import Form
from marketplace.core.http import actor, page, redirect_to, safe_next
from marketplace.core.i18n import _
from marketplace.core.policy import access


@bp.get("/watching")
@access.signed_in
def watching() -> Response:
    """What the reader watches."""
    found = queries.watches(actor(), number=request.args.get("page", 1, int))
    return page("alerts/watching.html", page=found, frequencies=FREQUENCY_LABELS)


@bp.post("/watching")
@access.signed_in
def watch() -> Response:
    """Watch a record, and go back to it."""
    form = Form(WatchSchema, request.form)
    if not form.is_valid():
        raise form.refusal()
    values = form.data
    watches.watch(actor(), entity=values["entity"], public_id=values["record"], frequency=values["frequency"])
    flash(_("You hear from us when this record changes."), "success")
    return _back()


@bp.post("/watching/<public_id>")
@access.signed_in
def edit_watch(public_id: str) -> Response:
    """Change how often it speaks."""
    form = Form(FrequencySchema, request.form)
    if not form.is_valid():
        raise form.refusal()
    watches.edit(actor(), public_id=public_id, frequency=form.data["frequency"])
    flash(_("Saved."), "success")
    return redirect_to("alerts.watching")


@bp.post("/watching/<public_id>/delete")
@access.signed_in
def stop_watching(public_id: str) -> Response:
    """Stop watching, and go back."""
    watches.remove(actor(), public_id=public_id)
    flash(_("You no longer watch this record."), "success")
    return _back()


def _back() -> Response:
    target = safe_next(request.form.get("next"))
    return redirect(target, 303) if target else redirect_to("alerts.watching")  # type: ignore[return-value]
