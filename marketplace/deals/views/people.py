"""The people around a deal: broker, declaration, parties, contact persons, review of a suspected bypass."""

from __future__ import annotations

from flask import Response, flash, request

from marketplace.core.forms import Form
from marketplace.core.http import actor, page, redirect_to
from marketplace.core.i18n import _
from marketplace.core.policy import access
from marketplace.deals import queries, service
from marketplace.deals.schemas import AssignSchema, ContactSchema, DeclarationSchema, PartySchema, ReasonSchema, offer
from marketplace.deals.views import bp
from marketplace.deals.views.register import show_deal


def _assign_page(public_id: str, form: Form | None = None) -> Response:
    found = queries.assignment_page(actor(), public_id)
    form = form or Form(AssignSchema())
    offer(form.schema, broker=found.brokers)
    return page("deals/assign.html", found=found, form=form, status=form.status)


@bp.get("/<public_id>/assign")
@access.roles("reviewer", "centre_lead")
def assign_form(public_id: str) -> Response:
    """Choose a broker."""
    return _assign_page(public_id)


@bp.post("/<public_id>/assign")
@access.roles("reviewer", "centre_lead")
def assign(public_id: str) -> Response:
    """Give the deal to a broker."""
    form = Form(AssignSchema(), request.form)
    if form.is_valid():
        with form.catching():
            broker, version = form.data["broker"], form.data["version"]
            service.assign(actor(), public_id=public_id, broker_user_public_id=broker, version=version)
            flash(_("The broker was told and must declare first."), "success")
            return redirect_to("deals.show", public_id=public_id, tab="parties")
    return _assign_page(public_id, form)


@bp.post("/<public_id>/claim")
@access.roles("broker")
def claim(public_id: str) -> Response:
    """Take a lead from the pool; the declaration comes next."""
    service.claim(actor(), public_id=public_id)
    return redirect_to("deals.declaration", public_id=public_id)


@bp.get("/<public_id>/declaration")
@access.roles("broker")
def declaration(public_id: str) -> Response:
    """The declaration on conflicts of interest."""
    service.get(actor(), public_id, "declare")
    found = queries.deal_page(actor(), public_id, "parties")
    return page("deals/declaration.html", found=found, form=Form(DeclarationSchema))


@bp.post("/<public_id>/declaration")
@access.roles("broker")
def declare(public_id: str) -> Response:
    """Declare; with a conflict the deal goes back to the pool."""
    form = Form(DeclarationSchema, request.form)
    if form.is_valid():
        deal = service.declare(actor(), public_id=public_id, **form.data)
        if deal.broker_user_id is None:
            flash(_("Thank you. The deal goes to another broker."), "success")
            return redirect_to("deals.pool")
        flash(_("Thank you. The deal is yours."), "success")
        return redirect_to("deals.show", public_id=public_id)
    found = queries.deal_page(actor(), public_id, "parties")
    return page("deals/declaration.html", found=found, form=form, status=form.status)


def _party_page(public_id: str, form: Form | None = None) -> Response:
    found = queries.party_page(actor(), public_id, request.args.get("q", ""))
    form = form or Form(PartySchema())
    offer(form.schema, organisation=found.organisations)
    return page("deals/party_new.html", found=found, form=form, status=form.status)


@bp.get("/<public_id>/parties/new")
@access.signed_in
def new_party(public_id: str) -> Response:
    """Find an organisation to take part."""
    return _party_page(public_id)


@bp.post("/<public_id>/parties/new")
@access.signed_in
def add_party(public_id: str) -> Response:
    """Let a further organisation take part."""
    form = Form(PartySchema(), request.form)
    if form.is_valid():
        with form.catching():
            service.add_party(actor(), public_id=public_id, **form.data)
            flash(_("The organisation takes part now."), "success")
            return redirect_to("deals.show", public_id=public_id, tab="parties")
    return _party_page(public_id, form)


@bp.post("/<public_id>/parties/<int:party_id>/remove")
@access.signed_in
def remove_party(public_id: str, party_id: int) -> Response:
    """Let a further party go."""
    form = Form(ReasonSchema, request.form)
    if form.is_valid():
        service.remove_party(actor(), public_id=public_id, party_id=party_id, **form.data)
        flash(_("The organisation no longer takes part."), "success")
        return redirect_to("deals.show", public_id=public_id, tab="parties")
    return show_deal(public_id, "parties", form.status, removal=form)


def _contact_page(public_id: str, party_id: int, form: Form | None = None) -> Response:
    found = queries.contact_page(actor(), public_id, party_id)
    form = form or Form(ContactSchema())
    offer(form.schema, contact=found.members)
    return page("deals/contact.html", found=found, form=form, status=form.status)


@bp.get("/<public_id>/parties/<int:party_id>/contact")
@access.signed_in
def contact(public_id: str, party_id: int) -> Response:
    """Choose the contact person of a party."""
    return _contact_page(public_id, party_id)


@bp.post("/<public_id>/parties/<int:party_id>/contact")
@access.signed_in
def name_contact(public_id: str, party_id: int) -> Response:
    """Name the contact person."""
    form = Form(ContactSchema(), request.form)
    if form.is_valid():
        with form.catching():
            service.name_contact(actor(), public_id=public_id, party_id=party_id, **form.data)
            flash(_("The contact person is named."), "success")
            return redirect_to("deals.show", public_id=public_id, tab="parties")
    return _contact_page(public_id, party_id, form)


@bp.post("/<public_id>/bypass")
@access.roles("centre_lead")
def clear_bypass(public_id: str) -> Response:
    """Decide about a suspected bypass."""
    form = Form(ReasonSchema, request.form)
    if form.is_valid():
        service.clear_bypass(actor(), public_id=public_id, **form.data)
        flash(_("The decision was recorded."), "success")
        return redirect_to("deals.show", public_id=public_id, tab="introduction")
    return show_deal(public_id, "introduction", form.status, bypass=form)
