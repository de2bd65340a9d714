"""The verbs of discovery: finding, and what readers keep and take with them."""

from marketplace.discovery.service.export import Exported, export_results
from marketplace.discovery.service.finding import Found, describe, find, read, requeue
from marketplace.discovery.service.following import newest
from marketplace.discovery.service.suggesting import suggest

__all__ = ["Exported", "Found", "describe", "export_results", "find", "newest", "read", "requeue", "suggest"]
