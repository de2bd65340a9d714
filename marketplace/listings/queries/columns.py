"""Where the tables hold what a listing is searched by, for times without the engine; the twin of documents.py."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, false, func, or_, select, tuple_

from marketplace.accounts.models import Organisation
from marketplace.core.basic_mode import Columns, says, under
from marketplace.core.searchable import CODES
from marketplace.listings.documents import TRL, maturity_rank
from marketplace.listings.models import (
    DISCLOSED,
    Listing,
    ListingBenefit,
    ListingField,
    ListingGreenClass,
    ListingIpc,
    ListingPatent,
    ListingPatentDocument,
    ListingTechnology,
)
from marketplace.listings.schemas.parts import kilograms
from marketplace.listings.workflow import SHOWN
from marketplace.taxonomy import queries as taxonomy
from search.analysis.identifiers import recognise

LETTERS = "ABCUYSD"  # of publications; a number without one means each of them


def _any(part: Any, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a row of a part that belongs to the listing fulfils the condition."""
    return exists().where(part.listing_id == Listing.id, condition)


def _owner(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return Listing.owner_id.in_(select(Organisation.id).where(condition))


def _field(values: Sequence[str]) -> ColumnElement[bool]:
    """For "one or the other" the database looks through all listings, so what finds nothing is not asked for."""
    fields = [value for value in values if "/" not in value]
    technologies = under(values, _paths("key_technology"))
    return or_(
        false(),
        *([_any(ListingField, ListingField.code.in_(fields))] if fields else []),
        *([_any(ListingTechnology, ListingTechnology.code.in_(technologies))] if technologies else []),
    )


def _green(values: Sequence[str]) -> ColumnElement[bool]:
    return _any(ListingGreenClass, ListingGreenClass.code.in_(under(values, _paths("green_class"))))


def _paths(name: str) -> dict[str, str]:
    terms = taxonomy.codes(name, retired=True)
    return {term.code: f"{term.parent}/{term.code}" if term.parent else term.code for term in terms}


def _ipc(values: Sequence[str]) -> ColumnElement[bool]:
    """Sections `H` and subclasses `H/H01M`."""
    symbols = [
        _begins(section) if not slash else _symbol(subclass)
        for section, slash, subclass in (value.partition("/") for value in values)
        if len(section) == 1 and (not slash or (len(subclass) == len("H01M") and subclass.startswith(section)))
    ]
    return _any(ListingIpc, or_(false(), *symbols))


def _stage(values: Sequence[str]) -> ColumnElement[bool]:
    scales = taxonomy.maturity_scales()
    levels = [(scale.scale_id, level.level) for scale in scales for level in scale.levels if level.stage in values]
    return tuple_(Listing.maturity_scale, Listing.maturity_level).in_(levels)


def _evidence(values: Sequence[str]) -> ColumnElement[bool]:
    """The strongest evidence among the green benefits is one of these."""
    ranks = {term.code: int(term.facts["rank"]) for term in taxonomy.codes("evidence_level", retired=True)}
    has = {code: _any(ListingBenefit, ListingBenefit.evidence_level == code) for code in ranks}
    chosen = [code for code in ranks if code in values]
    return or_(
        false(),
        *(and_(has[code], *(~has[other] for other in ranks if ranks[other] > ranks[code])) for code in chosen),
    )


def _codes(values: Sequence[str]) -> ColumnElement[bool]:
    """Numbers of patents and of their publications, and IPC symbols that are as long as the value or longer."""
    found = [number for value in values if (number := recognise(value, CODES.kinds, addressed=True))]
    applications = [number.canonical for number in found if number.scheme == "application"]
    publications = [
        number.canonical + letter
        for number in found
        if number.scheme == "publication"
        for letter in (LETTERS if number.canonical[-1].isdigit() else ("",))
    ]
    symbols = [_symbol(number.canonical) for number in found if number.scheme == "ipc"]
    published = ListingPatent.documents.any(ListingPatentDocument.number.in_(publications))
    return or_(
        false(),
        *([_any(ListingPatent, ListingPatent.application_number.in_(applications))] if applications else []),
        *([_any(ListingPatent, published)] if publications else []),
        *([_any(ListingIpc, or_(*symbols))] if symbols else []),
    )


def _symbol(text: str) -> ColumnElement[bool]:
    """`H01` and `H01M` have all that begins with them, `H01M 10` all its subgroups and not `H01M 100`."""
    if len(text) < len("H01M"):
        return _begins(text)
    return or_(ListingIpc.symbol == text, _begins(text + ("/" if " " in text else " ")))


def _begins(text: str) -> ColumnElement[bool]:
    return ListingIpc.symbol.startswith(text, autoescape=True)


def _maturity_rank() -> ColumnElement[Any]:
    levels = [(scale.scale_id, level.level) for scale in taxonomy.maturity_scales() for level in scale.levels]
    ranks = [
        (and_(Listing.maturity_scale == scale, Listing.maturity_level == level), maturity_rank(scale, level))
        for scale, level in levels
    ]
    return case(*ranks)


def _benefit_grams() -> ColumnElement[Any]:
    """The largest saving of greenhouse gas, whatever unit it is stated in."""
    units = [term.code for term in taxonomy.codes("benefit_unit", retired=True)]
    grams = {unit: 1000 * one for unit in units if (one := kilograms(Decimal(1), unit)) is not None}
    saved = func.trunc(ListingBenefit.value * case(grams, value=ListingBenefit.unit))
    stated = select(func.max(saved)).where(ListingBenefit.listing_id == Listing.id, ListingBenefit.unit.in_(grams))
    return stated.correlate(Listing).scalar_subquery()


_named = says(Organisation.name_zh, Organisation.name_en)  # type: ignore[attr-defined]  # made by bilingual()

COLUMNS = Columns(
    kind="listing",
    model=Listing,
    shown=Listing.state.in_(SHOWN),
    at=Listing.published_at,
    texts={
        "title": says(Listing.title_zh, Listing.title_en),  # type: ignore[attr-defined]  # made by bilingual()
        "owner_name": lambda words: _owner(_named(words)),
    },
    holds={
        "codes": _codes,
        "field": _field,
        "type": Listing.kind.in_,
        "stage": _stage,
        "availability": Listing.availability.in_,
        "deal_mode": Listing.deal_modes.overlap,
        "rights": Listing.rights_types.overlap,
        "legal_status": lambda values: _any(ListingPatent, ListingPatent.status.in_(values)),
        "green": _green,
        "benefit_evidence": _evidence,
        "owner": lambda values: _owner(Organisation.public_id.in_(values)),
        "city": lambda values: _owner(Organisation.region_code.in_(values)),
        "ipc": _ipc,
    },
    numbers={
        "trl": case((Listing.maturity_scale == TRL, Listing.maturity_level)),
        "price_fen": case((Listing.price_disclosure.in_(DISCLOSED), Listing.price_min_fen)),
        "published_at": Listing.published_at,
    },
    orders={"maturity_rank": _maturity_rank, "benefit_grams": _benefit_grams},
)
