"""What may match: the search engine is asked for the telling terms, the database for what is newest in the field."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import chain

from marketplace.core import indexing
from marketplace.core.policy import Actor
from marketplace.core.searchable import audience_of
from marketplace.listings import queries as listings
from marketplace.matching.queries.profiles import EQUAL, LANGUAGES, Profile, is_within
from marketplace.needs import queries as needs
from marketplace.taxonomy import queries as taxonomy
from search import similar
from search.analysis import Analysis
from search.analysis.lexicon import Lexicon
from search.analysis.translation import WEIGHT as TRANSLATED
from search.similar import Frequencies

FIELDS = {"title": 1.0, "body": 1.0, "keywords": 2.0}
SCORED = 40  # candidates read from the database and scored


def words() -> tuple[Analysis, Lexicon]:
    """How records are cut and what else their words are called, as the search has it. Raises SearchUnavailable."""
    searcher = indexing.searcher()
    return searcher.backend.analysis, searcher.lexicon


def like(actor: Actor, profile: Profile, found: Frequencies, *, kind: str, apart_from: str = "") -> list[str]:
    """Public ids of records of a kind that speak of the same, best first. Raises SearchUnavailable.

    The field gives points and is no wall: a technology may come from another one.
    """
    terms = similar.key_terms(similar.weights(profile.terms(), found), found)
    others = {text: EQUAL * terms[term] for term in terms for text in profile.also.get(term, ())}
    others |= _translations(profile, terms)
    plan = similar.plan(
        others | terms,
        FIELDS,
        audience=audience_of(actor),
        kind=kind,
        apart_from=apart_from,
        classes=_classes(profile),
        limit=SCORED,
    )
    return [hit.id.partition(":")[2] for hit in indexing.searcher().run(plan).hits]


def _translations(profile: Profile, terms: Mapping[str, float]) -> dict[str, float]:
    """Words of the other language, each with the weight of the heaviest telling term it translates."""
    found: dict[str, float] = {}
    for term, texts in profile.translated.items():
        weight = TRANSLATED * max((terms[word] for word in terms if is_within(word, term)), default=0.0)
        unsaid = [text for text in texts if weight and not profile.stands(text, LANGUAGES)]
        for word in chain.from_iterable(map(indexing.words, unsaid)):
            found[word] = max(weight, found.get(word, 0.0))
    return found


def _classes(profile: Profile) -> Mapping[str, Collection[str]]:
    paths = [f"{field}/{code}" for code in profile.technologies if (field := taxonomy.field_of(code))]
    return {"field": (*profile.fields, *paths)}


def newest_listings(fields: Collection[str], limit: int) -> list[str]:
    """The newest listings of the fields, without any ranking."""
    return listings.basic(fields=tuple(fields), limit=limit)


def newest_needs(actor: Actor, fields: Collection[str], limit: int) -> list[str]:
    """The newest open needs of the first field, without any ranking."""
    field = next(iter(fields), None)
    return [row.public_id for row in needs.browse(actor, field=field, size=limit).items]
