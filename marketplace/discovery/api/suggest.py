"""Suggestions while one types, for programs."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from marketplace.core.policy import access
from marketplace.discovery import service
from marketplace.discovery.api import blp
from marketplace.discovery.service.finding import refuse_long
from search.box import MAX_BYTES


class BeginningQuery(Schema):
    """What is typed so far."""

    q = fields.String(
        load_default="",
        metadata={
            "description": "The beginning of what is typed: from one Chinese character or two letters on. More than "
            f"{MAX_BYTES} bytes are refused (413)."
        },
    )


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
@blp.arguments(BeginningQuery, location="query")
@blp.response(200, SuggestionsSchema)
def suggest(asked: dict[str, Any]) -> dict[str, Any]:
    """Terms, fields, organisations and numbers that begin with `q`, or sound like it (pinyin, initials)."""
    refuse_long(asked["q"])
    return {"items": service.suggest(asked["q"])}
