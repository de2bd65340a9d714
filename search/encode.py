"""Turns checked documents into column values, the same for both engines."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import chain

import orjson

from search.analysis import Analysis
from search.columns import GONE_AT, sort_column, sort_key
from search.document import Document, Value
from search.errors import DocumentError
from search.fields import Date, Field, Flag, Ident, Keyword, Number, Text, Tree, Years
from search.index import Index
from search.results import Outcome

Cell = str | int | bool | list[str]
Row = dict[str, Cell]
# What a text column without tokens holds; nobody can ask for it. An engine that weighs a word among the documents that
# have the field, and one that weighs it among all, would else disagree wherever few have it.
NO_TEXT = "∅"
# The row as JSON, which travels between processes in one piece and is what a cluster is sent anyway; or why the index
# does not accept the document.
Encoded = bytes | DocumentError


def encode_all(batch: Sequence[Document], index: Index, analysis: Analysis) -> list[Encoded]:
    """What becomes of each document of a batch, in order."""
    return [_encoded(document, index, analysis) for document in batch]


def _encoded(document: Document, index: Index, analysis: Analysis) -> Encoded:
    try:
        return orjson.dumps(encode(document, index, analysis))
    except DocumentError as error:
        return error
    except orjson.JSONEncodeError as error:  # lone surrogates
        return DocumentError(document.id, "fields", str(error))


def newest(batch: Sequence[Document], encoded: Sequence[Encoded]) -> tuple[dict[int, bytes], dict[int, Outcome]]:
    """The rows of a batch to be written, by place, and the outcomes of the others.

    Of several documents with one id the highest version is written, of equal versions the last; the rest are stale.
    """
    rows: dict[int, bytes] = {}
    outcomes: dict[int, Outcome] = {}
    places: dict[str, int] = {}
    for place, (document, found) in enumerate(zip(batch, encoded, strict=True)):
        if isinstance(found, DocumentError):
            outcomes[place] = Outcome(found.document_id, "dead", f"{found.field}: {found.reason}")
            continue
        rival = places.get(document.id)
        if rival is not None and batch[rival].version > document.version:
            outcomes[place] = Outcome(document.id, "stale")
            continue
        if rival is not None:
            outcomes[rival] = Outcome(document.id, "stale")
            del rows[rival]
        places[document.id] = place
        rows[place] = found
    return rows, outcomes


def encode(document: Document, index: Index, analysis: Analysis) -> Row:
    """Column → value: tokens in one blank-separated string, keywords in a list, numbers and flags plain.

    Raises DocumentError for a document the index does not accept. A tombstone has only its own columns.
    """
    index.check(document)
    row: Row = {
        "id": document.id,
        "kind": document.kind,
        "version": document.version,
        "deleted": document.deleted,
        "audience": sorted(document.audience) if not document.deleted else [],
    }
    if document.deleted:
        return {**row, GONE_AT: int(time.time())}
    for name, spec in index.fields.items():
        value = document.fields.get(name)
        if isinstance(spec, Text):
            row.update(_text(spec, _passages(value), analysis))
        elif isinstance(spec, Number):
            row.update(_number(spec, value, document.id))  # type: ignore[arg-type]  # checked by the index
        elif value is not None:
            row.update(_cells(spec, value, analysis))
    return row


def _passages(value: Value) -> tuple[str, ...]:
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (str(value),)


def _cells(spec: Field, value: Value, analysis: Analysis) -> Row:
    if isinstance(spec, Ident):
        return {spec.name: analysis.spellings(value, spec.kinds)}  # type: ignore[arg-type]
    if isinstance(spec, Tree):
        paths = value if isinstance(value, tuple) else (str(value),)
        return {spec.name: list(dict.fromkeys(a for path in paths for a in ancestors(path)))}
    if isinstance(spec, Keyword):
        return {spec.name: list(dict.fromkeys(value)) if isinstance(value, tuple) else [str(value)]}
    assert isinstance(spec, Flag)
    return {spec.name: bool(value)}


def _text(spec: Text, passages: tuple[str, ...], analysis: Analysis) -> Row:
    cut = [analysis.tokens(passage) for passage in passages]
    cells: Row = {
        f"{spec.name}_w": _joined([part.words for part in cut]),
        f"{spec.name}_u": _joined([part.unigrams for part in cut]),
    }
    if spec.bigrams:
        cells[f"{spec.name}_b"] = _joined([part.bigrams for part in cut])
    if spec.english:
        cells[f"{spec.name}_en"] = _joined([part.english for part in cut])
    if spec.exact:
        cells[f"{spec.name}_x"] = [key for key in map(analysis.exact_key, passages) if key]
    return cells


def _joined(passages: Iterable[tuple[str, ...]]) -> str:
    return " ".join(chain.from_iterable(passages)) or NO_TEXT


def _number(spec: Number, value: int | None, document_id: str) -> Row:
    cells: Row = {sort_column(sort): sort_key(value, document_id, descending=sort.descending) for sort in spec.sorts}
    if spec.none is not None:
        cells[f"{spec.name}_none"] = value is None
    if value is not None:
        cells[spec.name] = value
        if isinstance(spec, Date) and isinstance(spec.facet, Years):
            cells[f"{spec.name}_year"] = local_day(value, spec).year
    return cells


def ancestors(path: str) -> list[str]:
    """`a/b/c` → `a`, `a/b`, `a/b/c`."""
    parts = path.split("/")
    return ["/".join(parts[: depth + 1]) for depth in range(len(parts))]


def local_day(seconds: int, spec: Date) -> datetime:
    """The local time of an instant (UTC epoch seconds) as the field counts days."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds, hours=spec.utc_offset_hours)
