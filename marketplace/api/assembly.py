"""The assembly of /api/v1: every noun's blueprint under one description, errors in the house's shape."""

from __future__ import annotations

import hashlib
from typing import Any

from apispec import BasePlugin
from flask import Flask, Response, jsonify, request
from flask_smorest import Api

from marketplace.api.schemas import ErrorSchema, shape
from marketplace.core import problem
from marketplace.core.http import IDEMPOTENCY_KEY, SAFE_METHODS, SHOWN_AS, answered_once, page
from marketplace.core.i18n import l_
from marketplace.core.policy import access

PREFIX = "/api/v1"
ABOUT = """
Search, listings, needs, taxonomy and deals.

Sign in with a token of your account settings: `Authorization: Bearer glc_…`. It may do what you may, at this moment; a
token that is refused is answered 401 everywhere. Records of others that you may not see are 404.

Errors have one shape: {error: {code, message, fields}}; `code` is for programs and stays. 422 names each entry with its
rule, and entries and parameters that there are not. Messages are in the language of `Accept-Language`, Chinese or
English, else Chinese; `Content-Language` says which.

Answers to GET have an ETag; with `If-None-Match` one that has not changed is answered 304 without a body. A change
names in `If-Match` the ETag that was read, or that the last change answered with.

A POST that may have got lost is repeated with the same `Idempotency-Key`: it is not done a second time and answered as
the first time. A key belongs to you, one address and one content, with other content it is answered 422; it is
forgotten after a day, and may be used again for a request that was refused.

Too many requests are answered 429, and what cannot be had while a part of the site is away 503; `Retry-After` says how
many seconds to wait. Lists have pages: `page` from 1, `size` where it can be chosen, and `total`. Names that end in
`_fen` are amounts in fen (1/100 yuan); parameters of the search and the prices of a listing's content are in 10,000
yuan.
""".strip()


class HouseApi(Api):
    """flask-smorest without its own error handlers: problem.py is the one place that answers errors."""

    ERROR_SCHEMA = ErrorSchema

    def _register_error_handlers(self) -> None:
        return


class Repeatable(BasePlugin):
    """Describes the key that every POST takes."""

    def operation_helper(
        self, path: str | None = None, operations: dict[str, Any] | None = None, **_options: Any
    ) -> None:
        if post := (operations or {}).get("post"):
            post["parameters"] = [*post.get("parameters", []), IDEMPOTENCY_KEY]


def init_app(app: Flask, blueprints: list[Any]) -> None:
    """Register every noun's operations and the description of all of them."""
    app.config.update(
        API_TITLE="Green Low-Carbon Technology Marketplace",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX=None,
    )
    api = HouseApi(
        app,
        spec_kwargs={
            "info": {
                "description": ABOUT,
            },
            "security": [{"bearer": []}, {}],
            "extra_plugins": [Repeatable()],
        },
    )
    api.ma_plugin.converter.add_attribute_function(shape)
    api.spec.components.security_scheme("bearer", {"type": "http", "scheme": "bearer"})
    for blueprint in blueprints:
        api.register_blueprint(blueprint, url_prefix=PREFIX + (blueprint.url_prefix or ""))
    app.extensions["marketplace_api"] = api
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith(PREFIX) and "POST" in (rule.methods or ()):
            app.view_functions[rule.endpoint] = answered_once(app.view_functions[rule.endpoint])

    @app.errorhandler(RecursionError)
    def too_deep(error: RecursionError) -> Response:
        """JSON nested so deeply that no reader can follow is a bad request, not a fault of the site."""
        if not request.path.startswith(PREFIX):
            raise error
        return problem.render(400, "bad_request", l_("The request could not be understood."))

    app.after_request(identify)

    @app.get(f"{PREFIX}/openapi.json")
    @access.public
    def openapi() -> Response:
        """The OpenAPI 3.1 description."""
        return jsonify(api.spec.to_dict())

    @app.get("/api/docs")
    @access.public
    def api_docs() -> Response:
        """The description as a page for people."""
        return page("api/docs.html", spec=api.spec.to_dict())


def identify(response: Response) -> Response:
    """Name what is sent by its content, behind the version of the record, and send nothing that the reader has.

    A version alone would not do: the same one reads otherwise in another language, or when a record it names has gone.
    """
    version = response.get_etag()[0]
    is_read = request.method in SAFE_METHODS
    if not request.path.startswith(PREFIX) or response.status_code not in (200, 201) or not response.is_json:
        return response
    if not (version or is_read):
        return response
    mark = hashlib.sha256(response.get_data()).hexdigest()[:16]
    response.set_etag(f"{version}{SHOWN_AS}{mark}" if version else mark)
    if is_read:
        response.make_conditional(request)
    return response
