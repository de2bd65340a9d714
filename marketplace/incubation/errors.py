"""Refusals of incubation."""

from __future__ import annotations

from marketplace.core.errors import Conflict, GuardsUnmet
from marketplace.core.i18n import l_
from marketplace.incubation.workflow.case import IncubationFacts, pilot_first


class PilotFirst(GuardsUnmet):
    """Incubation without a pilot accepted at G5 and without a waiver (V68)."""

    code = "pilot_first"

    def __init__(self) -> None:
        super().__init__([pilot_first(IncubationFacts())])


class CaseRunning(Conflict):
    """A deal has one running case at a time."""

    code = "incubation_running"
    message = l_("An incubation case of this deal is already running.")


class IncubatorFull(Conflict):
    """The incubator takes no further case now."""

    code = "incubator_full"
    message = l_("The incubator has no free place at the moment. Choose another one or ask it for a date.")
