"""Pages of deals: the list, the pool of leads, the page of one deal and its details."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, request

from marketplace.core.forms import Form
from marketplace.core.http import actor, page, redirect_to
from marketplace.core.i18n import _
from marketplace.core.policy import access
from marketplace.deals import queries, service
from marketplace.deals.schemas import (
    DealFilterSchema,
    DealSchema,
    DocumentSchema,
    NextActionSchema,
    NoteSchema,
    ReasonSchema,
    TaskSchema,
    offer,
)
from marketplace.deals.views import bp
from marketplace.deals.workflow.wording import VISIBILITIES, pairs


def kept() -> tuple[str, ...]:
    """After a conflict: the entries in which the version saved by somebody else stays."""
    chosen = (name for name, value in request.form.items() if name.startswith("take_") and value == "theirs")
    return tuple(name.removeprefix("take_") for name in chosen)


@bp.get("")
@access.signed_in
def index() -> Response:
    """The deals the reader may see, by filters in the address."""
    brokers = queries.broker_filter() if actor().is_staff else []
    form = Form(offer(DealFilterSchema(), broker=brokers), request.args)
    filters = queries.DealFilters(**form.data) if form.is_valid() else queries.DealFilters()
    found = queries.deal_list(actor(), filters, number=request.args.get("page", 1, int))
    return page("deals/index.html", form=form, filters=filters, page=found, status=form.status, fragment="results")


@bp.get("/pool")
@access.roles("broker", "reviewer", "centre_lead")
def pool() -> Response:
    """Leads that nobody brokers yet."""
    return page("deals/pool.html", rows=queries.pool(actor()))


def show_deal(public_id: str, tab: str | None, status: int = 200, **forms: Form) -> Response:
    """The page of a deal with the forms of its tabs; the one that was sent replaces its empty twin."""
    found = queries.deal_page(actor(), public_id, tab)
    visibility = {"visibility": found.visibilities[0] if found.visibilities else None}
    fresh: dict[str, Any] = {
        "plan": Form(NextActionSchema()), "task": Form(TaskSchema(), initial=visibility),
        "document": Form(DocumentSchema(), initial=visibility),
        "note": Form(NoteSchema(), initial={"kind": "note", **visibility}), "bypass": Form(ReasonSchema()),
    }  # fmt: skip
    entry = fresh | forms
    for form in entry.values():
        offer_choices(form, found)
    return page("deals/show.html", found=found, entry=entry, status=status, fragment="tab")


def offer_choices(form: Form, found: queries.DealPage) -> None:
    """What the selects of a tab's form offer to this reader on this deal."""
    replaceable = [(row.public_id, row.name) for row in found.content] if found.tab == "documents" else []
    offers = {
        "owner": found.doers, "assignee": found.doers, "replaces": replaceable,
        "visibility": pairs(VISIBILITIES, *(name for name in found.visibilities if _takes(form, name))),
    }  # fmt: skip
    offer(form.schema, **{name: choices for name, choices in offers.items() if name in form})


def _takes(form: Form, visibility: str) -> bool:
    """Tasks and notes are shared or internal; only documents can stay on one side."""
    return visibility != "own_side" or "file" in form


@bp.get("/<public_id>")
@access.signed_in
def show(public_id: str) -> Response:
    """One deal."""
    return show_deal(public_id, request.args.get("tab"))


@bp.get("/<public_id>/edit")
@access.signed_in
def edit(public_id: str) -> Response:
    """The form of title and value."""
    deal = service.get(actor(), public_id, "edit")
    return page("deals/edit.html", form=Form(DealSchema, initial=deal), deal=deal)


@bp.post("/<public_id>/edit")
@access.signed_in
def save(public_id: str) -> Response:
    """Save title and value; a conflict shows both versions."""
    form = Form(DealSchema, request.form)
    if form.is_valid():
        with form.catching():
            service.edit(actor(), public_id=public_id, keep=kept(), **form.data)
            flash(_("Saved."), "success")
            return redirect_to("deals.show", public_id=public_id)
    deal = service.get(actor(), public_id, "edit")
    return page("deals/edit.html", form=form, deal=deal, status=form.status)
