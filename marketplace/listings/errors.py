"""Refusals of listings."""

from __future__ import annotations

from marketplace.core.errors import Forbidden, Invalid, InvalidAction
from marketplace.core.i18n import l_


class NoOwner(Forbidden):
    """The actor belongs to no organisation that may offer technology."""

    code = "no_owner"
    message = l_("Only members of a university, an institute or an enterprise can list results.")


class UnknownFile(Invalid):
    """An attachment names a file that was not uploaded for this listing."""

    code = "unknown_file"


class NoOpenChange(InvalidAction):
    """The listing is published and nobody proposes a change: there is nothing to submit or to decide."""

    code = "no_open_change"
