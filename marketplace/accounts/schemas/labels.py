"""Names of kinds, roles and states, as pages, mails and facets show them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from marketplace.core.i18n import l_

KINDS: dict[str, Any] = {
    "university": l_("University"),
    "institute": l_("Research institute"),
    "medical": l_("Medical institution"),
    "enterprise": l_("Enterprise"),
    "new_rd_body": l_("New-type research and development body"),
    "broker_agency": l_("Technology transfer or broker agency"),
    "pilot_platform": l_("Pilot platform"),
    "incubator": l_("Incubator"),
    "centre": l_("Southwest Center"),
}
MEMBER_ROLES: dict[str, Any] = {
    "owner": l_("Organisation owner"),
    "officer": l_("Officer"),
    "member": l_("Member"),
}
MEMBER_ROLE_HINTS: dict[str, Any] = {
    "owner": l_("Everything, including members and verification"),
    "officer": l_("Acts for the organisation: listings, needs, enquiries, deals"),
    "member": l_("Reads what belongs to the organisation and prepares drafts"),
}
STAFF_ROLES: dict[str, Any] = {
    "reviewer": l_("Reviewer"),
    "centre_lead": l_("Centre lead"),
    "finance": l_("Finance"),
    "auditor": l_("Auditor"),
    "administrator": l_("Administrator"),
}
STATES: dict[str, Any] = {
    "unverified": l_("Not verified"),
    "submitted": l_("Under review"),
    "verified": l_("Verified"),
    "rejected": l_("Sent back"),
    "expired": l_("Verification expired"),
}
STATE_TONES: dict[str, str] = {
    "unverified": "neutral",
    "submitted": "info",
    "verified": "success",
    "rejected": "danger",
    "expired": "warning",
}
SIZES: dict[str, Any] = {
    "micro": l_("Micro enterprise"),
    "small": l_("Small enterprise"),
    "medium": l_("Medium-sized enterprise"),
}
BROKER_LEVELS: dict[str, Any] = {
    "junior": l_("Junior technology broker"),
    "intermediate": l_("Intermediate technology broker"),
    "senior": l_("Senior technology manager"),
}
LANGUAGES: dict[str, Any] = {"zh": "中文", "en": "English"}
PERSON_ENTRIES: dict[str, Any] = {
    "name_zh": l_("Name in Chinese"),
    "name_en": l_("Name in English"),
    "phone": l_("Telephone"),
    "lang": l_("Language of mails"),
    "level": l_("Level"),
    "certificate_number": l_("Certificate number"),
    "issuer": l_("Issued by"),
    "valid_to": l_("Certificate valid until"),
    "fields": l_("Fields of work"),
    "introduction": l_("Introduction"),
}
EVENTS: dict[str, Any] = {
    "organisation.created": l_("Organisation registered"),
    "organisation.edited": l_("Entries changed"),
    "organisation.submit": l_("Verification applied for"),
    "organisation.withdraw": l_("Application withdrawn"),
    "organisation.verify": l_("Verified"),
    "organisation.reject": l_("Application sent back"),
    "organisation.revoke": l_("Verification revoked"),
    "organisation.expire": l_("Verification expired"),
    "member.invited": l_("Invitation sent"),
    "member.invitation_revoked": l_("Invitation taken back"),
    "member.joined": l_("Member joined"),
    "member.role_changed": l_("Role changed"),
    "member.removed": l_("Member removed"),
    "member.left": l_("Member left"),
    "account.registered": l_("Account registered"),
    "account.address_confirmed": l_("Address confirmed"),
    "account.address_changed": l_("Address changed"),
    "account.profile_changed": l_("Profile changed"),
    "account.password_changed": l_("Password changed"),
    "account.password_reset": l_("Password reset by mail"),
    "account.sign_in": l_("Signed in on a device"),
    "account.sign_in_refused": l_("Sign-in refused"),
    "account.device_signed_out": l_("Device signed out"),
    "account.devices_signed_out": l_("Other devices signed out"),
    "account.second_factor_on": l_("Second factor set up"),
    "account.second_factor_off": l_("Second factor turned off"),
    "account.second_factor_reset": l_("Second factor reset by an administrator"),
    "account.recovery_codes_renewed": l_("Recovery codes renewed"),
    "account.token_created": l_("API token created"),
    "account.token_revoked": l_("API token revoked"),
    "account.reset_link_made": l_("Reset link made by an operator"),
    "account.load": l_("Taken over from a register"),
    "organisation.load": l_("Taken over from a register"),
    "account.deactivated": l_("Account suspended by an administrator"),
    "account.reactivated": l_("Account opened again"),
    "account.closed": l_("Account closed by its holder"),
    "role.granted": l_("Role of the centre granted"),
    "role.revoked": l_("Role of the centre revoked"),
    "broker.profile_saved": l_("Broker record saved"),
}


def choices_of(labels: Mapping[str, Any], *without: str) -> Callable[[], list[tuple[str, Any]]]:
    """The pairs (code, label) of a form control."""
    return lambda: [(code, label) for code, label in labels.items() if code not in without]
