"""Listings as result lists and the home page show them: plain rows, one query."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by, array_agg

from marketplace.accounts.models import Organisation
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.listings.models import Listing, ListingField, ListingFigure, ListingPatent, ListingPatentDocument
from marketplace.listings.workflow import SHOWN


@dataclass(frozen=True)
class Figure:
    """The first figure of a listing, for the card."""

    metric: Text
    value: Any
    unit: str


@dataclass(frozen=True)
class ListingCard:
    """What a row of a result list shows; `body` holds the texts a snippet is cut from."""

    id: int
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
    city: str | None
    field_codes: tuple[str, ...]
    maturity_scale: str | None
    maturity_level: int | None
    deal_modes: tuple[str, ...]
    price_disclosure: str | None
    price_min_fen: int | None
    price_max_fen: int | None
    figure: Figure | None
    patent_number: str | None
    published_at: datetime | None
    confirmed_at: datetime | None
    source_attribution: str | None
    demo: bool


def cards(public_ids: Iterable[str]) -> dict[str, ListingCard]:
    """Cards by public id, only of listings that anyone may find now; others are left out."""
    wanted = list(public_ids)
    if not wanted:
        return {}
    return {card.public_id: card for card in _cards(_select().where(Listing.public_id.in_(wanted)))}


def newest(limit: int) -> list[ListingCard]:
    """The listings published last."""
    return _cards(_select().order_by(Listing.published_at.desc().nulls_last(), Listing.id.desc()).limit(limit))


def count_by_kind() -> dict[str, int]:
    """Number of public listings by kind."""
    query = select(Listing.kind, func.count().label("count")).where(Listing.state.in_(SHOWN)).group_by(Listing.kind)
    return {row.kind: row.count for row in session().execute(query)}


def count_by_field() -> dict[str, int]:
    """Number of public listings by technology field; one with two fields counts in both."""
    query = (
        select(ListingField.code, func.count().label("count"))
        .join(Listing, Listing.id == ListingField.listing_id)
        .where(Listing.state.in_(SHOWN))
        .group_by(ListingField.code)
    )
    return {row[0]: row.count for row in session().execute(query)}


def basic(*, words: str, fields: Sequence[str] = (), kinds: Sequence[str] = (), limit: int = 20) -> list[str]:
    """Public ids for the basic mode of search: number or title contains the words, newest first."""
    query = select(Listing.public_id).where(Listing.state.in_(SHOWN))
    if kinds:
        query = query.where(Listing.kind.in_(kinds))
    if fields:
        query = query.where(Listing.id.in_(select(ListingField.listing_id).where(ListingField.code.in_(fields))))
    if words:
        query = query.where(_matches(words))
    query = query.order_by(Listing.published_at.desc().nulls_last(), Listing.id.desc()).limit(limit)
    return list(session().scalars(query))


def _matches(words: str) -> Any:
    escaped = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    number = words.upper().replace(" ", "")
    of_patent = select(ListingPatent.listing_id).outerjoin(
        ListingPatentDocument, ListingPatentDocument.patent_id == ListingPatent.id
    )
    numbered = of_patent.where(or_(ListingPatent.application_number == number, ListingPatentDocument.number == number))
    return or_(
        Listing.title_zh.ilike(f"%{escaped}%"),  # type: ignore[attr-defined]  # the columns behind the composite
        Listing.title_en.ilike(f"%{escaped}%"),  # type: ignore[attr-defined]
        Listing.id.in_(numbered),
    )


def _select() -> Select[Any]:
    codes: Any = aggregate_order_by(ListingField.code, ListingField.position)
    fields = select(array_agg(codes)).where(ListingField.listing_id == Listing.id).correlate(Listing).scalar_subquery()
    first = (
        select(ListingFigure.id)
        .where(ListingFigure.listing_id == Listing.id)
        .order_by(ListingFigure.position)
        .limit(1)
        .correlate(Listing)
        .scalar_subquery()
    )
    number = (
        select(func.coalesce(func.max(ListingPatentDocument.number), func.max(ListingPatent.application_number)))
        .select_from(ListingPatent)
        .outerjoin(ListingPatentDocument, ListingPatentDocument.patent_id == ListingPatent.id)
        .where(ListingPatent.listing_id == Listing.id)
        .correlate(Listing)
        .scalar_subquery()
    )
    return (
        select(
            Listing, Organisation.public_id, Organisation.name, Organisation.state == "verified",
            Organisation.region_code, fields, number, ListingFigure.metric, ListingFigure.value, ListingFigure.unit,
        )
        .join(Organisation, Organisation.id == Listing.owner_id)
        .outerjoin(ListingFigure, ListingFigure.id == first)
        .where(Listing.state.in_(SHOWN))
    )  # fmt: skip


def _cards(query: Select[Any]) -> list[ListingCard]:
    return [_card(*row) for row in session().execute(query)]


def _card(
    row: Listing, owner_id: str, owner: Text, verified: bool, city: str | None, fields: Sequence[str] | None,
    number: str | None, metric: Text | None, value: Any, unit: str | None,
) -> ListingCard:  # fmt: skip
    return ListingCard(
        id=row.id, public_id=row.public_id, kind=row.kind, state=row.state, availability=row.availability,
        title=row.title, summary=row.summary, body=_body(row), owner_public_id=owner_id, owner_name=owner,
        owner_verified=verified, city=city, field_codes=tuple(fields or ()), maturity_scale=row.maturity_scale,
        maturity_level=row.maturity_level, deal_modes=tuple(row.deal_modes), price_disclosure=row.price_disclosure,
        price_min_fen=row.price_min_fen, price_max_fen=row.price_max_fen,
        figure=Figure(metric, value, unit or "") if metric else None, patent_number=number,
        published_at=row.published_at, confirmed_at=row.confirmed_at, source_attribution=row.source_attribution,
        demo=row.demo,
    )  # fmt: skip


def _body(row: Listing) -> Text:
    texts = (row.summary, row.problem, row.solution)
    zh, en = ("\n".join(part for text in texts if text and (part := getattr(text, lang))) for lang in ("zh", "en"))
    return Text(zh or None, en or None)
