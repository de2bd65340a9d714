"""The verbs of alerts: the inbox, saved searches, watches, evaluation, delivery, unsubscribing."""

from marketplace.alerts.service.delivery import deliver, deliver_due, queue_due, send_test, send_test_to_owner
from marketplace.alerts.service.evaluation import Run, evaluate
from marketplace.alerts.service.inbox import mark_all_read, open_message

__all__ = [
    "Run",
    "deliver",
    "deliver_due",
    "evaluate",
    "mark_all_read",
    "open_message",
    "queue_due",
    "send_test",
    "send_test_to_owner",
]
