"""Questions to try on the home page: each finds something, because its words are those of public records."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, case, func, select, true

from marketplace.core.i18n import lang
from marketplace.core.unit import session
from marketplace.discovery.models.suggestions import SuggestTerm
from marketplace.discovery.queries.suggestions import number_norm, words_norm

# What says most about the section comes first; a site that lists nothing of the kind shows what it lists most.
WORDS = {
    "zh": ("余热回收", "全钒液流电池", "电解水制氢", "海上风电", "碳捕集", "光伏组件", "锂离子电池"),
    "en": ("waste heat recovery", "vanadium redox flow battery", "water electrolysis", "offshore wind power",
           "carbon capture", "energy storage", "lithium-ion battery"),
}  # fmt: skip
SYMBOLS = ("H01M", "C25B", "H02S", "F03D", "F27D")
MOST_WORDS = 3
IPC = "^[a-h][0-9]{2}[a-z]"  # how the norm of a symbol begins, of whatever level records have
TELLING = {"zh": func.char_length(SuggestTerm.norm) >= 4, "en": SuggestTerm.norm.contains(" ")}


def to_try() -> list[str]:
    """Three terms in the language of the page and an IPC symbol, as far as listed records have any."""
    language = lang()
    term = (SuggestTerm.kind == "term") & (SuggestTerm.target == "") & (SuggestTerm.lang == language)
    symbol = (SuggestTerm.kind == "number") & SuggestTerm.norm.regexp_match(IPC)
    return [
        *_listed(term, TELLING[language], [words_norm(text) for text in WORDS[language]], MOST_WORDS),
        *_listed(symbol, true(), [number_norm(text) for text in SYMBOLS], 1),
    ]


def _listed(kind: ColumnElement[bool], telling: ColumnElement[bool], wanted: Sequence[str], most: int) -> list[str]:
    """Of the wanted those that stand in records, in their order; then the most frequent ones that are telling."""
    rows = select(SuggestTerm.text).where(kind, SuggestTerm.weight > 0)
    places = case({norm: place for place, norm in enumerate(wanted)}, value=SuggestTerm.norm)
    found = list(session().scalars(rows.where(SuggestTerm.norm.in_(wanted)).order_by(places).limit(most)))
    if len(found) < most:
        others = rows.where(telling, SuggestTerm.norm.not_in(wanted)).order_by(
            SuggestTerm.weight.desc(), SuggestTerm.norm
        )
        found += session().scalars(others.limit(most - len(found)))
    return found
