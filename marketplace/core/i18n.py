"""Language of a request: it stands in the URL; catalogues are one .po file per noun, merged."""

from __future__ import annotations

import math
from collections.abc import Mapping
from contextvars import ContextVar
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

from babel.dates import format_timedelta
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask
from flask_babel import Babel, LazyString, force_locale
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup, escape

__all__ = [
    "LANGUAGES", "_", "choose", "duration", "force_language", "init_app", "l_", "lang", "ngettext",
]  # fmt: skip

LANGUAGES = ("zh", "en")
TRANSLATIONS = Path(__file__).resolve().parent.parent / "translations"
_LOCALES = {"zh": "zh_Hans_CN", "en": "en"}
_TAGS = {"zh": "zh-CN", "en": "en"}
# A variable of its own: a page asks for its language hundreds of times, and Flask's `g` costs twenty times as much.
_chosen: ContextVar[str] = ContextVar("language", default="zh")


def lang() -> str:
    """Language of the current request or task; Chinese when none was chosen."""
    return _chosen.get()


def language_tag(language: str) -> str:
    """A language as markup and headers name it (BCP 47)."""
    return _TAGS[language]


def choose(language: str) -> None:
    """Set the language of the request that begins."""
    _chosen.set(language)


def gettext(message: str, /, **variables: Any) -> str:
    """A text in the language of the request or task, filled in."""
    text = _merged(lang()).gettext(message)
    return text % variables if variables else text


def ngettext(singular: str, plural: str, num: int, /, **variables: Any) -> str:
    """A text that depends on a number, which it may name as `num`."""
    return _merged(lang()).ngettext(singular, plural, num) % {"num": num, **variables}


def l_(message: str, /, **variables: Any) -> LazyString:
    """A text that is translated when it is read."""
    return LazyString(_, message, **variables)


_ = gettext


def duration(seconds: int) -> LazyString:
    """A time in words when it is read, in whole seconds, minutes or hours, never less than it is."""
    unit: Literal["hour", "minute", "second"]
    if seconds % 3600 == 0 or seconds > 7200:
        unit, size = "hour", 3600
    elif seconds % 60 == 0 or seconds > 120:
        unit, size = "minute", 60
    else:
        unit, size = "second", 1
    whole = math.ceil(seconds / size) * size
    # A threshold out of reach: the unit is ours.
    return LazyString(lambda: format_timedelta(whole, granularity=unit, threshold=math.inf, locale=_LOCALES[lang()]))


class force_language:
    """Run a block (a mail, a job) in the given language."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._locale = force_locale(_LOCALES[language])

    def __enter__(self) -> None:
        self._before = _chosen.set(self._language)
        self._locale.__enter__()

    def __exit__(self, *error: object) -> None:
        _chosen.reset(self._before)
        self._locale.__exit__(*error)


@cache
def _merged(language: str) -> NullTranslations:
    if language == "en":
        return NullTranslations()
    merged: Translations | None = None
    for path in sorted((TRANSLATIONS / language / "LC_MESSAGES").glob("*.po")):
        # Compiled in memory, in a tenth of a second for all: the user of the site need not write where the code lies.
        compiled = BytesIO()
        with path.open("rb") as stream:
            write_mo(compiled, read_po(stream, locale=language))
        compiled.seek(0)
        catalogue = Translations(compiled, domain=path.stem)
        merged = catalogue if merged is None else merged.merge(catalogue)
    return merged or NullTranslations()


@pass_eval_context
def _in_template(context: EvalContext, message: str, /, **variables: Any) -> str:
    """`_` of templates: a translation is markup of ours, what is filled in is escaped."""
    if context.autoescape and not variables:
        return _plain(lang(), message)
    return _filled(context, _merged(lang()).gettext(message), variables)


@lru_cache(maxsize=8192)
def _plain(language: str, message: str) -> str:
    """A text with nothing to fill in, as most of a page."""
    text = _merged(language).gettext(message)
    return Markup(text % {} if "%" in text else text)  # noqa: S704 (texts of the catalogues)


@pass_eval_context
def _counted_in_template(context: EvalContext, singular: str, plural: str, num: int, /, **variables: Any) -> str:
    """`ngettext` of templates."""
    return _filled(context, _merged(lang()).ngettext(singular, plural, num), {"num": num, **variables})


def _filled(context: EvalContext, text: str, variables: Mapping[str, Any]) -> str:
    if not context.autoescape:
        return text % variables if "%" in text else text
    escaped = {name: escape(value) for name, value in variables.items()}
    return Markup(text % escaped if "%" in text else text)  # noqa: S704 (texts of the catalogues)


TEXTS = (_in_template, _counted_in_template)  # told how the template escapes, as macros are


def init_app(app: Flask) -> None:
    """Let Flask-Babel ask us for the language of dates, and give templates their texts."""
    Babel(configure_jinja=False).init_app(
        app,
        default_locale=_LOCALES["zh"],
        default_timezone="Asia/Shanghai",
        locale_selector=lambda: _LOCALES[lang()],
    )
    app.jinja_env.globals.update(_=_in_template, ngettext=_counted_in_template)
    app.teardown_request(lambda _error: choose("zh"))  # the thread answers for others after this
