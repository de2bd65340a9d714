"""The public pages of the site, noun by noun: what the site map shows to people and names to search engines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from marketplace.core.i18n import _
from marketplace.core.text import Text
from marketplace.taxonomy import queries as taxonomy


@dataclass(frozen=True)
class Link:
    """A page: how it is called, the view that shows it, and the values of its address."""

    label: str | Text
    endpoint: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Section:
    """The pages of a noun under its heading."""

    heading: str
    links: Sequence[Link]


def sections() -> list[Section]:
    """All pages that everybody opens and that are no single record; those of records are found through them."""
    return [
        Section(_("Results and patents"), [
            Link(_("Search"), "discovery.search"),
            Link(_("Advanced search"), "discovery.compose"),
            Link(_("How to search"), "discovery.how_to_search"),
        ]),
        Section(_("Needs"), [Link(_("Technology needs"), "needs.index")]),
        Section(_("People and organisations"), [
            Link(_("Organisations"), "accounts.organisations"),
            Link(_("Technology brokers"), "accounts.experts"),
        ]),
        Section(_("Pilot and incubation"), [
            Link(_("Pilot platforms"), "pilots.index"),
            Link(_("Incubators"), "incubation.index"),
        ]),
        Section(_("Technology fields"), [
            Link(one.label, "taxonomy.field", {"code": one.code}) for one in taxonomy.fields()
        ]),
        Section(_("Vocabulary"), [
            Link(_("Technology fields"), "taxonomy.fields"),
            Link(_("Maturity scales"), "taxonomy.maturity"),
            Link(_("Field from IPC"), "taxonomy.ipc"),
            Link(_("Rules and their sources"), "taxonomy.rules"),
        ]),
        Section(_("Account"), [
            Link(_("Sign in"), "accounts.sign_in"),
            Link(_("Register"), "accounts.register"),
        ]),
        Section(_("Information"), [
            Link(_("Home"), "site.home"),
            Link(_("About this site"), "site.about"),
            Link(_("Privacy"), "site.privacy"),
            Link(_("Accessibility"), "site.accessibility"),
            Link(_("Programming interface"), "api_docs"),
            Link(_("Site map"), "site.sitemap"),
        ]),
    ]  # fmt: skip
