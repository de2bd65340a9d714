"""JSON search."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Response, jsonify, request
from marshmallow import Schema, fields

from marketplace.core.fields import Bilingual
from marketplace.core.http import actor
from marketplace.core.i18n import _
from marketplace.core.policy import access
from marketplace.discovery import service
from marketplace.discovery.api import blp
from marketplace.discovery.api.parameters import described
from marketplace.discovery.queries.understanding import chips_of
from marketplace.discovery.queries.verdict import ONLY_SIGNS
from marketplace.discovery.queries.ways import ways_of_programs
from search.fields import Number
from search.urls import offered


class ReasonSchema(Schema):
    """Why a hit is there that has not the words: its closest sentence, and the words both share."""

    sentence = fields.String()
    shared = fields.List(fields.String())


class SearchHitSchema(Schema):
    """One hit."""

    kind = fields.String()
    public_id = fields.String()
    title = Bilingual()
    snippet = fields.String()
    found_in = fields.String(metadata={"description": "the attachment the snippet comes from, else empty"})
    under_agreement = fields.Boolean(metadata={"description": "the snippet is of a file that an agreement opens"})
    reason = fields.Nested(ReasonSchema, allow_none=True)
    published_at = fields.DateTime(allow_none=True)
    demo = fields.Boolean(metadata={"description": "made up for the demonstration: no real offer"})


class BucketSchema(Schema):
    """A value of a facet with its count; the count leaves out the facet's own filter."""

    value = fields.String()
    count = fields.Integer()
    chosen = fields.Boolean()


class Buckets(fields.List):
    """All values of a facet: there are a hundred in an answer, too many to ask a schema for each."""

    def __init__(self, **options: Any) -> None:
        super().__init__(fields.Nested(BucketSchema), **options)

    def _serialize(self, value: Any, attr: str | None, obj: Any, **options: Any) -> Any:
        return [{"value": row.value, "count": row.count, "chosen": row.chosen} for row in value or ()]


class UnderstoodSchema(Schema):
    """How a part of the question was understood; `others` are the words it was widened by (syn=0 switches that off)."""

    code = fields.String()
    words = fields.String()
    others = fields.List(fields.String())
    text = fields.String()


class NoticeSchema(Schema):
    """A part of the question that was not searched as it was asked; `field` is the parameter it stands in."""

    code = fields.String(
        metadata={"description": "text_cut, too_many_terms, identifier_check, only_signs or basic_mode"}
    )
    field = fields.String()
    value = fields.String(metadata={"description": "the limit, or the number in doubt"})
    text = fields.String(metadata={"description": "the same in the language of the request"})


class WaySchema(Schema):
    """A question near this one that has hits, where this one has few or none."""

    code = fields.String(
        metadata={
            "description": "what is put otherwise: spelling, place or owner (by its filter), broader (the IPC symbol "
            "above), without (a filter), field (another one)"
        }
    )
    text = fields.String(metadata={"description": "the other spelling, the place, the symbol, the filter or the field"})
    count = fields.Integer(allow_none=True, metadata={"description": "how many hits it has, where it was counted"})
    query = fields.String(metadata={"description": "the parameters to ask for it with"})


class SearchAnswerSchema(Schema):
    """A page of results. `basic` is true when the engine was away and titles were searched instead."""

    items = fields.List(fields.Nested(SearchHitSchema))
    total = fields.Integer(metadata={"description": "how many the words find"})
    by_meaning = fields.Integer(metadata={"description": "how many more the list holds that have not the words"})
    by_attachment = fields.Integer(metadata={"description": "how many more a file under agreement was found for"})
    unstated = fields.Integer(
        allow_none=True,
        metadata={"description": "how many state no value for the order and come last, where that was counted"},
    )
    total_is_exact = fields.Boolean(
        metadata={
            "description": "false when there may be more, as ever for words in basic mode: it reads titles and numbers"
        }
    )
    more = fields.Boolean(metadata={"description": "whether another page follows"})
    page = fields.Integer()
    size = fields.Integer()
    step = fields.String(allow_none=True)
    basic = fields.Boolean()
    not_applied = fields.List(
        fields.String(), metadata={"description": "parameters that wait for the engine: the items may be others"}
    )
    suggestions = fields.List(fields.String(), metadata={"description": "the words spelled otherwise, with hits"})
    ways = fields.List(fields.Nested(WaySchema), metadata={"description": "where few are found, what has more"})
    understanding = fields.List(fields.Nested(UnderstoodSchema))
    notices = fields.List(fields.Nested(NoticeSchema), metadata={"description": "what was not searched as asked"})
    facets = fields.Dict(
        keys=fields.String(),
        values=Buckets(),
        metadata={
            "description": "by the name of the parameter, values with their counts. `kind` counts each kind without "
            "the filters that it does not have; leave them out when you ask for that kind."
        },
    )


ANSWER = SearchAnswerSchema()


@blp.get("")
@access.public
@blp.doc(parameters=described())
@blp.response(200, ANSWER)
def search() -> Response:
    """Search with the parameters of the search page: q, kind, filters by name, sort, page, size.

    An unknown parameter or a bad value is refused (422), naming it, and a `q` of more than 1,000 bytes (413).
    """
    found = service.find(actor(), request.args.items(multi=True), strict=True)
    answer = found.printed(request.full_path, lambda: jsonify(ANSWER.dump(_answer(found))).get_data(as_text=True))
    return Response(answer, mimetype="application/json")


def _answer(found: service.Found) -> dict[str, Any]:
    results = found.results
    return {
        "items": found.rows,
        "total": found.total,
        "by_meaning": found.by_meaning,
        "by_attachment": found.by_attachment,
        "unstated": results.unstated if results else None,
        "total_is_exact": found.total_is_exact and not (found.basic and found.query.text),
        "more": found.query.page < found.pages,
        "page": found.query.page,
        "size": found.query.size,
        "step": results.step if results else None,
        "basic": found.basic,
        "not_applied": [*dict.fromkeys(part.param for part in found.waiting)],
        "suggestions": found.relief.spellings,
        "ways": ways_of_programs(found.query, found.index, found.relief),
        "understanding": chips_of(found.query, found.index, results),
        "notices": _notices(found),
        "facets": _by_parameter(found),
    }


def _notices(found: service.Found) -> list[dict[str, str]]:
    told = [
        {"code": notice.code, "field": "q", "value": notice.value, "text": service.describe(notice)}
        for notice in found.notices
    ]
    if found.asks_nothing:
        told.append({"code": "only_signs", "field": "q", "value": "", "text": str(ONLY_SIGNS)})
    elif found.basic and found.query.text:
        text = _("The search engine is away: only titles and numbers were searched. Ask again in a minute.")
        told.append({"code": "basic_mode", "field": "q", "value": "", "text": text})
    return told


def _by_parameter(found: service.Found) -> dict[str, Any]:
    """The facets under the names by which a program asks for their values, which are written as it asks for them."""
    declared = found.index.fields
    told: dict[str, Any] = {}
    for name, buckets in (found.results.facets if found.results else {}).items():
        spec = declared.get(name)
        if isinstance(spec, Number):  # the values of all others are written as they are kept
            told[spec.param] = [replace(bucket, value=offered(spec, bucket.value)) for bucket in buckets]
        else:
            told[spec.param if spec else name] = buckets
    return told
