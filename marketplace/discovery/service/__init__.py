"""The verbs of discovery: finding, and what readers keep and take with them."""

from marketplace.discovery.service.comparison import export_comparison
from marketplace.discovery.service.explaining import Explanation, explain
from marketplace.discovery.service.export import Exported, export_collection, export_results
from marketplace.discovery.service.finding import Found, describe, find, read, requeue
from marketplace.discovery.service.following import newest
from marketplace.discovery.service.suggesting import suggest

__all__ = [
    "Explanation",
    "Exported",
    "Found",
    "describe",
    "explain",
    "export_collection",
    "export_comparison",
    "export_results",
    "find",
    "newest",
    "read",
    "requeue",
    "suggest",
]
