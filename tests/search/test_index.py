"""Declarations that cannot work are refused at once, and documents are checked before any engine sees them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import Document, DocumentError, Index, QueryError
from search.columns import columns, sort_key
from search.encode import encode
from search.fields import Keyword, Money, Number, Sort, Text, Tree
from tests.search.house import INDEX, LISTING, NEED, PUBLIC, analysis, listing


def test_a_union_holds_every_field_once() -> None:
    assert list(INDEX.fields) == [spec.name for spec in LISTING]
    assert INDEX.kinds["need"] == {spec.name for spec in NEED}


def test_a_union_refuses_one_name_with_two_meanings() -> None:
    with pytest.raises(ValueError, match="'stage' differs between listing and need"):
        Index.union("x", {"listing": [Keyword("stage")], "need": [Keyword("stage", multi=True)]})


@pytest.mark.parametrize("name", ["id", "kind", "version", "deleted", "audience"])
def test_own_columns_cannot_be_declared(name: str) -> None:
    with pytest.raises(ValueError, match="reserved"):
        Index("x", [Keyword(name)])


def test_sorts_params_and_prefixes_are_unique() -> None:
    with pytest.raises(ValueError, match="sort"):
        Index("x", [Number("a", sort="newest"), Number("b", sort="newest")])
    with pytest.raises(ValueError, match="URL parameter"):
        Index("x", [Number("price"), Money("price_fen")])
    with pytest.raises(ValueError, match="prefix"):
        Index("x", [Text("a", prefixes=("标题",)), Text("b", prefixes=("标题",))])
    with pytest.raises(ValueError, match="reserved"):
        Index("x", [Keyword("sort_by", param="sort")])


def test_a_sort_given_by_name_has_the_direction_people_expect() -> None:
    index = Index("x", [Number("trl", sort="maturity"), Money("price_fen", sort="price")])
    assert index.sorts["maturity"][1] == Sort("maturity", descending=True)
    assert index.sorts["price"][1] == Sort("price", descending=False)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"trl": "6"}, "trl"),
        ({"trl": True}, "trl"),
        ({"trl": 6.0}, "trl"),
        ({"trl": 1 << 63}, "trl"),
        ({"open_licence": 1}, "open_licence"),
        ({"mode": "licence"}, "mode"),
        ({"mode": ("licence", "")}, "mode"),
        ({"city": ("成都",)}, "city"),
        ({"city": "x" * 257}, "city"),
        ({"body": 5}, "body"),
        ({"body": ("a", 5)}, "body"),
        ({"unheard_of": "x"}, "unheard_of"),
    ],
)
def test_a_value_of_the_wrong_type_is_refused_by_name(fields: dict[str, object], field: str) -> None:
    with pytest.raises(DocumentError) as caught:
        INDEX.check(listing(1, **fields))
    assert caught.value.field == field


def test_a_kind_may_carry_only_its_own_fields() -> None:
    with pytest.raises(DocumentError, match="trl"):
        INDEX.check(Document("need:1", "need", 1, PUBLIC, {"trl": 5}))


@pytest.mark.parametrize(
    "document",
    [
        Document("", "listing", 1, PUBLIC),
        Document(" listing:1", "listing", 1, PUBLIC),
        Document("x" * 201, "listing", 1, PUBLIC),
        Document("a:1", "advert", 1, PUBLIC),
        Document("listing:1", "listing", -1, PUBLIC),
        Document("listing:1", "listing", 1, frozenset()),
        Document("listing:1", "listing", 1, frozenset({""})),
    ],
)
def test_a_document_nobody_could_find_or_replace_is_refused(document: Document) -> None:
    with pytest.raises(DocumentError):
        INDEX.check(document)


def test_a_tombstone_needs_no_audience_and_carries_no_text() -> None:
    row = encode(Document.tombstone("listing:1", "listing", 7), INDEX, analysis())
    assert abs(int(str(row.pop("gone_at"))) - time.time()) < 60
    assert row == {"id": "listing:1", "kind": "listing", "version": 7, "deleted": True, "audience": []}


def test_every_cell_belongs_to_a_column_of_its_kind() -> None:
    full = listing(
        1,
        "全钒液流电池 LiFePO4",
        body=("第一段", "second part"),
        codes=("ZL 2022 1 0123456.7", "H01M 10/0525"),
        field=("energy/storage",),
        mode=("licence", "licence"),
        trl=5,
        published_at=1_700_000_000,
        open_licence=True,
    )
    row = encode(full, INDEX, analysis())
    kinds = {column.name: column.kind for column in columns(INDEX)}
    expected = {"freqs": str, "positions": str, "keyword": list, "long": int, "flag": bool}
    for name, cell in row.items():
        wanted = str if name in ("id", "kind") else expected[kinds[name]]
        assert type(cell) is wanted, name
    assert row["field"] == ["energy", "energy/storage"]
    assert row["mode"] == ["licence"]
    assert row["published_at_year"] == 2023
    assert row["price_fen_none"] is True
    assert "price_fen" not in row


def test_the_year_of_an_instant_is_that_of_the_local_day() -> None:
    new_year_in_china = 1_704_038_400  # 2023-12-31 16:00 UTC
    assert encode(listing(1, published_at=new_year_in_china), INDEX, analysis())["published_at_year"] == 2024
    assert encode(listing(1, published_at=new_year_in_china - 1), INDEX, analysis())["published_at_year"] == 2023


@given(st.integers(1, 1 << 20), st.integers(0, 42), st.sampled_from((1, -1)), st.booleans())
def test_what_differs_by_a_millionth_is_told_apart_however_large(
    number: int, zeros: int, sign: int, descending: bool
) -> None:
    value = sign * (number << zeros)
    more = value + max(1, abs(value) >> 20)
    low, high = (sort_key(one, "listing:1", descending=descending) for one in (value, more))
    assert low < high < 1 << 63


@pytest.mark.parametrize("descending", [False, True])
def test_sort_keys_order_by_value_and_break_ties_alike(descending: bool) -> None:
    ids = [f"listing:{number}" for number in range(50)]
    by_value = [sort_key(value, ids[0], descending=descending) for value in (-5, 0, 3, 1 << 60)]
    assert by_value == sorted(by_value)
    assert max(by_value) < 1 << 63
    ties = sorted(ids, key=lambda id: sort_key(7, id, descending=descending), reverse=descending)
    assert ties == sorted(ids, key=lambda id: sort_key(7, id, descending=False))


def test_only_declared_fields_can_filter() -> None:
    with pytest.raises(QueryError) as caught:
        Index("x", [Tree("field", filter=False)]).filter_field("field")
    assert caught.value.code == "unknown_filter"


@pytest.mark.parametrize("descending", [False, True])
def test_what_lacks_a_value_comes_last_in_both_directions(descending: bool) -> None:
    lacking = sort_key(None, "listing:1", descending=descending)
    stated = [sort_key(value, "listing:1", descending=descending) for value in (-(1 << 60), -1, 0, 1 << 60)]
    assert sorted([lacking, *stated], reverse=descending)[-1] == lacking
    assert lacking not in stated
