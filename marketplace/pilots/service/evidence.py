"""Evidence of a pilot: documents, measurements, and the recorded decisions at the gates."""

from __future__ import annotations

from typing import Any

from werkzeug.datastructures import FileStorage

from marketplace.accounts import queries as accounts
from marketplace.core import audit, clock, files
from marketplace.core.errors import Forbidden, Invalid, NotFound
from marketplace.core.i18n import l_
from marketplace.core.policy import Actor
from marketplace.core.unit import session
from marketplace.pilots.models import GateDocument, GateReview, Measurement, PilotProject
from marketplace.pilots.policy import PilotSubject
from marketplace.pilots.service import letters
from marketplace.pilots.service.projects import get, known, subjects
from marketplace.pilots.workflow import GATE_OF
from marketplace.taxonomy import queries as taxonomy


def add_document(actor: Actor, *, public_id: str, code: str, upload: FileStorage) -> GateDocument:
    """Add a document to the present round; its kind says to which gate it belongs. Raises Invalid."""
    project, subject = known(actor, public_id, "add_evidence")
    term = taxonomy.code("pilot_document", code)
    if term is None:
        raise Invalid(fields={"code": [l_("Choose one of the listed entries.")]})
    stored = files.store(actor, upload, purpose=f"pilot.{code}")
    row = GateDocument(project_id=project.id, round=project.round, gate=term.facts["gate"], code=code, file=stored,
                       added_by=actor.user_id)  # fmt: skip
    project.documents.append(row)
    session().flush()
    _note(actor, project, subject, "document", {"gate": row.gate, "document": code, "sha256": stored.sha256})
    return row


def add_measurement(actor: Actor, *, public_id: str, **values: Any) -> Measurement:
    """Record a measured value at a gate of the present round; a value of the future is refused."""
    project, subject = known(actor, public_id, "add_evidence")
    if values["measured_on"] > clock.today():
        raise Invalid(fields={"measured_on": [l_("The day lies in the future.")]})
    row = Measurement(project_id=project.id, round=project.round, recorded_by=actor.user_id, **values)
    project.measurements.append(row)
    session().flush()
    data = {"gate": row.gate, "value": f"{row.value.normalize():f} {row.unit}", "reached": row.reached}
    _note(actor, project, subject, "measurement", data)
    return row


def decide(actor: Actor, *, public_id: str, gate: str, **values: Any) -> GateReview:
    """Record the decision at the gate where the project stands and tell everyone who takes part.

    Raises NotIndependent for a person of a party, Invalid for another gate or a reviewer who belongs to a party.
    """
    project, subject = known(actor, public_id, "decide")
    if actor.user_id is None:
        raise Forbidden()
    if GATE_OF.get(project.state) != gate:
        raise Invalid(fields={"gate": [l_("The project does not stand at this gate.")]})
    _check_reviewers(subject, values["reviewers"])
    row = GateReview(
        project_id=project.id, round=project.round, gate=gate, decided_by=actor.user_id, decided_at=clock.now(),
        **values,
    )  # fmt: skip
    project.reviews.append(row)
    session().flush()
    _note(actor, project, subject, "decide", {"gate": gate, "decision": row.decision}, reason=row.minutes)
    letters.to_everyone(
        actor, project, subject, "decided", gate=taxonomy.label("pilot_gate", gate), decision=row.decision,
        conditions=row.conditions, minutes=row.minutes,
    )  # fmt: skip
    return row


def _check_reviewers(subject: PilotSubject, names: list[str]) -> None:
    """No reviewer carries the name of a member of a party (V65); a namesake is told apart by the unit behind it."""
    members = [
        person for number in subject.party_ids for person in accounts.contacts(number, ("owner", "officer", "member"))
    ]
    of_parties = {name for person in members for name in (person.name.zh, person.name.en) if name}
    if found := [name for name in names if name in of_parties]:
        sentence = l_("%(name)s belongs to a party of the project; reviewers must be independent.", name=found[0])
        raise Invalid(fields={"reviewers": [sentence]})


def meet_conditions(actor: Actor, *, public_id: str, gate: str) -> GateReview:
    """Mark the conditions of the last decision at a gate as met. Raises Invalid when there are none open."""
    project, subject = known(actor, public_id, "decide")
    here = [row for row in project.reviews if row.gate == gate and row.round == project.round]
    if not here or not here[-1].conditions or here[-1].conditions_met_at is not None:
        raise Invalid(fields={"gate": [l_("There are no open conditions at this gate.")]})
    here[-1].conditions_met_at = clock.now()
    _note(actor, project, subject, "meet_conditions", {"gate": gate})
    return here[-1]


def document(actor: Actor, *, public_id: str, number: int) -> files.StoredFile:
    """The stored file of a document of the project. Raises NotFound."""
    project = get(actor, public_id)
    for row in project.documents:
        if row.id == number:
            return row.file
    raise NotFound()


def _note(
    actor: Actor, project: PilotProject, subject: PilotSubject, kind: str, data: dict[str, Any],
    reason: str | None = None,
) -> None:  # fmt: skip
    # The version of the project stays: new evidence must not clash with somebody's open form.
    audit.record(
        f"pilot.{kind}", actor=actor, subjects=subjects(project, subject), data=data, reason=reason,
        visibility="parties",
    )  # fmt: skip
