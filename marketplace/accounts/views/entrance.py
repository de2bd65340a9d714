"""Sign in, second factor, sign out, register, confirm an address; the demonstration's one-click accounts."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, flash, request

from marketplace.accounts import cookies, queries
from marketplace.accounts.schemas.people import CodeSchema, ConfirmSchema, RegisterSchema, SignInSchema
from marketplace.accounts.service import demo as demonstration
from marketplace.accounts.service import entrance, registration
from marketplace.accounts.views import bp
from marketplace.core.forms import Form
from marketplace.core.http import actor, lang, page, redirect_to, safe_next
from marketplace.core.i18n import _
from marketplace.core.policy import access


def _address() -> str:
    return request.remote_addr or ""


def _with_next() -> dict[str, Any]:
    return {"next": safe_next(request.args.get("next"))}


def _demo() -> bool:
    return bool(current_app.config["SETTINGS"].demo)


@bp.get("/sign-in")
@access.public
def sign_in() -> Response:
    """The sign-in page; the demonstration also shows its accounts."""
    form = Form(SignInSchema, initial=_with_next())
    return page("accounts/sign_in.html", form=form, demo_accounts=queries.demo_accounts(demo=_demo()))


@bp.post("/sign-in")
@access.public
def sign_in_send() -> Response:
    """Check address and password; the second factor, if there is one, comes next."""
    form = Form(SignInSchema, request.form)
    if form.is_valid():
        with form.catching():
            user = entrance.sign_in(email=form.data["email"], password=form.data["password"], address=_address())
            return cookies.admit(user, target=form.data["next"])
    accounts = queries.demo_accounts(demo=_demo())
    return page("accounts/sign_in.html", form=form, demo_accounts=accounts, status=form.status)


@bp.get("/sign-in/code")
@access.public
def code() -> Response:
    """Ask for the code of the second factor."""
    if cookies.pending() is None:
        return redirect_to("accounts.sign_in")
    return page("accounts/code.html", form=Form(CodeSchema))


@bp.post("/sign-in/code")
@access.public
def code_send() -> Response:
    """Check the code and sign in."""
    form = Form(CodeSchema, request.form)
    if form.is_valid():
        with form.catching():
            return cookies.admit_with_code(form.data["code"])
    return page("accounts/code.html", form=form, status=form.status)


@bp.post("/sign-out")
@access.public
def sign_out() -> Response:
    """End the sign-in of this browser."""
    cookies.end()
    flash(_("You are signed out."), "success")
    return redirect_to("site.home")


@bp.post("/demo")
@access.public
def demo() -> Response:
    """Sign in as the demonstration account chosen in the banner."""
    cookies.begin(demonstration.account(request.form.get("account", ""), demo=_demo()))
    return redirect_to("desk.me")


@bp.post("/demo/<email>")
@access.public
def demo_as(email: str) -> Response:
    """Sign in as a demonstration account with one click."""
    cookies.begin(demonstration.account(email, demo=_demo()))
    return redirect_to("desk.me")


@bp.get("/register")
@access.public
def register() -> Response:
    """The registration page."""
    return page("accounts/register.html", form=Form(RegisterSchema, initial=_with_next()))


@bp.post("/register")
@access.public
def register_send() -> Response:
    """Begin an account; the answer is the same whether the address is free or taken."""
    form = Form(RegisterSchema, request.form)
    if form.is_valid():
        entries = {name: form.data[name] for name in ("email", "name", "password", "wants")}
        with form.catching():
            registration.register(**entries, lang=lang(), address=_address(), target=form.data["next"])
            return redirect_to("accounts.registered")
    return page("accounts/register.html", form=form, status=form.status)


@bp.get("/register/sent")
@access.public
def registered() -> Response:
    """Tell the person to look into the mailbox."""
    return page("accounts/mail_sent.html", purpose="register")


@bp.get("/confirm/<token>")
@access.public
def confirm(token: str) -> Response:
    """The page behind the link of the confirmation mail."""
    registration.check_link(token)
    return page("accounts/confirm.html", form=Form(ConfirmSchema, initial=_with_next()), token=token)


@bp.post("/confirm/<token>")
@access.public
def confirm_send(token: str) -> Response:
    """Confirm the address and sign in."""
    form = Form(ConfirmSchema, request.form)
    if form.is_valid():
        with form.catching():
            user = registration.confirm(token, password=form.data["password"], address=_address())
            return cookies.admit(user, target=form.data["next"])
    return page("accounts/confirm.html", form=form, token=token, status=form.status)


@bp.get("/welcome")
@access.signed_in
def welcome() -> Response:
    """What comes after the account: an organisation, created or joined."""
    if actor().memberships:
        return redirect_to("desk.me")
    return page("accounts/welcome.html", profile=queries.profile(actor()))


@bp.get("/")
@access.public
def index() -> Response:
    """The address of the folder leads to the settings."""
    return redirect_to("accounts.settings")
