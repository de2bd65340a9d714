"""Suggestions while one types, for programs."""

from __future__ import annotations

from typing import Any

from flask import request
from marshmallow import Schema, fields

from marketplace.core.policy import access
from marketplace.discovery import service
from marketplace.discovery.api import blp
from marketplace.discovery.api.parameters import BEGINNING
from marketplace.discovery.service.finding import refuse_long


class SuggestionSchema(Schema):
    """One suggestion. `typed` is the beginning of `text` that was typed already; `url` is the page it leads to."""

    kind = fields.String(metadata={"description": "term, field, organisation or number"})
    text = fields.String()
    typed = fields.String()
    lang = fields.String()
    target = fields.String(metadata={"description": "path of a field, public id of an organisation, else empty"})
    url = fields.String()


class SuggestionsSchema(Schema):
    """At most eight suggestions, the kinds one after the other."""

    items = fields.List(fields.Nested(SuggestionSchema))


@blp.get("/suggest")
@access.public
@blp.doc(parameters=[BEGINNING])
@blp.response(200, SuggestionsSchema)
def suggest() -> dict[str, Any]:
    """Terms, fields, organisations and numbers that begin with `q`, or sound like it (pinyin, initials)."""
    words = request.args.get("q", "")
    refuse_long(words)
    return {"items": service.suggest(words)}
