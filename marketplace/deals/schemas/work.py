"""What the API answers about the work on a deal: steps, history, tasks, documents, notes."""

from __future__ import annotations

from marshmallow import Schema, fields

from marketplace.core.fields import Bilingual
from marketplace.deals.workflow import DEAL_MACHINE, OUTCOMES, wording

VISIBILITY = {"enum": list(wording.VISIBILITIES)}


class PersonOut(Schema):
    """Somebody who takes part."""

    public_id = fields.String()
    name = Bilingual()


class GateItemOut(Schema):
    """Something that a step asks for."""

    code = fields.String()
    label = fields.String()
    met = fields.Boolean()
    missing = fields.String(allow_none=True, metadata={"description": "what is to be done when it is not met"})
    responsible = fields.String(metadata={"enum": list(wording.RESPONSIBLE)})


class GateStepOut(Schema):
    """A step that is possible from the present stage; `ready` when all that it asks for is met."""

    action = fields.String(metadata={"enum": list(DEAL_MACHINE.all_actions)})
    target = fields.String(allow_none=True, metadata={"description": "the stage after it"})
    ready = fields.Boolean()
    needs_reason = fields.Boolean()
    entries = fields.List(fields.String(), attribute="inputs", metadata={"description": "what is sent with it"})
    items = fields.List(fields.Nested(GateItemOut))


class GateOut(Schema):
    """What may be done next, and the outcomes with which the deal may be closed now."""

    steps = fields.List(fields.Nested(GateStepOut))
    outcomes = fields.List(fields.String(metadata={"enum": list(OUTCOMES)}))


class EventOut(Schema):
    """Something that happened; `changes` holds, by entry, what was and what is."""

    at = fields.DateTime()
    kind = fields.String(metadata={"description": "such as deal.sign"})
    by = fields.String(attribute="actor_name")
    reason = fields.String(allow_none=True)
    changes = fields.Dict(
        keys=fields.String(), values=fields.List(fields.Raw(), metadata={"minItems": 2, "maxItems": 2})
    )


class TaskOut(Schema):
    """Something to be done."""

    public_id = fields.String()
    title = fields.String()
    assignee = fields.Nested(PersonOut, attribute="person", allow_none=True)
    due = fields.Date()
    late = fields.Boolean()
    internal = fields.Boolean(metadata={"description": "for the broker and the centre only"})
    done_at = fields.DateTime(allow_none=True)
    can_finish = fields.Boolean()


class DocumentVersionOut(Schema):
    """A version of a document; `/documents/{public_id}` below the deal sends it."""

    public_id = fields.String()
    name = fields.String()
    size = fields.Integer(metadata={"description": "bytes"})
    purpose = fields.String(metadata={"enum": list(wording.PURPOSES)})
    number = fields.Integer(metadata={"description": "from 1"})
    visibility = fields.String(metadata=VISIBILITY)
    uploaded_at = fields.DateTime()
    signed_on = fields.Date(allow_none=True)


class DocumentOut(DocumentVersionOut):
    """The present version of a document with those that it replaced, newest first."""

    uploaded_by = fields.Nested(PersonOut, attribute="person", allow_none=True)
    older = fields.List(fields.Nested(DocumentVersionOut))


class NoteOut(Schema):
    """A note."""

    kind = fields.String(metadata={"enum": list(wording.NOTE_KINDS)})
    body = fields.String()
    internal = fields.Boolean(metadata={"description": "for the broker and the centre only"})
    author = fields.Nested(PersonOut, attribute="person", allow_none=True)
    at = fields.DateTime()


class PoolOut(Schema):
    """A lead that nobody brokers yet; its parties are named to the broker who takes it."""

    public_id = fields.String()
    title = Bilingual()
    field_codes = fields.List(fields.String())
    opened_at = fields.DateTime()
