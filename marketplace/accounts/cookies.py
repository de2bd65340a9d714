"""How a browser or a program shows who it is: the signed cookie (Flask-Login) or a bearer token."""

from __future__ import annotations

import hmac
from typing import Any

import flask
from flask import Flask, Response, current_app, g, request
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from marketplace.accounts.models import User
from marketplace.accounts.service import second_factor, signin
from marketplace.core import clock
from marketplace.core.http import SAFE_METHODS, bearer, proves_itself, redirect_to
from marketplace.core.policy import ANONYMOUS, Actor
from marketplace.settings import Settings

PENDING_SECONDS = 300  # how long a right password waits for the code of the second factor


class CookieUser(UserMixin):
    """What Flask-Login keeps: its id is the token of the login session, not the person."""

    def __init__(self, token: str, signed_in: signin.SignedIn) -> None:
        self.id = token
        self.signed_in = signed_in


def init_app(app: Flask) -> None:
    """Let Flask-Login find the login session of a cookie."""
    manager = LoginManager(app)
    manager.session_protection = None  # the login session row is the guard, and it can be revoked

    @manager.user_loader
    def load(token: str) -> CookieUser | None:
        found = _find(token)
        return CookieUser(token, found) if found else None


def _find(token: str) -> signin.SignedIn | None:
    settings = _settings()
    return signin.find_session(
        token,
        idle_minutes=settings.session_idle_minutes,
        request_id=g.get("request_id"),
        second_factor_required=settings.second_factor_required,
    )


def load_actor() -> Actor:
    """The actor of the request: by bearer token, else by cookie, else anonymous. Raises TokenRefused."""
    if (token := bearer()) is not None:
        required = _settings().second_factor_required
        return signin.actor_of_api_token(token, request_id=g.get("request_id"), second_factor_required=required)
    return current_user.signed_in.actor if current_user.is_authenticated else ANONYMOUS


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def needs_csrf() -> bool:
    """Whatever a browser sends by itself needs a token; a bearer token is never sent by itself.

    What no view answers needs none: it is told that there is nothing, or which method there is.
    """
    enabled = current_app.config["WTF_CSRF_ENABLED"]  # tests of other things post without the token
    if not enabled or request.method in SAFE_METHODS or request.routing_exception is not None:
        return False
    return bearer() is None and not proves_itself()


def admit(user: User, *, target: str | None) -> Response:
    """After a right password: sign in and go on, or ask for the second factor first."""
    if user.totp_secret is None:
        begin(user)
        return go_on(target)
    flask.session.clear()
    flask.session["pending"] = {
        "user": user.public_id,
        "mark": signin.token_hash(user.password_hash)[:16],  # a reset in between makes the wait useless
        "until": int(clock.now().timestamp()) + PENDING_SECONDS,
        "next": target,
    }
    return redirect_to("accounts.code")


def pending() -> dict[str, Any] | None:
    """Who waits for the code of the second factor in this browser, or None."""
    found = flask.session.get("pending")
    if not isinstance(found, dict) or found.get("until", 0) < clock.now().timestamp():
        return None
    return found


def admit_with_code(code: str) -> Response:
    """Check the code for whoever waits in this browser, sign in and go on. Raises WrongCode or TooMany."""
    waiting = pending()
    if waiting is None:
        return redirect_to("accounts.sign_in")
    user = second_factor.verify(waiting["user"], code=code, address=request.remote_addr or "")
    if not hmac.compare_digest(waiting["mark"], signin.token_hash(user.password_hash)[:16]):
        flask.session.clear()
        return redirect_to("accounts.sign_in")
    begin(user)
    return go_on(waiting.get("next"))


def go_on(target: str | None) -> Response:
    """Where a sign-in leads: what sleeps or is missing first, then the page that was wanted, then the desk."""
    person = current_user.signed_in.actor
    if person.asleep:
        return redirect_to("accounts.second_factor_page", next=target)
    if target:
        return flask.make_response(flask.redirect(target, 303))
    return redirect_to("desk.me" if person.memberships else "accounts.welcome")


def begin(user: User) -> None:
    """Sign the browser in: a new login session, and a new cookie so that an old one cannot be fixed on it."""
    if current_user.is_authenticated:
        signin.close_session(current_user.id)
    flask.session.clear()
    token = signin.open_session(
        user,
        device=request.user_agent.string,
        address=request.remote_addr or "",
        hours=_settings().session_hours,
    )
    if found := _find(token):
        login_user(CookieUser(token, found))


def end() -> None:
    """Sign the browser out and end its login session."""
    if current_user.is_authenticated:
        signin.close_session(current_user.id)
    logout_user()
    flask.session.clear()


def current_session_id() -> int | None:
    """The login session row of this request, if it came by cookie."""
    return current_user.signed_in.session_id if current_user.is_authenticated else None
