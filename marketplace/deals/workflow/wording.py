"""What states, steps, sides, purposes and events of enquiries and deals are called."""

from __future__ import annotations

from typing import Any

from marketplace.core.i18n import l_

Labels = dict[str, Any]

STATES: Labels = {
    "lead": l_("Lead"),
    "screened": l_("Screened"),
    "negotiating": l_("Negotiating"),
    "signed": l_("Signed"),
    "pilot": l_("Pilot scale"),
    "incubation": l_("Incubation"),
    "closed": l_("Closed"),
    "lost": l_("Lost"),
}
ACTIONS: Labels = {
    "screen": l_("Finish screening"),
    "negotiate": l_("Begin negotiation"),
    "sign": l_("Record the signature"),
    "enter_pilot": l_("Enter the pilot"),
    "enter_incubation": l_("Enter incubation"),
    "close": l_("Close the deal"),
    "lose": l_("Record as lost"),
    "reopen": l_("Reopen"),
    "step_back": l_("Go back one stage"),
}
ENQUIRY_STATES: Labels = {
    "open": l_("Waiting for an answer"),
    "answered": l_("Answered"),
    "accepted": l_("Accepted, deal opened"),
    "declined": l_("Declined"),
    "withdrawn": l_("Withdrawn"),
    "expired": l_("Expired"),
    "blocked": l_("Blocked"),
}
TONES = {
    "lead": "neutral", "screened": "info", "negotiating": "info", "signed": "brand", "pilot": "brand",
    "incubation": "brand", "closed": "success", "lost": "danger",
    "open": "warning", "answered": "info", "accepted": "success", "declined": "neutral", "withdrawn": "neutral",
    "expired": "neutral", "blocked": "danger",
}  # fmt: skip
OUTCOMES: Labels = {
    "licensed": l_("Licensed or transferred"),
    "incubated": l_("Incubated"),
    "stopped_after_pilot": l_("Stopped after the pilot"),
    "completed": l_("Completed as agreed"),
}
SIDES: Labels = {
    "supplier": l_("Supplier"),
    "buyer": l_("Buyer"),
    "broker": l_("Broker agency"),
    "platform": l_("Pilot platform"),
    "incubator": l_("Incubator"),
    "investor": l_("Investor"),
    "other": l_("Other party"),
}
AUTHOR_SIDES: Labels = {
    "asker": l_("Sender"),
    "owner": l_("Recipient"),
    "broker": l_("Broker"),
    "centre": l_("The centre"),
}
RESPONSIBLE: Labels = {
    "supplier": l_("the supplier"),
    "buyer": l_("the buyer"),
    "broker": l_("the broker"),
    "centre": l_("the centre"),
}
VISIBILITIES: Labels = {
    "shared": l_("Shared with both parties"),
    "internal": l_("Broker and centre only"),
    "own_side": l_("Own side only"),
}
# Which part of a listing a decline reason speaks of (fact `concerns` of the list `decline_reason`).
CONCERNS: Labels = {
    "maturity": l_("maturity"),
    "metrics": l_("figures"),
    "scale_gap": l_("what is missing to scale"),
    "problem": l_("description of the problem"),
    "evidence": l_("evidence"),
    "fields": l_("technology field"),
    "incumbent": l_("present solution"),
    "terms": l_("price and terms"),
}
NOTE_KINDS: Labels = {
    "note": l_("Note"),
    "call": l_("Telephone call"),
    "meeting": l_("Meeting"),
    "visit": l_("Site visit"),
}
PURPOSES: Labels = {
    "agreement": l_("Signed agreement"),
    "draft": l_("Draft agreement"),
    "intent": l_("Letter of intent"),
    "secrecy": l_("Non-disclosure agreement"),
    "technical": l_("Technical document"),
    "quotation": l_("Quotation or budget"),
    "minutes": l_("Minutes"),
    "other": l_("Other document"),
}
EVENTS: Labels = {
    "deal.open": l_("Deal opened"),
    "deal.introduce": l_("Introduction recorded"),
    "deal.suspect_bypass": l_("Earlier introduction by another broker found"),
    "deal.clear_bypass": l_("Earlier introduction reviewed by the centre"),
    "deal.assign_broker": l_("Broker assigned"),
    "deal.release_broker": l_("Broker left the agency"),
    "deal.declare": l_("Conflict of interest declared"),
    "deal.screen": l_("Screening finished"),
    "deal.negotiate": l_("Negotiation begun"),
    "deal.sign": l_("Agreement signed"),
    "deal.enter_pilot": l_("Pilot begun"),
    "deal.enter_incubation": l_("Incubation begun"),
    "deal.close": l_("Deal closed"),
    "deal.lose": l_("Deal lost"),
    "deal.reopen": l_("Deal reopened"),
    "deal.step_back": l_("Went back one stage"),
    "deal.edit": l_("Details changed"),
    "deal.plan_action": l_("Next action planned"),
    "deal.finish_action": l_("Action done"),
    "deal.add_task": l_("Task added"),
    "deal.complete_task": l_("Task done"),
    "deal.add_document": l_("Document added"),
    "deal.download_document": l_("Document downloaded"),
    "deal.add_note": l_("Note written"),
    "deal.add_party": l_("Party joined"),
    "deal.remove_party": l_("Party left"),
    "deal.name_contact": l_("Contact person named"),
    "enquiry.create": l_("Enquiry received"),
    "enquiry.write": l_("Message written in an enquiry"),
    "enquiry.download": l_("File of an enquiry downloaded"),
    "enquiry.answer": l_("Enquiry answered"),
    "enquiry.escalate": l_("Broker called in, the enquiry waited too long"),
    "enquiry.accept": l_("Enquiry accepted, deal opened"),
    "enquiry.open_deal": l_("Deal opened on the word of the owner"),
    "enquiry.decline": l_("Enquiry declined"),
    "enquiry.withdraw": l_("Enquiry withdrawn"),
    "enquiry.expire": l_("Enquiry expired"),
    "enquiry.block": l_("Enquiry blocked"),
    "block.put": l_("Sender blocked"),
    "block.lift": l_("Block of a sender lifted"),
    "stage_rule.load": l_("Rules of the stages loaded"),
    "stage_rule.edit": l_("Rule of a stage changed"),
}
FIELDS: Labels = {
    "state": l_("Stage"),
    "title": l_("Title"),
    "value_min_fen": l_("Value from"),
    "value_max_fen": l_("Value to"),
    "value_reason": l_("Why there is no value yet"),
    "next_action": l_("Next action"),
    "next_action_due": l_("Due on"),
    "owner": l_("Who does it"),
    "broker": l_("Broker"),
    "day_limit": l_("Days at most"),
    "rot_days": l_("Days until stale"),
}


def pairs(labels: Labels, *codes: str) -> list[tuple[str, Any]]:
    """(code, label) of the codes named, or of all, for a form control."""
    return [(code, labels[code]) for code in codes or labels]
