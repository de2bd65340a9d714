"""Published listings as rows of result lists, and the counts of the home page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by, array_agg

from marketplace.accounts.models import Organisation
from marketplace.core.paging import Page, paginate
from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.listings.models import Listing, ListingField, ListingFigure, ListingPatent, ListingPatentDocument
from marketplace.listings.workflow import SHOWN
from search.analysis.identifiers import recognise


@dataclass(frozen=True)
class BestFigure:
    """The first figure of a listing, beside that of the incumbent."""

    metric: Text
    value: Decimal
    unit: str
    incumbent_value: Decimal | None


@dataclass(frozen=True)
class ListingCard:
    """What a row of a list shows; prices in fen, None where none is stated."""

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
    figure: BestFigure | None
    published_at: datetime | None
    confirmed_at: datetime | None
    demo: bool


def _every(*conditions: ColumnElement[bool]) -> Select[Any]:
    codes: Any = aggregate_order_by(ListingField.code, ListingField.position)
    fields = select(array_agg(codes)).where(ListingField.listing_id == Listing.id).correlate(Listing).scalar_subquery()
    number = (
        select(ListingPatent.application_number)
        .where(ListingPatent.listing_id == Listing.id, ListingPatent.position == 0)
        .correlate(Listing)
        .scalar_subquery()
    )
    first_figure = (ListingFigure.listing_id == Listing.id) & (ListingFigure.position == 0)
    return (
        select(Listing, Organisation, ListingFigure, fields, number)
        .join(Organisation, Organisation.id == Listing.owner_id)
        .outerjoin(ListingFigure, first_figure)
        .where(*conditions)
    )


def _select(*conditions: ColumnElement[bool]) -> Select[Any]:
    """What is on offer now."""
    return _every(Listing.state.in_(SHOWN), *conditions)


def _card(row: Sequence[Any]) -> ListingCard:
    listing, owner, figure, fields, number = row
    texts = (listing.summary, listing.problem, listing.solution, listing.missing_to_scale)
    return ListingCard(
        public_id=listing.public_id, kind=listing.kind, state=listing.state, availability=listing.availability,
        title=listing.title, summary=listing.summary,
        body=Text(*("\n".join(filter(None, (getattr(t, part) for t in texts))) or None for part in ("zh", "en"))),
        owner_public_id=owner.public_id, owner_name=owner.name, owner_verified=owner.state == "verified",
        field_codes=tuple(fields or ()), deal_modes=tuple(listing.deal_modes),
        maturity_scale=listing.maturity_scale, maturity_level=listing.maturity_level,
        price_disclosure=listing.price_disclosure, price_min_fen=listing.price_min_fen,
        price_max_fen=listing.price_max_fen, patent_number=number,
        figure=BestFigure(figure.metric, figure.value, figure.unit, figure.incumbent_value) if figure else None,
        published_at=listing.published_at, confirmed_at=listing.confirmed_at, demo=listing.demo,
    )  # fmt: skip


def cards(public_ids: Iterable[str]) -> dict[str, ListingCard]:
    """Cards by public id, in one query; what may no longer be found is left out."""
    wanted = set(public_ids)
    rows = session().execute(_select(Listing.public_id.in_(wanted))) if wanted else ()
    return {card.public_id: card for card in map(_card, rows)}


def attributions(public_ids: Iterable[str]) -> dict[str, str]:
    """Where the texts of listings come from and under which licence, by public id; own texts need no line."""
    wanted = set(public_ids)
    query = select(Listing.public_id, Listing.source_attribution).where(
        Listing.public_id.in_(wanted), Listing.source_attribution.is_not(None)
    )
    return {row[0]: str(row[1]) for row in session().execute(query)} if wanted else {}


def newest(limit: int) -> list[ListingCard]:
    """The listings published last."""
    return [_card(row) for row in session().execute(_select().order_by(Listing.published_at.desc()).limit(limit))]


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
    query = _every(Listing.owner_id.in_(actor.organisation_ids)) if mine else _select()
    if field:
        query = query.where(Listing.id.in_(select(ListingField.listing_id).where(ListingField.code == field)))
    if state:
        query = query.where(Listing.state == state)
    return paginate(query.order_by(Listing.published_at.desc().nulls_first(), Listing.id.desc()), number, size, _card)


def of_owner(owner_id: int, limit: int = 20) -> list[ListingCard]:
    """What an organisation offers now, newest first."""
    query = _select(Listing.owner_id == owner_id).order_by(Listing.published_at.desc()).limit(limit)
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


def basic(*, words: str = "", fields: Sequence[str] = (), limit: int = 20) -> list[str]:
    """Public ids found without the engine: by patent number or words of the title, newest first."""
    query = select(Listing.public_id).where(Listing.state.in_(SHOWN))
    if fields:
        query = query.where(Listing.id.in_(select(ListingField.listing_id).where(ListingField.code.in_(fields))))
    if words.strip():
        query = query.where(_matches(words.strip()))
    return list(session().scalars(query.order_by(Listing.published_at.desc()).limit(limit)))


def _matches(words: str) -> ColumnElement[bool]:
    found = recognise(words, ("application", "publication"))
    if found is None:
        columns = (Listing.title_zh, Listing.title_en)  # type: ignore[attr-defined]  # made by bilingual()
        return or_(*(column.icontains(words, autoescape=True) for column in columns))
    if found.scheme == "application":
        same = select(ListingPatent.listing_id).where(ListingPatent.application_number == found.canonical)
    else:
        published = ListingPatentDocument.number.startswith(found.canonical, autoescape=True)
        same = select(ListingPatent.listing_id).join(ListingPatentDocument).where(published)
    return Listing.id.in_(same)
