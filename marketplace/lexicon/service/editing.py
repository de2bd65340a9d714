"""Staff edits of the lexicon: add, edit, retire, bring back; each is recorded, none is lost to a second editor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from marketplace.core import audit
from marketplace.core.errors import Conflict
from marketplace.core.policy import Actor
from marketplace.core.unit import session
from marketplace.lexicon.errors import AlreadyThere, UnknownWord
from marketplace.lexicon.models import SECTIONS
from marketplace.lexicon.policy import LEXICON
from marketplace.lexicon.queries.rows import FIELDS, Entry, as_entry
from marketplace.lexicon.service.load import IDENTITY, touch


def add(actor: Actor, *, section: str, reason: str | None = None, **values: Any) -> Entry:
    """Add an entry; `values` are the loaded fields of the section's schema without its version.

    Raises Forbidden, AlreadyThere.
    """
    LEXICON.check(actor, "edit", None)
    model = _model(section)
    _check_new(section, values, besides=None)
    row = model(**values, edited=True)
    session().add(row)
    session().flush()
    _record("lexicon.added", actor, section, row, {}, reason)
    return as_entry(section, row)


def edit(
    actor: Actor, *, section: str, public_id: str, version: int, reason: str | None = None, **values: Any
) -> Entry:
    """Change an entry. Raises UnknownWord, Forbidden, Conflict (somebody saved meanwhile), AlreadyThere."""
    row = _locked(actor, section, public_id)
    before = {name: getattr(row, name) for name in FIELDS[section]}
    if row.version != version:
        after = {**before, **values}
        raise Conflict(diff={name: (before[name], after[name]) for name in before if before[name] != after[name]})
    _check_new(section, values, besides=row.id)
    for name, value in values.items():
        setattr(row, name, value)
    changes = audit.diff(before, {name: getattr(row, name) for name in FIELDS[section]})
    if changes:
        row.edited = True
        session().flush()
        _record("lexicon.edited", actor, section, row, changes, reason)
    return as_entry(section, row)


def retire(actor: Actor, *, section: str, public_id: str, reason: str | None = None) -> Entry:
    """Take an entry out of use; it stays readable and can be brought back. Raises UnknownWord, Forbidden."""
    return _set_retired(actor, section, public_id, True, reason)


def restore(actor: Actor, *, section: str, public_id: str, reason: str | None = None) -> Entry:
    """Bring a retired entry back into use. Raises UnknownWord, Forbidden."""
    return _set_retired(actor, section, public_id, False, reason)


def _set_retired(actor: Actor, section: str, public_id: str, retired: bool, reason: str | None) -> Entry:
    row = _locked(actor, section, public_id)
    if row.retired != retired:
        row.retired, row.edited = retired, True
        session().flush()
        kind = "lexicon.retired" if retired else "lexicon.restored"
        _record(kind, actor, section, row, {"retired": [not retired, retired]}, reason)
    return as_entry(section, row)


def _model(section: str) -> Any:
    if section not in SECTIONS:
        raise UnknownWord()
    return SECTIONS[section]


def _locked(actor: Actor, section: str, public_id: str) -> Any:
    """The row, locked so that two editors come one after the other."""
    model = _model(section)
    query = select(model).where(model.public_id == public_id).with_for_update()
    row = session().scalar(query.execution_options(populate_existing=True))
    if row is None:
        raise UnknownWord()
    LEXICON.check(actor, "edit", row)
    return row


def _check_new(section: str, values: Mapping[str, Any], *, besides: int | None) -> None:
    model = _model(section)
    identity = IDENTITY[section]
    query = select(model.id).where(*(func.lower(getattr(model, name)) == values[name].lower() for name in identity))
    if besides is not None:
        query = query.where(model.id != besides)
    if session().scalar(query.limit(1)) is not None:
        raise AlreadyThere(fields={identity[-1]: [AlreadyThere.message]})


def _record(kind: str, actor: Actor, section: str, row: Any, changes: Mapping[str, Any], reason: str | None) -> None:
    data = {"section": section, **{name: getattr(row, name) for name in FIELDS[section]}}
    audit.record(kind, actor=actor, subjects=[f"lexicon:{row.public_id}"], changes=changes, reason=reason, data=data)
    touch(section)
