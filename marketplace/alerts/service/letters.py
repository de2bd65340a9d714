"""The words of alerts: one line for each match, which names its saved search and says what is new or changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from marketplace.accounts.models import User
from marketplace.alerts.models import Match, Record, SavedSearch, Watch
from marketplace.alerts.service import unsubscribe
from marketplace.core import mail
from marketplace.core.i18n import _, force_language, l_, ngettext
from marketplace.core.mail import Message
from marketplace.core.text import Text

FOLD_FROM = 6  # so many new records of one owner in one search are an import: one line
MOST_LINES = 20  # of one source in one message; the rest is a number and a link
MOST_LINK = 300
CHANGES: dict[str, Any] = {
    "title": l_("title"), "price": l_("price"), "budget": l_("budget"), "availability": l_("availability"),
    "maturity": l_("maturity"), "figures": l_("figures"), "deadline": l_("deadline"), "state": l_("state"),
    "offered": l_("offered again"), "withdrawn": l_("no longer public"),
}  # fmt: skip
PATHS = {"listing": "listings", "need": "needs", "organisation": "accounts/organisations"}


@dataclass(frozen=True)
class Waiting:
    """A match that was not sent yet, where it came from, and what it is about."""

    match: Match
    source: SavedSearch | Watch
    record: Record


@dataclass(frozen=True)
class Line:
    """One line of a message and the path it leads to."""

    text: str
    path: str


def send_digest(user: User, rows: Sequence[Waiting]) -> Message:
    """One message about everything that waits, grouped by saved search or watch."""
    groups: dict[SavedSearch | Watch, list[Waiting]] = {}
    for row in rows:
        groups.setdefault(row.source, []).append(row)
    with force_language(user.lang):
        blocks = [_block(user, source, found) for source, found in groups.items()]
    only = next(iter(groups)) if len(groups) == 1 else None
    return mail.send(
        address=user.email, user_id=user.id, lang=user.lang, template="alerts/digest", link=_link(user, only),
        unsubscribe=_stop(user, only) if only else _stop_all(user), blocks=blocks, count=len(rows),
        search=name_of(only) if isinstance(only, SavedSearch) else None, stop_all=_stop_all(user),
        settings_path=f"/{user.lang}/alerts/searches",
    )  # fmt: skip


def send_test(user: User, search: SavedSearch) -> Message:
    """A message that only proves that messages arrive."""
    return mail.send(
        address=user.email, user_id=user.id, lang=user.lang, template="alerts/test", link=_link(user, search),
        unsubscribe=_stop(user, search), search=name_of(search), stop=_stop(user, search),
    )  # fmt: skip


def name_of(source: SavedSearch | Watch) -> str:
    """What its owner calls it, in one line, for it stands in subjects; watches have no name of their own."""
    return " ".join(source.name.splitlines()) if isinstance(source, SavedSearch) else ""


def changes_in_words(changed: Iterable[str]) -> str:
    """What changed, as a list of words."""
    return _(", ").join(str(CHANGES[name]) for name in changed if name in CHANGES)


def path_of(lang: str, entity: str, public_id: str) -> str:
    """The page of a record."""
    return f"/{lang}/{PATHS[entity]}/{public_id}"


def results_path(lang: str, search: SavedSearch) -> str:
    """The results of a saved search."""
    return f"/{lang}/search?{search.query}"


def _block(user: User, source: SavedSearch | Watch, rows: Sequence[Waiting]) -> dict[str, Any]:
    lines = list(_lines(user.lang, source, rows))
    return {
        "lines": lines[:MOST_LINES],
        "more": len(lines) - MOST_LINES if len(lines) > MOST_LINES else 0,
        "search": name_of(source),
        "stop": _stop(user, source),
    }


def _lines(lang: str, source: SavedSearch | Watch, rows: Sequence[Waiting]) -> Iterable[Line]:
    by_owner: dict[str, list[Waiting]] = {}
    for row in rows:
        owner = Text.of(row.record.facts.get("owner")).pick(lang) if row.match.news == "new" else ""
        by_owner.setdefault(owner, []).append(row)
    for owner, found in by_owner.items():
        if owner and len(found) >= FOLD_FROM and isinstance(source, SavedSearch):
            text = ngettext("New for “%(search)s”: %(num)s record of %(owner)s",
                            "New for “%(search)s”: %(num)s records of %(owner)s",
                            len(found), search=name_of(source), owner=owner)  # fmt: skip
            yield Line(text, results_path(lang, source))
        else:
            yield from (_line(lang, source, row) for row in found)


def _line(lang: str, source: SavedSearch | Watch, row: Waiting) -> Line:
    title = Text.of(row.record.facts["title"]).pick(lang)
    path = path_of(lang, row.record.entity, row.record.public_id)
    what = changes_in_words(row.match.changed)
    if isinstance(source, Watch):
        return Line(_("Watched: %(title)s – %(what)s", title=title, what=what), path)
    if row.match.news == "new":
        return Line(_("New for “%(search)s”: %(title)s", search=name_of(source), title=title), path)
    return Line(_("Changed for “%(search)s”: %(title)s – %(what)s",
                  search=name_of(source), title=title, what=what), path)  # fmt: skip


def _link(user: User, only: SavedSearch | Watch | None) -> str:
    if isinstance(only, SavedSearch) and len(path := results_path(user.lang, only)) <= MOST_LINK:
        return path
    return f"/{user.lang}/alerts/{'watching' if isinstance(only, Watch) else 'searches'}"


def _stop(user: User, source: SavedSearch | Watch) -> str:
    what = "search" if isinstance(source, SavedSearch) else "watch"
    return unsubscribe.path_for(user.lang, what, source.public_id)


def _stop_all(user: User) -> str:
    return unsubscribe.path_for(user.lang, "all", user.public_id)
