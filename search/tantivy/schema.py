"""The tantivy schema of an index, made from its columns, and the fingerprint that tells schemas apart."""

from __future__ import annotations

import hashlib
import json

import tantivy

from search.columns import FLAG, FREQS, KEYWORD, LONG, POSITIONS, Column, columns
from search.index import Index

TEXT_OPTION = {FREQS: "freq", POSITIONS: "position"}


def build(index: Index) -> tantivy.Schema:
    """Tokens are cut before they get here, so only the built-in tokenizers whitespace and raw are used."""
    builder = tantivy.SchemaBuilder()
    for column in columns(index):
        _add(builder, column)
    return builder.build()


def _add(builder: tantivy.SchemaBuilder, column: Column) -> None:
    if column.name == "id":
        builder.add_text_field("id", stored=True, fast=True, tokenizer_name="raw", index_option="basic")
    elif column.name == "version":
        builder.add_integer_field("version", stored=True, indexed=True, fast=True)
    elif column.kind in TEXT_OPTION:
        builder.add_text_field(column.name, tokenizer_name="whitespace", index_option=TEXT_OPTION[column.kind])
    elif column.kind == KEYWORD:
        builder.add_text_field(column.name, tokenizer_name="raw", index_option="basic", fast=column.facet)
    elif column.kind == LONG:
        builder.add_integer_field(column.name, indexed=True, fast=True)
    elif column.kind == FLAG:
        builder.add_boolean_field(column.name, indexed=True, fast=True)


def fingerprint(index: Index) -> str:
    """Equal for equal columns; a generation with another one is treated as missing."""
    listing = [[column.name, column.kind, column.facet] for column in columns(index)]
    return hashlib.sha256(json.dumps(["tantivy", 1, listing]).encode()).hexdigest()[:10]
