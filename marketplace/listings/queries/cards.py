"""Published listings as rows of result lists, and the counts of the home page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, String, any_, bindparam, cast, exists, func, select
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by, array_agg

from marketplace.accounts.models import Organisation
from marketplace.core.paging import Page, paginate
from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.listings.models import (
    Listing,
    ListingAttachment,
    ListingBenefit,
    ListingField,
    ListingFigure,
    ListingPatent,
    disclosed,
)
from marketplace.listings.schemas.parts import kilograms
from marketplace.listings.workflow import SHOWN
from marketplace.taxonomy import queries as taxonomy


@dataclass(frozen=True)
class BestFigure:
    """The first figure of a listing, beside that of the incumbent."""

    metric: Text
    value: Decimal
    unit: str
    incumbent_value: Decimal | None


@dataclass(frozen=True)
class BestBenefit:
    """The largest saving of greenhouse gas, as its owner stated it; of a listing without one the first benefit."""

    kind: str
    value: Decimal
    unit: str
    per: Text
    evidence_level: str

    @property
    def symbol(self) -> str:
        """The sign of the unit: tCO₂e, kWh."""
        term = taxonomy.code("benefit_unit", self.unit)
        return str(term.facts.get("symbol", self.unit)) if term else self.unit


@dataclass(frozen=True)
class ListingCard:
    """What a row of a list shows; prices in fen, None where none is stated.

    The patent is the first one; its status is that of the register on the day `patent_status_on`.
    """

    public_id: str
    kind: str
    state: str
    availability: str
    title: Text
    summary: Text
    body: Text
    owner_public_id: str
    owner_name: Text
    owner_verified: bool
    field_codes: tuple[str, ...]
    deal_modes: tuple[str, ...]
    maturity_scale: str | None
    maturity_level: int | None
    price_disclosure: str | None
    price_min_fen: int | None
    price_max_fen: int | None
    patent_number: str | None
    patent_status: str | None
    patent_status_on: date | None
    figure: BestFigure | None
    benefit: BestBenefit | None
    published_at: datetime | None
    confirmed_at: datetime | None
    demo: bool
    has_attachments: bool


def _rows() -> Select[Any]:
    """The columns of a card: whole records carry three times as many, and reading them costs most of a page."""
    codes: Any = aggregate_order_by(ListingField.code, ListingField.position)
    fields = select(array_agg(codes)).where(ListingField.listing_id == Listing.id).correlate(Listing).scalar_subquery()
    # As text: numbers of JSON become floats, and what an owner stated must stay as it is.
    stated: Any = func.jsonb_build_array(
        ListingBenefit.kind, cast(ListingBenefit.value, String), ListingBenefit.unit, ListingBenefit.evidence_level,
        *(getattr(ListingBenefit, f"functional_unit_{lang}") for lang in ("zh", "en")),
    )  # fmt: skip
    benefits = (
        select(func.jsonb_agg(aggregate_order_by(stated, ListingBenefit.position)))
        .where(ListingBenefit.listing_id == Listing.id)
        .correlate(Listing)
        .scalar_subquery()
    )
    attached = exists().where(ListingAttachment.listing_id == Listing.id)
    first_figure = (ListingFigure.listing_id == Listing.id) & (ListingFigure.position == 0)
    first_patent = (ListingPatent.listing_id == Listing.id) & (ListingPatent.position == 0)
    columns: tuple[Any, ...] = (
        Listing.public_id, Listing.kind, Listing.state, Listing.availability, Listing.title, Listing.summary,
        Listing.problem, Listing.solution, Listing.missing_to_scale, Organisation.public_id.label("owner_public_id"),
        Organisation.name, Organisation.state.label("owner_state"), fields.label("field_codes"), Listing.deal_modes,
        Listing.maturity_scale, Listing.maturity_level, Listing.price_disclosure, Listing.price_min_fen,
        Listing.price_max_fen, ListingPatent.application_number.label("patent_number"),
        ListingPatent.status.label("patent_status"), ListingPatent.status_as_of.label("patent_status_on"),
        ListingFigure.metric, ListingFigure.value, ListingFigure.unit, ListingFigure.incumbent_value,
        benefits.label("benefits"), Listing.published_at, Listing.confirmed_at, Listing.demo,
        attached.label("has_attachments"),
    )  # fmt: skip
    return (
        select(*columns)
        .join_from(Listing, Organisation, Organisation.id == Listing.owner_id)
        .outerjoin(ListingFigure, first_figure)
        .outerjoin(ListingPatent, first_patent)
    )


_EVERY = _rows()
_ON_OFFER = _EVERY.where(Listing.state.in_(SHOWN))
_NAMED = _ON_OFFER.where(Listing.public_id == any_(bindparam("wanted", type_=ARRAY(String))))


def _card(row: Any) -> ListingCard:
    texts = (row.summary, row.problem, row.solution, row.missing_to_scale)
    stated = row.value is not None
    return ListingCard(
        public_id=row.public_id, kind=row.kind, state=row.state, availability=row.availability,
        title=row.title, summary=row.summary,
        body=Text(*("\n".join(filter(None, (getattr(t, part) for t in texts))) or None for part in ("zh", "en"))),
        owner_public_id=row.owner_public_id, owner_name=row.name, owner_verified=row.owner_state == "verified",
        field_codes=tuple(row.field_codes or ()), deal_modes=tuple(row.deal_modes),
        maturity_scale=row.maturity_scale, maturity_level=row.maturity_level,
        price_disclosure=row.price_disclosure, price_min_fen=disclosed(row.price_disclosure, row.price_min_fen),
        price_max_fen=disclosed(row.price_disclosure, row.price_max_fen),
        patent_number=row.patent_number, patent_status=row.patent_status, patent_status_on=row.patent_status_on,
        figure=BestFigure(row.metric, row.value, row.unit, row.incumbent_value) if stated else None,
        benefit=_best_benefit(row.benefits or ()),
        published_at=row.published_at, confirmed_at=row.confirmed_at, demo=row.demo,
        has_attachments=row.has_attachments,
    )  # fmt: skip


def _best_benefit(rows: Iterable[Sequence[Any]]) -> BestBenefit | None:
    """The benefit the order by benefit goes by; see `documents.benefit_grams`."""
    stated = [BestBenefit(kind, Decimal(value), unit, Text(zh, en), level) for kind, value, unit, level, zh, en in rows]
    weighed = [(saved, row) for row in stated if (saved := kilograms(row.value, row.unit)) is not None]
    return max(weighed, key=lambda pair: pair[0])[1] if weighed else next(iter(stated), None)


def cards(public_ids: Iterable[str]) -> dict[str, ListingCard]:
    """Cards by public id, in one query; what may no longer be found is left out."""
    wanted = set(public_ids)
    rows = session().execute(_NAMED, {"wanted": [*wanted]}) if wanted else ()
    return {card.public_id: card for card in map(_card, rows)}


def attributions(public_ids: Iterable[str]) -> dict[str, str]:
    """Where the texts of listings come from and under which licence, by public id; own texts need no line."""
    wanted = set(public_ids)
    query = select(Listing.public_id, Listing.source_attribution).where(
        Listing.public_id.in_(wanted), Listing.source_attribution.is_not(None)
    )
    return {row[0]: str(row[1]) for row in session().execute(query)} if wanted else {}


def legal_status_days(public_ids: Iterable[str]) -> dict[str, date]:
    """The day the legal status of a listing's patents was read in the register, by public id; of several the oldest."""
    query = (
        select(Listing.public_id, func.min(ListingPatent.status_as_of))
        .join(ListingPatent, ListingPatent.listing_id == Listing.id)
        .where(Listing.public_id.in_(set(public_ids)))
        .group_by(Listing.public_id)
    )
    return {row[0]: row[1] for row in session().execute(query) if row[1]}


def newest(limit: int) -> list[ListingCard]:
    """The listings published last."""
    return [_card(row) for row in session().execute(_ON_OFFER.order_by(Listing.published_at.desc()).limit(limit))]


def browse(
    actor: Actor,
    *,
    mine: bool = False,
    field: str | None = None,
    state: str | None = None,
    number: int = 1,
    size: int = 20,
) -> Page[ListingCard]:
    """What is on offer, newest first; with `mine` the listings of the actor's organisations in every state."""
    query = _EVERY.where(Listing.owner_id.in_(actor.organisation_ids)) if mine else _ON_OFFER
    if field:
        query = query.where(Listing.id.in_(select(ListingField.listing_id).where(ListingField.code == field)))
    if state:
        query = query.where(Listing.state == state)
    return paginate(query.order_by(Listing.published_at.desc().nulls_first(), Listing.id.desc()), number, size, _card)


def of_owner(owner_id: int, limit: int = 20) -> list[ListingCard]:
    """What an organisation offers now, newest first."""
    query = _ON_OFFER.where(Listing.owner_id == owner_id).order_by(Listing.published_at.desc()).limit(limit)
    return [_card(row) for row in session().execute(query)]


def count_by_kind() -> dict[str, int]:
    """Number of listings on offer by kind."""
    query = select(Listing.kind, func.count()).where(Listing.state.in_(SHOWN)).group_by(Listing.kind)
    return {row[0]: row[1] for row in session().execute(query)}


def count_by_field() -> Mapping[str, int]:
    """Number of listings on offer by technology field."""
    query = (
        select(ListingField.code, func.count())
        .join(Listing, Listing.id == ListingField.listing_id)
        .where(Listing.state.in_(SHOWN))
        .group_by(ListingField.code)
    )
    return {row[0]: row[1] for row in session().execute(query)}


def basic(*, fields: Sequence[str] = (), limit: int = 20) -> list[str]:
    """Public ids of the newest listings of these fields, for what works without the engine."""
    query = select(Listing.public_id).where(Listing.state.in_(SHOWN))
    if fields:
        query = query.where(Listing.id.in_(select(ListingField.listing_id).where(ListingField.code.in_(fields))))
    return list(session().scalars(query.order_by(Listing.published_at.desc()).limit(limit)))
