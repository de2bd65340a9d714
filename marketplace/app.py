"""The application: the only file that knows every noun and wires them together."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from flask import Blueprint
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from marketplace.accounts import cookies
from marketplace.api import assembly
from marketplace.core import db, http, i18n, indexing, logs, problem, templating, throttle
from marketplace.core.unit import SessionFactory
from marketplace.settings import Settings

# From the floor upward; a noun may know those before it.
NOUNS = (
    "core", "accounts", "lexicon", "taxonomy", "listings", "needs", "matching", "deals", "pilots", "incubation",
    "alerts", "desk", "discovery", "site", "api",
)  # fmt: skip
ROOMS = ("models", "documents", "tasks", "wiring", "views", "api", "cli")


def load_rooms() -> dict[str, ModuleType]:
    """Import every room that needs importing, and return them by `noun.room`."""
    names = [f"{noun}.{room}" for noun in NOUNS for room in ROOMS]
    return {n: import_module(f"marketplace.{n}") for n in names if find_spec(f"marketplace.{n}")}


def create_app(settings: Settings | None = None) -> http.Marketplace:
    """Build the WSGI application. Raises SettingsError when the settings are unsafe or cannot be followed."""
    settings = settings or Settings.from_environment()
    settings.check()
    app = http.Marketplace(__name__, static_folder=None)
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.key(),
        SESSION_COOKIE_NAME="session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        MAX_CONTENT_LENGTH=(settings.max_upload_mb + 1) * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        MAX_FORM_PARTS=500,
        TRUSTED_HOSTS=settings.hosts,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,  # the Origin check of core.http is stricter and works behind proxies
        WTF_CSRF_CHECK_DEFAULT=False,
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    if not SessionFactory.kw.get("bind"):
        SessionFactory.configure(bind=db.make_engine(settings))
    _frame(app, settings)
    _nouns(app)
    return app


def _frame(app: http.Marketplace, settings: Settings) -> None:
    """Everything around the nouns, in the order in which a request meets it."""
    i18n.init_app(app)
    templating.init_app(app)
    cookies.init_app(app)
    http.init_app(app, settings, cookies.load_actor)
    throttle.init_app(app, settings)
    csrf = CSRFProtect(app)
    app.before_request(lambda: csrf.protect() if cookies.needs_csrf() else None)
    logs.init_app(app)
    problem.init_app(app)
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    if http.STATIC.exists():
        app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
            app.wsgi_app, root=str(http.STATIC), prefix="assets/", max_age=31_536_000
        )


def _nouns(app: http.Marketplace) -> None:
    """Register what each noun offers to people, programs and operators."""
    rooms = load_rooms()
    for name in ("discovery", "matching"):
        for blueprint in (rooms[f"{name}.views"].bp, rooms[f"{name}.api"].blp):
            throttle.search(app, blueprint, app.config["SETTINGS"].search_rate)
    assembly.init_app(app, [room.blp for name, room in rooms.items() if name.endswith(".api")])
    for name, room in rooms.items():
        kind = name.partition(".")[2]
        if kind == "views":
            _register_pages(app, room.bp)
            if hasattr(room, "machine"):  # addresses for machines have no language
                app.register_blueprint(room.machine)
        elif kind == "cli":
            for command in getattr(room, "groups", None) or [room.group]:
                app.cli.add_command(command)
        elif kind == "wiring":
            room.wire(app)
    for name in ("discovery.suggest", "api_search.suggest"):
        throttle.endpoint(app, name, app.config["SETTINGS"].suggest_rate)
    app.extensions["search_index"] = indexing.index(app.config["SETTINGS"])


def _register_pages(app: http.Marketplace, blueprint: Blueprint) -> None:
    """Pages live under /zh and /en; a noun's blueprint names its own folder."""
    languages = f"/<any({', '.join(i18n.LANGUAGES)}):lang>"
    app.register_blueprint(blueprint, url_prefix=languages + (blueprint.url_prefix or ""))
