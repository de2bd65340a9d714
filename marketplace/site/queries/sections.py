"""The public pages of the site, noun by noun: what the site map shows to people and names to search engines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from marketplace.core.i18n import _
from marketplace.core.text import Text
from marketplace.taxonomy import queries as taxonomy


@dataclass(frozen=True)
class Link:
    """A page: how it is called, the view that shows it, and the values of its address."""

    label: str | Text
    endpoint: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Section:
    """The pages of a noun under its heading."""

    heading: str
    links: Sequence[Link]


def sections() -> list[Section]:
    """All pages that everybody opens and that are no single record; those of records are found through them."""
    return [
        Section(_("Results and patents"), [
            _link(_("Search"), "discovery.search"),
            _link(_("Advanced search"), "discovery.compose"),
            _link(_("How to search"), "discovery.how_to_search"),
        ]),
        Section(_("Needs"), [_link(_("Technology needs"), "needs.index")]),
        Section(_("People and organisations"), [
            _link(_("Organisations"), "accounts.organisations"),
            _link(_("Technology brokers"), "accounts.experts"),
        ]),
        Section(_("Pilot and incubation"), [
            _link(_("Pilot platforms"), "pilots.index"),
            _link(_("Incubators"), "incubation.index"),
        ]),
        Section(_("Technology fields"), [
            _link(field.label, "taxonomy.field", code=field.code) for field in taxonomy.fields()
        ]),
        Section(_("Vocabulary"), [
            _link(_("Technology fields"), "taxonomy.fields"),
            _link(_("Maturity scales"), "taxonomy.maturity"),
            _link(_("Field from IPC"), "taxonomy.ipc"),
            _link(_("Rules and their sources"), "taxonomy.rules"),
        ]),
        Section(_("Account"), [
            _link(_("Sign in"), "accounts.sign_in"),
            _link(_("Register"), "accounts.register"),
        ]),
        Section(_("Information"), [
            _link(_("Home"), "site.home"),
            _link(_("About this site"), "site.about"),
            _link(_("Privacy"), "site.privacy"),
            _link(_("Accessibility"), "site.accessibility"),
            _link(_("Programming interface"), "api_docs"),
            _link(_("Site map"), "site.sitemap"),
        ]),
    ]  # fmt: skip


def _link(label: str | Text, endpoint: str, **values: Any) -> Link:
    return Link(label, endpoint, values)
