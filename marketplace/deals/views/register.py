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
    return page("deals/index.html", form=form, filters=filters, page=found, fragment="results")


@bp.get("/pool")
@access.roles("broker", "reviewer", "centre_lead")
def pool() -> Response:
    """Leads that nobody brokers yet."""
    return page("deals/pool.html", rows=queries.pool(actor()))


def show_deal(public_id: str, tab: str | None, status: int = 200, **forms: Form) -> Response:
    """The page of a deal with the forms of its tabs; the one that was sent replaces its empty twin."""
    found = queries.deal_page(actor(), public_id, tab)
    replaceable = [(row.public_id, row.name) for row in found.content] if found.tab == "documents" else []
    fresh: dict[str, Any] = {
        "plan": Form(offer(NextActionSchema(), owner=found.doers)),
        "task": Form(offer(TaskSchema(), assignee=found.doers), initial={"visibility": "shared"}),
        "document": Form(offer(DocumentSchema(), replaces=replaceable), initial={"visibility": "shared"}),
        "note": Form(NoteSchema, initial={"kind": "note", "visibility": "shared"}),
        "bypass": Form(ReasonSchema),
    }  # fmt: skip
    for form in forms.values():
        offer_choices(form, found, replaceable)
    return page("deals/show.html", found=found, entry=fresh | forms, status=status, fragment="tab")


def offer_choices(form: Form, found: queries.DealPage, replaceable: list[tuple[str, str]]) -> None:
    """A form that comes back with errors offers the same choices as a fresh one."""
    offers = {"owner": found.doers, "assignee": found.doers, "replaces": replaceable}
    offer(form.schema, **{name: pairs for name, pairs in offers.items() if name in form})


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
