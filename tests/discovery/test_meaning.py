"""Results by meaning: shown beside those of the words, counted apart, and each says why it is there."""

from __future__ import annotations

import pytest

from marketplace.core import vectors
from marketplace.core.i18n import force_language
from marketplace.core.policy import SYSTEM
from marketplace.core.text import Text
from marketplace.discovery import service
from marketplace.discovery.queries.verdict import verdict
from tests.factories.listings import make_listing

QUESTION = "工厂排出的热气怎样再利用"
NO_WORD_OF_IT = "炼铁厂热量利用"  # stands in the listing


@pytest.fixture
def heat(committed, index, settings) -> str:
    """A listing that says it in other words, with its vector in the index; its public id."""
    with committed():
        listing = make_listing(
            title=Text("钢铁高炉煤气余热回收装置", "Waste heat recovery from blast furnaces"),
            summary=Text("用换热器把烟道中的余热变成蒸汽。适用于钢铁企业。", None),
        )
        public_id = str(listing.public_id)
    model = vectors.open_model(settings)
    assert model is not None
    with committed():
        vectors.want_all()
    with committed():
        while vectors.work(model):
            pass
    index()
    return public_id


@pytest.mark.parametrize(("lang", "said"), [("zh", "语义相近"), ("en", "By meaning")])
def test_the_page_counts_them_apart_and_gives_the_reason(client, heat: str, lang: str, said: str) -> None:
    html = client.get(f"/{lang}/search?q={QUESTION}").get_data(as_text=True)
    assert heat in html
    assert said in html
    assert ("最接近的句子" if lang == "zh" else "Closest sentence") in html


def test_exact_words_leave_meaning_out(client, heat: str) -> None:
    assert heat not in client.get(f"/zh/search?q={QUESTION}&syn=0").get_data(as_text=True)


def test_the_interface_for_programs_says_the_same(client, heat: str) -> None:
    answer = client.get(f"/api/v1/search?q={QUESTION}").get_json()
    found = next(item for item in answer["items"] if item["public_id"] == heat)
    assert answer["by_meaning"] >= 1
    assert answer["total"] + answer["by_meaning"] >= len(answer["items"])
    assert found["reason"]["sentence"]


def test_near_ones_stand_below_the_ways_on_when_the_words_find_nothing(client, heat: str) -> None:
    answer = client.get(f"/api/v1/search?q={NO_WORD_OF_IT}").get_json()
    assert (answer["total"], answer["by_meaning"]) == (0, 1)
    html = client.get(f"/zh/search?q={NO_WORD_OF_IT}").get_data(as_text=True)
    assert html.index("needs/new?q=") < html.index(">语义相近的结果<") < html.index(f'id="row-{heat}"')


def test_its_place_is_not_told_among_the_results_of_the_words(app, committed, heat: str) -> None:
    with committed():
        told = service.explain(SYSTEM, kind="listing", public_id=heat, pairs=[("q", NO_WORD_OF_IT)])
        with app.test_request_context("/en/"), force_language("en"):
            said = " ".join(verdict(told.explained, app.extensions["search_index"]))
    assert "at place 1 of the list, which holds more than the 0 results that the words find" in said
    assert "close to it in meaning" in said
