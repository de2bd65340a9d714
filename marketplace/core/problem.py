"""The one error shape: domain errors become an HTML page or JSON, in the language of the request."""

from __future__ import annotations

import logging
from dataclasses import asdict, is_dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import flask
from flask import Flask, Response, g, request
from flask_wtf.csrf import CSRFError
from marshmallow import ValidationError
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, OperationalError, TimeoutError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, SecurityError

from marketplace.core import errors, files, unit
from marketplace.core.http import actor, is_own, redirect_to, safe_next
from marketplace.core.i18n import _, l_, lang

log = logging.getLogger("marketplace")

STATUS: dict[type[errors.DomainError], int] = {
    errors.NotFound: 404,
    errors.Gone: 410,
    errors.Unauthenticated: 401,
    errors.Forbidden: 403,
    errors.Invalid: 422,
    errors.GuardsUnmet: 422,
    errors.InvalidAction: 409,
    errors.Conflict: 409,
    errors.VersionMissing: 428,
    errors.TooLarge: 413,
    errors.TooMany: 429,
    errors.Unavailable: 503,
}
_HTTP_MESSAGES = {
    400: ("bad_request", l_("The request could not be understood.")),
    403: ("forbidden", l_("You may not do this.")),
    404: ("not_found", l_("There is nothing at this address, or you may not see it.")),
    405: ("method_not_allowed", l_("This address does not support that method.")),
    415: ("unsupported_media_type", l_("This format is not accepted here.")),
    422: ("invalid", l_("Some entries need attention.")),
    429: ("too_many", l_("Too many requests. Please wait.")),
}
_LARGEST = 2**31 - 1  # that every column of whole numbers holds
_NOT_NOW = l_("This is not possible now")


def status_of(error: errors.DomainError) -> int:
    """HTTP status of a domain error, by its class or the nearest parent; 400 when none is listed."""
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 400)


def heading_of(error: errors.DomainError) -> Any:
    """The heading of its page, None for the one of its status: that of 409 fits two people saving one record only."""
    if error.heading is None and status_of(error) == 409 and type(error) is not errors.Conflict:
        return _NOT_NOW
    return error.heading


def wants_json() -> bool:
    """Whether the client is a program: an API address, or JSON preferred over HTML."""
    if request.path.startswith("/api/"):
        return True
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json"


def body(code: str, message: Any, fields: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """The error object of the API and of every JSON answer."""
    return {"error": {"code": code, "message": str(message), "fields": _messages(fields or {}), **more}}


def _messages(fields: dict[str, Any]) -> dict[str, Any]:
    """A list of sentences for each field, also where the validation library gives a single one."""
    return {
        str(name): _messages(found) if isinstance(found, dict) else _sentences(found) for name, found in fields.items()
    }


def _sentences(found: Any) -> list[Any]:
    return _texts(found) if isinstance(found, list | tuple) else [str(found)]


def _texts(value: Any) -> Any:
    """A value as JSON has it: what is neither a number nor a part of one is a text in the language of the reader."""
    if isinstance(value, dict):
        return {str(key): _texts(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_texts(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return _texts(asdict(value))
    return value if value is None or isinstance(value, bool | int | float) else str(value)


def render(status: int, code: str, message: Any, **more: Any) -> Response:
    """The answer for an error, as JSON or as the error page; what the use case began is undone first."""
    unit.forget()
    fields, heading = more.pop("fields", {}), more.pop("heading", None)
    if wants_json():
        answer = flask.jsonify(body(code, message, fields, request_id=g.get("request_id"), **_texts(more)))
        answer.status_code = status
        return answer
    html = flask.render_template(
        "site/error.html", status=status, code=code, message=message, faults=_by_label(fields), fitting=heading,
        unmet=more.get("unmet", []), diff=more.get("diff", {}),
        similar=more.get("similar", []), first_page=more.get("first_page"), form_page=_form_page(),
        request_id=g.get("request_id", ""),
    )  # fmt: skip
    return flask.make_response(html, status)


def _first_page() -> str:
    """The address of this list without its page."""
    asked = [(key, value) for key, value in request.args.items(multi=True) if key != "page"]
    return f"{request.path}?{urlencode(asked)}" if asked else request.path


def _by_label(fields: dict[str, Any]) -> list[tuple[Any, str]]:
    """(label, sentences) of each entry; the label is that of the form which was sent, None where it has none."""
    labels = g.get("sent_labels", {})
    return [(labels.get(name), " ".join(map(str, errors.sentences(found)))) for name, found in fields.items()]


def init_app(app: Flask) -> None:
    """Register the handlers; nothing else in the house writes an error answer."""

    @app.errorhandler(errors.DomainError)
    def domain(error: errors.DomainError) -> Response:
        if isinstance(error, errors.Unauthenticated) and not wants_json():
            if request.method != "GET":
                flask.flash(
                    _("You are not signed in any more, so nothing was saved. Sign in and send it again."), "warning"
                )
            return redirect_to("accounts.sign_in", next=_return_address())
        if isinstance(error, errors.Forbidden) and actor().asleep and request.method == "GET" and not wants_json():
            return redirect_to("accounts.second_factor_page", next=_return_address())
        more: dict[str, Any] = {"fields": error.fields, "heading": heading_of(error)}
        if isinstance(error, errors.GuardsUnmet):
            more["unmet"] = error.unmet
        if isinstance(error, errors.Conflict):
            more["diff"] = error.diff
        if error.retry_after is not None:
            more["retry_after"] = error.retry_after
        if error.is_beyond and not wants_json():
            more["first_page"] = _first_page()
        if isinstance(error, errors.Gone) and error.subject:
            more["similar"] = app.extensions["similar"](error.subject)
        code, message = _told(error)
        answer = render(status_of(error), code, message, **more)
        if error.retry_after is not None:
            answer.headers["Retry-After"] = str(error.retry_after)
        if isinstance(error, errors.Unauthenticated):  # RFC 6750 section 3
            is_refused = isinstance(error, errors.TokenRefused)
            answer.headers["WWW-Authenticate"] = 'Bearer error="invalid_token"' if is_refused else "Bearer"
        return answer

    @app.errorhandler(ValidationError)
    def validation(error: ValidationError) -> Response:
        return render(422, "invalid", errors.Invalid.message, fields=error.normalized_messages())

    _database_errors(app)
    _http_errors(app)


def _told(error: errors.DomainError) -> tuple[str, Any]:
    """Code and message of a refusal; a program whose rights sleep is told so, as the page of an error tells people."""
    if not (actor().asleep and wants_json() and isinstance(error, errors.Forbidden | errors.NotFound)):
        return error.code, error.message
    code = "second_factor_missing" if isinstance(error, errors.Forbidden) else error.code
    return code, l_(
        "%(refusal)s The rights of this account sleep until a second factor is set up in its settings.",
        refusal=error.message,
    )


def _database_errors(app: Flask) -> None:
    """What the database refuses or cannot answer."""

    @app.errorhandler(StaleDataError)
    def stale(_error: StaleDataError) -> Response:
        return render(409, "conflict", errors.Conflict.message)

    @app.errorhandler(IntegrityError)
    def integrity(error: IntegrityError) -> Response:
        name = getattr(getattr(error.orig, "diag", None), "constraint_name", None)
        log.warning("constraint refused a write", extra={"constraint": name})
        message = l_("This was already done, or it clashes with another record.")
        return render(409, "conflict", message, heading=_NOT_NOW)

    @app.errorhandler(DataError)
    def unstorable(error: DataError) -> Response:
        """No record can have this value: a NUL in an address, a number beyond every column."""
        log.warning("the database cannot read a value", exc_info=error)
        if fields := _unstorable_entries():
            return render(422, "invalid", errors.Invalid.message, fields=fields)
        code, message = _HTTP_MESSAGES[400]
        return render(400, code, message)

    @app.errorhandler(OperationalError)
    @app.errorhandler(TimeoutError)
    def database(error: DBAPIError | TimeoutError) -> Response:
        log.error("database unavailable", exc_info=error)
        answer = render(503, "unavailable", errors.Unavailable.message)
        answer.headers["Retry-After"] = "5"
        return answer


def _http_errors(app: Flask) -> None:
    """What the framework refuses, and what nobody expected."""

    @app.errorhandler(CSRFError)
    def forged(_error: CSRFError) -> Response:
        return render(400, "form_expired", l_("The form has expired. Go back, reload the page and send it again."))

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response:
        status = error.code or 500
        if status < 400 or isinstance(error, SecurityError):  # no page can be made for a host that is not ours
            return flask.make_response(error.get_response())
        if status == 405 and request.method == "GET" and not wants_json() and (above := _page_above(request.path)):
            return flask.make_response(flask.redirect(above, 303))
        if status == 413:
            return render(413, errors.TooLarge.code, _limit_passed(), heading=l_("Too much was sent at once"))
        code, message = _HTTP_MESSAGES.get(status, ("error", l_("Something went wrong on our side.")))
        found = (getattr(error, "data", None) or {}).get("messages", {})
        answer = render(status, code, message, fields=_by_field(found))
        for name, value in error.get_headers():
            if name not in ("Content-Type", "Content-Length"):
                answer.headers.setdefault(name, value)
        return answer

    @app.errorhandler(OSError)
    def disk(error: OSError) -> Response:
        """No room for what arrives, which the server keeps on the disk of temporary files while it reads it."""
        if error.errno not in files.FULL:
            return unexpected(error)
        log.error("a disk is full", exc_info=error)
        return render(503, "unavailable", errors.Unavailable.message)

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> Response:
        log.exception("unexpected error", exc_info=error)
        return render(500, "internal_error", l_("Something went wrong on our side. It was recorded."))


def _limit_passed() -> Any:
    """How much may be sent at once, altogether or as the entries of a form, and what to do."""
    config, size = flask.current_app.config, request.content_length
    if size is None or size > config["MAX_CONTENT_LENGTH"]:
        limit = config["SETTINGS"].max_upload_mb
        return l_(
            "One request may hold %(limit)s MiB. Choose a smaller file, or send several one after the other.",
            limit=limit,
        )  # fmt: skip
    return l_(
        "The texts of a form may hold %(limit)s MiB, in %(most)s entries. Shorten them, or attach long ones as a file.",
        limit=config["MAX_FORM_MEMORY_SIZE"] >> 20, most=config["MAX_FORM_PARTS"],
    )  # fmt: skip


def _by_field(messages: dict[str, Any]) -> dict[str, Any]:
    """What the request parser found, without the part of the request (json, query, files) each entry came from."""
    fields: dict[str, Any] = {}
    for found in messages.values():
        fields |= found if isinstance(found, dict) else {"_schema": found}
    return fields


def _unstorable_entries() -> dict[str, list[Any]]:
    """What was sent that no column can hold, by its name, each with what is wrong with it."""
    sent = request.get_json(silent=True) if request.is_json else None
    entries = [*request.args.items(), *request.form.items(), *(sent.items() if isinstance(sent, dict) else ())]
    return {name: [fault] for name, value in entries if (fault := _fault_of(value))}


def _fault_of(value: Any) -> Any:
    """Why a value cannot be stored, None when it can; an object or a list has the fault of its first bad part."""
    if isinstance(value, str):
        return l_("This text has a NUL character, which cannot be stored. Take it out.") if "\0" in value else None
    if isinstance(value, int):
        return l_("This number is too large.") if abs(value) > _LARGEST else None
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return next((fault for part in parts if (fault := _fault_of(part))), None)


def _return_address() -> str:
    """Where to come back after a sign-in: the page itself, or the one from which a form was sent."""
    if request.method == "GET":
        return request.full_path.rstrip("?")
    return _form_page() or f"/{lang()}/"


def _form_page() -> str | None:
    """The page of this site from which the form came, as the browser tells it."""
    page = request.referrer or ""
    return safe_next(urlsplit(page)._replace(scheme="", netloc="").geturl()) if is_own(page) else None


def _page_above(path: str) -> str | None:
    """The nearest page above an address that takes nothing but forms; one is read there by a change of language."""
    pages = flask.current_app.create_url_adapter(request)
    while pages and (path := path.rpartition("/")[0]):
        if pages.test(path, "GET"):
            return path
    return None
