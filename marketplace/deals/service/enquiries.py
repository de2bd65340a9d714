"""The verbs of an enquiry: ask, write, accept, decline, withdraw, block."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from werkzeug.datastructures import FileStorage

from marketplace.accounts import queries as accounts
from marketplace.core import audit, clock, files, limits, workdays
from marketplace.core.errors import Invalid, NotFound
from marketplace.core.i18n import l_
from marketplace.core.policy import Actor
from marketplace.core.unit import session
from marketplace.core.workflow import advance as take_step
from marketplace.deals.errors import ItemClosed
from marketplace.deals.models import Deal, Enquiry, EnquiryFile, EnquiryMessage
from marketplace.deals.policy import LEAD_STAFF, enquiry_relations
from marketplace.deals.service import blocks, letters, records
from marketplace.deals.service.addressing import Item, item_of, sender, title_of
from marketplace.deals.service.facts import items_available
from marketplace.deals.service.opening import Side, open_deal
from marketplace.deals.workflow import ENQUIRY_MACHINE, EnquiryFacts
from marketplace.taxonomy import queries as taxonomy

FILES_PER_MESSAGE = 5
ASKED_PER_DAY = 20  # enquiries one person may send in a day


def create(
    actor: Actor,
    *,
    wanted_mode: str,
    question: str,
    listing: str | None = None,
    need: str | None = None,
    organisation: str | None = None,
    offered_listing: str | None = None,
    quantity: str | None = None,
    time_frame: str | None = None,
    uploads: Sequence[FileStorage] = (),
    demo: bool = False,
) -> Enquiry:
    """Ask about a listing or offer to a need; ids are public ids, `organisation` chooses among the actor's own.

    Raises NotFound, ItemClosed, NoSender, WrongKind, SenderUnverified, OwnItem, SenderBlocked, AlreadyAsked,
    Invalid (a listing is offered that cannot be), TooMany.
    """
    item = item_of(actor, listing=listing, need=need)
    membership = sender(actor, item, organisation)
    blocks.refuse(membership.organisation_id, item.owner_id)
    limits.hit("deals.enquiry", str(actor.user_id), times=ASKED_PER_DAY, seconds=86400)
    days = taxonomy.rule("enquiry_response_working_days").integer
    enquiry = Enquiry(
        listing_id=item.listing_id, need_id=item.need_id, asker_id=membership.organisation_id,
        asker_user_id=actor.user_id, owner_id=item.owner_id, wanted_mode=wanted_mode, quantity=quantity,
        time_frame=time_frame, first_response_due=workdays.add_working_days(clock.today(), days), demo=demo,
        offered_listing_id=_offered(actor, item, offered_listing, membership.organisation_id),
    )  # fmt: skip
    session().add(enquiry)
    session().flush()
    _add_message(actor, enquiry, "asker", question, uploads)
    audit.record(
        "enquiry.create", actor=actor, subjects=[records.subject(enquiry), item.subject], visibility="parties",
        changes={"state": [None, enquiry.state]}, data={"wanted_mode": wanted_mode},
    )  # fmt: skip
    letters.about_enquiry(
        enquiry,
        letters.people_of(enquiry.owner_id),
        "enquiry_received",
        title=item.title,
        due=enquiry.first_response_due,
    )
    return enquiry


def _offered(actor: Actor, item: Item, public_id: str | None, organisation_id: int) -> int | None:
    """The listing of its own that a supplier offers to a need. Raises Invalid."""
    if not public_id:
        return None
    if item.need_id is None:
        raise Invalid(fields={"offered_listing": [l_("A listing is offered to a need only. Leave it out here.")]})
    with suppress(NotFound, ItemClosed):
        offered = item_of(actor, listing=public_id, need=None)
        if offered.owner_id == organisation_id:
            return offered.listing_id
    raise Invalid(fields={"offered_listing": [l_("Offer a listing of the organisation you write for, open to deals.")]})


def _add_message(actor: Actor, enquiry: Enquiry, side: str, body: str, uploads: Sequence[FileStorage]) -> None:
    message = EnquiryMessage(enquiry_id=enquiry.id, author_id=actor.user_id, side=side, body=body)
    session().add(message)
    for upload in [item for item in uploads if item and item.filename][:FILES_PER_MESSAGE]:
        stored = files.store(actor, upload, purpose="enquiry", tier="private", field="uploads")
        session().flush()
        message.files.append(EnquiryFile(file_id=stored.id))
    session().flush()


def write(actor: Actor, *, public_id: str, body: str, uploads: Sequence[FileStorage] = ()) -> Enquiry:
    """Add a message to the thread; the owner's first one stops the response clock."""
    enquiry = records.enquiry_for(actor, public_id, "write")
    side = side_of(actor, enquiry)
    _add_message(actor, enquiry, side, body, uploads)
    if side == "owner" and enquiry.state == "open":
        _step(actor, enquiry, "answer")
        enquiry.first_response_at = clock.now()
    else:
        audit.record("enquiry.write", actor=actor, subjects=[records.subject(enquiry)], visibility="parties")
    records.touch(enquiry)
    letters.about_enquiry(enquiry, _readers(enquiry), "enquiry_message", but=actor, title=title_of(enquiry))
    return enquiry


def side_of(actor: Actor, enquiry: Enquiry) -> str:
    """For whom the actor writes in this thread: owner, asker, broker or centre."""
    held = enquiry_relations(actor, enquiry)
    if "owner_member" in held:
        return "owner"
    if "asker_member" in held:
        return "asker"
    return "broker" if "broker" in held else "centre"


def accept(actor: Actor, *, public_id: str, note: str | None = None) -> Deal:
    """The owner agrees to talk: a deal opens in `lead`. Raises GuardsUnmet, Forbidden, InvalidAction."""
    enquiry = records.enquiry_for(actor, public_id)
    _step(actor, enquiry, "accept", reason=note)
    return _open(actor, enquiry, Side(enquiry.owner_id, actor.user_id), note or "accept")


def open_deal_for(actor: Actor, *, public_id: str, reason: str | None) -> Deal:
    """A broker or officer of the centre opens the deal on the owner's word; `reason` says how it was given."""
    enquiry = records.enquiry_for(actor, public_id)
    _step(actor, enquiry, "open_deal", reason=reason)
    return _open(actor, enquiry, Side(enquiry.owner_id, None), reason or "")


def _open(actor: Actor, enquiry: Enquiry, owner: Side, acceptance: str) -> Deal:
    asker = Side(enquiry.asker_id, enquiry.asker_user_id)
    supplier, buyer = (owner, asker) if enquiry.listing_id is not None else (asker, owner)
    deal = open_deal(actor, enquiry=enquiry, supplier=supplier, buyer=buyer, acceptance=acceptance)
    people = [*letters.everyone(deal), *accounts.staff_contacts(*LEAD_STAFF)]
    letters.about_deal(deal, people, "deal_opened", but=actor)
    return deal


def decline(actor: Actor, *, public_id: str, code: str | None, note: str | None = None) -> Enquiry:
    """The owner does not want the deal, for a coded reason. Raises GuardsUnmet, Forbidden, InvalidAction."""
    enquiry = records.enquiry_for(actor, public_id)
    reason = taxonomy.code("decline_reason", code) if code else None
    facts = _facts(
        enquiry, decline_code=reason.code if reason else None, decline_note=note,
        code_needs_note=bool(reason and reason.facts.get("needs_note")),
    )  # fmt: skip
    _take(actor, enquiry, "decline", facts, reason=note, data={"code": code})
    enquiry.decline_code, enquiry.decline_note = code, note
    session().flush()
    _tell_asker(actor, enquiry, "enquiry_declined", reason=reason.label if reason else "", note=note or "")
    return enquiry


def withdraw(actor: Actor, *, public_id: str, code: str | None = None, reason: str | None = None) -> Enquiry:
    """The sender is no longer interested; a code, when given, tells the owner what did not fit."""
    enquiry = records.enquiry_for(actor, public_id)
    _step(actor, enquiry, "withdraw", reason=reason)
    enquiry.decline_code = code if code and taxonomy.code("decline_reason", code) else None
    enquiry.decline_note = reason
    session().flush()
    people = [*letters.people_of(enquiry.owner_id), *letters.one(enquiry.broker_user_id)]
    letters.about_enquiry(enquiry, people, "enquiry_withdrawn", but=actor, title=title_of(enquiry))
    return enquiry


def block(actor: Actor, *, public_id: str, reason: str | None) -> Enquiry:
    """End the thread and take no more enquiries from its sender: the owner for itself, the centre for everybody."""
    enquiry = records.enquiry_for(actor, public_id)
    held = enquiry_relations(actor, enquiry)
    _step(actor, enquiry, "block", reason=reason)
    by = enquiry.owner_id if "owner_editor" in held else None
    blocks.put(actor, blocked_id=enquiry.asker_id, by_organisation_id=by, reason=reason or "", enquiry_id=enquiry.id)
    _tell_asker(actor, enquiry, "enquiry_blocked", reason=reason or "")
    return enquiry


def _step(actor: Actor, enquiry: Enquiry, action: str, *, reason: str | None = None) -> None:
    _take(actor, enquiry, action, _facts(enquiry), reason=reason)
    enquiry.last_activity_at = clock.now()
    session().flush()


def _take(actor: Actor, enquiry: Enquiry, action: str, facts: EnquiryFacts, **how: Any) -> None:
    held = enquiry_relations(actor, enquiry)
    take_step(ENQUIRY_MACHINE, enquiry, action, actor=actor, relations=held, facts=facts, **how)


def _facts(enquiry: Enquiry, **more: Any) -> EnquiryFacts:
    asker = accounts.organisation(enquiry.asker_id)
    return EnquiryFacts(
        item_available=items_available(enquiry.listing_id or enquiry.offered_listing_id, enquiry.need_id),
        asker_verified=bool(asker and asker.verified),
        **more,
    )


def _readers(enquiry: Enquiry) -> list[accounts.Contact]:
    """Everybody who follows the thread."""
    asker = letters.people_of(enquiry.asker_id, enquiry.asker_user_id)
    return [*asker, *letters.people_of(enquiry.owner_id), *letters.one(enquiry.broker_user_id)]


def _tell_asker(actor: Actor, enquiry: Enquiry, template: str, **values: Any) -> None:
    people = letters.people_of(enquiry.asker_id, enquiry.asker_user_id)
    letters.about_enquiry(enquiry, people, template, but=actor, title=title_of(enquiry), **values)


def take(
    actor: Actor, *, public_id: str, action: str, code: str | None = None, reason: str | None = None
) -> Deal | None:
    """A step by its name, as forms send it; answers with the deal when one was opened."""
    if action == "accept":
        return accept(actor, public_id=public_id, note=reason)
    if action == "open_deal":
        return open_deal_for(actor, public_id=public_id, reason=reason)
    if action == "decline":
        decline(actor, public_id=public_id, code=code, note=reason)
    elif action == "withdraw":
        withdraw(actor, public_id=public_id, code=code, reason=reason)
    else:
        block(actor, public_id=public_id, reason=reason)
    return None
