"""Columns of files: maturity with its scale, prices as words and as bounds, the reader's language, savings in full."""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal
from typing import Any

import pytest

from marketplace.core.text import Text
from marketplace.discovery.service import collections
from marketplace.listings.schemas import Maturity
from tests.factories.accounts import actor, make_enterprise_user, make_organisation
from tests.factories.listings import make_benefit, make_listing
from tests.factories.needs import make_need

RANGE = {"price_disclosure": "range", "price_min": 74_500_000, "price_max": 118_000_000}
ON_REQUEST = {"price_disclosure": "negotiable", "price_min": None, "price_max": None}


def exported(client: Any, lang: str = "en", **asked: str) -> dict[str, dict[str, Any]]:
    """The records of an export by public id."""
    answer = client.get(f"/{lang}/search/export.json", query_string=asked).get_json()
    return {item["public_id"]: item for item in answer["items"]}


def test_a_level_stands_with_its_name_and_its_scale(client, committed, index) -> None:
    with committed():
        thirteen = make_listing(maturity=Maturity("qingdao_2025", 5)).public_id
        nine, none = make_listing(maturity=Maturity("trl_9", 5)).public_id, make_listing(maturity=None).public_id
    index()
    found = exported(client)
    assert found[thirteen]["maturity"].startswith("5: ")
    assert "13 levels" in found[thirteen]["maturity_scale"]
    assert found[thirteen]["trl"] is None
    assert found[nine]["maturity"].startswith("5: ")
    assert (found[nine]["trl"], "13" in found[nine]["maturity_scale"]) == (5, False)
    assert (found[none]["maturity"], found[none]["maturity_scale"]) == (None, None)


def test_a_price_is_said_in_words_and_has_both_bounds(client, committed, index) -> None:
    with committed():
        ranged, asked, stated = (make_listing(**values).public_id for values in (RANGE, ON_REQUEST, {}))
    index()
    chinese, english = exported(client, "zh"), exported(client)
    assert [chinese[name]["price"] for name in (ranged, asked, stated)] == ["74.50万元–118万元", "面议", "120万元"]
    assert english[asked]["price"] == "Price on request"
    bounds = [(english[name]["price_min"], english[name]["price_max"]) for name in (ranged, asked, stated)]
    assert bounds == [(74.5, 118), (None, None), (120, 120)]


def test_a_budget_is_said_in_words_and_has_both_bounds(client, committed, index) -> None:
    with committed():
        band, most, unsaid = (
            make_need(budget_min_fen=low, budget_max_fen=high).public_id
            for low, high in ((50_000_000, 80_000_000), (None, 80_000_000), (None, None))
        )
    index()
    found = exported(client, "en", kind="need")
    assert [found[name]["budget"] for name in (band, most, unsaid)] == [
        "CN¥500,000–CN¥800,000", "up to CN¥800,000", "Budget open to negotiation",
    ]  # fmt: skip
    assert [found[name]["budget_min"] for name in (band, most, unsaid)] == [50, None, None]
    assert [found[name]["budget_max"] for name in (band, most, unsaid)] == [80, 80, None]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_file_speaks_one_language_and_falls_back_to_the_other(client, committed, index, lang: str) -> None:
    with committed():
        owner = make_organisation("university", name=Text("示例高原大学", "Example Plateau University"))
        both = make_listing(owner, title=Text("高温热泵", "Heat pump"), pilot_need=Text("仅中文", None)).public_id
        chinese = make_listing(title=Text("低温余热", None)).public_id
        need = make_need().public_id
    index()
    found = exported(client, lang)
    record = found[both]
    assert record["title"] == ("高温热泵" if lang == "zh" else "Heat pump")
    assert record["owner_name"] == ("示例高原大学" if lang == "zh" else "Example Plateau University")
    assert record["summary"] == (
        "把制氢电耗降低一成" if lang == "zh" else "Cuts the electricity of hydrogen by a tenth"
    )
    solution, other = "多孔镍钼涂层", "Porous nickel molybdenum coating"
    assert (solution in record["body"], other in record["body"]) == (lang == "zh", lang == "en")
    assert "仅中文" in record["body"]
    assert "单位电耗" not in record["body"]
    assert "Electricity per unit" not in record["body"]
    assert record["summary"] not in record["body"]
    assert found[chinese]["title"] == "低温余热"
    asked = exported(client, lang, kind="need")[need]
    assert ("占地不超过 60 平方米" in asked["body"]) == (lang == "zh")
    assert ("No more than 60 m² of floor" in asked["body"]) == (lang == "en")
    assert "summary" not in asked


def test_a_saving_has_its_unit_what_it_counts_for_and_its_evidence(client, committed, index, sign_in) -> None:
    with committed():
        reader = make_enterprise_user()
        saving = make_benefit(value=Decimal("350.000000"), unit="kg_co2e", evidence_level="internal_test")
        made = make_listing(benefits=[saving]).public_id
        none = make_listing(benefits=[]).public_id
    index()
    found = exported(client)
    record = {name: value for name, value in found[made].items() if name.startswith("benefit")}
    assert record == {
        "benefit_kind": "Greenhouse-gas reduction", "benefit": 350, "benefit_unit": "kgCO₂e",
        "benefit_per": "per tonne of product", "benefit_level": "Internal test", "benefit_evidence": "Internal test",
    }  # fmt: skip
    assert found[none]["benefit"] is None
    sign_in(client, reader)
    table = list(csv.reader(io.StringIO(client.get("/en/search/export.csv").data.decode("utf-8-sig"), newline="")))
    assert "350" in [value for row in table for value in row]
    assert not any("gram" in heading for heading in table[0])


def test_a_collection_of_several_kinds_has_one_table(client, committed, sign_in) -> None:
    with committed():
        reader = make_enterprise_user()
        listing, need, organisation = make_listing(), make_need(), make_organisation("institute")
        kept = {"listing": listing, "need": need, "organisation": organisation}
        for kind, record in kept.items():
            row = collections.keep(actor(reader), record=f"{kind}:{record.public_id}")
    sign_in(client, reader)
    items = client.get(f"/en/search/collections/{row.public_id}/export.json").get_json()["items"]
    found = {item["public_id"]: item for item in items}
    assert found[listing.public_id]["price"]
    assert found[need.public_id]["price"] is None
    assert found[need.public_id]["budget"]
    assert found[organisation.public_id]["title"] == organisation.name.en
    table = client.get(f"/en/search/collections/{row.public_id}/export.csv").data.decode("utf-8-sig")
    assert re.search(r"^Collection,Shortlist", table, re.MULTILINE), "a collection is no question"


def test_a_class_of_patents_keeps_its_symbol(committed, client, sign_in) -> None:
    with committed():
        reader = make_enterprise_user()
        row = collections.keep(actor(reader), record=f"listing:{make_listing(ipc=['F27D 17/00']).public_id}")
    sign_in(client, reader)
    [item] = client.get(f"/zh/search/collections/{row.public_id}/export.json").get_json()["items"]
    assert item["ipc"].startswith("F27D ")
    assert len(item["ipc"]) > len("F27D ")
