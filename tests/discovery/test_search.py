"""Finding as readers meet it: honest facets, what the database takes back, the basic mode, help without hits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from marketplace.core import indexing
from marketplace.core.errors import Invalid, NotFound
from marketplace.core.outbox import OutboxRow
from marketplace.core.policy import ANONYMOUS, SYSTEM
from marketplace.core.text import Text
from marketplace.discovery import service
from marketplace.discovery.queries.frame import frame
from marketplace.listings.schemas import Maturity
from marketplace.needs import service as needs
from tests.factories.accounts import make_organisation
from tests.factories.listings import make_benefit, make_listing
from tests.factories.needs import make_need


def ask(**values: object) -> service.Found:
    pairs = [(k, str(v)) for k, vs in values.items() for v in (vs if isinstance(vs, list) else [vs])]
    return service.find(ANONYMOUS, pairs)


def test_words_find_and_are_marked_on_the_escaped_text(committed, index) -> None:
    with committed():
        make_need(title=Text("烧结烟气<b>余热</b>回收", None))
        make_need(title=Text("电解槽隔膜寿命", None))
    index()
    with committed():
        found = ask(q="余热回收", kind="need")
        assert found.total >= 1
        shown = str(found.rows[0].marked_title)
        assert "<mark>" in shown
        assert "<b>" not in shown
        assert "&lt;b&gt;" in shown


def test_counts_leave_out_their_own_filter_and_respect_the_others(committed, index) -> None:
    with committed():
        make_need(field_codes=["hydrogen"], region_code="5101")
        make_need(field_codes=["hydrogen"], region_code="5103")
        make_need(field_codes=["wind"], region_code="5101")
    index()
    with committed():
        facets = ask(kind="need", field="hydrogen", city="5101").results.facets
        by_field = {bucket.value: bucket.count for bucket in facets["field"]}
        by_city = {bucket.value: bucket.count for bucket in facets["city"]}
    assert (by_field["hydrogen"], by_field["wind"]) == (1, 1)
    assert (by_city["5101"], by_city["5103"]) == (1, 1)


def test_a_row_that_is_no_longer_public_is_dropped_at_once_and_queued(committed, index) -> None:
    with committed():
        gone = make_need()
        make_need()
    index()
    with committed():
        needs.advance(SYSTEM, public_id=gone.public_id, action="withdraw", reason="solved")
    with committed() as session:
        session.query(OutboxRow).delete()
    with committed() as session:
        names = [row.public_id for row in ask(kind="need").rows]
        assert gone.public_id not in names
        assert len(names) == 1
        assert [row.entity_id for row in session.query(OutboxRow)] == [gone.id]


def test_without_an_engine_titles_are_searched_and_the_page_says_so(committed, index) -> None:
    with committed():
        make_need(title=Text("钒渣提钒尾水回用", None))
    with committed():
        found = ask(q="提钒", kind="need")
    assert found.basic
    assert [row.title.zh for row in found.rows] == ["钒渣提钒尾水回用"]


def test_a_page_beyond_the_basic_mode_is_not_the_end_of_the_results(committed, client, index) -> None:
    """Whoever turns the page while the engine goes away is told so, and comes back to the first page."""
    with committed():
        make_need(title=Text("钒渣提钒尾水回用", None))
    away = client.get("/en/search?q=提钒&kind=need&page=2")
    assert away.status_code == 503
    assert "The search engine does not answer" in away.text
    assert 'href="/en/search?q=%E6%8F%90%E9%92%92&amp;kind=need"' in away.text
    told = client.get("/api/v1/search?q=提钒&kind=need&page=2")
    assert (told.status_code, told.json["error"]["retry_after"]) == (503, 30)
    index()
    beyond = client.get("/en/search?q=提钒&kind=need&page=2")
    assert beyond.status_code == 404
    assert 'href="/en/search?q=%E6%8F%90%E9%92%92&amp;kind=need"' in beyond.text


@pytest.mark.parametrize("words", ["100%", "_", "\\", "'; DROP TABLE need; --"])
def test_the_basic_mode_takes_words_literally(committed, index, words: str) -> None:
    with committed():
        make_need(title=Text("全钒液流电池", None))
    with committed():
        found = ask(q=words, kind="need")
        assert found.basic
        assert found.rows == []


def test_a_question_without_hits_offers_each_filter_removed(committed, index) -> None:
    with committed():
        make_need(field_codes=["hydrogen"])
    index()
    with committed():
        found = ask(kind="need", field="hydrogen", city="5133")
        assert found.total == 0
        assert found.relief.without == {"city": 1}


def test_unknown_and_bad_parameters_are_named_and_not_applied(committed, index) -> None:
    with committed():
        make_need()
    index()
    with committed():
        found = ask(kind="need", colour="green", sort="prettiest")
        assert found.total == 1
        assert len(found.notices) == 2
        assert all(str(service.describe(notice)) for notice in found.notices)
        with pytest.raises(Invalid) as refused:
            service.find(ANONYMOUS, [("colour", "green")], strict=True)
        assert "colour" in refused.value.fields


def test_too_deep_a_page_does_not_exist(committed, index) -> None:
    index()
    with committed(), pytest.raises(NotFound):
        ask(page=500)


def test_a_page_too_deep_names_the_limit(client, index) -> None:
    index()
    answer = client.get("/en/search?page=500")
    assert answer.status_code == 404
    assert "The results end before this page" in answer.text
    assert "1,000. Narrow the search" in answer.text
    assert "fewer pages" in client.get("/en/search?page=2").text


def test_anonymous_owners_stay_anonymous_in_results(committed, index) -> None:
    with committed():
        owner = make_organisation("enterprise", name=Text("示例秘密公司", "Example Secret Ltd"))
        make_need(owner=owner, anonymity="anonymous")
    index()
    with committed():
        found = ask(kind="need")
        assert found.rows[0].card.owner_shown.zh == "某企业"
        assert ask(q="示例秘密公司", kind="need").total == 0


def test_chips_sorts_and_tabs_are_links_of_the_same_question(app, committed, index) -> None:
    with committed():
        make_need(field_codes=["hydrogen"])
    index()
    with app.test_request_context("/zh/search"), committed():
        found = ask(q="余热", kind="need", field="hydrogen")
        around = frame(found.query, found.index, found.results)
        assert any("氢能" in text for text, _url in around.chips)
        assert all("field=hydrogen" not in url for _text, url in around.chips)
        assert [tab["current"] for tab in around.tabs] == [False, True, False]
        assert {sort["value"] for sort in around.sorts} >= {"relevance", "newest"}


def test_a_facet_that_counts_nothing_is_left_out_until_it_is_used(app, committed, index) -> None:
    with committed():
        make_listing(maturity=Maturity("qingdao_2025", 5))
    index()
    with app.test_request_context("/zh/search"), committed():
        shown = [{facet.name for facet in frame(found.query, found.index, found.results).facets}
                 for found in (ask(), ask(trl="4..7"))]  # fmt: skip
    assert "trl" not in shown[0]
    assert "trl" in shown[1]
    assert "availability" in shown[0]


def test_the_engine_is_opened_once_per_process(committed, index) -> None:
    index()
    with committed():
        assert indexing.backend() is indexing.backend()


def test_a_withdrawn_listing_answers_410_with_similar_ones(app, client, committed, index) -> None:
    with committed():
        gone = make_listing(title=Text("烧结烟气余热回收装置", None), state="withdrawn")
        other = make_listing(title=Text("烟气余热深度回收", None))
    index()
    answer = client.get(f"/zh/listings/{gone.public_id}")
    assert answer.status_code == 410
    assert f"/zh/listings/{other.public_id}" in answer.text
    assert gone.title.zh not in answer.text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_page_of_results_asks_few_questions(client, committed, index, count_queries, lang: str) -> None:
    with committed():
        for _number in range(5):
            make_listing()
    index()
    client.get(f"/{lang}/search")
    with count_queries() as seen:
        answer = client.get(f"/{lang}/search?field=hydrogen")
    assert answer.status_code == 200
    assert len(seen) <= 6, seen


@pytest.mark.parametrize(
    ("lang", "shown"),
    [
        ("zh", "把制氢电耗降低一成。制氢电耗高。多孔镍钼涂层。"),
        ("en", "Cuts the electricity of hydrogen by a tenth. Hydrogen takes"),
    ],
)
def test_entries_of_several_fields_read_as_sentences(client, committed, index, lang: str, shown: str) -> None:
    with committed():
        make_listing()
    index()
    assert shown in client.get(f"/{lang}/search").text


@pytest.mark.parametrize("path", ["/zh/accounts/organisations", "/zh/taxonomy/rules"])
def test_filters_that_are_not_chosen_say_all(client, path: str) -> None:
    answer = client.get(path).text
    assert '<option value="">全部</option>' in answer
    assert "请选择" not in answer


@pytest.mark.parametrize(
    ("sort", "wanted"),
    [
        ("price", ["便宜", "昂贵", "面议"]),
        ("maturity", ["便宜", "昂贵", "面议"]),
        ("benefit", ["昂贵", "便宜", "面议"]),
        ("newest", ["面议", "昂贵", "便宜"]),
    ],
)
def test_orders_put_what_states_no_value_last(committed, index, sort: str, wanted: list[str]) -> None:
    day = datetime(2026, 3, 1, tzinfo=UTC)
    stated = {"price_disclosure": "stated", "price_max": None}
    with committed():
        for number, (title, values) in enumerate(
            [
                ("便宜", {**stated, "price_min": 1_000_000, "maturity": Maturity("trl_9", 8),
                          "benefits": [make_benefit(value=Decimal("0.1"))]}),
                ("昂贵", {**stated, "price_min": 900_000_000, "maturity": Maturity("trl_9", 3),
                          "benefits": [make_benefit(value=Decimal("7"))]}),
                ("面议", {"price_disclosure": "negotiable", "price_min": None, "price_max": None, "maturity": None,
                          "benefits": []}),
            ]
        ):  # fmt: skip
            make_listing(title=Text(title, None), record={"published_at": day + timedelta(days=number)}, **values)
    index()
    with committed():
        assert [row.title.zh for row in ask(kind="listing", sort=sort).rows] == wanted


def test_a_title_in_the_other_language_says_so(client, committed, index) -> None:
    with committed():
        make_listing(title=Text("烧结烟气余热回收", None))
    index()
    english, chinese = (client.get(f"/{lang}/search?q=余热").text for lang in ("en", "zh"))
    assert '<span lang="zh-CN">烧结烟气<mark>余热</mark>回收</span>' in english
    assert '<span lang="zh-CN">烧结烟气' not in chinese


def test_a_summary_taken_from_the_text_is_not_said_twice(client, committed, index) -> None:
    with committed():
        make_listing(
            title=Text("分容工序预测", None),
            summary=Text("本文提出一种预测分容容量的方…", None),
            solution=Text("本文提出一种预测分容容量的方法，用于化成工序", None),
        )
    index()
    [row] = client.get("/api/v1/search", query_string={"q": "分容工序"}).json["items"]
    assert row["snippet"].count("本文提出") <= 1
    page = client.get("/zh/search", query_string={"q": "分容工序"}).text
    assert page.count("本文提出一种预测") == 1
