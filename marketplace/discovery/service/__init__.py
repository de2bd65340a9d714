"""The verbs of discovery: finding, and what readers keep and take with them."""

from marketplace.discovery.service.finding import Found, describe, find, read, requeue

__all__ = ["Found", "describe", "find", "read", "requeue"]
