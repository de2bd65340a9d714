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
    "text": l_("content"), "offered": l_("offered again"), "withdrawn": l_("no longer public"),
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


@dataclass(frozen=True)
class News:
    """What waits about one record, with all that it was found for: told once, however often it changed meanwhile."""

    found: Sequence[Waiting]

    @property
    def record(self) -> Record:
        return self.found[0].record

    @property
    def searches(self) -> list[SavedSearch]:
        return list(dict.fromkeys(row.source for row in self.found if isinstance(row.source, SavedSearch)))

    @property
    def is_watched(self) -> bool:
        return any(isinstance(row.source, Watch) for row in self.found)

    @property
    def is_new(self) -> bool:
        """Whether it is new to every saved search it fits."""
        new_to = {row.source for row in self.found if row.match.news == "new"}
        return bool(self.searches) and new_to.issuperset(self.searches)

    @property
    def source(self) -> SavedSearch | Watch:
        """Where it is listed: under the first saved search it fits, else under its watch."""
        return next(iter(self.searches), self.found[0].source)

    @property
    def changed(self) -> Sequence[str]:
        return list(dict.fromkeys(name for row in self.found for name in row.match.changed))


def news_of(rows: Iterable[Waiting]) -> list[News]:
    """What waits, one entry for each record."""
    found: dict[tuple[str, int], list[Waiting]] = {}
    for row in rows:
        found.setdefault((row.match.entity, row.match.entity_id), []).append(row)
    return [News(same) for same in found.values()]


def sources_of(lang: str, rows: Iterable[Waiting]) -> dict[SavedSearch | Watch, str]:
    """What the rows were found for, each with its name, in the order found."""
    return {row.source: name_of(row.source, lang, row.record) for row in rows}


def send_digest(user: User, rows: Sequence[Waiting]) -> Message:
    """One message about everything that waits, grouped by saved search or watch."""
    told, sources = news_of(rows), sources_of(user.lang, rows)
    groups: dict[SavedSearch | Watch, list[News]] = {}
    for news in told:
        groups.setdefault(news.source, []).append(news)
    with force_language(user.lang):
        blocks = [_block(user, source, found) for source, found in groups.items()]
    only = next(iter(sources)) if len(sources) == 1 else None
    return mail.send(
        address=user.email, user_id=user.id, lang=user.lang, template="alerts/digest", link=_link(user, only, told),
        unsubscribe=_stop(user, only) if only else _stop_all(user), blocks=blocks, count=len(told),
        search=sources[only] if isinstance(only, SavedSearch) else None, stop_all=_stop_all(user),
        stops=[(name, _stop(user, source)) for source, name in sources.items()],
        settings_path=f"/{user.lang}/alerts/searches",
    )  # fmt: skip


def send_test(user: User, search: SavedSearch) -> Message:
    """A message that only proves that messages arrive."""
    return mail.send(
        address=user.email, user_id=user.id, lang=user.lang, template="alerts/test", link=_link(user, search, ()),
        unsubscribe=_stop(user, search), search=name_of(search, user.lang), stop=_stop(user, search),
    )  # fmt: skip


def name_of(source: SavedSearch | Watch, lang: str, record: Record | None = None) -> str:
    """What its owner calls it, in one line, for it stands in subjects; a watch is called as its record."""
    if isinstance(source, SavedSearch):
        return " ".join(source.name.splitlines())
    return " ".join(Text.of(record.facts["title"]).pick(lang).split()) if record else ""


def changes_in_words(changed: Iterable[str]) -> str:
    """What changed, as a list of words."""
    return _(", ").join(str(CHANGES[name]) for name in changed if name in CHANGES)


def path_of(lang: str, entity: str, public_id: str) -> str:
    """The page of a record."""
    return f"/{lang}/{PATHS[entity]}/{public_id}"


def results_path(lang: str, search: SavedSearch) -> str:
    """The results of a saved search."""
    return f"/{lang}/search?{search.query}"


def _block(user: User, source: SavedSearch | Watch, found: Sequence[News]) -> dict[str, Any]:
    lines = list(_lines(user.lang, source, found))
    return {"lines": lines[:MOST_LINES], "more": max(0, len(lines) - MOST_LINES)}


def _lines(lang: str, source: SavedSearch | Watch, found: Sequence[News]) -> Iterable[Line]:
    by_owner: dict[str, list[News]] = {}
    for news in found:
        owner = Text.of(news.record.facts.get("owner")).pick(lang) if news.is_new else ""
        by_owner.setdefault(owner, []).append(news)
    for owner, same in by_owner.items():
        if owner and len(same) >= FOLD_FROM and isinstance(source, SavedSearch):
            text = ngettext("New for “%(search)s”: %(num)s record of %(owner)s",
                            "New for “%(search)s”: %(num)s records of %(owner)s",
                            len(same), search=name_of(source, lang), owner=owner)  # fmt: skip
            yield Line(text, results_path(lang, source))
        else:
            yield from (_line(lang, news) for news in same)


def _line(lang: str, news: News) -> Line:
    told = {
        "search": _("”, “").join(name_of(search, lang) for search in news.searches),
        "title": Text.of(news.record.facts["title"]).pick(lang),
        "what": changes_in_words(news.changed),
    }
    if not news.searches:
        text = _("Watched: %(title)s – %(what)s", **told)
    elif news.is_watched:
        text = _("Fits “%(search)s” and watched: %(title)s – %(what)s", **told)
    elif news.is_new:
        text = _("New for “%(search)s”: %(title)s", **told)
    else:
        text = _("Changed for “%(search)s”: %(title)s – %(what)s", **told)
    return Line(text, path_of(lang, news.record.entity, news.record.public_id))


def _link(user: User, only: SavedSearch | Watch | None, told: Sequence[News]) -> str:
    """Where the message leads: the results of the only search, the only record, else the list of what is followed."""
    if isinstance(only, SavedSearch) and len(path := results_path(user.lang, only)) <= MOST_LINK:
        return path
    if not isinstance(only, SavedSearch) and len(told) == 1 and told[0].record.present:
        return path_of(user.lang, told[0].record.entity, told[0].record.public_id)
    return f"/{user.lang}/alerts/{'watching' if isinstance(only, Watch) else 'searches'}"


def _stop(user: User, source: SavedSearch | Watch) -> str:
    what = "search" if isinstance(source, SavedSearch) else "watch"
    return unsubscribe.path_for(user.lang, what, source.public_id)


def _stop_all(user: User) -> str:
    return unsubscribe.path_for(user.lang, "all", user.public_id)
