"""What pages and other nouns read of alerts; one name per question."""

from marketplace.alerts.queries.inbox import InboxRow, inbox, unread_count
from marketplace.alerts.queries.lists import (
    DeliveryRow,
    MatchRow,
    SearchRow,
    Status,
    WatchRow,
    deliveries,
    matches,
    own_data,
    search,
    searches,
    status,
    watch_of,
    watches,
)

__all__ = [
    "DeliveryRow",
    "InboxRow",
    "MatchRow",
    "SearchRow",
    "Status",
    "WatchRow",
    "deliveries",
    "inbox",
    "matches",
    "own_data",
    "search",
    "searches",
    "status",
    "unread_count",
    "watch_of",
    "watches",
]
