"""What alerts give the rest: the watch button of every page, and what follows the index and closed accounts."""

from __future__ import annotations

import re

from flask import Flask
from markupsafe import Markup, escape

from marketplace.accounts import queries as accounts
from marketplace.alerts import queries
from marketplace.alerts.service import closed_accounts, letters
from marketplace.alerts.tasks import after_drain
from marketplace.core import news
from marketplace.core.http import actor


def wire(app: Flask) -> None:
    """Give templates what they say of alerts, and follow the index and closed accounts."""
    app.jinja_env.globals["watch_of"] = lambda entity, public_id: queries.watch_of(actor(), entity, public_id)
    app.jinja_env.globals["changes_in_words"] = letters.changes_in_words
    app.jinja_env.filters["own_links"] = own_links
    accounts.supply_own_data("alerts", queries.own_data)
    news.subscribe("search.drained", after_drain)
    news.subscribe("account.closed", closed_accounts.forget)


def own_links(text: Markup, base: str) -> Markup:
    """Addresses of this site in a message as links; those of other sites stay text.

    An address alone below a line beginning with a dash makes a link of that line; any other is shown as its path.
    """
    address = re.escape(str(escape(base)))
    words = r'(?:[^<]|<span lang="[^"]*">|</span>)+'  # what is in another language than the page is marked as such
    found = rf"- (?P<line>{words})<br>\s*{address}(?P<below>/[^\s<]*)|{address}(?P<path>/[^\s<]*)"
    return Markup(re.sub(found, _link, str(text)))  # noqa: S704 (escaped before; paths have no quotes)


def _link(found: re.Match[str]) -> str:
    if found["line"]:
        return f'- <a href="{found["below"]}">{found["line"]}</a>'
    return f'<a href="{found["path"]}">{found["path"]}</a>'
