"""Command line: `python -m tools.relevance [--engine …] [--suite …] [--queries] [--hybrid] [--quick] [--record]`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from search.semantic.embedder import AUTO, open_embedder
from search.semantic.errors import ModelAbsent
from tools.elasticsearch import NodeUnavailable
from tools.relevance import baseline, data, parity, table
from tools.relevance.checks.check import Checked
from tools.relevance.engines import ENGINES
from tools.relevance.measure import Measured
from tools.relevance.run import FULL, QUICK, Run
from tools.relevance.site import Catalogue, demo_site

DECIMALS = 3  # floors are given so


def main() -> int:
    """Exit code 1 below a floor, far below the record or with a fault; 2 when there is nothing to measure with."""
    options = _options()
    if not data.is_here():
        print("The suites over shared data are left out: set SHARED_DATA to the folder that has eval_dev.")
    measured: list[Measured] = []
    checked: list[Checked] = []
    try:
        with demo_site() as catalogue:
            print(f"analysis {catalogue.analysis.av}, {options.size}")
            print(table.HEADING)
            for engine in options.engine:
                _one_engine(engine, catalogue, options, measured, checked)
    except (NodeUnavailable, ModelAbsent) as reason:
        print(reason, file=sys.stderr)
        return 2
    alike = parity.overlaps(measured)
    print("\n".join(table.parity_line(overlap) for overlap in alike))
    failures = failures_of(options.size, measured, checked)
    failures += [f"{one.suite}: the engines share {one.share:.3f}" for one in alike if one.share < parity.LEAST]
    if options.record:
        baseline.record(options.size, measured)
    print("\n".join(failures), file=sys.stderr)
    return 1 if failures else 0


def _one_engine(
    engine: str, catalogue: Catalogue, options: argparse.Namespace, measured: list[Measured], checked: list[Checked]
) -> None:
    recorded = baseline.read(options.size)
    with ENGINES[engine]() as open_index:
        run = Run(open_index, options.size, catalogue, open_embedder(options.model) if options.hybrid else None)
        for result, both in run.measured(options.suite):
            measured.append(result)
            before = recorded.get((engine, result.suite.name), {})
            print(table.line(result, before, is_whole=options.size == FULL), flush=True)
            if both:
                print(table.meaning_line(result, both, is_whole=options.size == FULL), flush=True)
            for text in table.changed(result, before) if options.queries else ():
                print(text)
        for found in run.checked(options.suite):
            checked.append(found)
            print("\n".join(table.check_lines(found)), flush=True)
        run.close()


def failures_of(size: str, measured: Sequence[Measured], checked: Sequence[Checked]) -> list[str]:
    """One line for each figure below its floor or far below the record, and for each check with faults."""
    found = below_floor(measured) if size == FULL else []
    found += baseline.losses(size, measured)
    return found + [f"{one.engine}, {one.check.name}: {len(one.faults)} faults" for one in checked if one.faults]


def below_floor(measured: Sequence[Measured]) -> list[str]:
    """One line for each MRR or nDCG below its floor. Floors hold for whole suites on whole corpora only."""
    found = []
    for result in measured:
        for figure in ("mrr", "ndcg") if result.suite.floor else ():
            reached = round(getattr(result.score, figure), DECIMALS)
            wanted = getattr(result.suite.floor, figure)
            if reached < wanted:
                found.append(
                    f"{result.engine}, {result.suite.name}: {figure} {reached:.3f} is below the floor {wanted:.3f}"
                )
    return found


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tools.relevance", description=__doc__)
    parser.add_argument("--engine", action="append", choices=list(ENGINES), help="default: both")
    parser.add_argument("--suite", action="append", default=[], help="name of a suite or check; default: all")
    parser.add_argument("--queries", action="store_true", help="list the questions that are answered otherwise")
    parser.add_argument("--hybrid", action="store_true", help="measure words and meaning beside words alone")
    parser.add_argument(
        "--model", default=AUTO, help="with --hybrid: a model folder or a server; default: the packaged one"
    )
    parser.add_argument("--quick", dest="size", action="store_const", const=QUICK, default=FULL)
    parser.add_argument("--record", action="store_true", help="keep the scores as the new record")
    options = parser.parse_args()
    options.engine = options.engine or list(ENGINES)
    return options


if __name__ == "__main__":
    sys.exit(main())
