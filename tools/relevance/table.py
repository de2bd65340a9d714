"""The lines that are printed: suites with their differences, floors and targets, checks, parity."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tools.relevance import compare
from tools.relevance.checks.check import Checked
from tools.relevance.compare import Difference
from tools.relevance.measure import Measured
from tools.relevance.metrics import Score
from tools.relevance.parity import LEAST, Overlap

HEADING = (
    f"{'engine':<14}{'suite':<29}{'n':>5}{'docs':>7}  {'MRR@10':>6} {'nDCG@10':>7} {'R@100':>6}"
    f"   {'MRR against record [95 %]':<27}{'nDCG against record [95 %]':<27}{'nDCG half 0 / 1':<17}"
    f"{'floor':<25}target"
)
SHOWN_FAULTS = 5


def line(result: Measured, before: Mapping[str, Score], *, is_whole: bool) -> str:
    """One suite on one engine; floors and targets hold for whole suites on whole corpora only."""
    score, suite = result.score, result.suite
    head = f"{result.engine:<14}{suite.name:<29}{len(result.answers):>5}{result.documents:>7}"
    figures = f"{score.mrr:>6.3f} {score.ndcg:>7.3f} {score.recall:>6.3f}"
    deltas = "".join(
        f"{_difference(compare.difference(figure, before, result.scores)):<27}" for figure in ("mrr", "ndcg")
    )
    floor = f"MRR {suite.floor.mrr:.3f} nDCG {suite.floor.ndcg:.3f}" if suite.floor and is_whole else ""
    return f"{head}  {figures}   {deltas}{_halves(result):<17}{floor:<25}{_target(result) if is_whole else ''}".rstrip()


def meaning_line(words: Measured, both: Measured, *, is_whole: bool) -> str:
    """The suite by words and meaning, against words alone."""
    score = both.score
    deltas = "".join(
        f"{_difference(compare.difference(figure, words.scores, both.scores)):<27}" for figure in ("mrr", "ndcg")
    )
    figures = f"{score.mrr:>6.3f} {score.ndcg:>7.3f} {score.recall:>6.3f}"
    head = f"{'':<14}{'  with meaning, against words':<41}"
    return f"{head}  {figures}   {deltas}{_halves(both):<17}{'':<25}{_target(both) if is_whole else ''}".rstrip()


def _difference(found: Difference | None) -> str:
    return f"{found.mean:+.3f} [{found.low:+.3f}, {found.high:+.3f}]" if found else "not recorded"


def _halves(result: Measured) -> str:
    halves = (result.half(0), result.half(1))
    return " / ".join(f"{half.ndcg:.3f}" if half else "–" for half in halves)


def _target(result: Measured) -> str:
    target = result.suite.target
    if target is None:
        return ""
    value = getattr(result.score, target.figure)
    name = {"mrr": "MRR", "ndcg": "nDCG"}[target.figure]
    reached = "reached" if value >= target.value else f"not reached by {target.value - value:.3f}"
    return f"{name} ≥ {target.value:.2f} {reached}"


def changed(result: Measured, before: Mapping[str, Score]) -> Iterator[str]:
    """The questions of a suite that are answered otherwise than recorded, the greatest loss first."""
    texts = {answer.question.id: answer.question.text for answer in result.answers}
    for change in compare.changes(before, result.scores):
        difference = change.now - change.before
        yield f"    {difference:+.3f}  {change.before:.3f} → {change.now:.3f}  {texts[change.question]}"


def check_lines(checked: Checked) -> Iterator[str]:
    """A check on one engine and its first faults."""
    head = f"{checked.engine:<14}{checked.check.name:<29}{checked.cases:>5}{checked.documents:>7}"
    yield f"{head}  {len(checked.faults)} faults"
    for fault in checked.faults[:SHOWN_FAULTS]:
        yield f"    {fault}"


def parity_line(overlap: Overlap) -> str:
    """How alike the engines answer a suite."""
    reached = "" if overlap.share >= LEAST else f"  below {LEAST}"
    return f"{'both':<14}{overlap.suite:<29}{overlap.questions:>5}         overlap@10 {overlap.share:.3f}{reached}"
