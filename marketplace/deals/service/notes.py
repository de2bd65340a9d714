"""Notes of a deal: what was said on the telephone, in a meeting or on a visit, shared or internal."""

from __future__ import annotations

from marketplace.core.errors import Forbidden
from marketplace.core.policy import Actor
from marketplace.core.unit import session
from marketplace.deals.models import DealNote
from marketplace.deals.policy import DEAL
from marketplace.deals.service import letters, records


def add_note(actor: Actor, *, public_id: str, body: str, kind: str = "note", visibility: str = "shared") -> DealNote:
    """Write a note; shared ones go to the parties by mail, internal ones stay with broker and centre.

    Internal notes may be written after the end of a deal too. Raises NotFound, Forbidden.
    """
    internal = visibility == "internal"
    deal = records.for_change(actor, public_id, "write_internal" if internal else "write_note")
    if not internal and not DEAL.may(actor, "read_shared", deal):
        raise Forbidden()
    note = DealNote(deal_id=deal.id, kind=kind, body=body, visibility=visibility, author_id=actor.user_id)
    session().add(note)
    records.note_event(actor, deal, "add_note", visibility="staff" if internal else "parties", data={"note_kind": kind})
    if not internal:
        letters.about_deal(deal, letters.everyone(deal), "note_added", but=actor)
    return note
