"""Reading enquiries and deals: summaries for other nouns, lists, pages, boards, figures."""

from marketplace.deals.queries.figures import (
    DeclineTotal,
    StageFigure,
    counts_by_state,
    deal_counts,
    decline_totals,
    loss_reasons,
    open_total,
    reply_days,
    stage_figures,
)
from marketplace.deals.queries.gate import GateItem, GatePage, GateStep
from marketplace.deals.queries.health import FLAGS, Health, Limit, badges, health_of, limits
from marketplace.deals.queries.inbox import Countdown, EnquiryRow, enquiry_list, waiting_count
from marketplace.deals.queries.lists import DealFilters, DealRow, PoolRow, board_rows, deal_list, pool
from marketplace.deals.queries.reminders import Reminder, due_for
from marketplace.deals.queries.summaries import (
    DealSummary,
    PartyRef,
    as_summary,
    summaries,
    summary,
    summary_by_public_id,
)
from marketplace.deals.queries.thread import EnquiryPage, enquiry_page

__all__ = [
    "FLAGS",
    "Countdown",
    "DealFilters",
    "DealRow",
    "DealSummary",
    "DeclineTotal",
    "EnquiryPage",
    "EnquiryRow",
    "GateItem",
    "GatePage",
    "GateStep",
    "Health",
    "Limit",
    "PartyRef",
    "PoolRow",
    "Reminder",
    "StageFigure",
    "as_summary",
    "badges",
    "board_rows",
    "counts_by_state",
    "deal_counts",
    "deal_list",
    "decline_totals",
    "due_for",
    "enquiry_list",
    "enquiry_page",
    "health_of",
    "limits",
    "loss_reasons",
    "open_total",
    "pool",
    "reply_days",
    "stage_figures",
    "summaries",
    "summary",
    "summary_by_public_id",
    "waiting_count",
]
