"""No change may make the recorded questions harder to answer, or bring a fault: small cuts of all, both engines."""

from __future__ import annotations

import pytest

from tools.relevance import baseline
from tools.relevance.engines import ENGINES
from tools.relevance.metrics import mean
from tools.relevance.run import FULL, QUICK, Run
from tools.relevance.site import Catalogue
from tools.relevance.suites import SHARED

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("backend", ["tantivy", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)])
def test_relevance_is_not_lost(backend: str, catalogue: Catalogue, request: pytest.FixtureRequest) -> None:
    if backend == "elasticsearch":
        request.getfixturevalue("elasticsearch_node")
    with ENGINES[backend]() as open_index:
        run = Run(open_index, QUICK, catalogue)
        measured = [by_words for by_words, _by_meaning in run.measured()]
        checked = list(run.checked())
        run.close()
    assert {(result.engine, result.suite.name) for result in measured} <= baseline.read(QUICK).keys()
    assert baseline.losses(QUICK, measured) == []
    assert {one.check.name: one.faults for one in checked if one.faults} == {}


def test_every_recorded_full_run_was_at_or_above_its_floors() -> None:
    floors = {suite.name: suite.floor for suite in SHARED}
    for (engine, suite), scores in baseline.read(FULL).items():
        floor = floors.get(suite)
        if floor:
            score = mean(scores.values())
            assert round(score.mrr, 3) >= floor.mrr, (engine, suite)
            assert round(score.ndcg, 3) >= floor.ndcg, (engine, suite)
