"""The order of the milestones I0-I7: what must have happened before, and which days cannot be."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from marketplace.core.i18n import l_

MILESTONES = ("i0", "i1", "i2", "i3", "i4", "i5", "i6", "i7")
Reached = Mapping[str, date]  # milestone → day on which it was reached

# A company holds rights, sells and is invested in only once it exists; orders, investment and recognition come in any
# order. A company may have been registered before it was admitted (a young company at entry), so I1 does not wait.
_AFTER: dict[str, tuple[str, ...]] = {
    "i0": (), "i1": (), "i2": ("i1",), "i3": ("i0",), "i4": ("i1",), "i5": ("i1",), "i6": ("i1",),
    "i7": ("i0", "i1", "i2", "i3"),
}  # fmt: skip


def milestone_faults(code: str, day: date, reached: Reached, today: date) -> dict[str, list[Any]]:
    """What speaks against recording a milestone on that day, by form field; empty when nothing does."""
    if code in reached:
        return {"code": [l_("This milestone is recorded already; records are never changed.")]}
    if missing := [name for name in _AFTER[code] if name not in reached]:
        return {"code": [l_("Milestone %(name)s comes first.", name=missing[0].upper())]}
    if day > today:
        return {"reached_on": [l_("The day lies in the future.")]}
    before = max((reached[name] for name in (reached if code == "i7" else _AFTER[code])), default=None)
    if before is not None and day < before:
        return {"reached_on": [l_("The day lies before an earlier milestone (%(day)s).", day=before.isoformat())]}
    after = [reached[name] for name in reached if name == "i7" or code in _AFTER[name]]
    if after and day > min(after):
        return {"reached_on": [l_("The day lies after a later milestone (%(day)s).", day=min(after).isoformat())]}
    return {}
