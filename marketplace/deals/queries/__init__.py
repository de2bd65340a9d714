"""Reading enquiries and deals: summaries for other nouns, lists, pages, boards, figures."""

from marketplace.deals.queries.figures import (
    DeclineTotal,
    ListingFeedback,
    StageFigure,
    counts_by_state,
    deal_counts,
    decline_totals,
    feedback,
    loss_reasons,
    open_total,
    reply_days,
    stage_figures,
)
from marketplace.deals.queries.gate import GateItem, GatePage, GateStep, gate_page
from marketplace.deals.queries.health import FLAGS, Health, Limit, badges, health_of, limits
from marketplace.deals.queries.inbox import Countdown, EnquiryRow, enquiry_list, waiting_count
from marketplace.deals.queries.lists import DealFilters, DealRow, PoolRow, board_rows, deal_list, deal_record, pool
from marketplace.deals.queries.openings import EnquiryStart, enquiry_start
from marketplace.deals.queries.page import DealPage, deal_page
from marketplace.deals.queries.people import broker_filter
from marketplace.deals.queries.reminders import Reminder, due_for
from marketplace.deals.queries.settings import (
    assignment_page,
    blocks,
    contact_page,
    party_page,
    stage_rule,
    stage_rules,
)
from marketplace.deals.queries.summaries import (
    DealSummary,
    PartyRef,
    as_summary,
    running_count,
    summaries,
    summary,
    summary_by_public_id,
)
from marketplace.deals.queries.thread import EnquiryPage, enquiry_page
from marketplace.deals.queries.work import work_on

__all__ = [
    "FLAGS",
    "Countdown",
    "DealFilters",
    "DealPage",
    "DealRow",
    "DealSummary",
    "DeclineTotal",
    "EnquiryPage",
    "EnquiryRow",
    "EnquiryStart",
    "GateItem",
    "GatePage",
    "GateStep",
    "Health",
    "Limit",
    "ListingFeedback",
    "PartyRef",
    "PoolRow",
    "Reminder",
    "StageFigure",
    "as_summary",
    "assignment_page",
    "badges",
    "blocks",
    "board_rows",
    "broker_filter",
    "contact_page",
    "counts_by_state",
    "deal_counts",
    "deal_list",
    "deal_page",
    "deal_record",
    "decline_totals",
    "due_for",
    "enquiry_list",
    "enquiry_page",
    "enquiry_start",
    "feedback",
    "gate_page",
    "health_of",
    "limits",
    "loss_reasons",
    "open_total",
    "party_page",
    "pool",
    "reply_days",
    "running_count",
    "stage_figures",
    "stage_rule",
    "stage_rules",
    "summaries",
    "summary",
    "summary_by_public_id",
    "waiting_count",
    "work_on",
]
