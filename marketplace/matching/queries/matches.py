"""Matches of a need and of a listing, scored, with reasons and what keeps each from being higher; then what is near."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from marketplace.core import audit
from marketplace.core.errors import Forbidden, NotFound
from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.listings import queries as listings
from marketplace.listings.queries import ListingFeatures
from marketplace.matching import policy
from marketplace.matching.queries import candidates, wording
from marketplace.matching.queries.frequencies import of_profiles
from marketplace.matching.queries.profiles import listing_profile, need_profile
from marketplace.matching.queries.score import PARTS, Part, Score, score
from marketplace.matching.queries.verdicts import Judged, counted, verdicts
from marketplace.needs import queries as needs
from marketplace.needs.queries import NeedFeatures, NeedSummary
from marketplace.taxonomy import queries as taxonomy
from search import SearchUnavailable

log = logging.getLogger("marketplace.matching")
SHOWN, NEAR = 20, 5


@dataclass(frozen=True)
class Line:
    """One part of a score as it is shown; points are hundredths of the whole."""

    name: str
    title: str
    points: float
    most: float
    reason: str
    shortfall: str


@dataclass(frozen=True)
class Match:
    """A record that fits, or by the rules it does not meet is only near; without a score when the list is not ranked.

    `may_introduce` tells whether the reader may record on the need that both sides were brought together; `verdict` is
    what the owner of the need said of it, told to the owner only.
    """

    public_id: str
    record: ListingFeatures | NeedSummary
    percent: int | None = None
    lines: Sequence[Line] = ()
    unmet: Sequence[str] = ()
    may_introduce: bool = False
    verdict: bool | None = None

    @property
    def is_listed(self) -> bool:
        """Whether it is a match by the rules of the list."""
        return not self.unmet

    @property
    def reasons(self) -> list[str]:
        """What speaks for the match, in the order of the parts."""
        return [line.reason for line in self.lines if line.reason]

    @property
    def shortfalls(self) -> list[str]:
        """Why the score is not higher, the greatest loss first."""
        lost = sorted(self.lines, key=lambda line: line.points - line.most)
        return [line.shortfall for line in lost if line.shortfall]


@dataclass(frozen=True)
class Introduced:
    """What was introduced to a need, by title and number or in the words of who recorded it, and when."""

    listing: str
    at: datetime


@dataclass(frozen=True)
class Matches:
    """What matches one record, and the nearest of what does not. `ranking` is on, off (the reader wished so) or away
    (no engine).

    `is_own` tells whether the reader speaks for its owner and may write about a match. Of needs only are `introduced`,
    `hidden` (what the owner found unsuitable, told to the owner), `judged` (how many were, told to staff), `may_judge`.
    """

    public_id: str
    title: Text
    rows: Sequence[Match]
    ranking: str
    is_own: bool
    near: Sequence[Match] = ()
    introduced: Sequence[Introduced] = ()
    hidden: Sequence[Match] = ()
    judged: Judged | None = None
    may_judge: bool = False


@dataclass(frozen=True)
class Pair:
    """One need and one listing; the match is the listing's."""

    need_id: str
    need_title: Text
    match: Match
    is_own: bool
    may_judge: bool = False


def of_need(actor: Actor, public_id: str, *, ranked: bool = True) -> Matches:
    """Listings that match a need. Raises NotFound, Forbidden."""
    need = _need(actor, public_id)
    is_own, said = actor.member_of(need.owner_id), verdicts(need.id)
    told = said if is_own else {}
    ranking, scored, near = _ranking(lambda: _listings_for(actor, need, told), ranked)
    if ranking != "on":
        names = [name for name in candidates.newest_listings(need.field_codes, SHOWN) if told.get(name) is not False]
        scored = _unranked(actor, need, names)
    refused = [name for name, is_suitable in told.items() if not is_suitable]
    return Matches(
        public_id, need.title, [replace(row, verdict=told.get(row.public_id)) for row in scored], ranking, is_own,
        [replace(row, verdict=told.get(row.public_id)) for row in near], _introduced(public_id),
        hidden=[replace(row, verdict=False) for row in _unranked(actor, need, refused)],
        judged=counted(said) if actor.is_staff else None, may_judge=policy.NEED.may(actor, "judge", need),
    )  # fmt: skip


def _unranked(actor: Actor, need: NeedFeatures, names: Sequence[str]) -> list[Match]:
    """The listings of these names that this reader may see, in their order and without a score."""
    rows = listings.features(names)
    may = _may_introduce(actor, need)
    seen = [rows[name] for name in names if name in rows and policy.LISTING.may(actor, "view", rows[name])]
    return [Match(row.public_id, row, may_introduce=may) for row in seen]


def _introduced(public_id: str) -> list[Introduced]:
    """What was introduced to a need so far, the newest first."""
    steps = audit.timeline(f"need:{public_id}", limit=SHOWN, kind_prefix="need.introduce")
    return [Introduced(step.reason, step.at) for step in steps if step.reason]


def of_listing(actor: Actor, public_id: str, *, ranked: bool = True) -> Matches:
    """Open needs that a listing may meet. Raises NotFound, Forbidden."""
    listing = _listing(actor, public_id)
    ranking, scored, near = _ranking(lambda: _needs_for(actor, listing), ranked)
    if ranking != "on":
        names = candidates.newest_needs(actor, listing.field_codes, SHOWN)
        shown = {row.public_id: row for row in needs.summaries_by_public_id(names, actor)}
        rows = [shown[name] for name in names if name in shown]
        scored = [Match(row.public_id, row, may_introduce=_may_introduce(actor, row)) for row in rows]
    return Matches(public_id, listing.title, scored, ranking, actor.member_of(listing.owner_id), near)


Ranked = tuple[list[Match], list[Match]]  # what is listed, and what is near


def _ranking(rank: Callable[[], Ranked], wanted: bool) -> tuple[str, list[Match], list[Match]]:
    """Whether the ranking is on, off or away, and what it gives."""
    if not wanted:
        return "off", [], []
    try:
        return "on", *rank()
    except SearchUnavailable as error:
        log.warning("matches are not ranked", extra={"reason": error.reason})
        return "away", [], []


def explain(actor: Actor, listing_id: str, need_id: str) -> Match:
    """The match of a pair by public ids, whether or not it is listed. Raises NotFound, Forbidden."""
    return pair(actor, listing_id, need_id).match


def pair(actor: Actor, listing_id: str, need_id: str) -> Pair:
    """One pair by public ids, whether or not it is listed as a match. Raises NotFound, Forbidden."""
    need, listing = needs.features([need_id]).get(need_id), listings.features([listing_id]).get(listing_id)
    if need is None or listing is None:
        raise NotFound()
    _check_pair(actor, need, listing)
    words = candidates.words()
    sides = need_profile(need, *words), listing_profile(listing, *words)
    found = score(*sides, of_profiles(sides), _weights())
    match = _match(listing.public_id, listing, found, _may_introduce(actor, need))
    is_own = actor.member_of(need.owner_id)
    if is_own:
        match = replace(match, verdict=verdicts(need.id).get(listing.public_id))
    return Pair(need.public_id, need.title, match, is_own, policy.NEED.may(actor, "judge", need))


def introduction(actor: Actor, *, need: str, listing: str) -> Pair:
    """A pair whose introduction this reader may record. Raises NotFound, Forbidden."""
    found = pair(actor, listing, need)
    if not found.match.may_introduce:
        raise Forbidden()
    return found


def _check_pair(actor: Actor, need: NeedFeatures, listing: ListingFeatures) -> None:
    """Whoever sees the matches of one side and may read the other: both lists show such pairs."""
    if policy.NEED.may(actor, "see_matches", need):
        policy.LISTING.check(actor, "view", listing)
    else:
        policy.NEED.check(actor, "view", need)
        policy.LISTING.check(actor, "see_matches", listing)


def _may_introduce(actor: Actor, need: NeedFeatures | NeedSummary) -> bool:
    return policy.NEED.may(actor, "introduce", need)


def _need(actor: Actor, public_id: str) -> NeedFeatures:
    need = needs.features([public_id]).get(public_id)
    if need is None:
        raise NotFound()
    policy.NEED.check(actor, "see_matches", need)
    return need


def _listing(actor: Actor, public_id: str) -> ListingFeatures:
    listing = listings.features([public_id]).get(public_id)
    if listing is None:
        raise NotFound()
    policy.LISTING.check(actor, "see_matches", listing)
    return listing


def _listings_for(actor: Actor, need: NeedFeatures, told: Mapping[str, bool]) -> Ranked:
    """What is listed and near for this reader, without what the owner told to be unsuitable."""
    words = candidates.words()
    own = need_profile(need, *words)
    names = candidates.like(actor, own, of_profiles([own]), kind="listing")
    names = [name for name in names if told.get(name) is not False]
    rows = {name: row for name, row in listings.features(names).items() if row.shown and row.owner_id != need.owner_id}
    profiles = {name: listing_profile(row, *words) for name, row in rows.items()}
    found = of_profiles([own, *profiles.values()])
    scores = {name: score(own, profile, found, _weights()) for name, profile in profiles.items()}
    may = _may_introduce(actor, need)
    best, near = _best(scores)
    return (
        [_match(name, rows[name], scores[name], may) for name in best],
        [_match(name, rows[name], scores[name], may) for name in near],
    )


def _needs_for(actor: Actor, listing: ListingFeatures) -> Ranked:
    words = candidates.words()
    own = listing_profile(listing, *words)
    names = candidates.like(actor, own, of_profiles([own]), kind="need")
    rows = {name: row for name, row in needs.features(names).items() if row.shown and row.owner_id != listing.owner_id}
    profiles = {name: need_profile(row, *words) for name, row in rows.items()}
    found = of_profiles([own, *profiles.values()])
    scores = {name: score(profile, own, found, _weights()) for name, profile in profiles.items()}
    best, near = _best(scores)
    shown = {row.public_id: row for row in needs.summaries_by_public_id([*best, *near], actor)}
    matches = {name: _match(name, row, scores[name], _may_introduce(actor, rows[name])) for name, row in shown.items()}
    return [matches[name] for name in best], [matches[name] for name in near]


def _weights() -> dict[str, float]:
    return {name: float(taxonomy.rule(f"matching_weight.{name}").number) for name in PARTS}


def _best(scores: Mapping[str, Score]) -> tuple[list[str], list[str]]:
    """What has reasons enough, the highest score first; of the rest what is nearest in its subject."""
    least = _least_reasons()
    fit = [name for name, found in scores.items() if found.is_match(least)]
    rest = [name for name in scores if name not in fit and scores[name].nearness]
    return (
        sorted(fit, key=lambda name: (-scores[name].value, name))[:SHOWN],
        sorted(rest, key=lambda name: (-scores[name].nearness, -scores[name].value, name))[:NEAR],
    )


def _least_reasons() -> int:
    return taxonomy.rule("matching_reasons_min").integer


def _match(public_id: str, record: ListingFeatures | NeedSummary, found: Score, may_introduce: bool) -> Match:
    lines = tuple(_line(part) for part in found.parts)
    unmet = wording.unmet(found, _least_reasons())
    return Match(public_id, record, round(100 * found.value), lines, unmet, may_introduce)


def _line(part: Part) -> Line:
    return Line(
        part.name, wording.title(part), wording.in_points(part.points), wording.in_points(part.weight),
        wording.reason(part), wording.shortfall(part),
    )  # fmt: skip
