"""Refusals of pilots."""

from __future__ import annotations

from marketplace.core.errors import Conflict, Forbidden
from marketplace.core.i18n import l_


class AlreadyRunning(Conflict):
    """A deal has one running pilot at a time."""

    code = "pilot_running"
    message = l_("A pilot of this deal is already running.")


class PlatformFull(Conflict):
    """The platform takes no further project now."""

    code = "platform_full"
    message = l_("The platform has no free place at the moment. Choose another one or ask it for a date.")


class NotIndependent(Forbidden):
    """The person belongs to a party of the project and so does not decide about it (V65)."""

    code = "reviewer_not_independent"
    message = l_("You belong to a party of this project; somebody else of the centre must decide.")
