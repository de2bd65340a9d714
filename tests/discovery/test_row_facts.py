"""What a result says in few words: figures without exponents, whole price ranges, the saving, the patent's status."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest

from marketplace.core.text import Text
from marketplace.listings import queries as listings
from tests.factories.accounts import make_organisation
from tests.factories.listings import make_benefit, make_figure, make_listing, make_patent
from tests.factories.needs import make_need

RANGE = {"price_disclosure": "range", "price_min": 74_000_000, "price_max": 118_000_000}
ON_REQUEST = {"price_disclosure": "negotiable", "price_min": None, "price_max": None}
SHARE = Text("热回收率", "Share of heat recovered")


def words(text: str) -> str:
    """The text of a page without its marks, blanks folded."""
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


@pytest.mark.parametrize(("value", "shown"), [("80", "80 %"), ("12500", "12,500 %"), ("0.450000", "0.45 %")])
def test_a_figure_has_no_exponent(client, committed, index, value: str, shown: str) -> None:
    with committed():
        make_listing(figures=[make_figure(metric=SHARE, value=Decimal(value), unit="%")])
    index()
    assert f"Share of heat recovered: {shown}" in client.get("/en/search").text


def test_what_a_need_wants_has_no_exponent(client, committed) -> None:
    rows = [{"name": SHARE, "present": Decimal(20), "target": Decimal(190), "unit": "kW"}]
    with committed():
        need = make_need(targets=rows)
    text = client.get(f"/zh/needs/{need.public_id}").text
    assert re.findall(r'data-label="([^"]+)" class="is-numeric">\s*<span>(\d+)</span>', text) == [
        ("现状", "20"),
        ("目标", "190"),
    ]


def test_a_bound_that_was_typed_stays_as_it_was(client, committed, index) -> None:
    with committed():
        make_listing()
    index()
    text = client.get("/en/search?price_min=1.000001&price_max=1234567.89").text
    assert 'value="1.000001"' in text
    assert 'value="1234567.89"' in text


def test_a_listing_and_its_row_write_a_figure_alike(client, committed, index) -> None:
    with committed():
        made = make_listing(figures=[make_figure(value=Decimal("12500.500000"), unit="h")])
    index()
    assert "12,500.5 h" in words(client.get("/en/search").text)
    assert "12,500.5 h" in words(client.get(f"/en/listings/{made.public_id}").text)


@pytest.mark.parametrize(("lang", "shown"), [("zh", "74万元–118万元"), ("en", "CN¥740,000–CN¥1,180,000")])
def test_a_comparison_shows_the_whole_range_of_a_price(client, committed, lang: str, shown: str) -> None:
    with committed():
        names = [make_listing(**values).public_id for values in (RANGE, ON_REQUEST, {})]
    page = client.get(f"/{lang}/search/compare?item={names[0]}&item={names[1]}&item={names[2]}").text
    assert shown in page
    assert ("面议" if lang == "zh" else "Price on request") in page
    found = client.get(f"/api/v1/search/compare?item={names[0]}&item={names[2]}").get_json()
    [row] = [row for row in found["rows"] if row["label"] in ("价格", "Price")]
    assert [cell["text"] for cell in row["cells"]] == ["74万元–118万元", "120万元"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_comparison_speaks_one_language_and_falls_back_to_the_other(client, committed, lang: str) -> None:
    with committed():
        both = make_organisation("university", name=Text("示例高原大学", "Example Plateau University"))
        one = make_organisation("university", name=Text("示例峡谷大学", None))
        names = [make_listing(owner).public_id for owner in (both, one)]
    text = client.get(f"/{lang}/search/compare?item={names[0]}&item={names[1]}").text
    assert "示例高原大学" not in text or lang == "zh"
    assert "Example Plateau University" not in text or lang == "en"
    assert ('<strong lang="zh-CN">示例峡谷大学' in text) == (lang == "en")


def test_the_order_by_benefit_shows_what_it_goes_by(client, committed, index) -> None:
    per = Text("每吨钢", "per tonne of steel")
    with committed():
        make_listing(
            title=Text(None, "Second"),
            benefits=[make_benefit(value=Decimal(900), unit="kg_co2e", functional_unit=per, evidence_level="verified")],
        )
        make_listing(
            title=Text(None, "First"),
            benefits=[
                make_benefit(value=Decimal(9), unit="tce", kind="energy", functional_unit=per),
                make_benefit(value=Decimal(300), unit="kg_co2e", functional_unit=per),
                make_benefit(value=Decimal(20), unit="t_co2e", functional_unit=per, evidence_level="self_declared"),
            ],
        )
        make_listing(title=Text(None, "Third"), benefits=[])
    index()
    text = words(client.get("/en/search?sort=benefit").text)
    saved = re.findall(r"Greenhouse-gas reduction: ([\d.,]+ \S+), per tonne of steel \(([^)]+)\)", text)
    assert saved == [("20 tCO₂e", "Self-declared"), ("900 kgCO₂e", "Independently verified")]


def test_without_greenhouse_gas_the_first_benefit_is_shown(db) -> None:
    made = make_listing(benefits=[make_benefit(kind="energy", value=Decimal("12.500000"), unit="percent")])
    found = listings.cards([made.public_id])[made.public_id].benefit
    assert found is not None
    assert (found.kind, found.value, found.symbol) == ("energy", Decimal("12.5"), "%")
    assert (found.per.en, found.evidence_level) == ("per tonne of product", "verified")


def test_the_status_of_the_first_patent_stands_beside_its_number_with_its_day(client, committed, index) -> None:
    first = make_patent(status="lapsed_unpaid", status_as_of=date(2026, 5, 4))
    with committed():
        make_listing(patents=[first, make_patent()])
        make_listing(title=Text(None, "Unread"), patents=[make_patent(status=None, status_as_of=None)])
    index()
    text = words(client.get("/en/search").text)
    assert f"{first['application_number']} Terminated for unpaid fees as of 4 May 2026" in text
    assert text.count("as of") == 1


def test_cards_take_one_question_whatever_they_show(db, count_queries) -> None:
    names = [make_listing(benefits=[make_benefit(), make_benefit()]).public_id for _number in range(3)]
    with count_queries() as seen:
        assert len(listings.cards(names)) == 3
    assert len(seen) == 1


def test_a_row_that_its_owner_was_found_by_shows_it(client, committed, index) -> None:
    with committed():
        owner = make_organisation("university", name=Text("示例<钒钛>研究院", "Example Vanadium Institute"))
        make_listing(owner, title=Text("储能规划", "Storage planning"))
    index()
    assert "示例&lt;<mark>钒钛</mark>&gt;研究院" in client.get("/zh/search?q=钒钛").text
    assert "Example <mark>Vanadium</mark> Institute" in client.get("/en/search?q=vanadium").text
