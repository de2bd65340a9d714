"""What templates may use: filters for dates, money and bilingual text, and a few globals."""

from __future__ import annotations

import re
import secrets
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from numbers import Number
from typing import Any
from urllib.parse import urlencode, urlsplit

from babel.dates import format_date
from flask import Flask, current_app, request, url_for
from flask_babel import format_datetime
from jinja2 import StrictUndefined
from markupsafe import Markup, escape

from marketplace.core import clock, http, i18n, markup, money
from marketplace.core.compiled import Compiled
from marketplace.core.i18n import _, ngettext
from marketplace.core.text import Text
from search.analysis.latin import HAN

ANOTHER_PAGE = ("q", "kind", "field", "service", "city", "region")  # parameters that choose what a public list holds
_CHINESE = re.compile(rf"[{HAN}]+(?:[、，。；：？！·“”（）《》]*[{HAN}]+)*[。？！）》]*")


def local(value: Any) -> Any:
    """A bilingual text in the language of the page; text in the other language is marked as such."""
    if not isinstance(value, Text):
        return value or ""
    return markup.spoken(value.pick(http.lang()), value.language(http.lang()))


def marked(value: Any) -> Markup:
    """Text of people and records that has no language of its own: on an English page what is Chinese is marked.

    What is markup already stays. On a Chinese page Latin letters stay as they are: most are symbols, units and
    model numbers of no language.
    """
    quoted = escape("" if value is None else value)
    if http.lang() == "zh" or hasattr(value, "__html__"):
        return quoted
    return Markup(_CHINESE.sub(r'<span lang="zh-CN">\g<0></span>', str(quoted)))  # noqa: S704 (escaped above)


def plain(value: Any) -> str:
    """A bilingual text without markup, for titles and attributes."""
    return value.pick(http.lang()) if isinstance(value, Text) else str(value or "")


def show_date(value: date | datetime | None) -> str:
    """2026年11月23日 / 23 Nov 2026."""
    if value is None:
        return ""
    return _day(clock.local(value).date() if isinstance(value, datetime) else value, http.lang())


@lru_cache(maxsize=4096)
def _day(day: date, language: str) -> str:
    return format_date(day, "y年M月d日" if language == "zh" else "d MMM y", locale=language)


def show_datetime(value: datetime | None) -> str:
    """2026-11-23 14:00 on the Chinese wall clock."""
    return "" if value is None else format_datetime(clock.local(value).replace(tzinfo=None), "yyyy-MM-dd HH:mm", False)


def ago(value: datetime | None) -> Any:
    """How long ago, with the exact time as title."""
    if value is None:
        return ""
    seconds = int((clock.now() - value).total_seconds())
    if seconds < 60:
        words = _("just now")
    elif seconds < 3600:
        words = ngettext("%(num)s minute ago", "%(num)s minutes ago", seconds // 60)
    elif seconds < 86400:
        words = ngettext("%(num)s hour ago", "%(num)s hours ago", seconds // 3600)
    elif seconds < 86400 * 30:
        words = ngettext("%(num)s day ago", "%(num)s days ago", seconds // 86400)
    else:
        return show_date(value)
    stamp = value.astimezone(UTC).isoformat(timespec="seconds")
    return Markup('<time datetime="{}" title="{}">{}</time>').format(stamp, show_datetime(value), words)


def show_money(fen: int | None) -> str:
    """An amount, or 面议 when none was stated."""
    return _("Price on request") if fen is None else money.format_fen(fen, http.lang())


@cache
def icon(name: str, kind: str = "") -> Markup:
    """An icon of the sprite, with a class of its own; beside a text, so hidden from screen readers.

    Names: static/src/images/icons.json. It is drawn the same wherever it stands.
    """
    return Markup(
        '<svg class="icon {}" aria-hidden="true" focusable="false" width="20" height="20">'
        '<use href="{}#{}"></use></svg>'
    ).format(kind, http.asset("icons.svg"), name)


def show_number(value: Any) -> Any:
    """Thousands separated, never an exponent; what was measured keeps its decimals, what was computed has one.

    Nothing known is a dash; what is no number stays.
    """
    if value is None:
        return "–"
    if isinstance(value, Decimal):
        return f"{value.normalize():,f}"
    if isinstance(value, float):
        return f"{value:,.1f}"
    return f"{value:,}" if isinstance(value, Number) else value


def show_size(size: int) -> str:
    """The size of a file in bytes as KB (at least 1) or MB, written alike in both languages."""
    return f"{max(1, round(size / 1024)):,} KB" if size < 1024**2 else f"{size / 1024**2:,.1f} MB"


def heat(value: float, most: float) -> int:
    """The step 0–4 of the heat ramp for a value up to `most`."""
    return min(4, int(5 * value / most)) if most else 0


def paragraphs(text: Any) -> Markup:
    """Plain text with its line breaks; on an English page what is Chinese is marked."""
    parts = [part.strip() for part in plain(text).split("\n\n") if part.strip()]
    return Markup("").join(
        Markup("<p>{}</p>").format(Markup("<br>").join(marked(line) for line in part.split("\n"))) for part in parts
    )


def other_language_url(language: str) -> str:
    """The present page in the other language."""
    if not request.endpoint or "lang" not in (request.url_rule.arguments if request.url_rule else ()):
        return url_for("site.home", lang=language)
    values = {**(request.view_args or {}), "lang": language}
    query = request.query_string.decode("utf-8", "ignore")
    return url_for(request.endpoint, **values) + (f"?{query}" if query else "")


def lasting_address(language: str) -> str:
    """The one address of the present page for search engines: with what makes a list another page, and no more."""
    page = urlsplit(other_language_url(language)).path if language != http.lang() else request.path
    asked = [(name, request.args[name]) for name in ANOTHER_PAGE if request.args.get(name)]
    if (number := request.args.get("page", 1, type=int)) > 1:
        asked.append(("page", str(number)))
    public: str = current_app.config["SETTINGS"].public_url
    return public + page + (f"?{urlencode(asked)}" if asked else "")


def init_app(app: Flask) -> None:
    """Register filters and globals; an undefined name in a template is an error, never an empty text."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.bytecode_cache = Compiled(app.config["SETTINGS"].data_path / "templates")
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.do")
    app.jinja_env.filters.update(
        local=local, marked=marked, plain=plain, date=show_date, datetime=show_datetime, ago=ago, money=show_money,
        markdown=markup.render, paragraphs=paragraphs, number=show_number, size=show_size,
        heat=heat, icon=icon, language_tag=i18n.language_tag,
    )  # fmt: skip

    # Globals, not context values: macros imported without context need them too.
    app.jinja_env.globals.update(asset=http.asset, form_key=lambda: secrets.token_urlsafe(16))

    @app.context_processor
    def values() -> dict[str, Any]:
        return {
            "actor": http.actor(), "lang": http.lang(), "today": clock.today(),
            "now": clock.now(), "settings": app.config["SETTINGS"], "other_language_url": other_language_url,
            "lasting_address": lasting_address, "languages": i18n.LANGUAGES, "breadcrumbs": [],
        }  # fmt: skip
