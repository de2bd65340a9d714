"""Reading incubation: the directory of incubators, the page of a case, rows for the board, summaries."""

from marketplace.incubation.queries.cases import (
    CaseEditor,
    CaseSummary,
    DealCases,
    board_rows,
    count_by_state,
    editor_for,
    of_deal,
    of_deal_page,
    summary,
)
from marketplace.incubation.queries.incubators import IncubatorCard, incubator_choices, incubators
from marketplace.incubation.queries.page import CasePage, MilestoneView, page_for

__all__ = [
    "CaseEditor",
    "CasePage",
    "CaseSummary",
    "DealCases",
    "IncubatorCard",
    "MilestoneView",
    "board_rows",
    "count_by_state",
    "editor_for",
    "incubator_choices",
    "incubators",
    "of_deal",
    "of_deal_page",
    "page_for",
    "summary",
]
