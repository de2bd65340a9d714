"""Loading records that were reviewed elsewhere: many rows, one transaction, the same rules as the editor."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from marshmallow import ValidationError

from marketplace.accounts import queries as accounts
from marketplace.core import audit, clock, collector, outbox
from marketplace.core.errors import Forbidden, Invalid
from marketplace.core.i18n import l_
from marketplace.core.ids import new_public_id
from marketplace.core.policy import Actor
from marketplace.listings.queries.facts import patents_of
from marketplace.listings.schemas import LoadSchema
from marketplace.listings.service.bulk import insert_all
from marketplace.listings.workflow.facts import ListingFacts
from marketplace.listings.workflow.gaps import LAW, gaps
from marketplace.taxonomy import queries as taxonomy

LOADERS = ("reviewer", "centre_lead", "administrator")
MOST_FAULTS = 50


@dataclass(frozen=True)
class Loaded:
    """What a load wrote."""

    public_ids: tuple[str, ...]

    @property
    def count(self) -> int:
        return len(self.public_ids)


def load_published(actor: Actor, rows: Iterable[Mapping[str, Any]]) -> Loaded:
    """Write reviewed records as published listings with their first version; all of them or none.

    Each row is keyed like schemas.LoadSchema. The rules of law hold (secrecy attestation, patent data, field and
    class, contact data, pending applications); the rules of evidence were the business of the earlier review.
    A record whose confirmation is older than the rule allows is written as expired. Raises Forbidden for others
    than staff, Invalid with the faults by row number from 0 (`rows.17.title`).
    """
    if not actor.has(*LOADERS):
        raise Forbidden()
    with collector.resting():
        items, faults = _checked(rows)
    if faults:
        raise Invalid(l_("Nothing was loaded: some rows break a rule."), fields=faults)
    days = taxonomy.rule("listing_freshness_days").integer
    records = [_record(actor, item, days) for item in items]
    ids = insert_all(records)
    for record in records:
        with clock.travel(record["published_at"]):
            audit.record(
                "listing.load", actor=actor, subjects=[f"listing:{record['public_id']}"], visibility="public",
                changes={"state": [None, record["state"]]},
            )  # fmt: skip
    outbox.enqueue("listing", ids)
    return Loaded(tuple(record["public_id"] for record in records))


def _checked(rows: Iterable[Mapping[str, Any]]) -> tuple[list[dict[str, Any]], dict[str, list[Any]]]:
    schema = LoadSchema()
    items: list[dict[str, Any]] = []
    faults: dict[str, list[Any]] = {}
    owners: dict[str, int | None] = {}
    for number, row in enumerate(rows):
        if len(faults) > MOST_FAULTS:
            break
        try:
            item = schema.load(row)
        except ValidationError as error:
            found = error.normalized_messages().items()
            faults |= {f"rows.{number}.{name}": _sentences(texts) for name, texts in found}
            continue
        name = item["owner"]
        if name not in owners:
            card = accounts.organisation_by_public_id(name)
            owners[name] = card.id if card and card.verified else None
        item["owner_id"] = owners[name]
        if item["owner_id"] is None:
            faults[f"rows.{number}.owner"] = [l_("The organisation is unknown or not verified.")]
        for gap in gaps(_facts(item), levels=(LAW,)):
            faults.setdefault(f"rows.{number}.{gap.field}", []).append(gap.sentence)
        items.append(item)
    return items, faults


def _sentences(texts: Any) -> list[Any]:
    """The sentences of a field, those of its rows included."""
    if isinstance(texts, Mapping):
        return [text for inner in texts.values() for text in _sentences(inner)]
    return list(texts) if isinstance(texts, list) else [texts]


def _facts(item: Mapping[str, Any]) -> ListingFacts:
    return ListingFacts(
        kind=item["kind"], content=item, today=clock.today(), patents=patents_of(item), owner_verified=True
    )


def _record(actor: Actor, item: dict[str, Any], days: int) -> dict[str, Any]:
    """The row with what publication sets."""
    confirmed: date = item["confirmed_on"] or item["published_on"]
    expires = confirmed + timedelta(days=days)
    return item | {
        "public_id": item["public_id"] or new_public_id(),
        "created_by_id": actor.user_id,
        "state": "published" if expires >= clock.today() else "expired",
        "published_at": _morning(item["published_on"]),
        "confirmed_at": _morning(confirmed),
        "expires_on": expires,
    }


def _morning(day: date) -> datetime:
    """Nine o'clock in Shanghai: records of earlier reviews know only the day."""
    return datetime.combine(day, time(9), clock.SHANGHAI).astimezone(clock.UTC)
