"""The day of a broker or of the centre: what is due, what stands still, what waits at a gate, what can be taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from marketplace.core.policy import Actor
from marketplace.deals import queries as deals
from marketplace.desk.queries.agenda import Errand, errands
from marketplace.desk.queries.standing import Standing, standings
from marketplace.pilots import queries as pilots

ENQUIRIES_READ = 50  # the nearest deadlines come first, so the late ones are among them


@dataclass(frozen=True)
class GateWaiting:
    """A deal in front of a gate: nothing is missing for its own step, or its pilot stands at a gate."""

    deal: deals.DealRow
    pilot: pilots.PilotSummary | None
    papers_missing: int


@dataclass(frozen=True)
class Today:
    """Everything the day shows."""

    errands: Sequence[Errand]
    overdue: Sequence[deals.DealRow]
    without_step: Sequence[deals.DealRow]
    stale: Sequence[deals.DealRow]
    late_enquiries: Sequence[deals.EnquiryRow]
    gates: Sequence[GateWaiting]
    pool: Sequence[deals.PoolRow]

    @property
    def clear(self) -> bool:
        """Whether nothing asks for attention."""
        return not (
            self.errands or self.overdue or self.without_step or self.stale or self.late_enquiries or self.gates
            or self.pool
        )  # fmt: skip


def today(actor: Actor) -> Today:
    """The day of this broker (own deals), or of the centre (all deals)."""
    rows = deals.board_rows(actor, deals.DealFilters())
    return Today(
        errands=errands(actor),
        overdue=[row for row in rows if "overdue" in row.health.flags],
        without_step=[row for row in rows if "no_next_action" in row.health.flags],
        stale=sorted(
            (row for row in rows if "stale" in row.health.flags), key=lambda row: row.health.silent_days, reverse=True
        ),
        late_enquiries=_late(actor),
        gates=_gates(rows),
        pool=deals.pool(actor),
    )


def _late(actor: Actor) -> list[deals.EnquiryRow]:
    """Enquiries whose clock ran out without an answer."""
    rows = deals.enquiry_list(actor, state="open", size=ENQUIRIES_READ).items
    return [row for row in rows if row.countdown is not None and row.countdown.days_left < 0]


def _gates(rows: Sequence[deals.DealRow]) -> list[GateWaiting]:
    ids = [row.id for row in rows]
    known, projects = standings(ids), pilots.board_rows(row.id for row in rows if row.state == "pilot")
    found = (_gate(row, known[row.id], projects.get(row.id)) for row in rows)
    return [gate for gate in found if gate is not None]


def _gate(row: deals.DealRow, standing: Standing, pilot: pilots.PilotSummary | None) -> GateWaiting | None:
    if pilot is not None and pilot.gate is not None:
        return GateWaiting(row, pilot, standing.papers_missing(pilot.gate))
    return GateWaiting(row, None, 0) if standing.ready else None
