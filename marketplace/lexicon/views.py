"""Pages of the lexicon for the centre's staff: lists, entries, the dry run, and the rebuild that words need."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, request

from marketplace.core import index_status, rebuilds, searchable
from marketplace.core.forms import Form
from marketplace.core.http import actor, page, redirect_to
from marketplace.core.i18n import _
from marketplace.core.policy import access
from marketplace.lexicon import queries, service
from marketplace.lexicon.policy import KEEPERS, LEXICON
from marketplace.lexicon.schemas import (
    KIND_LABELS,
    SECTION_LABELS,
    SOURCE_LABELS,
    ListSchema,
    OwnQuestionSchema,
    UseSchema,
    blank,
    schema_of,
)

bp = Blueprint("lexicon", __name__, url_prefix="/lexicon")
SECTION = "/<any(synonyms, words, stop_terms, pairs):section>"


@bp.get("")
@access.staff
def index() -> Response:
    """The way to the sections."""
    return redirect_to("lexicon.entries", section="synonyms")


@bp.get(SECTION)
@access.staff
def entries(section: str) -> Response:
    """One section as a list that can be searched."""
    form = Form(ListSchema, request.args)
    asked = form.data if form.is_valid() else {}
    return page(
        "lexicon/entries.html", section=section, sections=SECTION_LABELS, kinds=KIND_LABELS, form=form,
        sources=SOURCE_LABELS, page=queries.entries(actor(), section, **asked), sizes=queries.section_sizes(actor()),
        keeps=LEXICON.may(actor(), "edit", None), index=index_status.read() if section == "words" else None,
        status=form.status,
    )  # fmt: skip


@bp.get(SECTION + "/new")
@access.roles(*KEEPERS)
def new(section: str) -> Response:
    """The form of a new entry."""
    return _entry_page(section, Form(schema_of(section)(exclude=("version",)), initial=blank(section)))


@bp.post(SECTION + "/new")
@access.roles(*KEEPERS)
def create(section: str) -> Response:
    """Add an entry, or show first what it would change."""
    form = Form(schema_of(section)(exclude=("version",)), request.form)
    if not form.is_valid() or "try" in request.form:
        return _entry_page(section, form, trial=_tried(section, form))
    with form.catching():
        entry = service.add(actor(), section=section, **form.data)
        flash(_("“%(name)s” was added.", name=entry.name), "success")
        _warn_alone(entry)
        return redirect_to("lexicon.entries", section=section)
    return _entry_page(section, form)


@bp.get(SECTION + "/<public_id>")
@access.staff
def edit(section: str, public_id: str) -> Response:
    """One entry with its history; those who may change it get the form."""
    entry = queries.entry(actor(), section, public_id)
    return _entry_page(section, _filled(section, entry), entry)


@bp.post(SECTION + "/<public_id>")
@access.roles(*KEEPERS)
def save(section: str, public_id: str) -> Response:
    """Change an entry, or show first what the change would do."""
    entry = queries.entry(actor(), section, public_id)
    form = Form(schema_of(section), request.form)
    if not form.is_valid() or "try" in request.form:
        return _entry_page(section, form, entry, _tried(section, form, public_id))
    with form.catching():
        saved = service.edit(actor(), section=section, public_id=public_id, **form.data)
        flash(_("“%(name)s” was saved.", name=saved.name), "success")
        _warn_alone(saved)
        return redirect_to("lexicon.entries", section=section)
    return _entry_page(section, form, entry)


@bp.post(SECTION + "/<public_id>/retire")
@access.roles(*KEEPERS)
def retire(section: str, public_id: str) -> Response:
    """Take an entry out of use, or show first what would change without it."""
    why = Form(UseSchema, request.form)
    if not why.is_valid() or "try" in request.form:
        return _use_page(section, public_id, why, in_use=False)
    entry = service.retire(actor(), section=section, public_id=public_id, reason=why.data["why"])
    flash(_("“%(name)s” is out of use.", name=entry.name), "success")
    return redirect_to("lexicon.entries", section=section)


@bp.post(SECTION + "/<public_id>/restore")
@access.roles(*KEEPERS)
def restore(section: str, public_id: str) -> Response:
    """Bring an entry back into use, or show first what would change with it."""
    why = Form(UseSchema, request.form)
    if not why.is_valid() or "try" in request.form:
        return _use_page(section, public_id, why, in_use=True)
    entry = service.restore(actor(), section=section, public_id=public_id, reason=why.data["why"])
    flash(_("“%(name)s” is in use again.", name=entry.name), "success")
    return redirect_to("lexicon.entries", section=section)


@bp.post("/rebuild")
@access.roles(*KEEPERS)
def order_rebuild() -> Response:
    """Let the worker cut all documents by the words of today."""
    try:
        rebuilds.ask(actor())
        flash(_("The rebuild was ordered. Searches go on meanwhile."), "success")
    except rebuilds.RebuildRuns as running:
        flash(running.message, "info")
    return redirect_to("lexicon.entries", section="words")


def _tried(section: str, form: Form, public_id: str | None = None) -> service.Trial | None:
    """The dry run of a form; an entry or a question with faults cannot be tried."""
    own = Form(OwnQuestionSchema, request.form)
    if not form.is_valid() or not own.is_valid():
        return None
    return service.try_out(actor(), queries.Draft(section, form.data, public_id), own=own.data["question"])


def _use_page(section: str, public_id: str, why: Form, *, in_use: bool) -> Response:
    """The entry with the dry run of having it in use or out of use; without one when the reason has faults."""
    entry = queries.entry(actor(), section, public_id)
    draft = queries.Draft(section, entry.values if in_use else None, public_id)
    trial = service.try_out(actor(), draft) if not why.errors else None
    return _entry_page(section, _filled(section, entry), entry, trial, why)


def _warn_alone(entry: queries.Entry) -> None:
    """Say that a group of one widens nothing: often its name is a slip."""
    if queries.stands_alone(entry):
        flash(
            _("“%(name)s” is the only term of the group %(group)s and stands for nothing yet. "
              "Add another term to this group, or correct its name.", name=entry.name, group=entry.values["group"]),
            "warning",
        )  # fmt: skip


def _filled(section: str, entry: queries.Entry) -> Form:
    return Form(schema_of(section), initial={**entry.values, "version": entry.version})


def _entry_page(
    section: str, form: Form, entry: Any = None, trial: service.Trial | None = None, why: Form | None = None
) -> Response:
    own = Form(OwnQuestionSchema, request.form if form.formdata is not None else None)
    own.is_valid()
    why = why or Form(UseSchema)
    names = [name for change in trial.changes for name in (*change.entered, *change.left)] if trial else []
    return page(
        "lexicon/entry.html", section=section, sections=SECTION_LABELS, form=form, entry=entry, trial=trial,
        own=own, why=why,
        names=(*queries.FIELDS[section], "reason"), sources=SOURCE_LABELS,
        groups=queries.groups(actor()) if section == "synonyms" else (),
        titles=searchable.titles(actor(), names), history=queries.history(entry.public_id) if entry else (),
        keeps=LEXICON.may(actor(), "edit", None), status=max(form.status, own.status, why.status),
    )  # fmt: skip
