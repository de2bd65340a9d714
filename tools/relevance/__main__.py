"""Command line: `python -m tools.relevance [--engine …] [--suite …] [--quick] [--record]`."""

from __future__ import annotations

import argparse
import sys

from search.analysis import Analysis
from tools.elasticsearch import NodeUnavailable
from tools.relevance import baseline
from tools.relevance.data import DataAbsent
from tools.relevance.engines import ENGINES
from tools.relevance.measure import Measured
from tools.relevance.metrics import Score
from tools.relevance.run import FULL, QUICK, run
from tools.relevance.suites import SUITES, Suite

DECIMALS = 3  # floors are given so
# In brackets the floor (whole suites) or the record (small cuts), and the difference.
HEADING = f"{'engine':<14}{'suite':<29}{'n':>5}{'docs':>7}   {'MRR@10':<24}{'nDCG@10':<24}{'R@100':<24}"


def main() -> int:
    """Exit code 1 below a floor or far below the record, 2 when there is nothing to measure with."""
    options = _options()
    analysis = Analysis()
    print(f"analysis {analysis.av}, {options.size}")
    print(HEADING)
    recorded = baseline.read(options.size)
    measured: list[Measured] = []
    try:
        for engine in options.engine:
            for result in run(engine, options.size, analysis, options.suite):
                measured.append(result)
                known = recorded.get((result.engine, result.suite), result.score)
                print(_line(result, _suite(result).floor if options.size == FULL else known), flush=True)
    except (DataAbsent, NodeUnavailable) as reason:
        print(reason, file=sys.stderr)
        return 2
    failures = below_floor(measured) if options.size == FULL else []
    failures += baseline.losses(options.size, measured)
    if options.record:
        baseline.record(options.size, measured)
    for failure in failures:
        print(failure, file=sys.stderr)
    return 1 if failures else 0


def below_floor(measured: list[Measured]) -> list[str]:
    """One line for each MRR or nDCG below its floor. Floors hold for whole suites on whole corpora only."""
    found = []
    for result in measured:
        floor = _suite(result).floor
        for name in ("mrr", "ndcg"):
            reached, wanted = round(getattr(result.score, name), DECIMALS), getattr(floor, name)
            if reached < wanted:
                found.append(f"{result.engine}, {result.suite}: {name} {reached:.3f} is below the floor {wanted:.3f}")
    return found


def _line(result: Measured, reference: Score) -> str:
    score = result.score
    pairs = ((score.mrr, reference.mrr), (score.ndcg, reference.ndcg), (score.recall, reference.recall))
    cells = "".join(f"{value:.3f} ({wanted:.3f} {value - wanted:+.3f})   " for value, wanted in pairs)
    head = f"{result.engine:<14}{result.suite:<29}{result.questions:>5}{result.documents:>7}"
    return f"{head}   {cells}{result.seconds:.0f} s"


def _suite(result: Measured) -> Suite:
    return next(suite for suite in SUITES if suite.name == result.suite)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tools.relevance", description=__doc__)
    parser.add_argument("--engine", action="append", choices=list(ENGINES), help="default: both")
    parser.add_argument("--suite", action="append", choices=[suite.name for suite in SUITES], default=[])
    parser.add_argument("--quick", dest="size", action="store_const", const=QUICK, default=FULL)
    parser.add_argument("--record", action="store_true", help="write the results into baseline.json")
    options = parser.parse_args()
    options.engine = options.engine or list(ENGINES)
    return options


if __name__ == "__main__":
    sys.exit(main())
