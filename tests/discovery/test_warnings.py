"""What leaves the house says what the page says: that an offer is made up, and of which day a legal status is."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any
from xml.etree import ElementTree as Xml

import pytest

from marketplace.core.text import Text
from tests.factories.listings import make_listing, make_patent

READ_ON, READ_BEFORE = date(2026, 5, 4), date(2026, 3, 2)


@pytest.fixture
def offers(committed, index) -> list[str]:
    """An offer of the demonstration with two patents, and a real one without."""
    with committed():
        patents = [make_patent(status_as_of=READ_ON), make_patent(status_as_of=READ_BEFORE, title=Text("储氢阀", None))]
        demo = make_listing(title=Text("烧结烟气余热回收装置", None), patents=patents, record={"demo": True})
        real = make_listing(title=Text("水泥窑余热回收装置", None), patents=[], rights_types=["know_how"])
        names = [demo.public_id, real.public_id]
    index()
    return names


def test_files_mark_what_is_made_up_and_date_the_legal_status(client, offers: list[str]) -> None:
    answer = client.get("/en/search/export.json?q=余热").get_json()
    rows = {row["public_id"]: row for row in answer["items"]}
    assert [rows[name]["demo"] for name in offers] == ["yes", "no"]
    assert [rows[name]["legal_status_on"] for name in offers] == [READ_BEFORE.isoformat(), None]
    assert answer["columns"]["legal_status_on"] == "Legal status as of"


def test_a_comparison_does_so_on_the_page_in_its_file_and_for_programs(client, offers: list[str]) -> None:
    asked = "&".join(f"item={name}" for name in offers)
    page = client.get(f"/en/search/compare?{asked}").text
    assert "Legal status as of" in page
    assert page.count("Demonstration data") == 1
    file = client.get(f"/en/search/compare.csv?{asked}").data.decode("utf-8-sig")
    head, *rows = list(csv.reader(io.StringIO(file)))
    assert ["Demonstration data" in cell for cell in head] == [False, True, False]
    assert ["Legal status as of", READ_BEFORE.isoformat(), ""] in rows
    items = client.get(f"/api/v1/search/compare?{asked}").get_json()["items"]
    assert [item["demo"] for item in items] == [True, False]


def test_a_feed_marks_the_title_of_what_is_made_up(client, offers: list[str]) -> None:
    root = Xml.fromstring(client.get("/zh/search/feed.atom?q=余热").data)
    titles = [entry.text or "" for entry in root.iterfind(".//{*}entry/{*}title")]
    assert sorted(title.startswith("【演示数据】") for title in titles) == [False, True]


def test_paper_marks_it_too_and_shows_status_and_benefit(client, offers: list[str]) -> None:
    page = client.get("/en/search?q=余热&view=print").text
    entries = page[page.index('class="printed"') :].split("<li")[1:]
    marked = {name: next(one for one in entries if name in one) for name in offers}
    assert ["Demonstration data" in marked[name] for name in offers] == [True, False]
    assert "in force as of" in marked[offers[0]].lower().replace("\n", " ")
    assert all("t CO2e" in one or "CO₂" in one for one in marked.values())


def test_programs_are_told_with_each_hit(client, offers: list[str]) -> None:
    found: dict[str, Any] = {
        item["public_id"]: item["demo"] for item in client.get("/api/v1/search?q=余热").get_json()["items"]
    }
    assert found == dict(zip(offers, (True, False), strict=True))
