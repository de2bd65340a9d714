"""The vocabulary as JSON: fields, code lists, what IPC symbols say, rule parameters."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from marketplace.core.policy import access
from marketplace.taxonomy import queries, schemas

blp = Blueprint("taxonomy_api", __name__, url_prefix="/taxonomy", description="The shared vocabulary")


@blp.route("/fields")
@access.public
@blp.response(200, schemas.FieldsOut)
def list_fields() -> dict[str, Any]:
    """The thirteen technology fields with key technologies, industries and green classes."""
    return {"items": queries.fields()}


@blp.route("/codes")
@access.public
@blp.response(200, schemas.ListsOut)
def list_code_lists() -> dict[str, Any]:
    """The names of all code lists."""
    return {"items": queries.list_names()}


@blp.route("/codes/<name>")
@access.public
@blp.response(200, schemas.TermsOut)
def list_codes(name: str) -> dict[str, Any]:
    """The entries of a code list, retired ones marked. An unknown list answers 404."""
    return {"list": name, "items": queries.codes(name, retired=True)}


@blp.route("/ipc")
@access.public
@blp.arguments(schemas.IpcQuerySchema, location="query")
@blp.response(200, schemas.IpcAnswerOut)
def suggest_fields(asked: dict[str, Any]) -> queries.IpcAdvice:
    """Titles, suggested fields and green share of IPC symbols."""
    return queries.ipc_advice(asked["symbols"])


@blp.route("/rules")
@access.public
@blp.arguments(schemas.RuleFilterSchema, location="query")
@blp.response(200, schemas.RulesOut)
def list_rules(asked: dict[str, Any]) -> dict[str, Any]:
    """Rule parameters with period, source and mark."""
    return {"items": queries.rule_table(**asked)}
