"""Refusals of alerts."""

from __future__ import annotations

from marketplace.core.errors import InvalidAction
from marketplace.core.i18n import l_


class TooManyKept(InvalidAction):
    """A person keeps as many saved searches or watches as one may."""

    code = "too_many_kept"

    def __init__(self, limit: int) -> None:
        super().__init__(l_("You keep %(limit)s already, which is the most; delete one first.", limit=limit))
