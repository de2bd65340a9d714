"""An organisation named in the question: offered as the filter of what it offers, and never set by itself."""

from __future__ import annotations

import re

from marketplace.discovery.queries.suggestions import organisation_named, words_norm
from marketplace.discovery.service.places import under_filter
from search import Query
from search.query import Clause

OWNER, KIND = "owner", "listing"
# How names of organisations end, or what they have in English: other questions cost no look at the names.
_LIKE_NAME = re.compile(
    r"(?:大学|学院|研究院|研究所|科学院|设计院|公司|集团|中心|实验室|平台|厂|院|所)$"
    r"|\b(?:university|institute|college|academy|company|ltd|inc|group|center|centre|laboratory|platform)\b"
)


def of_owner(query: Query) -> dict[str, tuple[str, int]]:
    """The question without the organisation and under its filter, with its hits, by its public id; none without hits.

    At most one question to the engine. Raises SearchUnavailable.
    """
    if query.kinds != (KIND,) or query.values(OWNER) or len(query.text.groups) > 1:
        return {}
    if not (named := _named(query.text.clauses)):
        return {}
    public_id, rest = named
    found = under_filter(query, OWNER, public_id, rest)
    return {public_id: found} if found else {}


def _named(clauses: tuple[Clause, ...]) -> tuple[str, tuple[Clause, ...]] | None:
    """The public id of the organisation that a part of the question, or all its words, name, and the other parts."""
    words = [clause for clause in clauses if clause.kind == "word" and not clause.field and not clause.negated]
    parts = {words_norm(" ".join(clause.text for clause in words)): words}
    parts |= {words_norm(clause.text): [clause] for clause in words}
    named = organisation_named([norm for norm in parts if _LIKE_NAME.search(norm)])
    if named is None:
        return None
    norm, public_id = named
    return public_id, tuple(clause for clause in clauses if clause not in parts[norm])
