"""The verbs of matching: count in how many records each term stands, record an introduction on a need, and say what
its owner thinks of a match.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import delete, insert
from sqlalchemy.dialects.postgresql import insert as upsert

from marketplace.core import audit, clock, indexing
from marketplace.core.errors import NotFound
from marketplace.core.policy import Actor
from marketplace.core.unit import session
from marketplace.listings import queries as listings
from marketplace.matching import policy
from marketplace.matching.models import MatchingCount, MatchingTerm, MatchingVerdict
from marketplace.matching.queries.matches import pair
from marketplace.matching.queries.profiles import Profile, listing_profile, need_profile
from marketplace.needs import queries as needs
from marketplace.needs import service as needs_service
from search.analysis import Analysis
from search.similar import evened

BATCH = 500
LONGEST = 50  # characters of a term; longer ones are noise of a text


@dataclass(frozen=True)
class Counted:
    """What a counting found."""

    records: int
    terms: int


def introduce(actor: Actor, *, need: str, listing: str) -> None:
    """Record on a need that its owner and that of a listing were brought together, both by public ids.

    The history names the listing by title and number, in no words of the actor's language. Raises NotFound, Forbidden
    (not this actor, or no longer a step of the need).
    """
    found = pair(actor, listing, need)
    policy.NEED.check(actor, "introduce", needs.features([need])[need])
    title = found.match.record.title.pick("zh")
    needs_service.advance(actor, public_id=need, action="introduce", reason=f"{title} ({listing})")


def judge(actor: Actor, *, need: str, listing: str, suitable: bool | None) -> None:
    """Say on behalf of a need's owner whether a listing suits it, or take the word back (None); by public ids.

    What does not suit is left out of the owner's list. Raises NotFound, Forbidden.
    """
    wanted, offered = needs.features([need]).get(need), listings.features([listing]).get(listing)
    if wanted is None or offered is None:
        raise NotFound()
    policy.NEED.check(actor, "judge", wanted)
    policy.LISTING.check(actor, "view", offered)
    pair_of_them = MatchingVerdict.need_id == wanted.id, MatchingVerdict.listing_id == offered.id
    if suitable is None:
        session().execute(delete(MatchingVerdict).where(*pair_of_them))
    else:
        said = {"is_suitable": suitable, "judged_by_id": actor.user_id, "at": clock.now()}
        row = upsert(MatchingVerdict).values(need_id=wanted.id, listing_id=offered.id, **said)
        session().execute(row.on_conflict_do_update(index_elements=["need_id", "listing_id"], set_=said))
    audit.record(
        "matching.judge", actor=actor, subjects=[f"need:{need}"], data={"listing": listing, "suitable": suitable}
    )


def recount() -> Counted:
    """Count the terms of all listings on offer and open needs anew, in the cut of the index that is asked.

    Raises SearchUnavailable when no index is there to cut like.
    """
    counts: Counter[str] = Counter()
    english: Counter[str] = Counter()
    records = english_records = 0
    for profile in _profiles(indexing.backend().analysis):
        counts.update(profile.terms().keys())
        english.update(profile.words["en"].keys())
        records += 1
        english_records += bool(profile.words["en"])
    return _store(evened(counts, records, english, english_records), records)


def _profiles(analysis: Analysis) -> Iterator[Profile]:
    last = 0
    while listed := listings.features_after(last, BATCH):
        yield from (listing_profile(listing, analysis) for listing in listed)
        last = listed[-1].id
    last = 0
    while open_needs := needs.features_after(last, BATCH):
        yield from (need_profile(need, analysis) for need in open_needs)
        last = open_needs[-1].id


def _store(counts: Mapping[str, int], records: int) -> Counted:
    """Terms of one record only are left out: they are most of all terms and bring no two records together."""
    rows = [
        {"term": term, "records": number}
        for term, number in sorted(counts.items())
        if number > 1 and len(term) <= LONGEST
    ]
    session().execute(delete(MatchingTerm))
    for begin in range(0, len(rows), 5_000):
        session().execute(insert(MatchingTerm), rows[begin : begin + 5_000])
    session().execute(delete(MatchingCount))
    session().add(MatchingCount(records=records, terms=len(rows)))
    return Counted(records, len(rows))
