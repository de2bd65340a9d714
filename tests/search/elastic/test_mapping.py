"""The mapping is strict, small and carries what a reader must know."""

from __future__ import annotations

import pytest

from search import Index
from search.analysis import Analysis
from search.elastic import mapping, names
from search.fields import Text
from tests.search.elastic.catalogue import INDEX

BODY = mapping.create_body(INDEX, Analysis([("全钒液流电池", "plan")]))
PROPERTIES = BODY["mappings"]["properties"]


def test_every_column_has_one_of_five_types() -> None:
    assert PROPERTIES["title_w"] == {"type": "text", "analyzer": "whitespace", "index_options": "freqs"}
    assert PROPERTIES["title_u"] == {"type": "text", "analyzer": "whitespace", "index_options": "positions"}
    assert PROPERTIES["codes"] == {"type": "keyword", "ignore_above": 256}
    assert PROPERTIES["coop"] == {"type": "keyword", "ignore_above": 256, "eager_global_ordinals": True}
    assert PROPERTIES["price_fen"] == {"type": "long"}
    assert PROPERTIES["deleted"] == {"type": "boolean"}
    assert {column["type"] for column in PROPERTIES.values()} == {"text", "keyword", "long", "boolean"}


def test_an_unknown_field_or_a_wrong_type_is_refused_and_tokens_are_not_stored_twice() -> None:
    assert BODY["mappings"]["dynamic"] == "strict"
    assert BODY["settings"]["index"]["mapping"]["coerce"] is False
    assert BODY["mappings"]["_source"] == {"includes": ["id", "kind", "version"]}


def test_a_generation_carries_its_analysis() -> None:
    meta = BODY["mappings"]["_meta"]
    stored = mapping.stored_analysis(meta)
    assert stored.av == meta["av"]
    assert stored.dictionary == (("全钒液流电池", "plan"),)


@pytest.mark.parametrize("meta", [{}, {"analysis": "AAAA"}])
def test_a_generation_without_a_readable_analysis_is_refused(meta: dict[str, str]) -> None:
    with pytest.raises(ValueError):
        mapping.stored_analysis(meta)


def test_the_schema_hash_follows_the_columns_not_the_labels() -> None:
    plain, labelled = Index("a", [Text("title")]), Index("a", [Text("title", label="Title", weight=3)])
    wider = Index("a", [Text("title", bigrams=True)])
    assert mapping.schema_hash(plain) == mapping.schema_hash(labelled)
    assert mapping.schema_hash(plain) != mapping.schema_hash(wider)


def test_names_on_the_cluster() -> None:
    assert names.alias("marketplace") == "mkt-marketplace"
    assert names.physical("marketplace", "AB12-20260101T000000") == "mkt-marketplace-ab12-20260101t000000"
    for wrong in ("", "a*", "a,b", "../x", "-a"):
        with pytest.raises(ValueError, match="no name"):
            names.physical("marketplace", wrong)
