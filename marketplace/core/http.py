"""The frame of a request: language, actor, unit of work, security headers, pages and fragments."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from contextlib import suppress
from functools import cache, wraps
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import flask
from flask import Flask, Response, g, redirect, request, url_for
from jinja2_fragments.flask import render_block
from werkzeug.exceptions import HTTPException

from marketplace.core import bodies, i18n, unit  # noqa: F401 (bodies: its import sets how operations read theirs)
from marketplace.core.errors import Forbidden, Invalid, VersionMissing
from marketplace.core.i18n import l_
from marketplace.core.idempotency import LONGEST_KEY, begin
from marketplace.core.policy import ANONYMOUS, Actor
from marketplace.core.printing import Pages
from marketplace.settings import Settings

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
STATIC = Path(__file__).resolve().parent.parent / "static" / "dist"
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)
SECURITY_HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
IF_MATCH = {
    "name": "If-Match", "in": "header", "required": True, "schema": {"type": "string"},
    "description": "The ETag that was read: 428 without it, 409 when somebody saved meanwhile.",
}  # fmt: skip
IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key", "in": "header", "schema": {"type": "string", "maxLength": LONGEST_KEY},
    "description": "Of your choice, new for each thing to do: a request repeated with it does nothing a second time.",
}  # fmt: skip
SHOWN_AS = "~"  # in an ETag: between the version of a record and the mark of how it was shown
READ_AT_ONCE = 1 << 16
RECORD = "0record0"  # in an address: in place of the id of a record
_VERSION = re.compile("[0-9]{1,18}")


class Marketplace(Flask):
    """Flask whose every request runs in one unit of work: safe methods only read, 400 or more undoes everything."""

    jinja_environment = Pages

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._addresses: dict[tuple[str, str, bool], str] = {}

    def url_for(self, /, endpoint: str, **values: Any) -> str:
        """As Flask's, from memory for the hundred plain links of a page: a page of the site, the page of a record.

        Each has one address in each language, but for the id of the record.
        """
        given = {name: value for name, value in values.items() if value is not None}
        record = given.pop("public_id", RECORD)
        is_plain = isinstance(record, str) and record.isascii() and record.isalnum()
        if given or not is_plain or endpoint.startswith(".") or not request or request.script_root:
            return super().url_for(endpoint, **values)
        key = endpoint, i18n.lang(), record is RECORD
        if key not in self._addresses:
            named: dict[str, Any] = {} if record is RECORD else {"public_id": RECORD}
            self._addresses[key] = super().url_for(endpoint, **named)
        return self._addresses[key].replace(RECORD, record)

    def full_dispatch_request(self) -> Response:
        try:
            with unit.unit(reading=request.method in SAFE_METHODS):
                answer = super().full_dispatch_request()
                if answer.status_code >= 400:
                    unit.discard()
                return answer
        except Exception as error:  # the commit itself was refused: a conflict, or the database is away
            return self.finalize_request(self.handle_user_exception(error), from_error_handler=True)


def actor() -> Actor:
    """Who makes the current request."""
    return getattr(g, "actor", ANONYMOUS)


def version_read() -> str:
    """The one version that `If-Match` names, strong or weak, without the mark of how it was shown.

    Raises:
        VersionMissing: there is no such header.
        Invalid: it names several, or whichever there is (`*`).
    """
    if not request.headers.get("If-Match", "").strip():
        raise VersionMissing()
    named = request.if_match.as_set(include_weak=True)
    if len(named) != 1:
        raise _no_version()
    return str(named.pop()).partition(SHOWN_AS)[0]


def version_number_read() -> int:
    """The version that `If-Match` names, of a record whose versions are numbers.

    Raises VersionMissing, or Invalid for anything that is no such number.
    """
    named = version_read()
    if not _VERSION.fullmatch(named):
        raise _no_version()
    return int(named)


def _no_version() -> Invalid:
    return Invalid(fields={"If-Match": [l_("Name the one version that you read, exactly as its ETag gives it.")]})


def created(endpoint: str, public_id: str) -> dict[str, str]:
    """The header of an answer 201: where what was created is read."""
    return {"Location": url_for(endpoint, public_id=public_id)}


def lang() -> str:
    """Language of the current request."""
    return i18n.lang()


def page(template: str, *, fragment: str | None = None, status: int = 200, **values: Any) -> Response:
    """Render a page, or only one block of it when htmx asked for a part."""
    partial = request.headers.get("HX-Request") == "true" and request.headers.get("HX-Request-Type") != "full"
    if fragment and partial:
        body = render_block(template, fragment, **values)
    else:
        body = flask.render_template(template, **values)
    answer = flask.make_response(body, status)
    answer.vary.add("HX-Request")
    return answer


def redirect_to(endpoint: str, **values: Any) -> Response:
    """303 to a page of the site after a POST."""
    return flask.make_response(redirect(url_for(endpoint, **values), 303))


def redirect_back(endpoint: str, **values: Any) -> Response:
    """303 to the page of this site the form names as its own in `next` (a board, a list), else to the endpoint."""
    target = safe_next(request.form.get("next"))
    return flask.make_response(redirect(target, 303)) if target else redirect_to(endpoint, **values)


def safe_next(target: str | None) -> str | None:
    """A `next` address only when it is a path of this site: no host, no backslash, no control character."""
    if not target or not target.startswith("/") or target.startswith("//") or "\\" in target:
        return None
    if any(ord(character) < 32 for character in target):
        return None
    parts = urlsplit(target)
    return target if not parts.scheme and not parts.netloc else None


def is_own(address: str) -> bool:
    """Whether a full address is one of this site: of the host that was asked for, or of the public address."""
    public = urlsplit(flask.current_app.config["SETTINGS"].public_url).netloc
    return urlsplit(address).netloc in {request.host, public}


@cache
def asset_versions() -> dict[str, str]:
    """Hash of the content by name of each built asset."""
    return {
        path.relative_to(STATIC).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()[:8]
        for path in STATIC.rglob("*")
        if path.is_file()
    }


def asset(name: str) -> str:
    """Address of a built asset with its content hash, so that browsers may keep it for a year."""
    return f"/assets/{name}?v={asset_versions().get(name, '0')}"


def init_app(app: Flask, settings: Settings, load_actor: Callable[[], Actor]) -> None:
    """Wire the frame; `load_actor` reads who is signed in (accounts supplies it)."""

    @app.url_value_preprocessor
    def take_language(endpoint: str | None, values: dict[str, Any] | None) -> None:
        named = (values or {}).pop("lang", None)
        i18n.choose(named or _language_of_address() or _asked_language())

    @app.url_defaults
    def fill_language(endpoint: str, values: dict[str, Any]) -> None:
        if "lang" not in values and app.url_map.is_endpoint_expecting(endpoint, "lang"):
            values["lang"] = i18n.lang()

    @app.before_request
    def same_origin() -> None:
        origin = request.headers.get("Origin")
        if request.method in SAFE_METHODS or not origin or bearer() is not None or proves_itself():
            return
        if not is_own(origin):
            raise Forbidden(l_("The request came from another site."), code="cross_origin")

    @app.before_request
    def authorise() -> None:
        view = app.view_functions.get(request.endpoint or "")
        declared = getattr(view, "__access__", None)
        if view is None or request.endpoint == "static":
            return
        g.actor = load_actor()
        if declared is None:
            raise Forbidden(code="no_policy")
        declared.check(g.actor)

    @app.after_request
    def take_in(response: Response) -> Response:
        """Read what a refused request still sends: a server that closes before cuts its own answer off."""
        with suppress(HTTPException):  # it went away, or sends more than anybody may
            while request.stream.read(READ_AT_ONCE):
                pass
        return response

    @app.after_request
    def harden(response: Response) -> Response:
        for name, value in SECURITY_HEADERS.items():
            response.headers.setdefault(name, value)
        if settings.secure_cookies:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        if g.get("language_was_asked"):
            response.vary.add("Accept-Language")
            response.headers.setdefault("Content-Language", i18n.language_tag(i18n.lang()))
        response.headers["X-Request-ID"] = getattr(g, "request_id", "")
        if not actor().is_anonymous or flask.session.modified or "Set-Cookie" in response.headers:
            response.headers["Cache-Control"] = "private, no-store"
            response.vary.add("Cookie")
        return response


def _language_of_address() -> str | None:
    """The language an unknown address begins with."""
    first = request.path.split("/")[1]
    return first if first in i18n.LANGUAGES else None


def _asked_language() -> str:
    """The best language of the browser or program; the answer says that it depends on it."""
    g.language_was_asked = True
    return request.accept_languages.best_match(i18n.LANGUAGES, "zh")


def bearer() -> str | None:
    """The token that came with the request, however its scheme is spelt; None when there is no such header."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def self_proving(view: Callable[..., Any]) -> Callable[..., Any]:
    """Declare a POST whose signed address is all the proof it needs: mail programs send it without any cookie."""
    view.__self_proving__ = True  # type: ignore[attr-defined]
    return view


def proves_itself() -> bool:
    """Whether the view of the request was declared so."""
    return hasattr(flask.current_app.view_functions.get(request.endpoint or ""), "__self_proving__")


def idempotent(view: Callable[..., Any]) -> Callable[..., Any]:
    """A form sent twice with the same `_key` does its work once and answers with the same redirect."""

    @wraps(view)
    def once(*args: Any, **values: Any) -> Any:
        key = request.form.get("_key")
        if not key:
            return view(*args, **values)
        sending = begin(actor(), request.path, key)
        if sending.status:
            return redirect(sending.location or "", sending.status)
        answer = flask.make_response(view(*args, **values))
        if answer.status_code == 303:
            sending.status, sending.location = 303, answer.headers["Location"]
        elif answer.status_code < 400:  # the form itself again: nothing was done that must not happen twice
            unit.session().delete(sending)
        return answer

    return once


def answered_once(operation: Callable[..., Any]) -> Callable[..., Any]:
    """An operation that does its work once for one `Idempotency-Key`, and answers a repeated request as the first."""

    @wraps(operation)
    def once(*args: Any, **values: Any) -> Any:
        key = request.headers.get("Idempotency-Key")
        if not key:
            return operation(*args, **values)
        sending = begin(actor(), request.path, key, _hash_of_content())
        if sending.status:
            again = Response(sending.body, sending.status, content_type="application/json")
            again.headers.update({"Location": sending.location} if sending.location else {})
            if sending.etag:
                again.set_etag(sending.etag)
            return again
        answer = flask.make_response(operation(*args, **values))
        if answer.status_code < 400:
            sending.status, sending.location = answer.status_code, answer.headers.get("Location")
            sending.etag, sending.body = answer.get_etag()[0], answer.get_data(as_text=True)
        return answer

    return once


def _hash_of_content() -> str:
    """Of what was sent; of a form with files of its entries, whose separators differ each time it is sent."""
    if request.mimetype != "multipart/form-data":
        return hashlib.sha256(request.get_data()).hexdigest()
    told = hashlib.sha256(repr(sorted(request.form.items(multi=True))).encode())
    for name, file in request.files.items(multi=True):
        told.update(repr((name, file.filename, hashlib.sha256(file.read()).digest())).encode())
        file.stream.seek(0)
    return told.hexdigest()
