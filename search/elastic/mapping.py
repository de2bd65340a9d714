"""The body of a new index: settings, strict mapping, and what a reader must know to ask it rightly."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

from search.analysis import Analysis
from search.columns import FLAG, FREQS, KEYWORD, LONG, POSITIONS, Column, columns
from search.index import Index

REFRESH_INTERVAL = "1s"
MAX_RESULT_WINDOW = 10_000
MAX_COLUMNS = 120

# `_source` is kept for these only: tokens treble the JSON and documents are rebuilt from the database.
SOURCE_COLUMNS = ["id", "kind", "version"]

_TYPES: dict[str, dict[str, Any]] = {
    # The built-in whitespace analyzer, named on the field: all cutting was done before.
    FREQS: {"type": "text", "analyzer": "whitespace", "index_options": "freqs"},
    POSITIONS: {"type": "text", "analyzer": "whitespace", "index_options": "positions"},
    KEYWORD: {"type": "keyword", "ignore_above": 256},
    LONG: {"type": "long"},
    FLAG: {"type": "boolean"},
}


def create_body(index: Index, analysis: Analysis) -> dict[str, Any]:
    """Settings and mappings of a generation under construction: no refresh and no replica until it is done."""
    return {
        "settings": {
            "index": {
                "number_of_shards": 1,
                "number_of_replicas": 0,
                "refresh_interval": "-1",
                "max_result_window": MAX_RESULT_WINDOW,
                "mapping": {"total_fields": {"limit": MAX_COLUMNS}, "coerce": False},
            }
        },
        "mappings": {
            "dynamic": "strict",
            "_source": {"includes": SOURCE_COLUMNS},
            "_meta": _meta(index, analysis),
            "properties": {column.name: _property(column) for column in columns(index)},
        },
    }


def serving_settings() -> dict[str, Any]:
    """What a finished generation gets: a replica as soon as there is a second node to hold it."""
    return {"index": {"refresh_interval": REFRESH_INTERVAL, "auto_expand_replicas": "0-1"}}


def schema_hash(index: Index) -> str:
    """Changes when the columns or their types do; a reader refuses a generation with another one."""
    described = json.dumps([[column.name, _property(column)] for column in columns(index)], sort_keys=True)
    return hashlib.sha256(described.encode()).hexdigest()[:12]


def stored_analysis(meta: dict[str, Any]) -> Analysis:
    """The analysis a generation was cut with; ValueError when this code would cut differently."""
    return Analysis.load(base64.b64decode(str(meta.get("analysis", ""))))


def _meta(index: Index, analysis: Analysis) -> dict[str, Any]:
    return {
        "index": index.name,
        "schema": schema_hash(index),
        "av": analysis.av,
        "analysis": base64.b64encode(analysis.dump()).decode(),
    }


def _property(column: Column) -> dict[str, Any]:
    described = _TYPES[column.kind]
    return {**described, "eager_global_ordinals": True} if column.facet and column.kind == KEYWORD else described
