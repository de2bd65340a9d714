"""Comparing: the same units in one row, nothing converted silently, gaps lead to the owner, never a fifth column."""

from __future__ import annotations

import re
from decimal import Decimal
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.core.policy import ANONYMOUS
from marketplace.core.text import Text
from marketplace.discovery.queries.compare import Comparison, Row, compare
from marketplace.discovery.queries.units import converted, unit_of
from marketplace.listings.schemas import Maturity
from tests.factories.listings import make_benefit, make_figure, make_listing
from tests.factories.needs import make_need


def row(found: Comparison, label: str) -> Row:
    [one] = [row for row in found.rows if label in row.label]
    return one


def texts(found: Comparison, label: str) -> list[str]:
    return [cell.text for cell in row(found, label).cells]


@pytest.mark.parametrize(
    ("value", "unit", "target", "expected"),
    [("0.5", "MW", "kW", "500"), ("1200", "g", "kg", "1.2"), ("3.6", "MJ", "kWh", "1"),
     ("2", "kWh/t", "kWh/kg", "0.002"), ("95", "%", "‰", "950"), ("1", "m²", "cm2", "10000")],
)  # fmt: skip
def test_units_that_measure_the_same_convert_exactly(value: str, unit: str, target: str, expected: str) -> None:
    assert converted(Decimal(value), unit_of(unit), unit_of(target)) == Decimal(expected)


@pytest.mark.parametrize("text", ["次", "℃", "倍", "kWh/Nm³/a", "", "mm2/", "人"])
def test_what_is_no_known_unit_is_not_converted(text: str) -> None:
    assert unit_of(text) is None


def test_a_result_without_exact_decimals_is_not_converted() -> None:
    assert converted(Decimal("1"), unit_of("min"), unit_of("h")) is None


@given(st.decimals(min_value=-(10**6), max_value=10**6, places=3), st.sampled_from(["W", "kW", "MW"]))
def test_there_and_back_is_the_same_value(value: Decimal, unit: str) -> None:
    there = converted(value, unit_of(unit), unit_of("kW"))
    assert there is None or converted(there, unit_of("kW"), unit_of(unit)) == value


def test_figures_of_one_metric_stand_in_one_row_and_say_when_they_were_converted(db) -> None:
    power = {"metric": Text("额定功率", "Rated power")}
    one = make_listing(figures=[make_figure(**power, value=Decimal(500), unit="kW")])
    other = make_listing(figures=[make_figure(**power, value=Decimal("0.5"), unit="MW")])
    found = compare(ANONYMOUS, [one.public_id, other.public_id])
    assert texts(found, "额定功率") == ["500", "500"]
    assert row(found, "额定功率").cells[1].note
    assert not row(found, "额定功率").differs


def test_figures_in_units_of_another_kind_stand_apart(db) -> None:
    life = {"metric": Text("寿命", "Life")}
    one = make_listing(figures=[make_figure(**life, value=Decimal(5000), unit="次")])
    other = make_listing(figures=[make_figure(**life, value=Decimal(8000), unit="h")])
    rows = [row for row in compare(ANONYMOUS, [one.public_id, other.public_id]).rows if "寿命" in row.label]
    assert sorted([cell.text for cell in row.cells] for row in rows) == [["", "8000"], ["5000", ""]]


def test_benefits_align_only_for_the_same_functional_unit(db) -> None:
    steel, power = Text("每吨钢", "per tonne of steel"), Text("每兆瓦时", "per MWh")
    one = make_listing(benefits=[make_benefit(value=Decimal("0.4"), unit="t_co2e", functional_unit=steel)])
    same = make_listing(benefits=[make_benefit(value=Decimal(350), unit="kg_co2e", functional_unit=steel)])
    apart = make_listing(benefits=[make_benefit(value=Decimal("0.4"), unit="t_co2e", functional_unit=power)])
    found = compare(ANONYMOUS, [one.public_id, same.public_id, apart.public_id])
    assert texts(found, "每吨钢") == ["0.4", "0.35", ""]
    assert texts(found, "每兆瓦时") == ["", "", "0.4"]
    assert row(found, "每吨钢").differs


def test_levels_of_two_scales_never_stand_in_one_row(db) -> None:
    one = make_listing(maturity=Maturity("trl_9", 5))
    other = make_listing(maturity=Maturity("qingdao_2025", 5))
    rows = [
        r for r in compare(ANONYMOUS, [one.public_id, other.public_id]).rows if "成熟度" in r.label or "TRL" in r.label
    ]
    assert all(sum(bool(cell.text) for cell in row.cells) == 1 for row in rows)
    assert len(rows) == 2


def test_what_the_reader_may_not_find_is_left_out_and_a_fifth_too(db) -> None:
    shown, draft = [make_listing() for _number in range(5)], make_listing(state="draft")
    names = [listing.public_id for listing in shown]
    found = compare(ANONYMOUS, [*names[:3], draft.public_id, *names[3:]])
    assert [item.public_id for item in found.items] == names[:4]
    assert found.gone == [draft.public_id]
    assert found.left_out == [names[4]]


@pytest.fixture
def two(committed) -> list[str]:
    with committed():
        return [make_listing(keywords=["电解水"], deal_modes=["licence"]).public_id,
                make_listing(keywords=[], deal_modes=["transfer"], title=Text("=SUM(A1)", None)).public_id]  # fmt: skip


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_marks_differences_and_sends_gaps_to_the_owner(client, two, lang: str) -> None:
    text = client.get(f"/{lang}/search/compare?item={two[0]}&item={two[1]}").text
    assert ("不同" if lang == "zh" else "differs") in text
    assert ("未说明" if lang == "zh" else "not stated") in text
    assert f"enquiries/new?listing={two[1]}" in text


def test_every_way_on_from_the_page_knows_what_was_chosen(client, two) -> None:
    text = client.get(f"/zh/search/compare?item={two[0]}&item={two[1]}").text
    assert f"compare.csv?item={two[0]}&amp;item={two[1]}" in text
    assert {f'href="/zh/search/compare?item={name}"' in text for name in two} == {True}, "removing one keeps the other"
    assert [f'name="item" value="{name}"' in text for name in two] == [True, True], "so does adding a third"


def test_a_fifth_is_refused_with_a_notice(client, committed, two) -> None:
    with committed():
        more = [make_listing().public_id for _number in range(3)]
    query = "&".join(f"item={name}" for name in [*two, *more])
    answer = client.get(f"/zh/search/compare?{query}")
    assert "最多同时比较四项" in answer.text
    assert f"/zh/listings/{more[2]}" not in answer.text
    assert client.get(f"/api/v1/search/compare?{query}").status_code == 422


def test_an_empty_comparison_says_how_to_begin(client, two) -> None:
    answer = client.get("/zh/search/compare?item=AAAAAAAAAA")
    assert answer.status_code == 200
    assert 'name="q"' in answer.text


def test_the_table_to_take_away_cannot_become_a_formula(client, two) -> None:
    answer = client.get(f"/zh/search/compare.csv?item={two[1]}&item={two[0]}")
    assert answer.mimetype == "text/csv"
    assert not any(cell.startswith(("=", '"=')) for line in answer.text.splitlines() for cell in line.split(","))


def test_programs_get_rows_and_cells(client, two) -> None:
    found = client.get(f"/api/v1/search/compare?item={two[0]}&item={two[1]}").get_json()
    assert [item["public_id"] for item in found["items"]] == two
    assert all(len(row["cells"]) == 2 for row in found["rows"])
    assert any(row["differs"] for row in found["rows"])


def test_more_listings_take_no_more_questions_to_the_database(client, committed, count_queries, two) -> None:
    with committed():
        more = [make_listing().public_id for _number in range(2)]
    counts = []
    for names in (two, two, [*two, *more]):
        with count_queries() as seen:
            client.get("/zh/search/compare", query_string=[("item", name) for name in names])
        counts.append(len(seen))
    assert abs(counts[2] - counts[1]) <= 1  # the stamp of the vocabulary is looked up by the clock
    assert counts[2] <= 18


def test_results_offer_a_box_and_carry_what_was_chosen_before(client, committed, index, two) -> None:
    index()
    text = client.get(f"/zh/search?item={two[0]}&item=BBBBBBBBBB").text
    assert f'value="{two[0]}" form="compare" checked' in text
    assert '<input type="hidden" name="item" value="BBBBBBBBBB">' in text
    assert "/zh/search/compare?item=" in client.get(f"/zh/listings/{two[0]}").text


def test_what_was_picked_goes_along_with_every_link_of_the_question(client, index, two) -> None:
    index()
    text = client.get(f"/zh/search?q=电极&sort=newest&item={two[0]}").text
    links = [unescape(link) for link in re.findall(r'href="(/zh/search\?[^"]*)"', text)]
    assert {parse_qs(urlsplit(link).query).get("sort", [""])[0] for link in links} >= {"", "price"}
    without = [link for link in links if f"item={two[0]}" not in link]
    assert all("view=print" in link for link in without)


def test_only_listings_take_a_place_and_what_is_none_is_not_counted_as_left_out(db) -> None:
    names = [make_listing().public_id for _number in range(5)]
    strange = [make_need().public_id, "AAAAAAAAAA"]
    found = compare(ANONYMOUS, [*strange, *names])
    assert [item.public_id for item in found.items] == names[:4]
    assert found.left_out == names[4:]
    assert found.gone == strange
