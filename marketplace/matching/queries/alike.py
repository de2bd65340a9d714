"""Listings like another one, with what they have in common: terms, field or key technology, class of patents."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from marketplace.core.errors import NotFound
from marketplace.core.i18n import _, lang
from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.listings import queries as listings
from marketplace.listings.queries import ListingFeatures
from marketplace.matching import policy
from marketplace.matching.queries import candidates, wording
from marketplace.matching.queries.frequencies import of_profiles
from marketplace.matching.queries.profiles import Profile, listing_profile
from marketplace.matching.queries.score import Part, field_part, text_part
from marketplace.taxonomy import queries as taxonomy
from search import SearchUnavailable
from search.similar import Frequencies

log = logging.getLogger("marketplace.matching")
SHOWN = 10
TEXT, FIELD = 0.7, 0.3  # only the order of the list; a reader sees reasons, not figures
LEAST_REASONS = 2


@dataclass(frozen=True)
class Alike:
    """A listing and what it has in common with the other one."""

    listing: ListingFeatures
    reasons: Sequence[str] = ()


@dataclass(frozen=True)
class Similar:
    """What is like a listing; not `ranked` when the engine is away: then the newest of its field."""

    public_id: str
    title: Text
    rows: Sequence[Alike]
    ranked: bool


def similar(actor: Actor, public_id: str, *, limit: int = SHOWN) -> Similar:
    """Listings like one that this reader sees. Raises NotFound."""
    listing = listings.features([public_id]).get(public_id)
    if listing is None:
        raise NotFound()
    policy.LISTING.check(actor, "view", listing)
    return like(actor, listing, limit=limit)


def instead_of(actor: Actor, public_id: str, *, limit: int) -> Similar | None:
    """Listings like one that was withdrawn, which itself is not shown; None when it never was."""
    listing = listings.features([public_id]).get(public_id)
    return like(actor, listing, limit=limit) if listing else None


def like(actor: Actor, listing: ListingFeatures, *, limit: int) -> Similar:
    """The most alike first; without an engine the newest of the field."""
    try:
        rows, ranked = _alike(actor, listing), True
    except SearchUnavailable as error:
        log.warning("similar listings are not ranked", extra={"reason": error.reason})
        found = listings.features(names := candidates.newest_listings(listing.field_codes, limit + 1))
        rows, ranked = [Alike(found[name]) for name in names if name in found and name != listing.public_id], False
    return Similar(listing.public_id, listing.title, rows[:limit], ranked)


def _alike(actor: Actor, listing: ListingFeatures) -> list[Alike]:
    words = candidates.words()
    own = listing_profile(listing, *words)
    names = candidates.like(
        actor, own, of_profiles([own]), kind="listing", apart_from=f"listing:{listing.public_id}"
    )  # fmt: skip
    rows = {name: row for name, row in listings.features(names).items() if row.shown}
    profiles = {name: listing_profile(row, *words) for name, row in rows.items()}
    found = of_profiles([own, *profiles.values()])
    compared = {name: _compare(own, profile, found) for name, profile in profiles.items()}
    kept = [
        (-text.points - field.points, name, reasons)
        for name, (text, field) in compared.items()
        if len(reasons := _reasons(text, field, listing, rows[name])) >= LEAST_REASONS
    ]
    return [Alike(rows[name], reasons) for _value, name, reasons in sorted(kept)]


def _compare(one: Profile, other: Profile, found: Frequencies) -> tuple[Part, Part]:
    return text_part(one, other, found, TEXT), field_part(one, other, FIELD)


def _reasons(text: Part, field: Part, one: ListingFeatures, other: ListingFeatures) -> list[str]:
    """Shared terms first; without one, a key technology and a class in common make a likeness and a field does not."""
    terms = wording.terms(text, "shared")
    groups = [symbol for symbol in _subclasses(one) if symbol in _subclasses(other)]
    if not terms and not (groups and field.case == "technology"):
        return []
    reasons = [_("Terms in common: %(terms)s", terms=terms) if terms else "", wording.reason(field)]
    if groups:
        names = wording.joined(f"{symbol} {taxonomy.label('ipc', symbol).pick(lang())}" for symbol in groups[:2])
        reasons.append(_("Same class of patents: %(names)s", names=names))
    return [reason for reason in reasons if reason]


def _subclasses(listing: ListingFeatures) -> list[str]:
    return list(dict.fromkeys(symbol.partition(" ")[0] for symbol in listing.ipc))
