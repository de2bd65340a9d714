"""The stage gate: what each step asks for, and taking it."""

from __future__ import annotations

from flask import Response, flash, request

from marketplace.core.forms import Form
from marketplace.core.http import actor, page, redirect_back
from marketplace.core.i18n import _
from marketplace.core.policy import access
from marketplace.deals import queries, service
from marketplace.deals.schemas import StepSchema
from marketplace.deals.views import bp


def _gate(public_id: str, form: Form) -> Response:
    found = queries.gate_page(actor(), public_id)
    return page("deals/gate.html", found=found, form=form, status=form.status)


@bp.get("/<public_id>/gate")
@access.signed_in
def gate(public_id: str) -> Response:
    """The checklist of every step that is possible now."""
    return _gate(public_id, Form(StepSchema, initial={"action": request.args.get("action")}))


@bp.post("/<public_id>/advance")
@access.signed_in
def advance(public_id: str) -> Response:
    """Take a step; what is missing is listed, and nothing is changed then."""
    form = Form(StepSchema, request.form)
    if form.is_valid():
        with form.catching():
            service.advance(actor(), public_id=public_id, **form.data)
            flash(_("The deal moved on."), "success")
            return redirect_back("deals.show", public_id=public_id)
    return _gate(public_id, form)
