"""Pages of people and organisations, one module per group of pages."""

from flask import Blueprint

bp = Blueprint("accounts", __name__, url_prefix="/accounts")

from marketplace.accounts.views import (  # noqa: E402  (the modules put their pages on the blueprint)
    administration,
    directory,
    entrance,
    members,
    organisations,
    passwords,
    settings,
    verification,
)

__all__ = [
    "administration",
    "bp",
    "directory",
    "entrance",
    "members",
    "organisations",
    "passwords",
    "settings",
    "verification",
]
