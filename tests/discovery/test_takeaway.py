"""What readers take along: files that cannot harm, feeds that readers of feeds accept, paper, map and years."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as Xml

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from marketplace.core import clock
from marketplace.core.audit import Event
from marketplace.core.errors import TooMany
from marketplace.core.text import Text
from marketplace.discovery import service
from marketplace.discovery.queries.table import Column, Table
from marketplace.discovery.service import export, sheets
from marketplace.listings.models import ListingVersion
from tests.factories.accounts import actor, make_enterprise_user, make_organisation
from tests.factories.listings import make_listing
from tests.factories.needs import make_need

ATOM = {"a": "http://www.w3.org/2005/Atom"}
DANGER = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def first_sheet(content: bytes) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


@given(st.lists(st.text(max_size=30) | st.sampled_from([f"{sign}1+1" for sign in DANGER]), min_size=1, max_size=4))
def test_no_cell_begins_like_a_formula_and_every_row_stays_one_row(app, texts: list[str]) -> None:
    table = Table([Column(str(n), text) for n, text in enumerate(texts)], [texts, texts])
    with app.test_request_context("/zh/search"):
        read = list(csv.reader(io.StringIO(sheets.write("csv", table, []).decode("utf-8-sig"), newline="")))
        book = first_sheet(sheets.write("xlsx", table, [("a", "a", "=1")]))
    assert [len(row) for row in read[:3]] == [len(texts)] * 3
    for row in [*read[:3], *book]:
        assert not any(str(cell).startswith(DANGER) for cell in row)


def test_a_table_has_the_declared_columns_their_units_and_only_public_records(
    committed, client, sign_in, index, count_queries
) -> None:
    with committed():
        reader = make_enterprise_user()
        shown = make_listing(title=Text("=HYPERLINK(1) 电解槽", None))
        make_need(owner=make_organisation("enterprise", name=Text("示例秘密公司", None)), anonymity="anonymous")
        gone = make_listing()
    index()
    with committed() as session:
        session.merge(gone).state_changed_at = clock.now()
        session.execute(gone.__table__.update().where(gone.__table__.c.id == gone.id).values(state="withdrawn"))
    sign_in(client, reader)
    answer = client.get("/zh/search/export.xlsx?sort=newest")
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    head, *rows = first_sheet(answer.data)
    assert "价格" in head
    assert sum("万元" in str(heading) for heading in head) == 2  # both bounds of it, as numbers
    assert len(rows) == 1
    record = dict(zip(head, rows[0], strict=True))
    assert record["名称"] == "'=HYPERLINK(1) 电解槽"
    assert shown.public_id in record.values()
    assert 120 in record.values()
    about = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(1).to_python()
    assert {row[0] for row in about} == {"检索条件", "记录数", "日期", "许可"}
    needs = client.get("/zh/search/export.csv?kind=need").data
    assert needs.startswith(b"\xef\xbb\xbf")
    assert "示例秘密公司" not in needs.decode()


def test_the_number_of_queries_of_an_export_does_not_grow(committed, client, sign_in, index, count_queries) -> None:
    with committed():
        reader = make_enterprise_user()
        make_listing()
    index()
    sign_in(client, reader)
    client.get("/zh/search/export.json")
    with count_queries() as few:
        client.get("/zh/search/export.json")
    with committed():
        for _number in range(4):
            make_listing()
    index()
    client.get("/zh/search/export.json")
    with count_queries() as many:
        answer = client.get("/zh/search/export.json")
    assert len(orjson.loads(answer.data)["items"]) == 5
    assert len(many) <= len(few)


def test_tables_ask_for_a_sign_in_are_noted_and_limited(app, committed, client, sign_in, index) -> None:
    with committed():
        reader = make_enterprise_user()
        make_listing()
    index()
    assert client.get("/zh/search/export.csv").status_code == 303
    assert client.get("/zh/search/export.json").status_code == 200
    assert client.get("/zh/search/export.exe").status_code == 404
    with app.test_request_context("/zh/search"), committed():
        person = actor(reader)
        for _number in range(10):
            service.export_results(person, [("q", "电解")], form="csv")
        with pytest.raises(TooMany):
            service.export_results(person, [], form="json")
    with committed() as session:
        noted = session.scalars(select(Event).where(Event.kind == "search.export", Event.actor_id == reader.id)).all()
        assert len(noted) == 10
        assert noted[0].data == {"form": "csv", "question": "电解", "records": 1}


def test_a_file_that_was_cut_says_how_many_there_are(committed, client, sign_in, index, monkeypatch) -> None:
    with committed():
        reader = make_enterprise_user()
        for _number in range(3):
            make_listing()
    index()
    sign_in(client, reader)
    english = {"Accept-Language": "en"}
    whole = client.get("/api/v1/search/export.json").json
    assert (whole["count"], whole["total"], whole["total_is_exact"]) == (3, 3, True)
    assert len(whole["items"]) == 3
    assert "Results in all" not in client.get("/en/search/export.csv").text
    monkeypatch.setattr(export, "MAX_WINDOW", 2)
    monkeypatch.setattr(export, "MAX_SIZE", 2)
    cut = client.get("/api/v1/search/export.json", headers=english).json
    assert (cut["count"], cut["total"], len(cut["items"])) == (2, 3, 2)
    assert cut["about"]["total"].startswith("3. This file holds the first 2;")
    assert "Results in all,3. This file holds the first 2;" in client.get("/en/search/export.csv").text
    about = CalamineWorkbook.from_filelike(io.BytesIO(client.get("/en/search/export.xlsx").data)).get_sheet_by_index(1)
    assert ["Results in all", cut["about"]["total"]] in about.to_python()


def test_links_of_the_page_work_for_what_the_page_takes_and_the_file_tells_the_rest(
    committed, client, sign_in, index
) -> None:
    with committed():
        reader = make_enterprise_user()
        make_listing()
    index()
    sign_in(client, reader)
    page = client.get("/en/search?price_min=abc&trl_min=1&published=1800").text
    (address,) = set(re.findall(r'href="(/en/search/export\.csv[^"]*)"', page))
    assert "price_min" not in address
    told = client.get(address.replace("&amp;", "&"))
    assert told.status_code == 200
    assert "Remarks" not in told.text
    loose = client.get("/en/search/export.csv?price_min=abc&page=x").text
    assert 'Remarks on the question,"Not applied: “abc” is not a value of Price' in loose
    cut = client.get("/api/v1/search/export.json?q=" + "+".join("abcdefghijklm"), headers={"Accept-Language": "en"})
    assert "first 12 words" in cut.json["about"]["remarks"]


def test_a_refused_export_costs_none_of_the_ten_and_an_export_has_no_pages(client, committed, index) -> None:
    with committed():
        make_listing()
    index()
    for _number in range(12):
        assert client.get("/api/v1/search/export.json?kind=foo").status_code == 422
    assert client.get("/api/v1/search/export.csv?kind=foo").status_code == 401
    for name in ("page", "size"):
        answer = client.get(f"/api/v1/search/export.json?{name}=2", headers={"Accept-Language": "en"})
        assert answer.status_code == 422
        assert "Leave it out" in answer.json["error"]["fields"][name][0]
    assert client.get("/api/v1/search/export.json").status_code == 200


def test_nothing_is_exported_or_fed_while_the_engine_is_away(committed, client, index) -> None:
    for _number in range(12):  # more than may be exported in an hour
        answer = client.get("/zh/search/export.json")
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert client.get("/zh/search/feed.atom").headers["Retry-After"] == "30"
    index()
    assert client.get("/zh/search/export.json").status_code == 200


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_feed_holds_what_rfc_4287_asks_for(committed, client, index, lang: str) -> None:
    with committed():
        listing = make_listing(title=Text("高温 <热泵> & 蒸汽\x0b", "Heat <pump> & steam"))
        make_listing(state="draft")
    index()
    answer = client.get(f"/{lang}/search/feed.atom?q=热泵")
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    root = Xml.fromstring(answer.data)
    assert root.tag == "{http://www.w3.org/2005/Atom}feed"
    for element in (root, *(entries := root.findall("a:entry", ATOM))):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"a:{name}", ATOM)) == 1
        assert re.fullmatch(r"tag:[a-z0-9.]+,2026:\S+", element.findtext("a:id", "", ATOM))
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", element.findtext("a:updated", "", ATOM))
    assert root.findtext("a:author/a:name", "", ATOM)
    rels = {link.get("rel"): link.get("href") for link in root.findall("a:link", ATOM)}
    assert rels["self"].endswith(f"/{lang}/search/feed.atom?q=%E7%83%AD%E6%B3%B5&kind=listing")
    assert [entry.findtext("a:id", "", ATOM).rpartition("/")[2] for entry in entries] == [listing.public_id]
    assert entries[0].find("a:link", ATOM).get("href").startswith("http")


def test_a_feed_is_answered_304_until_something_is_new(committed, client, index) -> None:
    with committed():
        make_listing()
    index()
    first = client.get("/zh/search/feed.atom")
    again = client.get("/zh/search/feed.atom", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    since = client.get("/zh/search/feed.atom", headers={"If-Modified-Since": first.headers["Last-Modified"]})
    assert since.status_code == 304
    with committed(), clock.travel(datetime.now(UTC) + timedelta(minutes=5)):
        make_listing()
    index()
    assert client.get("/zh/search/feed.atom", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200
    ids = [entry.text for entry in Xml.fromstring(first.data).iterfind("a:entry/a:id", ATOM)]
    english = [
        entry.text for entry in Xml.fromstring(client.get("/en/search/feed.atom").data).iterfind("a:entry/a:id", ATOM)
    ]
    assert set(ids) < set(english)


def test_a_feed_shows_a_signed_in_reader_no_more_than_everybody(committed, client, sign_in, index) -> None:
    with committed():
        enterprise = make_organisation("enterprise", name=Text("示例秘密公司", None))
        reader = make_enterprise_user(enterprise)
        make_need(owner=enterprise, anonymity="anonymous")
    index()
    before = client.get("/zh/search/feed.atom?kind=need").data
    sign_in(client, reader)
    assert client.get("/zh/search/feed.atom?kind=need").data == before


def test_paper_says_what_was_asked_and_lists_up_to_a_hundred(committed, client, index) -> None:
    with committed():
        for _number in range(22):
            make_need(field_codes=["hydrogen"], title=Text("电解槽 隔膜", None))
    index()
    page = client.get("/zh/search?kind=need&q=电解槽&field=hydrogen&view=print")
    assert page.text.count('<li class="result">') == 22
    assert "氢能" in page.text
    assert '<form method="get" id="filters"' not in page.text


def test_cells_and_columns_set_and_lift_the_filter(app, committed, client, index) -> None:
    with committed():
        make_need(region_code="5101")
        make_need(region_code="5103")
    index()
    page = client.get("/zh/search?kind=need").text
    assert "city=5101" in page
    assert f"published={clock.today().year}" in page
    chosen = client.get("/zh/search?kind=need&city=5101").text
    tile = re.search(r'<a href="([^"]*)" aria-current="true" aria-label="成都', chosen)
    assert tile is not None
    assert "city=" not in tile.group(1)


def test_an_entry_says_when_its_text_was_changed_and_a_feed_has_no_pages(committed, client, index) -> None:
    with committed() as opened:
        listing = make_listing(title=Text("热泵", None))
        opened.flush()
        at = listing.published_at + timedelta(days=3)
        opened.add(ListingVersion(listing_id=listing.id, number=9, snapshot={}, changed_fields=["title"], at=at))
    index()
    root = Xml.fromstring(client.get("/zh/search/feed.atom?q=热泵&page=99").data)
    entry = root.find("a:entry", ATOM)
    moments = [entry.findtext(f"a:{name}", "", ATOM) for name in ("published", "updated")]
    assert moments == [f"{moment:%Y-%m-%dT%H:%M:%SZ}" for moment in (listing.published_at, at)]
    assert root.findtext("a:updated", "", ATOM) == moments[1]
