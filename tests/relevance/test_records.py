"""No change may make the recorded questions harder to answer: a small cut of every suite, both engines."""

from __future__ import annotations

import pytest

from search.analysis import Analysis
from tools.relevance import baseline, data
from tools.relevance.run import QUICK, run
from tools.relevance.suites import SUITES

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("engine", ["tantivy", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)])
def test_relevance_is_not_lost(engine: str, request: pytest.FixtureRequest) -> None:
    try:
        data.folder()
    except data.DataAbsent as reason:
        pytest.skip(str(reason))
    if engine == "elasticsearch":
        request.getfixturevalue("elasticsearch_node")
    measured = list(run(engine, QUICK, Analysis()))
    assert {(result.engine, result.suite) for result in measured} <= baseline.read(QUICK).keys()
    assert baseline.losses(QUICK, measured) == []


def test_every_recorded_full_run_was_at_or_above_its_floors() -> None:
    recorded = baseline.read("full")
    for engine in ("tantivy", "elasticsearch"):
        for suite in SUITES:
            score = recorded[engine, suite.name]
            assert round(score.mrr, 3) >= suite.floor.mrr, suite.name
            assert round(score.ndcg, 3) >= suite.floor.ndcg, suite.name
