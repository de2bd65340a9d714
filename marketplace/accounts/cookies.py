"""How a browser or a program shows who it is: the signed cookie (Flask-Login) or a bearer token."""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app, g, request
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from marketplace.accounts.models import User
from marketplace.accounts.service import signin
from marketplace.core.http import SAFE_METHODS
from marketplace.core.policy import ANONYMOUS, Actor
from marketplace.settings import Settings


class CookieUser(UserMixin):
    """What Flask-Login keeps: its id is the token of the login session, not the person."""

    def __init__(self, token: str, signed_in: signin.SignedIn) -> None:
        self.id = token
        self.signed_in = signed_in


def init_app(app: Flask, settings: Settings) -> None:
    """Let Flask-Login find the login session of a cookie."""
    manager = LoginManager(app)
    manager.session_protection = None  # the login session row is the guard, and it can be revoked

    @manager.user_loader
    def load(token: str) -> CookieUser | None:
        found = signin.find_session(token, idle_minutes=settings.session_idle_minutes, request_id=g.get("request_id"))
        return CookieUser(token, found) if found else None


def load_actor() -> Actor:
    """The actor of the request: by bearer token, else by cookie, else anonymous."""
    if token := _bearer():
        return signin.actor_of_api_token(token, request_id=g.get("request_id")) or ANONYMOUS
    return current_user.signed_in.actor if current_user.is_authenticated else ANONYMOUS


def _bearer() -> str | None:
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() or None if scheme == "Bearer" else None


def needs_csrf() -> bool:
    """Whatever a browser sends by itself needs a token; a bearer token is never sent by itself."""
    return request.method not in SAFE_METHODS and _bearer() is None


def begin(user: User) -> None:
    """Sign the browser in: a new login session, and a new cookie so that an old one cannot be fixed on it."""
    settings: Any = current_app.config["SETTINGS"]
    token = signin.open_session(
        user,
        device=request.user_agent.string,
        address=request.remote_addr or "",
        hours=settings.session_hours,
    )
    found = signin.find_session(token, idle_minutes=settings.session_idle_minutes)
    if found is not None:
        login_user(CookieUser(token, found))


def end() -> None:
    """Sign the browser out and end its login session."""
    if current_user.is_authenticated:
        signin.close_session(current_user.id)
    logout_user()


def current_session_id() -> int | None:
    """The login session row of this request, if it came by cookie."""
    return current_user.signed_in.session_id if current_user.is_authenticated else None
