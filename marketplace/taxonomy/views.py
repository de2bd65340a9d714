"""Pages of the vocabulary: fields, maturity scales, IPC hints, and the public table of rules."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request

from marketplace.core.forms import Form
from marketplace.core.http import actor, page, redirect_to
from marketplace.core.i18n import _
from marketplace.core.policy import access
from marketplace.taxonomy import queries, service
from marketplace.taxonomy.policy import KEEPERS, RULES
from marketplace.taxonomy.schemas import IpcQuerySchema, NextRuleSchema, RuleFilterSchema, RuleSchema

bp = Blueprint("taxonomy", __name__, url_prefix="/taxonomy")


@bp.get("/fields")
@access.public
def fields() -> Response:
    """The thirteen technology fields with their key technologies."""
    return page("taxonomy/fields.html", fields=queries.fields(), industries=queries.codes("industry"))


@bp.get("/fields/<code>")
@access.public
def field(code: str) -> Response:
    """One field: key technologies, industries, green classes, typical IPC subclasses."""
    return page("taxonomy/field.html", field=queries.field(code), subclasses=queries.subclasses_of_field(code))


@bp.get("/maturity")
@access.public
def maturity() -> Response:
    """The maturity scales, level by level, with the evidence each asks for."""
    return page("taxonomy/maturity.html", scales=queries.maturity_scales(), stages=queries.labels("stage"))


@bp.get("/ipc")
@access.public
def ipc() -> Response:
    """What IPC symbols say: fields suggested, titles, green inventory. The editor asks for the fragment."""
    form = Form(IpcQuerySchema, request.args if "symbols" in request.args else None)
    advice = queries.ipc_advice(form.data["symbols"]) if form.is_valid() else None
    return page("taxonomy/ipc.html", form=form, advice=advice, status=form.status, fragment="advice")


@bp.get("/rules")
@access.public
def rules() -> Response:
    """The public table of rule parameters with period, source and mark."""
    form = Form(RuleFilterSchema, request.args)
    found = queries.rule_table(**form.data) if form.is_valid() else []
    keeps = RULES.may(actor(), "edit", None)
    return page("taxonomy/rules.html", form=form, rules=found, keeps=keeps, status=form.status, fragment="results")


@bp.get("/rules/<public_id>/edit")
@access.roles(*KEEPERS)
def edit_rule(public_id: str) -> Response:
    """The form to correct a rule parameter, with its history."""
    rule = queries.rule_by_id(public_id)
    return _rule_page("edit", Form(RuleSchema, initial=rule), rule)


@bp.post("/rules/<public_id>/edit")
@access.roles(*KEEPERS)
def save_rule(public_id: str) -> Response:
    """Save a correction."""
    rule = queries.rule_by_id(public_id)
    form = Form(RuleSchema, request.form, initial=rule)
    if form.is_valid():
        with form.catching():
            service.revise_rule(actor(), public_id=public_id, **form.data)
            flash(_("The rule was saved."), "success")
            return redirect_to("taxonomy.rules")
    return _rule_page("edit", form, rule)


@bp.get("/rules/<public_id>/next")
@access.roles(*KEEPERS)
def next_rule(public_id: str) -> Response:
    """The form for a new value from a day on."""
    rule = queries.rule_by_id(public_id)
    initial = {"value": rule.value, "unit": rule.unit, "source": rule.source, "basis": rule.basis}
    return _rule_page("next", Form(NextRuleSchema, initial=initial), rule)


@bp.post("/rules/<public_id>/next")
@access.roles(*KEEPERS)
def save_next_rule(public_id: str) -> Response:
    """Let a new value follow; the present one ends the day before."""
    rule = queries.rule_by_id(public_id)
    form = Form(NextRuleSchema, request.form, initial=rule)
    if form.is_valid():
        with form.catching():
            service.succeed_rule(actor(), public_id=public_id, **form.data)
            flash(_("The new value was saved."), "success")
            return redirect_to("taxonomy.rules")
    return _rule_page("next", form, rule)


def _rule_page(step: str, form: Form, rule: queries.Rule) -> Response:
    history = queries.rule_history(rule.public_id)
    return page("taxonomy/rule.html", step=step, form=form, rule=rule, history=history, status=form.status)
