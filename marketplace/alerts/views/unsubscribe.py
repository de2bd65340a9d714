"""Links of mails that end alerts: a page that asks, and the one POST that mail programs send (RFC 8058)."""

from __future__ import annotations

from flask import Response

from marketplace.alerts.service import unsubscribe
from marketplace.alerts.views import bp
from marketplace.core.http import page, self_proving
from marketplace.core.policy import access


@bp.get("/unsubscribe/<token>")
@access.public
def unsubscribe_page(token: str) -> Response:
    """What the link would end; opening it ends nothing, for programs open links to look at them."""
    return page("alerts/unsubscribe.html", found=unsubscribe.read(token), token=token, done=False)


@bp.post("/unsubscribe/<token>")
@access.public
@self_proving
def unsubscribe_now(token: str) -> Response:
    """End it, without sign-in."""
    return page("alerts/unsubscribe.html", found=unsubscribe.unsubscribe(token), token=token, done=True)
