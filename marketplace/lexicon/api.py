"""The lexicon for programs of the centre: read, add, change, take out of use, and the dry run."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint
from marshmallow import fields, validate

from marketplace.core.fields import Code
from marketplace.core.http import actor
from marketplace.core.paging import LAST_PAGE
from marketplace.core.policy import access
from marketplace.lexicon import queries, schemas, service
from marketplace.lexicon.policy import KEEPERS

blp = Blueprint("api_lexicon", __name__, url_prefix="/lexicon", description="Words of the domain; staff only")
SECTION = "/<any(synonyms, words, stop_terms, pairs):section>"


class EntryQuery(schemas.ListSchema):
    """Which entries of a section are listed; a page that there cannot be is refused."""

    kind = Code(lambda: schemas.KINDS, load_default="", metadata={"enum": ["", *schemas.KIND_LABELS]})
    page = fields.Integer(load_default=1, validate=validate.Range(1, LAST_PAGE))


@blp.get(SECTION)
@access.staff
@blp.arguments(EntryQuery, location="query")
@blp.response(200, schemas.EntriesOut)
def list_entries(asked: dict[str, Any], section: str) -> Any:
    """The entries of a section, fifty a page."""
    return queries.entries(actor(), section, **asked)


@blp.post(SECTION)
@access.roles(*KEEPERS)
@blp.arguments(schemas.EntryIn)
@blp.response(201, schemas.EntryOut)
def add_entry(sent: dict[str, Any], section: str) -> Any:
    """Add an entry; `values` as the form of the section has them. 422 names the fields that do not fit."""
    return service.add(actor(), section=section, reason=sent["reason"], **schemas.entry_values(section, sent["values"]))


@blp.put(SECTION + "/<public_id>")
@access.roles(*KEEPERS)
@blp.arguments(schemas.ChangeIn)
@blp.response(200, schemas.EntryOut)
def edit_entry(sent: dict[str, Any], section: str, public_id: str) -> Any:
    """Change an entry; `version` is the one that was read, 409 with a diff when somebody saved meanwhile."""
    values = schemas.entry_values(section, sent["values"])
    return service.edit(
        actor(), section=section, public_id=public_id, version=sent["version"], reason=sent["reason"], **values
    )


@blp.post(SECTION + "/<public_id>/retired")
@access.roles(*KEEPERS)
@blp.arguments(schemas.RetireIn)
@blp.response(200, schemas.EntryOut)
def retire_entry(sent: dict[str, Any], section: str, public_id: str) -> Any:
    """Take an entry out of use, or bring it back."""
    verb = service.retire if sent["retired"] else service.restore
    return verb(actor(), section=section, public_id=public_id, reason=sent["reason"])


@blp.post(SECTION + "/trial")
@access.roles(*KEEPERS)
@blp.arguments(schemas.TrialIn)
@blp.response(200, schemas.TrialOut)
def try_entry(sent: dict[str, Any], section: str) -> Any:
    """What an entry (null: taking `public_id` out of use) would do to the sample questions; nothing is written."""
    values = schemas.entry_values(section, sent["values"]) if sent["values"] is not None else None
    draft = queries.Draft(section, values, sent["public_id"])
    return service.try_out(actor(), draft, own=sent["question"])
