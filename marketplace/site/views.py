"""Home, language, display, statements, health and metrics."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import flask
from flask import Blueprint, Response, current_app, request, url_for

from marketplace.core import failed_jobs
from marketplace.core.errors import NotFound
from marketplace.core.http import actor, page, redirect_to, safe_next
from marketplace.core.i18n import LANGUAGES
from marketplace.core.policy import access
from marketplace.site import queries, service
from marketplace.site.policy import JOB_KEEPERS, READERS

bp = Blueprint("site", __name__)
machine = Blueprint("machine", __name__)
MAPS = ", ".join((queries.SITE, *queries.KINDS))
DISPLAY = {
    "size": {"125", "150", "200"},
    "contrast": {"high"},
    "layout": {"simple"},
    "pointer": {"large"},
    "shortcuts": {"off"},
}


@bp.get("/")
@access.public
def home() -> Response:
    """Six entrances, live counters, newest items."""
    return page("site/home.html", home=queries.home(actor()))


@bp.get("/display")
@access.public
def display() -> Response:
    """Keep the reader's choice of text size, contrast and layout in a cookie, and go back."""
    answer = flask.make_response(flask.redirect(safe_next(request.args.get("next")) or url_for("site.home"), 303))
    if "reset" in request.args:
        answer.delete_cookie("display")
        return answer
    chosen = [f"{name}-{value}" for name, values in DISPLAY.items() if (value := request.args.get(name)) in values]
    secure, a_year = current_app.config["SESSION_COOKIE_SECURE"], timedelta(days=365)
    answer.set_cookie("display", ".".join(chosen), max_age=a_year, samesite="Lax", httponly=True, secure=secure)
    return answer


@bp.get("/about")
@access.public
def about() -> Response:
    """What this site is and who runs it."""
    return page("site/about.html")


@bp.get("/privacy")
@access.public
def privacy() -> Response:
    """What is kept about people, why, and how long."""
    return page("site/privacy.html")


@bp.get("/accessibility")
@access.public
def accessibility() -> Response:
    """The accessibility statement."""
    return page("site/accessibility.html")


@bp.get("/sitemap")
@access.public
def sitemap() -> Response:
    """The public pages of the site, section by section."""
    return page("site/sitemap.html", sections=queries.sections())


@bp.get("/admin")
@access.roles(*READERS)
def admin() -> Response:
    """Index of administration: state of search, jobs, audit; links into the nouns."""
    return page("site/admin.html", state=queries.administration())


@bp.post("/admin/jobs/retry")
@access.roles(*JOB_KEEPERS)
def retry_jobs() -> Response:
    """Queue every job that failed for good again."""
    failed_jobs.retry_all(actor())
    return redirect_to("site.admin")


@bp.post("/admin/jobs/retry/<int:number>")
@access.roles(*JOB_KEEPERS)
def retry_job(number: int) -> Response:
    """Queue one job that failed for good again."""
    failed_jobs.retry(actor(), number)
    return redirect_to("site.admin")


@bp.get("/style")
@access.public
def style() -> Response:
    """The living style guide; only in development."""
    if current_app.config["SETTINGS"].environment == "production":
        raise NotFound()
    return page("site/style_guide.html")


@machine.get("/")
@access.public
def root() -> Response:
    """The site in the language the browser prefers."""
    return flask.make_response(flask.redirect(url_for("site.home")))


@machine.get("/healthz")
@access.public
def healthz() -> Response:
    """The process is alive."""
    return flask.jsonify(status="ok")


@machine.get("/readyz")
@access.public
def readyz() -> Response:
    """The site can answer; 503 when the database is away."""
    found = service.readiness()
    return flask.make_response(flask.jsonify(ready=found.ready, **found.parts), 200 if found.ready else 503)


@machine.get("/metrics")
@access.public
def metrics() -> Response:
    """Gauges for Prometheus; the proxy keeps it inside the house."""
    return Response(service.metrics(), mimetype="text/plain; version=0.0.4")


@machine.get("/robots.txt")
@access.public
def robots() -> Response:
    """What crawlers leave alone, and where the map of everything else is."""
    rules = "".join(f"{rule}: /{lang}/{path}\n" for lang in LANGUAGES for rule, path in queries.CRAWLING)
    address = current_app.config["SETTINGS"].public_url + url_for("machine.sitemap_index")
    return Response(f"User-agent: *\n{rules}\nSitemap: {address}\n", mimetype="text/plain")


@machine.get("/sitemap.xml")
@access.public
def sitemap_index() -> Response:
    """The maps for search engines."""
    return _map("site/sitemap_index.xml", maps=queries.sitemaps())


# At the root: a map tells only of what lies below its own address.
@machine.get(f"/sitemap-<any({MAPS}):kind>-<int(min=1, max=50000):number>.xml")
@access.public
def sitemap_part(kind: str, number: int) -> Response:
    """One of the maps; 404 when it holds nothing."""
    return _map("site/sitemap.xml", pages=queries.public_pages(kind, number))


def _map(template: str, **values: Any) -> Response:
    answer = Response(flask.render_template(template, **values), mimetype="application/xml")
    answer.headers["Cache-Control"] = "public, max-age=300"
    answer.add_etag()
    answer.make_conditional(request)
    return answer
