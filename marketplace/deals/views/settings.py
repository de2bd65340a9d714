"""What the centre sets for deals: limits of stages, and blocked senders."""

from __future__ import annotations

from flask import Response, flash, request

from marketplace.core.forms import Form
from marketplace.core.http import actor, page, redirect_to
from marketplace.core.i18n import _
from marketplace.core.policy import access
from marketplace.deals import queries, service
from marketplace.deals.schemas import ReasonSchema, StageRuleSchema
from marketplace.deals.views import bp

KEEPERS = ("centre_lead", "administrator")


@bp.get("/stages")
@access.staff
def stages() -> Response:
    """The limits of all stages, with how long deals really take."""
    return page("deals/stages.html", rules=queries.stage_rules(), figures=queries.stage_figures(actor()))


@bp.get("/stages/<public_id>")
@access.roles(*KEEPERS)
def edit_stage(public_id: str) -> Response:
    """The form of one stage."""
    rule = queries.stage_rule(public_id)
    return page("deals/stage.html", rule=rule, form=Form(StageRuleSchema, initial=rule))


@bp.post("/stages/<public_id>")
@access.roles(*KEEPERS)
def save_stage(public_id: str) -> Response:
    """Save the limits of one stage."""
    form = Form(StageRuleSchema, request.form)
    if form.is_valid():
        with form.catching():
            service.edit_stage_rule(actor(), public_id=public_id, **form.data)
            flash(_("Saved."), "success")
            return redirect_to("deals.stages")
    return page("deals/stage.html", rule=queries.stage_rule(public_id), form=form, status=form.status)


def _blocks_page(form: Form) -> Response:
    return page("deals/blocks.html", rows=queries.blocks(actor()), form=form, status=form.status)


@bp.get("/blocks")
@access.signed_in
def blocks() -> Response:
    """Senders whose enquiries are not taken: those of one's own organisations, for the centre all."""
    return _blocks_page(Form(ReasonSchema))


@bp.post("/blocks/<public_id>/lift")
@access.signed_in
def lift_block(public_id: str) -> Response:
    """End a block."""
    form = Form(ReasonSchema, request.form)
    if form.is_valid():
        service.lift_block(actor(), public_id=public_id, **form.data)
        flash(_("The block is lifted."), "success")
        return redirect_to("deals.blocks")
    return _blocks_page(form)
