"""A forgotten password: ask for the link, open it, set a new one."""

from __future__ import annotations

from flask import Response, flash, request

from marketplace.accounts.schemas.people import NewPasswordSchema, ResetRequestSchema
from marketplace.accounts.service import recovery
from marketplace.accounts.views import bp
from marketplace.core.forms import Form
from marketplace.core.http import page, redirect_to
from marketplace.core.i18n import _
from marketplace.core.policy import access


@bp.get("/password/reset")
@access.public
def password_reset() -> Response:
    """Ask for the address."""
    return page("accounts/password_reset.html", form=Form(ResetRequestSchema))


@bp.post("/password/reset")
@access.public
def password_reset_send() -> Response:
    """Queue the mail; the answer is the same for every address."""
    form = Form(ResetRequestSchema, request.form)
    if form.is_valid():
        recovery.ask(email=form.data["email"], address=request.remote_addr or "")
        return redirect_to("accounts.password_reset_sent")
    return page("accounts/password_reset.html", form=form, status=form.status)


@bp.get("/password/reset/sent")
@access.public
def password_reset_sent() -> Response:
    """Tell the person to look into the mailbox."""
    return page("accounts/mail_sent.html", purpose="reset")


@bp.get("/password/reset/<token>")
@access.public
def password_new(token: str) -> Response:
    """The page behind the link of the mail."""
    recovery.check_link(token)
    return page("accounts/password_new.html", form=Form(NewPasswordSchema), token=token)


@bp.post("/password/reset/<token>")
@access.public
def password_new_send(token: str) -> Response:
    """Set the new password; every sign-in ends."""
    form = Form(NewPasswordSchema, request.form)
    if form.is_valid():
        with form.catching():
            recovery.set_password(token, password=form.data["password"])
            flash(_("The new password is set. Sign in with it."), "success")
            return redirect_to("accounts.sign_in")
    return page("accounts/password_new.html", form=form, token=token, status=form.status)
