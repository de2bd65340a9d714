"""What of a listing can be searched, and the builder that fills it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Row, Select, any_, bindparam, func, inspect, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Organisation
from marketplace.core import filetext, searchable
from marketplace.core.files import StoredFile
from marketplace.core.filetext import FileText
from marketplace.core.filter_words import Codes, Names
from marketplace.core.i18n import l_
from marketplace.core.text import wordings
from marketplace.core.unit import session
from marketplace.listings.models import (
    Listing,
    ListingAttachment,
    ListingBenefit,
    ListingField,
    ListingFigure,
    ListingGreenClass,
    ListingIpc,
    ListingPatent,
    ListingPatentDocument,
    ListingTechnology,
    disclosed,
)
from marketplace.listings.schemas.content import KINDS
from marketplace.listings.schemas.parts import kilograms
from marketplace.listings.workflow import SHOWN
from marketplace.taxonomy import queries as taxonomy
from search import Document
from search.fields import Field, Keyword, Money, Number, Ranges, Sort, Terms, Text, Tree
from search.index import Fold

_WAN = 1_000_000
_STAGE_RANK = {stage: rank for rank, stage in enumerate(taxonomy.STAGES, start=1)}
TRL = "trl_9"
NDA = "nda"  # the tier of files under an agreement
MEMBERS = ("member", "staff")  # who of a reader's tokens opens the texts of members' files


FIELDS: list[Field] = [
    searchable.TITLE,
    searchable.BODY,
    searchable.KEYWORDS,
    searchable.CODES,
    searchable.OWNER_NAME,
    searchable.FIELD,
    Keyword(
        "type", label=l_("Kind of offer"), facet=Terms(2),
        value_label=Codes.of({code: label for code, label, _hint in KINDS}),
    ),
    Keyword("stage", label=l_("Stage"), facet=Terms(3), value_label=taxonomy.listed("stage")),
    # Only levels of the TRL scale: those of other scales are not translated into it (V66).
    Number("trl", label=l_("Technology readiness level"), facet=Ranges((1, 4), (4, 7), (7, 10))),
    Number("maturity_rank", label=l_("Maturity"), filter=False, sort="maturity"),
    Keyword("availability", label=l_("Availability"), facet=Terms(5), value_label=taxonomy.listed("availability")),
    Keyword(
        "deal_mode", label=l_("Kind of deal"), multi=True, facet=Terms(10), value_label=taxonomy.listed("deal_mode"),
    ),
    Money(
        "price_fen", label=l_("Price"), sort="price", none=l_("Price on request"),
        facet=Ranges(
            (None, 10 * _WAN), (10 * _WAN, 50 * _WAN), (50 * _WAN, 100 * _WAN), (100 * _WAN, 500 * _WAN),
            (500 * _WAN, 1000 * _WAN), (1000 * _WAN, None),
        ),
    ),
    Keyword(
        "rights", label=l_("Rights on offer"), multi=True, facet=Terms(10), value_label=taxonomy.listed("rights_type"),
    ),
    Keyword(
        "legal_status", label=l_("Legal status of the patents"), multi=True, facet=Terms(16),
        value_label=taxonomy.listed("patent_status"),
    ),
    Tree("green", label=l_("Green class"), facet=Terms(60), value_label=taxonomy.listed("green_class")),
    Keyword(
        "benefit_evidence", label=l_("Evidence of the green benefit"), facet=Terms(6),
        value_label=taxonomy.listed("evidence_level"),
    ),
    Number(
        "benefit_grams", label=l_("Greenhouse gas saved, in grams per unit"), filter=False,
        sort=Sort("benefit", descending=True),
    ),
    Keyword(
        "owner", label=l_("Owner"), facet=Terms(15), exported=False,  # a public id; the name has its own column
        value_label=Names(accounts.listed_names, l_("an organisation that is not listed")),
    ),
    searchable.CITY,
    Tree(  # not a closed list: the vocabulary has the symbols of the field, and patents have others
        "ipc", label=l_("IPC"), facet=Terms(60),
        value_label=lambda path: taxonomy.label("ipc", path.rpartition("/")[2]),
    ),
    searchable.PUBLISHED,
    # What stands in attachments, by who may read them. Texts under an agreement are documents of their own.
    Text("files_public", label=l_("Attachments"), weight=0.5, phrase=0.5, exported=False),
    Text(
        "files_members", label=l_("Attachments for members"), weight=0.5, phrase=0.5, exported=False,
        audience=MEMBERS,
    ),
]  # fmt: skip

# What a listing's files under agreement say is one document beside that of the listing: a text that fewer may read must
# not count for the others. Reviewers read it, the owner's members, and whom a deal hands the token of the agreement.
ATTACHMENT = "attachment"
ATTACHMENT_FIELDS: list[Field] = [
    Text("files_nda", label=l_("Attachments under agreement"), weight=0.5, phrase=0.5, exported=False),
]
FOLD = Fold(ATTACHMENT, onto="listing", readers=("staff", "org:", "nda:"))

Columns = Row[*tuple[Any, ...]]
_IDS = any_(bindparam("ids", type_=ARRAY(BigInteger)))  # one parameter: hundreds of them take longer than the answer
# Columns, not entities: a rebuild reads every listing, and two thirds of that time went into objects made of rows.
_LISTINGS = (
    select(
        Listing.id, Listing.public_id, Listing.version, Listing.state, Listing.kind,
        Listing.title, Listing.summary, Listing.problem, Listing.incumbent, Listing.solution,
        Listing.missing_to_scale, Listing.pilot_need, Listing.keywords,
        Listing.maturity_scale, Listing.maturity_level, Listing.price_disclosure, Listing.price_min_fen,
        Listing.published_at,
        Listing.availability, Listing.deal_modes, Listing.rights_types,
        Organisation.public_id.label("owner"), Organisation.name.label("owner_name"),
        Organisation.region_code.label("city"),
    )
    .join(Organisation, Organisation.id == Listing.owner_id)
    .where(Listing.id == _IDS)
)  # fmt: skip


class Parts(NamedTuple):
    """The rows that belong to a listing, each kind in its order."""

    fields: Sequence[Columns] = ()
    technologies: Sequence[Columns] = ()
    green_classes: Sequence[Columns] = ()
    ipc: Sequence[Columns] = ()
    figures: Sequence[Columns] = ()
    benefits: Sequence[Columns] = ()
    patents: Sequence[Columns] = ()
    publications: Sequence[Columns] = ()
    attachments: Sequence[Columns] = ()


def _part(table: Any, *columns: Any) -> Select[*tuple[Any, ...]]:
    return select(table.listing_id, *columns).where(table.listing_id == _IDS).order_by(table.position)


_PARTS = (  # as in `Parts`
    _part(ListingField, ListingField.code),
    _part(ListingTechnology, ListingTechnology.code),
    _part(ListingGreenClass, ListingGreenClass.code),
    _part(ListingIpc, ListingIpc.symbol),
    _part(ListingFigure, ListingFigure.metric),
    _part(ListingBenefit, ListingBenefit.value, ListingBenefit.unit, ListingBenefit.evidence_level),
    _part(ListingPatent, ListingPatent.application_number, ListingPatent.title, ListingPatent.status),
    _part(ListingPatent, ListingPatentDocument.number)
    .join(ListingPatent.documents)
    .order_by(ListingPatentDocument.number),
    _part(ListingAttachment, ListingAttachment.tier, StoredFile.sha256).join(ListingAttachment.file),
)


def build(opened: Session, ids: Sequence[int]) -> list[Document]:
    """One document per id; a tombstone for listings that are not on offer."""
    wanted = {"ids": list(ids)}
    rows = {row.id: row for row in opened.execute(_LISTINGS, wanted)}
    parts = [_by_listing(opened.execute(query, wanted)) for query in _PARTS]
    texts = filetext.texts(row.sha256 for found in parts[-1].values() for row in found)
    return [
        document(rows[number], Parts(*(found.get(number, ()) for found in parts)), texts)
        if number in rows
        else _gone(number)
        for number in ids
    ]


def _by_listing(rows: Iterable[Columns]) -> dict[int, list[Columns]]:
    found: dict[int, list[Columns]] = {}
    for row in rows:
        found.setdefault(row.listing_id, []).append(row)
    return found


def ids_after(opened: Session, last: int, limit: int) -> list[int]:
    """Ids of all listings in order."""
    return list(opened.scalars(select(Listing.id).where(Listing.id > last).order_by(Listing.id).limit(limit)))


def ids_of_owner(owner: Organisation) -> Iterable[int]:
    """Listings whose documents name the organisation, when its name or place changed."""
    state = inspect(owner)
    if not any(state.attrs[name].history.has_changes() for name in ("name_zh", "name_en", "region_code")):
        return ()
    return session().scalars(select(Listing.id).where(Listing.owner_id == owner.id)).all()


def count(opened: Session) -> int:
    """How many listings are to be found."""
    return opened.scalar(select(func.count()).select_from(Listing).where(Listing.state.in_(SHOWN))) or 0


def ids_with_file(sha256: str, *tiers: str) -> Iterable[int]:
    """Listings one of whose attachments has this content; with `tiers` only attachments of those count."""
    query = select(ListingAttachment.listing_id).join(ListingAttachment.file).where(StoredFile.sha256 == sha256)
    return session().scalars(query.where(ListingAttachment.tier.in_(tiers)) if tiers else query)


def document(listing: Columns, parts: Parts, texts: Mapping[str, str]) -> Document:
    """The document of a listing; `texts` are those of its attachments, by the hash of their content."""
    name = f"listing:{listing.public_id}"
    if listing.state not in SHOWN:
        return Document.tombstone(name, "listing", listing.version)
    return Document(
        id=name,
        kind="listing",
        version=listing.version,
        audience=frozenset({"public"}),
        fields={
            **_texts_of(listing, parts),
            **_classes_of(listing, parts),
            **_numbers_of(listing, parts),
            **_terms_of(listing),
            **_files_of(parts, texts),
        },
    )


def _texts_of(listing: Columns, parts: Parts) -> dict[str, Any]:
    metrics = [row.metric for row in parts.figures]
    return {
        "title": wordings(listing.title),
        "body": wordings(
            listing.summary, listing.problem, listing.incumbent, listing.solution, listing.missing_to_scale,
            listing.pilot_need, *metrics, *(row.title for row in parts.patents),
        ),
        "keywords": tuple(listing.keywords),
        "owner_name": wordings(listing.owner_name),
        "codes": tuple(dict.fromkeys([*_patent_numbers(parts), *(row.symbol for row in parts.ipc)])),
    }  # fmt: skip


def _files_of(parts: Parts, texts: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, list[str]] = {"files_public": [], "files_members": []}
    for row in parts.attachments:
        if row.sha256 in texts and (name := f"files_{row.tier}") in found:
            found[name].append(texts[row.sha256])
    return {name: tuple(contents) for name, contents in found.items()}


def _classes_of(listing: Columns, parts: Parts) -> dict[str, Any]:
    technologies = [f"{parent}/{t.code}" for t in parts.technologies if (parent := taxonomy.field_of(t.code))]
    subclasses = [row.symbol.partition(" ")[0] for row in parts.ipc]
    return {
        "field": tuple(dict.fromkeys([*(row.code for row in parts.fields), *technologies])),
        "green": tuple(_green_path(row.code) for row in parts.green_classes),
        "ipc": tuple(dict.fromkeys(f"{symbol[0]}/{symbol}" for symbol in subclasses)),
        "type": listing.kind,
        "rights": tuple(listing.rights_types),
        "legal_status": tuple(dict.fromkeys(row.status for row in parts.patents if row.status)),
    }


def _numbers_of(listing: Columns, parts: Parts) -> dict[str, Any]:
    scale, level = listing.maturity_scale, listing.maturity_level
    stage = taxonomy.stage_of(scale, level) if scale and level else None
    saved = [kilograms(row.value, row.unit) for row in parts.benefits]
    best = max((amount for amount in saved if amount is not None), default=None)
    return {
        "stage": stage,
        "trl": level if scale == TRL else None,
        "maturity_rank": maturity_rank(scale, level) if scale and level else None,
        "price_fen": disclosed(listing.price_disclosure, listing.price_min_fen),
        "benefit_grams": int(best * 1000) if best is not None else None,
        "benefit_evidence": _best_evidence(parts),
        "published_at": int(listing.published_at.timestamp()) if listing.published_at else None,
    }


def maturity_rank(scale: str, level: int) -> int:
    """What the order by maturity goes by: the stage, then the level of the owner's scale."""
    return 100 * _STAGE_RANK[taxonomy.stage_of(scale, level)] + level


def _terms_of(listing: Columns) -> dict[str, Any]:
    return {
        "availability": listing.availability,
        "deal_mode": tuple(listing.deal_modes),
        "owner": listing.owner,
        "city": listing.city,
    }


def _best_evidence(parts: Parts) -> str | None:
    """The strongest evidence among the green benefits."""
    terms = [term for row in parts.benefits if (term := taxonomy.code("evidence_level", row.evidence_level))]
    return max(terms, key=lambda term: int(term.facts["rank"])).code if terms else None


def _patent_numbers(parts: Parts) -> list[str]:
    numbers = [row.application_number for row in parts.patents if row.application_number]
    return numbers + [row.number for row in parts.publications]


def _green_path(code: str) -> str:
    term = taxonomy.code("green_class", code)
    return f"{term.parent}/{code}" if term and term.parent else code


def _gone(number: int, kind: str = "listing") -> Document:
    return Document.tombstone(f"{kind}:#{number}", kind, 0)


def build_attachments(opened: Session, ids: Sequence[int]) -> list[Document]:
    """One document per listing with what its files under agreement say; a tombstone where nothing is to be found.

    The version is that of the listing: every change of its attachments raises it, and it outlives them.
    """
    columns = (Listing.id, Listing.public_id, Listing.version, Listing.state, Listing.owner_id)
    rows = {row.id: row for row in opened.execute(select(*columns).where(Listing.id.in_(ids)))}
    texts: dict[int, list[str]] = {}
    query = _under_agreement(select(ListingAttachment.listing_id, FileText.content))
    for number, content in opened.execute(
        query.where(ListingAttachment.listing_id.in_(ids)).order_by(ListingAttachment.position)
    ):
        texts.setdefault(number, []).append(content)
    return [
        _attachments(rows[number], texts.get(number, ())) if number in rows else _gone(number, ATTACHMENT)
        for number in ids
    ]


def attached_after(opened: Session, last: int, limit: int) -> list[int]:
    """Ids of all listings with files under agreement, in order."""
    query = select(ListingAttachment.listing_id).where(ListingAttachment.tier == NDA)
    query = query.where(ListingAttachment.listing_id > last).distinct()
    return list(opened.scalars(query.order_by(ListingAttachment.listing_id).limit(limit)))


def count_attachments(opened: Session) -> int:
    """Of how many listings on offer a file under agreement was read."""
    query = _under_agreement(select(func.count(ListingAttachment.listing_id.distinct())))
    return opened.scalar(query.join(Listing).where(Listing.state.in_(SHOWN))) or 0


def ids_with_agreement(listing: Listing) -> Iterable[int]:
    """The listing when it has files under agreement, or had some before this change; others have no such document."""
    removed = inspect(listing).attrs.attachments.history.deleted
    if any(row.tier == NDA for row in removed):
        return [listing.id]
    query = select(ListingAttachment.id).where(ListingAttachment.listing_id == listing.id)
    return [listing.id] if session().scalar(query.where(ListingAttachment.tier == NDA).limit(1)) else ()


def _under_agreement(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Narrow a query of attachments to those under agreement whose text was read."""
    query = query.select_from(ListingAttachment).join(ListingAttachment.file)
    query = query.join(FileText, FileText.sha256 == StoredFile.sha256)
    return query.where(ListingAttachment.tier == NDA, FileText.state == "read")


def _attachments(listing: Any, texts: Sequence[str]) -> Document:
    name = f"{ATTACHMENT}:{listing.public_id}"
    if listing.state not in SHOWN or not texts:
        return Document.tombstone(name, ATTACHMENT, listing.version)
    return Document(
        id=name,
        kind=ATTACHMENT,
        version=listing.version,
        audience=frozenset({"staff", f"org:{listing.owner_id}", f"nda:{listing.public_id}"}),
        fields={"files_nda": tuple(texts)},
    )
