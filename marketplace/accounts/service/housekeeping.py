"""What accounts forget: ended sign-ins and used links, once nobody needs them for an inquiry."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete

from marketplace.accounts.models import LoginSession, OneTimeToken
from marketplace.core import clock
from marketplace.core.unit import session

# Network logs are kept for at least six months (Cybersecurity Law art. 21); sign-ins name device and address.
KEEP_SIGN_INS = timedelta(days=200)
KEEP_LINKS = timedelta(days=30)


def sweep() -> None:
    """Delete sign-ins and links that ended before these periods; the audit trail keeps its events."""
    moment = clock.now()
    session().execute(delete(LoginSession).where(LoginSession.expires_at < moment - KEEP_SIGN_INS))
    session().execute(delete(OneTimeToken).where(OneTimeToken.expires_at < moment - KEEP_LINKS))
