"""How the question was understood, in words: what else was searched, recognised, taken literally or left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from marketplace.core.http import lang
from marketplace.core.i18n import _
from marketplace.discovery.queries.frame import address
from search import Query, Results
from search.index import Index
from search.query import Notice

WIDENED = ("expanded", "translated")


@dataclass(frozen=True)
class Chip:
    """One thing that was understood: its code, the words it is about, what was added, and the sentence."""

    code: str
    words: str
    others: Sequence[str]
    text: str


@dataclass(frozen=True)
class Understanding:
    """All of it; `exact_url` asks for the exact words only, `wide_url` for words of the same meaning too."""

    chips: Sequence[Chip]
    exact_url: str | None
    wide_url: str | None


def understanding(query: Query, index: Index, results: Results | None) -> Understanding:
    """What the page says about a question; nothing without an engine."""
    chips = chips_of(results, index)
    switched = address(replace(query, exact=not query.exact, page=1), index)
    widened = any(chip.code in WIDENED for chip in chips)
    return Understanding(
        chips=chips, exact_url=switched if widened else None, wide_url=switched if query.exact and query.text else None
    )


def chips_of(results: Results | None, index: Index) -> list[Chip]:
    """The chips of an answer, for the page and for programs."""
    return [
        Chip(notice.code, notice.field if notice.code in WIDENED else notice.value, _others(notice), text)
        for notice in (results.understanding if results else ())
        if (text := _sentence(notice, index)) is not None
    ]


def _others(notice: Notice) -> list[str]:
    return notice.value.split("、") if notice.code in WIDENED else []


def _sentence(notice: Notice, index: Index) -> str | None:
    if notice.code == "expanded":
        return _("“%(term)s” also matches %(others)s", term=notice.field, others=_listed(_others(notice)))
    if notice.code == "translated":
        return _(
            "“%(term)s” also matches its translation %(others)s", term=notice.field, others=_listed(_others(notice))
        )
    if notice.code == "identifier":
        return _("%(kind)s recognised: %(number)s", kind=_scheme(notice.field), number=notice.value)
    spec = index.fields.get(notice.field)
    where: Any = spec.label if spec is not None else None
    if notice.code == "phrase" and where:
        return _("%(field)s has exactly “%(words)s”", field=where, words=notice.value)
    if notice.code == "phrase":
        return _("exactly “%(words)s”", words=notice.value)
    if notice.code == "excluded" and where:
        return _("%(field)s without “%(words)s”", field=where, words=notice.value)
    if notice.code == "excluded":
        return _("without “%(words)s”", words=notice.value)
    return None


def _scheme(scheme: str) -> str:
    return {
        "application": _("Application number"),
        "publication": _("Publication number"),
        "ipc": _("IPC symbol"),
        "uscc": _("Unified social credit code"),
    }.get(scheme, _("Number"))


def _listed(terms: Sequence[str]) -> str:
    return ("、" if lang() == "zh" else ", ").join(f"“{term}”" for term in terms)
