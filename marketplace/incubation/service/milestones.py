"""Milestones I0-I7: recorded once with day and proof, never changed."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.datastructures import FileStorage

from marketplace.core import audit, clock, files
from marketplace.core.errors import Invalid, NotFound
from marketplace.core.policy import Actor
from marketplace.core.unit import session
from marketplace.incubation.models import IncubationCase, Milestone
from marketplace.incubation.policy import CaseSubject
from marketplace.incubation.service import letters
from marketplace.incubation.service.cases import get, known, subjects
from marketplace.incubation.workflow import milestone_faults
from marketplace.taxonomy import queries as taxonomy


def record_milestone(
    actor: Actor, *, public_id: str, code: str, reached_on: date, evidence: str, upload: FileStorage | None = None
) -> Milestone:
    """Record a milestone with its proof. Raises Invalid for a day or an order that cannot be, and for a bad file."""
    case, subject = known(actor, public_id, "add_milestone")
    if faults := milestone_faults(code, reached_on, reached(case), clock.today()):
        raise Invalid(fields=faults)
    stored = files.store(actor, upload, purpose=f"incubation.{code}") if upload is not None else None
    return add(actor, case, subject, code, reached_on, evidence, stored)


def add(
    actor: Actor, case: IncubationCase, subject: CaseSubject, code: str, day: date, evidence: str,
    stored: files.StoredFile | None = None,
) -> Milestone:  # fmt: skip
    """Write the row, its event and the mails."""
    row = Milestone(code=code, reached_on=day, evidence=evidence, file=stored, recorded_by=actor.user_id)
    case.milestones.append(row)
    session().flush()
    audit.record(
        "incubation.milestone", actor=actor, subjects=subjects(case, subject), reason=evidence, visibility="parties",
        data={"milestone": code, "reached_on": day, "sha256": stored.sha256 if stored else None},
    )  # fmt: skip
    label = taxonomy.label("incubation_milestone", code)
    letters.to_everyone(actor, case, subject, "milestone", milestone=label, day=day, evidence=evidence)
    return row


def reached(case: IncubationCase) -> dict[str, date]:
    """The milestones of a case and their days."""
    return {row.code: row.reached_on for row in case.milestones}


def milestone_file(actor: Actor, *, public_id: str, code: str) -> files.StoredFile:
    """The stored proof of a milestone. Raises NotFound."""
    case = get(actor, public_id)
    row = session().scalar(
        select(Milestone)
        .options(joinedload(Milestone.file))
        .where(Milestone.case_id == case.id, Milestone.code == code)
    )  # fmt: skip
    if row is None or row.file is None:
        raise NotFound()
    return row.file
