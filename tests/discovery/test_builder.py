"""The advanced form as readers use it: filled from the question, sent without scripts, filters kept."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest

from marketplace.core import indexing
from marketplace.core.policy import ANONYMOUS
from marketplace.core.text import Text
from marketplace.discovery import service
from marketplace.discovery.queries.builder import builder
from tests.factories.listings import make_listing


def target(answer) -> list[tuple[str, str]]:
    assert answer.status_code == 303
    parts = urlsplit(answer.headers["Location"])
    assert parts.path.endswith("/search")
    return parse_qsl(parts.query)


@pytest.mark.parametrize(("lang", "prefix"), [("zh", "名称"), ("en", "title")])
def test_what_is_entered_becomes_the_question_and_filters_stay(client, lang: str, prefix: str) -> None:
    entered = {"words": "余热", "phrases": "烧结 烟气", "without": "水泥", "in_title": "回收", "in_codes": "F27D 17/00"}
    answer = client.get(
        f"/{lang}/search/compose", query_string=[*entered.items(), ("kind", "listing"), ("city", "5101")]
    )
    assert target(answer) == [
        ("q", f'余热 "烧结 烟气" {prefix}:回收 F27D 17/00 -水泥'), ("kind", "listing"), ("city", "5101"),
    ]  # fmt: skip


def test_nothing_entered_shows_everything(client) -> None:
    assert target(client.get("/zh/search/compose?words=&phrases=&q=alt&page=3")) == []


def test_the_form_never_leads_to_another_site(client) -> None:
    answer = client.get("/zh/search/compose", query_string={"words": "//example.org", "next": "https://example.org"})
    assert answer.headers["Location"].startswith("/zh/search?")


def test_the_form_shows_the_question_and_finds_the_same(app, client, committed, index) -> None:
    with committed():
        wanted = make_listing(title=Text("烧结烟气余热回收装置", None))
        make_listing(title=Text("水泥窑余热回收装置", None))
    index()
    box = '余热 "烧结烟气" -水泥'
    page = client.get("/zh/search", query_string={"q": box}).text
    for name, value in (("words", "余热"), ("phrases", "烧结烟气"), ("without", "水泥")):
        assert f'name="{name}" value="{value}"' in page
    again = dict(target(client.get("/zh/search/compose?words=余热&phrases=烧结烟气&without=水泥")))
    with app.test_request_context("/zh/search"), committed():
        for question in (box, again["q"]):
            found = service.find(ANONYMOUS, [("q", question)])
            assert [row.public_id for row in found.rows] == [wanted.public_id]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_example_of_the_help_page_is_a_question_without_notices(app, client, committed, lang: str) -> None:
    from marketplace.discovery.queries.help import examples

    page = client.get(f"/{lang}/search/help")
    assert page.status_code == 200
    with app.test_request_context(f"/{lang}/search/help"), committed():
        client.get(f"/{lang}/search/help")
        for example in examples(indexing.declared()):
            parsed = service.read(ANONYMOUS, [("q", example.box)], strict=True)
            assert parsed.notices == ()
            assert parsed.query.text.clauses


@pytest.mark.parametrize(
    ("box", "is_open"),
    [("CN113970251A", False), ("标题:电池", False), ('"余热回收"', False), ("余热 电池", False), ("余热 -水泥", False),
     ("标题:电池 -水泥", True), ("标题:电池 H01M", True)],
)  # fmt: skip
def test_the_form_opens_by_itself_only_for_what_the_box_says_less_clearly(
    app, committed, box: str, is_open: bool
) -> None:
    with app.test_request_context("/zh/search"), committed():
        index = indexing.declared()
        query = service.read(ANONYMOUS, [("q", box)]).query
        assert builder(query, index).is_open == is_open
