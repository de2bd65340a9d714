"""Verification of an organisation (单位认证): papers, decision, end of validity; each step is mailed and recorded."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from marketplace.accounts.models import Organisation
from marketplace.accounts.policy import relations
from marketplace.accounts.queries.addressees import contacts, staff_contacts
from marketplace.accounts.service import organisations
from marketplace.accounts.service.mails import tell_all
from marketplace.accounts.workflow import VERIFICATION, facts_of
from marketplace.core import clock, files
from marketplace.core.errors import Invalid, NotFound
from marketplace.core.files import StoredFile
from marketplace.core.i18n import l_
from marketplace.core.policy import SYSTEM, Actor
from marketplace.core.unit import session
from marketplace.core.workflow import advance

PAPERS = ("licence", "authority")
PAPER_TYPES = ("pdf", "png", "jpg")
VALID_DAYS = 365  # the platform looks at licences again from time to time (E-commerce Law art. 27)
MAX_VALID_DAYS = 3 * 365
REMIND_DAYS = 30


def submit(actor: Actor, public_id: str, *, uploads: dict[str, FileStorage | None]) -> None:
    """Apply, with new papers or those already there. Raises GuardsUnmet naming all that is missing, or Invalid."""
    row = organisations.get(actor, public_id, "apply", lock=True)
    VERIFICATION.next(row.state, "submit")
    for paper in PAPERS:
        if upload := uploads.get(paper):
            stored = files.store(
                actor, upload, purpose=f"verification.{paper}", tier="private", allowed=PAPER_TYPES, field=paper
            )
            session().flush()
            setattr(row, f"{paper}_file_id", stored.id)
    _step(actor, row, "submit")
    row.rejection_reason = None
    staff = staff_contacts("reviewer", "centre_lead")
    tell_all(staff, "verification_submitted", link=f"/accounts/organisations/{public_id}/review", name=row.name)


def withdraw(actor: Actor, public_id: str) -> None:
    """Take an application back before it is decided."""
    _step(actor, organisations.get(actor, public_id, "apply", lock=True), "withdraw")


def verify(actor: Actor, public_id: str, *, valid_until: date) -> None:
    """Confirm the organisation until a date. Raises Invalid when the date is past or too far away."""
    row = organisations.get(actor, public_id, "review", lock=True)
    today = clock.today()
    if not today < valid_until <= today + timedelta(days=MAX_VALID_DAYS):
        raise Invalid(fields={"valid_until": [l_("Choose a date after today, within three years.")]})
    _step(actor, row, "verify", data={"valid_until": valid_until})
    row.verified_until, row.rejection_reason = valid_until, None
    _tell_owners(row, "verification_verified", until=valid_until)


def reject(actor: Actor, public_id: str, *, reason: str) -> None:
    """Send the application back with the reason, so that it can be mended and sent again."""
    row = organisations.get(actor, public_id, "review", lock=True)
    _step(actor, row, "reject", reason=reason)
    row.rejection_reason = reason
    _tell_owners(row, "verification_rejected", reason=reason)


def revoke(actor: Actor, public_id: str, *, reason: str) -> None:
    """Take a verification back because what was verified is no longer so."""
    row = organisations.get(actor, public_id, "review", lock=True)
    _step(actor, row, "revoke", reason=reason)
    row.verified_until, row.rejection_reason = None, reason
    _tell_owners(row, "verification_rejected", reason=reason)


def expire_due() -> int:
    """End verifications whose date has passed; returns how many. A second run finds nothing left to do."""
    query = select(Organisation).where(Organisation.state == "verified", Organisation.verified_until < clock.today())
    due = session().scalars(query.with_for_update(skip_locked=True)).all()
    for row in due:
        _step(SYSTEM, row, "expire", data={"valid_until": row.verified_until})
        _tell_owners(row, "verification_expired")
    return len(due)


def remind_due() -> int:
    """Tell owners thirty days before the end, once per date; returns how many organisations were told."""
    soon = clock.today() + timedelta(days=REMIND_DAYS)
    query = select(Organisation).where(Organisation.state == "verified", Organisation.verified_until <= soon)
    told = 0
    for row in session().scalars(query.with_for_update(skip_locked=True)):
        date_text = row.verified_until.isoformat() if row.verified_until else ""
        if row.profile.get("reminded_of") != date_text:
            row.profile = {**row.profile, "reminded_of": date_text}
            _tell_owners(row, "verification_expiring", until=row.verified_until)
            told += 1
    return told


def paper(actor: Actor, public_id: str, name: str) -> StoredFile:
    """A paper of the application, for the organisation itself and for those who decide. Raises NotFound."""
    row = organisations.get(actor, public_id, "view_papers")
    number = getattr(row, f"{name}_file_id") if name in PAPERS else None
    stored = session().get(StoredFile, number) if number else None
    if stored is None:
        raise NotFound()
    return stored


def _step(actor: Actor, row: Organisation, action: str, reason: str | None = None, data: Any = None) -> None:
    advance(
        VERIFICATION, row, action, actor=actor, relations=relations(actor, row), facts=facts_of(row), reason=reason,
        data=data,
    )  # fmt: skip


def _tell_owners(row: Organisation, template: str, **values: Any) -> None:
    way = f"/accounts/verification?organisation={row.public_id}"
    tell_all(contacts(row.id, roles=("owner",)), template, link=way, name=row.name, **values)
