"""Writing content into the rows of a listing: only what changed, patents recognised by their number."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import select

from marketplace.core import clock
from marketplace.core.files import StoredFile
from marketplace.core.i18n import l_
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.listings.errors import UnknownFile
from marketplace.listings.models import (
    Listing,
    ListingAttachment,
    ListingBenefit,
    ListingCompleter,
    ListingField,
    ListingFigure,
    ListingGreenClass,
    ListingIpc,
    ListingPatent,
    ListingPatentDocument,
    ListingTechnology,
)
from marketplace.listings.queries.content import BENEFIT, COLUMNS, COMPLETER, FIGURE, LISTS, PATENT, content_of
from marketplace.listings.schemas.snapshot import freeze
from marketplace.taxonomy import queries as taxonomy


def tidy(content: Mapping[str, Any]) -> dict[str, Any]:
    """Content without key technologies of fields that are no longer chosen."""
    kept = dict(content)
    chosen = set(kept.get("field_codes") or ())
    kept["technology_codes"] = [
        code for code in kept.get("technology_codes") or () if taxonomy.field_of(code) in chosen
    ]
    return kept


def write(listing: Listing, content: Mapping[str, Any]) -> list[str]:
    """Bring the rows to the content; returns the names of the entries that changed."""
    before = content_of(listing)
    changed = [name for name, value in content.items() if name in before and _differs(before[name], value)]
    for name in changed:
        _write_entry(listing, name, content[name])
    if changed:
        listing.updated_at = clock.now()  # children alone would leave the version as it was
    return changed


def changed_entries(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """Names of the entries that differ between two contents."""
    return [name for name, value in new.items() if _differs(old.get(name), value)]


def _differs(old: Any, new: Any) -> bool:
    """Whether two entries say something else; empty is empty, however it is written."""
    return (freeze(old) or None) != (freeze(new) or None)


def _write_entry(listing: Listing, name: str, value: Any) -> None:
    if name in COLUMNS:
        setattr(listing, name, (value or Text()) if isinstance(getattr(listing, name), Text) else value)
    elif name in LISTS:
        setattr(listing, name, list(value or ()))
    elif name == "maturity":
        listing.maturity_scale = value.scale_id if value else None
        listing.maturity_level = value.level if value else None
    elif name in ("price_min", "price_max"):
        setattr(listing, f"{name}_fen", value)
    else:
        _PARTS[name](listing, value or [])


def _codes(collection: list[Any], row_of: type[Any], key: str, codes: Iterable[str]) -> None:
    present = {getattr(row, key): row for row in collection}
    rows = []
    for position, code in enumerate(dict.fromkeys(codes)):
        row = present.get(code) or row_of(**{key: code})
        row.position = position
        rows.append(row)
    collection[:] = rows


def _rows(collection: list[Any], row_of: type[Any], names: tuple[str, ...], items: list[dict[str, Any]]) -> None:
    """Rows by position: present ones are overwritten, surplus ones go."""
    rows = []
    for position, item in enumerate(items):
        row = collection[position] if position < len(collection) else row_of()
        row.position = position
        for name in names:
            value = item.get(name)
            setattr(row, name, Text() if value is None and name in _TEXTS else value)
        rows.append(row)
    collection[:] = rows


_TEXTS = frozenset(
    {"metric", "condition", "evidence_note", "functional_unit", "baseline", "name", "contribution", "title", "caption"}
)


def _patents(listing: Listing, items: list[dict[str, Any]]) -> None:
    """A patent keeps its row while one of its numbers stays, because rights point at it."""
    present = {number: row for row in listing.patents for number in _numbers_of(row)}
    rows: list[ListingPatent] = []
    for position, item in enumerate(items):
        numbers = [item[n] for n in ("application_number", "publication_number", "grant_number") if item.get(n)]
        row = next((present[n] for n in numbers if n in present and present[n] not in rows), None) or ListingPatent()
        row.position = position
        for name in PATENT:
            value = item.get(name)
            setattr(row, name, Text() if value is None and name == "title" else value)
        row.compensation_days = item.get("compensation_days") or 0
        row.flags = list(item.get("flags") or ())
        _documents(row, item)
        rows.append(row)
    listing.patents[:] = rows


def _documents(row: ListingPatent, item: Mapping[str, Any]) -> None:
    wanted = {
        item[number]: item.get(day)
        for number, day in (("publication_number", "published_on"), ("grant_number", "granted_on"))
        if item.get(number)
    }
    present = {document.number: document for document in row.documents}
    documents = []
    for number, day in wanted.items():
        document = present.get(number) or ListingPatentDocument(number=number)
        document.published_on = day
        documents.append(document)
    row.documents[:] = documents


def _numbers_of(row: ListingPatent) -> list[str]:
    numbers = [document.number for document in row.documents]
    return numbers + ([row.application_number] if row.application_number else [])


def _attachments(listing: Listing, items: list[dict[str, Any]]) -> None:
    wanted = [item["file"] for item in items]
    stored = {
        row.public_id: row
        for row in session().scalars(
            select(StoredFile).where(StoredFile.public_id.in_(wanted), StoredFile.purpose == purpose_of(listing))
        )
    }
    if unknown := [name for name in wanted if name not in stored]:
        raise UnknownFile(fields={"attachments": [l_("The file %(name)s was not uploaded here.", name=unknown[0])]})
    present = {row.file_id: row for row in listing.attachments}
    rows = []
    for position, item in enumerate(items):
        file = stored[item["file"]]
        row = present.get(file.id) or ListingAttachment(file_id=file.id, file=file)
        row.position, row.tier, row.kind = position, item["tier"], item["kind"]
        row.caption = item.get("caption") or Text()
        file.tier = item["tier"]
        rows.append(row)
    listing.attachments[:] = rows


def purpose_of(listing: Listing) -> str:
    """The purpose that ties an upload to its listing."""
    return f"listing:{listing.public_id}"


_PARTS: dict[str, Callable[[Listing, Any], None]] = {
    "field_codes": lambda listing, codes: _codes(listing.fields, ListingField, "code", codes),
    "technology_codes": lambda listing, codes: _codes(listing.technologies, ListingTechnology, "code", codes),
    "green_class_codes": lambda listing, codes: _codes(listing.green_classes, ListingGreenClass, "code", codes),
    "ipc": lambda listing, codes: _codes(listing.ipc, ListingIpc, "symbol", codes),
    "figures": lambda listing, items: _rows(listing.figures, ListingFigure, FIGURE, items),
    "benefits": lambda listing, items: _rows(listing.benefits, ListingBenefit, BENEFIT, items),
    "completers": lambda listing, items: _rows(listing.completers, ListingCompleter, COMPLETER, items),
    "patents": _patents,
    "attachments": _attachments,
}
