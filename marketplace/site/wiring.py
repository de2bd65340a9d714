"""What every page carries: the links of the frame, put together without a query for anonymous readers."""

from __future__ import annotations

from typing import Any

from flask import Flask, has_request_context, request, url_for

from marketplace.alerts import queries as alerts
from marketplace.core.http import actor
from marketplace.core.i18n import _
from marketplace.site.policy import READERS


def wire(app: Flask) -> None:
    """Give templates `navigation`."""

    @app.context_processor
    def navigation() -> dict[str, Any]:
        return {"navigation": build(app)} if has_request_context() else {}


def build(app: Flask) -> dict[str, Any]:
    """The links of the frame for this reader."""
    values: dict[str, Any] = {
        "search_url": url_for("discovery.search"),
        "display_url": url_for("site.display"),
        "sign_in_url": url_for("accounts.sign_in", next=request.full_path.rstrip("?")),
        "register_url": url_for("accounts.register"),
        "sign_out_url": url_for("accounts.sign_out"),
        "entrances": [
            _link(_("Find technology"), "discovery.search", "search"),
            _link(_("Post a need"), "needs.new", "need"),
            _link(_("List a result"), "listings.new", "plus"),
            _link(_("Pilot platforms"), "pilots.index", "flask"),
            _link(_("Technology brokers"), "accounts.experts", "people"),
            _link(_("Technology fields"), "taxonomy.fields", "leaf"),
        ],
        "account": _account(),
        "services": [
            _link(_("Search"), "discovery.search"),
            _link(_("Needs"), "needs.index"),
            _link(_("Organisations"), "accounts.organisations"),
            _link(_("Pilot platforms"), "pilots.index"),
        ],
        "information": [
            _link(_("About this site"), "site.about"),
            _link(_("Rules and their sources"), "taxonomy.rules"),
            _link(_("Privacy"), "site.privacy"),
            _link(_("Accessibility"), "site.accessibility"),
            _link(_("Programming interface"), "api_docs"),
            _link(_("Site map"), "site.sitemap"),
        ],
    }
    if app.config["SETTINGS"].demo:
        values |= {"demo_url": url_for("accounts.demo"), "demo_accounts": demo_accounts()}
    return values


def demo_accounts() -> list[tuple[str, str]]:
    """The demonstration accounts, one per role."""
    return [
        ("uni@demo.example", _("University officer")),
        ("researcher@demo.example", _("Researcher")),
        ("ent@demo.example", _("Enterprise")),
        ("broker@demo.example", _("Broker")),
        ("review@demo.example", _("Reviewer")),
        ("lead@demo.example", _("Centre lead")),
        ("fin@demo.example", _("Finance")),
        ("audit@demo.example", _("Auditor")),
        ("admin@demo.example", _("Administrator")),
    ]


def _account() -> list[dict[str, Any]]:
    person = actor()
    if person.is_anonymous:
        return []
    links = [
        _link(_("My desk"), "desk.me", "home"),
        _link(_("Messages"), "alerts.messages", "bell", alerts.unread_count(person)),
    ]
    if person.has("university_officer", "researcher"):
        links.append(_link(_("My results and patents"), "listings.mine", "file"))
    if person.has("enterprise_user"):
        links.append(_link(_("My needs"), "needs.mine", "need"))
    links.append(_link(_("My collections"), "discovery.collections", "bookmark"))
    links.append(_link(_("Saved searches"), "alerts.searches", "search"))
    links.append(_link(_("Enquiries"), "deals.enquiries", "mail"))
    links.append(_link(_("Deals"), "deals.index", "briefcase"))
    if person.is_staff or person.has("broker"):
        links.append(_link(_("Board"), "desk.board", "list"))
    if person.has("reviewer", "centre_lead"):
        links.append(_link(_("Review queue"), "desk.review", "check"))
    if person.has(*READERS):
        links.append(_link(_("Administration"), "site.admin", "settings"))
    links.append(_link(_("Settings"), "accounts.settings", "person"))
    return links


def _link(label: str, endpoint: str, icon: str = "arrow-right", count: int = 0) -> dict[str, Any]:
    return {
        "label": label,
        "url": url_for(endpoint),
        "icon": icon,
        "active": request.endpoint == endpoint,
        "count": count,
    }
