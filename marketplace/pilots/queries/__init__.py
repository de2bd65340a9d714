"""Reading pilots: the platform directory, the page of a project, rows for the board, summaries."""

from marketplace.pilots.queries.platforms import PlatformCard, platform_choices, platforms
from marketplace.pilots.queries.projects import (
    GateView,
    PilotEditor,
    PilotPage,
    PilotSummary,
    accepted_pilot,
    board_rows,
    count_by_state,
    editor_for,
    of_deal,
    page_for,
    summary,
)

__all__ = [
    "GateView",
    "PilotEditor",
    "PilotPage",
    "PilotSummary",
    "PlatformCard",
    "accepted_pilot",
    "board_rows",
    "count_by_state",
    "editor_for",
    "of_deal",
    "page_for",
    "platform_choices",
    "platforms",
    "summary",
]
