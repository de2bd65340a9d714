"""Language of a request: it stands in the URL; catalogues are one .po file per noun, merged."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, g, has_request_context
from flask_babel import Babel, Domain, force_locale, gettext, lazy_gettext, ngettext

__all__ = ["LANGUAGES", "_", "compile_catalogues", "force_language", "init_app", "l_", "lang", "ngettext"]

LANGUAGES = ("zh", "en")
TRANSLATIONS = Path(__file__).resolve().parent.parent / "translations"
_LOCALES = {"zh": "zh_Hans_CN", "en": "en"}

_ = gettext
l_ = lazy_gettext


def lang() -> str:
    """Language of the current request or task; Chinese when none was chosen."""
    return getattr(g, "lang", "zh") if g else "zh"


class force_language:
    """Run a block (a mail, a job) in the given language."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._locale = force_locale(_LOCALES[language])

    def __enter__(self) -> None:
        self._before = getattr(g, "lang", None)
        g.lang = self._language
        self._locale.__enter__()

    def __exit__(self, *error: object) -> None:
        g.lang = self._before or "zh"
        self._locale.__exit__(*error)


class Catalogues(Domain):
    """All catalogues of a language merged into one; English is the source and needs none."""

    def get_translations(self) -> NullTranslations:
        return _merged(lang() if has_request_context() or g else "zh")


@cache
def _merged(language: str) -> NullTranslations:
    if language == "en":
        return NullTranslations()
    merged: Translations | None = None
    for path in sorted((TRANSLATIONS / language / "LC_MESSAGES").glob("*.mo")):
        with path.open("rb") as stream:
            catalogue = Translations(stream, domain=path.stem)
        merged = catalogue if merged is None else merged.merge(catalogue)
    return merged or NullTranslations()


def compile_catalogues(folder: Path = TRANSLATIONS) -> int:
    """Compile every .po newer than its .mo; returns how many were written."""
    written = 0
    for source in folder.glob("*/LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as stream:
            catalogue = read_po(stream, locale=source.parent.parent.name)
        part = target.with_suffix(".mo.part")
        with part.open("wb") as stream:
            write_mo(stream, catalogue)
        part.replace(target)
        written += 1
    return written


def init_app(app: Flask) -> None:
    """Compile what is stale and let Flask-Babel ask us for language and catalogues."""
    compile_catalogues()
    _merged.cache_clear()
    babel = Babel()
    babel.init_app(
        app,
        default_locale=_LOCALES["zh"],
        default_timezone="Asia/Shanghai",
        locale_selector=lambda: _LOCALES[lang()],
    )
    babel.domain_instance = Catalogues(str(TRANSLATIONS), "messages")
