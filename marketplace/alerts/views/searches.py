"""Pages of saved searches: the list, saving one from a results page, one with its matches, the log of messages."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, request

from marketplace.alerts import queries, service
from marketplace.alerts.queries import questions
from marketplace.alerts.schemas import FREQUENCY_LABELS, SavedSearchSchema
from marketplace.alerts.service import searches as verbs
from marketplace.alerts.views import bp
from marketplace.core import http
from marketplace.core.errors import NotFound
from marketplace.core.forms import Form
from marketplace.core.http import actor, page, redirect_to
from marketplace.core.i18n import _
from marketplace.core.policy import access


@bp.get("/searches")
@access.signed_in
def searches() -> Response:
    """The saved searches of the reader."""
    found = queries.searches(actor(), number=request.args.get("page", 1, int))
    return page("alerts/searches.html", page=found, frequencies=FREQUENCY_LABELS)


@bp.get("/searches/new")
@access.signed_in
def new_search() -> Response:
    """Keep the question in this address; it has the parameters of the results page."""
    asked = questions.read(request.args.items(multi=True))
    if kept := verbs.known(actor(), asked.query):
        flash(_("You keep this question already. Change its name or how often you hear of it here."), "info")
        return redirect_to("alerts.search", public_id=kept.public_id)
    return _new(Form(SavedSearchSchema, initial={"name": asked.name, "frequency": "daily"}), asked)


@bp.post("/searches/new")
@access.signed_in
def save_search() -> Response:
    """Save it."""
    form = Form(SavedSearchSchema, request.form)
    if form.is_valid():
        with form.catching():
            kept = verbs.save(actor(), pairs=request.args.items(multi=True), was_told=True, **form.data)
            flash(
                _("The search is saved and muted; it is not run until you choose a frequency.")
                if kept.frequency == "muted"
                else _("The search is saved. You hear from us when something fits."),
                "success",
            )
            return redirect_to("alerts.searches")
    return _new(form, questions.read(request.args.items(multi=True)))


def _new(form: Form, asked: questions.Asked) -> Response:
    return page(
        "alerts/search_new.html", form=form, query=asked.query, words=questions.words_of(asked.query) or "",
        notices=[questions.sentence(notice) for notice in asked.notices], status=form.status,
    )  # fmt: skip


@bp.get("/searches/<public_id>")
@access.signed_in
def search(public_id: str) -> Response:
    """One saved search: its name and frequency, and what it found."""
    return _one(public_id)


@bp.post("/searches/<public_id>")
@access.signed_in
def edit_search(public_id: str) -> Response:
    """Rename it or change how often it speaks."""
    form = Form(SavedSearchSchema, request.form)
    if form.is_valid():
        verbs.edit(actor(), public_id=public_id, **form.data)
        flash(_("Saved."), "success")
        return redirect_to("alerts.searches")
    return _one(public_id, form)


@bp.post("/searches/<public_id>/mute")
@access.signed_in
def mute_search(public_id: str) -> Response:
    """Mute it, from the list."""
    verbs.edit(actor(), public_id=public_id, frequency="muted")
    flash(_("The search is muted; it is not run until you choose a frequency again."), "success")
    return redirect_to("alerts.searches")


@bp.post("/searches/<public_id>/test")
@access.signed_in
@http.idempotent
def test_search(public_id: str) -> Response:
    """Send a test message."""
    service.send_test(actor(), public_id=public_id)
    flash(_("A test message is on its way. The log shows whether the mail left the house."), "success")
    return redirect_to("alerts.deliveries")


@bp.post("/searches/<public_id>/delete")
@access.signed_in
def delete_search(public_id: str) -> Response:
    """Delete it."""
    verbs.remove(actor(), public_id=public_id)
    flash(_("The saved search is deleted."), "success")
    return redirect_to("alerts.searches")


@bp.get("/deliveries")
@access.signed_in
def deliveries() -> Response:
    """The log of alert messages: when, what kind, which searches, and whether the mail left."""
    found = queries.deliveries(actor(), number=request.args.get("page", 1, int))
    return page("alerts/deliveries.html", page=found, frequencies=FREQUENCY_LABELS)


def _one(public_id: str, form: Form | None = None) -> Response:
    row = queries.search(actor(), public_id)
    if row is None:
        raise NotFound()
    values: dict[str, Any] = {"search": row, "matches": queries.matches(actor(), public_id)}
    form = form or Form(SavedSearchSchema, initial=row)
    return page("alerts/search.html", form=form, status=form.status, frequencies=FREQUENCY_LABELS, **values)
