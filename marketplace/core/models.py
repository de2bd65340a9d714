"""The tables of the floor, gathered so that migrations see them all."""

from marketplace.core.audit import Event
from marketplace.core.files import StoredFile
from marketplace.core.filetext import FileText
from marketplace.core.idempotency import IdempotencyKey
from marketplace.core.limits import AttemptCount
from marketplace.core.mail import Message
from marketplace.core.outbox import OutboxRow
from marketplace.core.rebuilds import Rebuild
from marketplace.core.reconcile import Reconciliation
from marketplace.core.vectors import SearchVector, VectorTask
from marketplace.core.workdays import CalendarDay

__all__ = [
    "AttemptCount",
    "CalendarDay",
    "Event",
    "FileText",
    "IdempotencyKey",
    "Message",
    "OutboxRow",
    "Rebuild",
    "Reconciliation",
    "SearchVector",
    "StoredFile",
    "VectorTask",
]
