"""Guards of the review and of the later life of a listing: facts → the sentence that is missing, or None."""

from __future__ import annotations

from typing import Any

from marketplace.core.i18n import l_
from marketplace.listings.workflow.facts import ListingFacts


def not_claimed(facts: ListingFacts) -> Any:
    """A submission can be taken back until somebody reviews it."""
    if facts.reviewer_name is None:
        return None
    return l_("The review has begun: %(name)s works on it. Ask for a return instead.", name=facts.reviewer_name)


def impartial(facts: ListingFacts) -> Any:
    """Nobody decides on a listing of an organisation he belongs to."""
    return (
        l_("You belong to the owner of this listing; somebody else must review it.") if facts.acts_for_owner else None
    )


def free_to_claim(facts: ListingFacts) -> Any:
    return l_("%(name)s already reviews this.", name=facts.reviewer_name) if facts.claimed_by_other else None


def claimed(facts: ListingFacts) -> Any:
    """One reviewer decides: the one who claimed it."""
    if facts.reviewer_name is None:
        return l_("Claim the review before you decide.")
    return free_to_claim(facts)


def attested(facts: ListingFacts) -> Any:
    """Secrecy is reviewed by the unit before publication, item by item (secrets law, art. 35; V15)."""
    content = facts.content
    if all(content.get(f"attestation_{part}") for part in ("reviewer", "date", "number")):
        return None
    return l_("The owner's secrecy attestation is incomplete: reviewer, date and document number are needed.")


def open_secrecy_level(facts: ListingFacts) -> Any:
    """Only results of the secrecy level 公开 may be listed (V15)."""
    if facts.content.get("secrecy_level") == "public":
        return None
    return l_("Only results with the secrecy level “public” may be listed.")


def export_tagged(facts: ListingFacts) -> Any:
    """The reviewer notes the export class before publication, because a foreign enquiry is gated by it."""
    return None if facts.export_class else l_("Choose the export class of the technology.")


def review_still_valid(facts: ListingFacts) -> Any:
    """A listing whose review is older than its validity goes through review again."""
    if facts.reviewed_recently:
        return None
    return l_("The last review is too old to renew the listing. Submit it for review again.")


def cleared(facts: ListingFacts) -> Any:
    """After a secrecy alert nothing returns without a written clearance."""
    if facts.hold_cause != "secrecy_alert" or facts.clearance:
        return None
    return l_("Give the number of the written clearance: a secrecy alert cannot be lifted without it.")
