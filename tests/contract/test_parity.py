"""The same question gets the same answer from both engines: set, total, counts, order of the best."""

from __future__ import annotations

import pytest

from search import Range
from tests.contract.catalogue import TEXTS
from tests.contract.conftest import Both, ask, ids

pytestmark = pytest.mark.elasticsearch

QUESTIONS = [
    *(title for title, *_ in TEXTS),
    *(title[:4] for title, *_ in TEXTS),
    *(abstract[:30] for _, abstract, *_ in TEXTS),
    *(" ".join((title[:2], title[-2:])) for title, *_ in TEXTS),
    "电池 回收",
    '"电池" -正极',
    "催化剂 -脱硝 再生",
    "H01M",
    "LiFePO4 正极",
    "标题:电池 效率",
    "",
]


@pytest.mark.parametrize("text", QUESTIONS)
def test_the_same_hits_and_totals(both: Both, text: str) -> None:
    embedded, cluster = ask(both.tantivy, text), ask(both.elasticsearch, text)
    assert (embedded.total, embedded.step) == (cluster.total, cluster.step)
    assert set(ids(embedded)) == set(ids(cluster))
    assert ids(embedded)[:1] == ids(cluster)[:1]
    best = set(ids(embedded)[:10]), set(ids(cluster)[:10])
    assert len(best[0] & best[1]) >= 0.8 * len(best[0])


@pytest.mark.parametrize("text", ["", "电池", "回收 工艺", '"液流电池"'])
@pytest.mark.parametrize(
    "filters",
    [
        {},
        {"field": ("storage",), "coop": ("licence", "equity")},
        {"trl": (Range(4, 7, closed=False),), "price_fen": ("none",)},
        {"published_at": ("2023",), "open_licence": ("0",)},
    ],
)
def test_the_same_counts(both: Both, text: str, filters: dict[str, tuple[object, ...]]) -> None:
    facets = both.tantivy.index.facet_names()
    embedded = ask(both.tantivy, text, filters=filters, facets=facets)
    cluster = ask(both.elasticsearch, text, filters=filters, facets=facets)
    for name in facets:
        assert embedded.facets[name] == cluster.facets[name], name


@pytest.mark.parametrize("sort", ["newest", "maturity", "price"])
@pytest.mark.parametrize("text", ["", "电池"])
def test_the_same_order(both: Both, sort: str, text: str) -> None:
    assert ids(ask(both.tantivy, text, sort=sort)) == ids(ask(both.elasticsearch, text, sort=sort))


@pytest.mark.parametrize("text", QUESTIONS)
def test_counting_facets_changes_no_hit_no_order_and_no_total(both: Both, text: str) -> None:
    """A cluster that counts passes over what cannot reach the window, and takes the total from the counts."""
    for backend in (both.tantivy, both.elasticsearch):
        plain, counted = ask(backend, text), ask(backend, text, facets=backend.index.facet_names())
        assert [(hit.id, hit.step) for hit in counted.hits] == [(hit.id, hit.step) for hit in plain.hits]
        assert [hit.score for hit in counted.hits] == pytest.approx([hit.score for hit in plain.hits], rel=1e-5)
        assert (counted.total, counted.total_is_exact) == (plain.total, True)
