"""In how many records a term stands, as the last counting found."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import String, any_, exists, literal, select
from sqlalchemy.dialects.postgresql import ARRAY

from marketplace.core.unit import session
from marketplace.matching.models import MatchingCount, MatchingTerm
from marketplace.matching.queries.profiles import Profile
from search.similar import Frequencies


def is_counted() -> bool:
    """Whether the terms were ever counted."""
    return session().scalar(select(exists().select_from(MatchingCount))) or False


def frequencies(terms: Collection[str]) -> Frequencies:
    """The frequencies of these terms; before the first counting all terms weigh the same."""
    newest = select(MatchingCount.records).order_by(MatchingCount.id.desc()).limit(1)
    wanted = any_(literal(list(terms), ARRAY(String)))  # one parameter: thousands of them take longer than the answer
    rows = session().execute(select(MatchingTerm.term, MatchingTerm.records).where(MatchingTerm.term == wanted))
    return Frequencies(session().scalar(newest) or 0, {row.term: row.records for row in rows})


def of_profiles(profiles: Iterable[Profile]) -> Frequencies:
    """The frequencies of every term that comparing these profiles may ask for."""
    terms: set[str] = set()
    for profile in profiles:
        terms.update(profile.terms())
        terms.update(word for words in (*profile.keywords.values(), *profile.also.values()) for word in words)
    return frequencies(terms)
