"""What searchable records share: fields declared once, so that one index holds all kinds, and who may find what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from marketplace.core.filter_words import Codes
from marketplace.core.i18n import l_
from marketplace.core.policy import Actor
from marketplace.core.text import Text as Bilingual
from search.fields import Date, Ident, Keyword, Terms, Text, Tree, Years

_codes: dict[str, Codes] = {}
_titles: list[Callable[[Actor, Iterable[str]], Mapping[str, Bilingual]]] = []


def list_values(name: str, codes: Codes) -> None:
    """Say which values a shared field has and how they are called; the vocabulary, which lies above, does so."""
    _codes[name] = codes


# What the address of a results page may carry beside the question: how it looks, what is ticked, who sent it.
PASSED_OVER = ("view", "item", "lang", "utm_source", "utm_medium", "utm_campaign")


def supply_titles(function: Callable[[Actor, Iterable[str]], Mapping[str, Bilingual]]) -> None:
    """Say how documents are called; the search pages, which know all nouns, do so."""
    _titles[:] = [function]


def titles(actor: Actor, names: Iterable[str]) -> dict[str, Bilingual]:
    """Titles by document id (`listing:7F…`) as far as this reader may see the records."""
    return {name: title for function in _titles for name, title in function(actor, names).items()}


def _listed(name: str, listed_at: str) -> Codes:
    return Codes(
        lambda value: _codes[name](value) if name in _codes else value,
        lambda value: name not in _codes or _codes[name].has(value),
        listed_at,
    )


# What pages call a field, in either language, addresses it in the box (tests/discovery/test_help.py sees to that);
# so do other usual names. The first is written into Chinese questions, the last into English ones: they are the labels.
TITLE = Text(
    "title", label=l_("Title"), weight=1, phrase=2, bigrams=True, english=True, exact=True, highlight=True,
    meaning=120, prefixes=("名称", "标题", "title"),
)  # fmt: skip
BODY = Text(
    "body", label=l_("Text"), weight=1, phrase=1, bigrams=True, english=True, highlight=True,
    meaning=200, prefixes=("正文", "摘要", "text"),
)  # fmt: skip
KEYWORDS = Text(
    "keywords", label=l_("Keywords"), weight=2, phrase=1, bigrams=True, english=True,
    prefixes=("关键词", "keyword", "keywords"),
)  # fmt: skip
CODES = Ident("codes", label=l_("Number"), prefixes=("编号", "申请号", "专利号", "公开号", "IPC", "number"))
FIELD = Tree(
    "field", label=l_("Technology field"), facet=Terms(120), value_label=_listed("field", "/api/v1/taxonomy/fields")
)
OWNER_NAME = Text("owner_name", label=l_("Organisation"), weight=0.5, phrase=1, prefixes=("单位", "organisation"))
CITY = Keyword(
    "city",
    label=l_("City or prefecture"),
    facet=Terms(25),
    value_label=_listed("city", "/api/v1/taxonomy/codes/region"),
)
PUBLISHED = Date("published_at", label=l_("Publication date"), param="published", facet=Years(), sort="newest")


def audience_of(actor: Actor) -> frozenset[str]:
    """The tokens of a reader; documents carry those of who may find them."""
    tokens = {"public"}
    if any(membership.verified for membership in actor.memberships):
        tokens.add("member")
    tokens |= {f"org:{membership.organisation_id}" for membership in actor.memberships}
    if actor.is_staff:
        tokens.add("staff")
    return frozenset(tokens)
