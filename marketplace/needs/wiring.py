"""What a need tells the rest: its documents follow its rows, and what its events are called."""

from __future__ import annotations

from typing import Any

from flask import Flask

from marketplace.core import audit, outbox
from marketplace.core.i18n import l_
from marketplace.needs import documents
from marketplace.needs.models import Need, NeedTarget

EVENTS: dict[str, Any] = {
    "need.create": l_("Need drafted"),
    "need.edit": l_("Need changed"),
    "need.comment": l_("Remark on the clarity of a need"),
    "need.load": l_("Need taken over from an earlier review"),
    "need.submit": l_("Need submitted"),
    "need.recall": l_("Need taken back to edit"),
    "need.return": l_("Need returned"),
    "need.review": l_("Need reviewed"),
    "need.publish": l_("Need published"),
    "need.match": l_("Matching of a need begun"),
    "need.introduce": l_("Result introduced to a need"),
    "need.enter_deal": l_("Need in a deal"),
    "need.leave_deal": l_("Need open again"),
    "need.meet": l_("Need met"),
    "need.expire": l_("Need expired"),
    "need.renew": l_("Need renewed"),
    "need.withdraw": l_("Need withdrawn"),
}


def wire(_app: Flask) -> None:
    """Name the events of needs and register needs with the search index."""
    audit.name_kinds(EVENTS)
    outbox.register(
        outbox.Entity("need", Need, documents.FIELDS, documents.build, documents.ids_after, documents.count)
    )
    outbox.watch(Need, "need", lambda row: [row.id])
    outbox.watch(NeedTarget, "need", lambda row: [row.need_id])
