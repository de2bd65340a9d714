"""Verification of an organisation: the owner's page and the centre's."""

from __future__ import annotations

from flask import Response, flash, request

from marketplace.accounts import queries
from marketplace.accounts.schemas.organisations import PapersSchema, VerifySchema, a_year_ahead
from marketplace.accounts.schemas.people import ReasonSchema
from marketplace.accounts.service import verification as service
from marketplace.accounts.views import bp
from marketplace.accounts.views.organisations import chosen_organisation
from marketplace.core import files
from marketplace.core.forms import Form
from marketplace.core.http import actor, page, redirect_to
from marketplace.core.i18n import _
from marketplace.core.policy import access


@bp.get("/verification")
@access.signed_in
def verification() -> Response:
    """State, papers, what is missing, history."""
    if not actor().memberships and "organisation" not in request.args:
        return redirect_to("accounts.welcome")
    found = queries.verification_page(actor(), chosen_organisation("owner"))
    return page("accounts/verification.html", found=found, form=Form(PapersSchema))


@bp.get("/verification/letter")
@access.signed_in
def authority_letter() -> Response:
    """The letter of authority, ready to print, sign and seal."""
    found = queries.verification_page(actor(), chosen_organisation("owner"))
    return page("accounts/authority_letter.html", found=found)


@bp.post("/organisations/<public_id>/submit")
@access.signed_in
def verification_submit(public_id: str) -> Response:
    """Apply with the papers."""
    form = Form(PapersSchema, request.form, files=request.files)
    if form.is_valid():
        with form.catching():
            service.submit(actor(), public_id, uploads=form.data)
            flash(_("The application is with the centre."), "success")
            return redirect_to("accounts.verification", organisation=public_id)
    found = queries.verification_page(actor(), public_id)
    return page("accounts/verification.html", found=found, form=form, status=form.status)


@bp.post("/organisations/<public_id>/withdraw")
@access.signed_in
def verification_withdraw(public_id: str) -> Response:
    """Take the application back."""
    service.withdraw(actor(), public_id)
    flash(_("The application is withdrawn."), "info")
    return redirect_to("accounts.verification", organisation=public_id)


@bp.get("/organisations/<public_id>/papers/<name>")
@access.signed_in
def verification_paper(public_id: str, name: str) -> Response:
    """An uploaded paper as an attachment."""
    return files.send(service.paper(actor(), public_id, name))


def _review(public_id: str, **forms: Form) -> Response:
    """The centre's page, with the form that was refused, if any."""
    shown = {"verify": Form(VerifySchema, initial=a_year_ahead()), "reason": Form(ReasonSchema), **forms}
    status = max(form.status for form in shown.values())
    found = queries.verification_page(actor(), public_id, "review")
    return page("accounts/review.html", found=found, forms_by=shown, status=status)


@bp.get("/organisations/<public_id>/review")
@access.roles("reviewer", "centre_lead", "administrator")
def organisation_review(public_id: str) -> Response:
    """Papers, checks, similar organisations, decision."""
    return _review(public_id)


@bp.post("/organisations/<public_id>/verify")
@access.roles("reviewer", "centre_lead", "administrator")
def organisation_verify(public_id: str) -> Response:
    """Confirm the organisation until a date."""
    form = Form(VerifySchema, request.form)
    if form.is_valid():
        with form.catching():
            service.verify(actor(), public_id, **form.data)
            flash(_("The organisation is verified."), "success")
            return redirect_to("accounts.organisation", public_id=public_id)
    return _review(public_id, verify=form)


@bp.post("/organisations/<public_id>/reject")
@access.roles("reviewer", "centre_lead", "administrator")
def organisation_reject(public_id: str) -> Response:
    """Send the application back with the reason."""
    form = Form(ReasonSchema, request.form)
    if form.is_valid():
        with form.catching():
            service.reject(actor(), public_id, **form.data)
            flash(_("The application was sent back."), "success")
            return redirect_to("accounts.organisation_review", public_id=public_id)
    return _review(public_id, reason=form)


@bp.post("/organisations/<public_id>/revoke")
@access.roles("reviewer", "centre_lead", "administrator")
def organisation_revoke(public_id: str) -> Response:
    """Take a verification back with the reason."""
    form = Form(ReasonSchema, request.form)
    if form.is_valid():
        with form.catching():
            service.revoke(actor(), public_id, **form.data)
            flash(_("The verification was revoked."), "success")
            return redirect_to("accounts.organisation_review", public_id=public_id)
    return _review(public_id, reason=form)
