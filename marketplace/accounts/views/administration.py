"""People of the site for its administrator: find, give roles, close, open, help after a lost device."""

from __future__ import annotations

from flask import Response, flash, request

from marketplace.accounts import queries
from marketplace.accounts.schemas.people import ReasonSchema, StaffRoleSchema
from marketplace.accounts.service import people as service
from marketplace.accounts.service import roles
from marketplace.accounts.views import bp
from marketplace.core.forms import Form
from marketplace.core.http import actor, page, redirect_to
from marketplace.core.i18n import _
from marketplace.core.policy import access


@bp.get("/people")
@access.roles("administrator", "centre_lead", "auditor")
def people() -> Response:
    """All accounts, the newest first, found by name or address."""
    text = request.args.get("q", "").strip()[:100]
    found = queries.people(text=text or None, number=request.args.get("page", 1, type=int))
    return page("accounts/people.html", fragment="results", found=found, text=text)


def _person(public_id: str, **forms: Form) -> Response:
    shown = {"role": Form(StaffRoleSchema), "reason": Form(ReasonSchema), **forms}
    status = max(form.status for form in shown.values())
    return page("accounts/person.html", found=queries.person(actor(), public_id), forms_by=shown, status=status)


@bp.get("/people/<public_id>")
@access.roles("administrator", "centre_lead", "auditor")
def person(public_id: str) -> Response:
    """One account: places, roles, history."""
    return _person(public_id)


@bp.post("/people/<public_id>/roles")
@access.roles("administrator")
def role_grant(public_id: str) -> Response:
    """Give a role of the centre."""
    form = Form(StaffRoleSchema, request.form)
    if form.is_valid():
        with form.catching():
            roles.grant(actor(), public_id, role=form.data["role"])
            flash(_("The role is given."), "success")
            return redirect_to("accounts.person", public_id=public_id)
    return _person(public_id, role=form)


@bp.post("/people/<public_id>/roles/<role>/revoke")
@access.roles("administrator")
def role_revoke(public_id: str, role: str) -> Response:
    """Take a role back."""
    roles.revoke(actor(), public_id, role=role)
    flash(_("The role is taken back."), "success")
    return redirect_to("accounts.person", public_id=public_id)


STEPS = {
    "deactivate": service.deactivate,
    "reactivate": service.reactivate,
    "reset-second-factor": service.reset_second_factor,
}


@bp.post("/people/<public_id>/<any(deactivate, reactivate, 'reset-second-factor'):step>")
@access.roles("administrator")
def person_step(public_id: str, step: str) -> Response:
    """Close, open, or take a lost second factor away; each with its reason."""
    form = Form(ReasonSchema, request.form)
    if form.is_valid():
        with form.catching():
            STEPS[step](actor(), public_id, reason=form.data["reason"])
            flash(_("Done."), "success")
            return redirect_to("accounts.person", public_id=public_id)
    return _person(public_id, reason=form)
