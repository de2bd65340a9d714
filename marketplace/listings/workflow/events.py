"""What the events of listings and of the changes to them are called."""

from __future__ import annotations

from typing import Any

from marketplace.core.i18n import l_

EVENTS: dict[str, Any] = {
    "listing.create": l_("Draft begun"),
    "listing.edit": l_("Draft saved"),
    "listing.submit": l_("Submitted"),
    "listing.recall": l_("Taken back"),
    "listing.discard": l_("Discarded"),
    "listing.claim": l_("Review claimed"),
    "listing.open_review": l_("Secrecy review begun"),
    "listing.clear_secrecy": l_("Secrecy cleared"),
    "listing.tag_export": l_("Export class set"),
    "listing.approve": l_("Approved and listed"),
    "listing.return": l_("Returned"),
    "listing.reject": l_("Rejected"),
    "listing.mark_under_offer": l_("Listing under offer"),
    "listing.release_offer": l_("Listing open again"),
    "listing.offer_ended": l_("An offer ended"),
    "listing.close_by_deal": l_("Listing taken"),
    "listing.pause": l_("Paused"),
    "listing.resume": l_("Shown again"),
    "listing.withdraw": l_("Withdrawn"),
    "listing.withdraw_held": l_("Withdrawn"),
    "listing.confirm": l_("Confirmed"),
    "listing.renew": l_("Renewed"),
    "listing.expire": l_("Expired"),
    "listing.hold": l_("Put on hold"),
    "listing.release": l_("Released"),
    "listing.release_under_offer": l_("Released"),
    "listing.release_paused": l_("Released"),
    "listing.release_expired": l_("Released"),
    "listing.availability": l_("Availability changed"),
    "listing.rerate": l_("Maturity re-rated"),
    "listing.comment": l_("Remark"),
    "listing.load": l_("Loaded from an earlier review"),
    "listing_change.edit": l_("Change saved"),
    "listing_change.submit": l_("Change submitted"),
    "listing_change.recall": l_("Change taken back"),
    "listing_change.discard": l_("Change discarded"),
    "listing_change.lapse": l_("Change ended with the listing"),
    "listing_change.claim": l_("Review of the change claimed"),
    "listing_change.approve": l_("Change published"),
    "listing_change.return": l_("Change returned"),
    "listing_change.reject": l_("Change rejected"),
}
