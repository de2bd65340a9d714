"""Exact search by meaning at several sizes: `make bench WHAT=vectors` prints time, memory and their ratios.

The rows are random directions (labelled synthetic, never shown): the time of an exact product does not depend
on what the vectors say. Each size is one matrix on disk, appended as the worker does and asked as a page does.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from search.semantic.matrix import Matrix
from search.semantic.vector import Space, Vector

DIMENSION = 384
BATCH = 500
SIZES = (20_000, 100_000, 300_000)
QUESTIONS = 60
SHARE = 0.25  # of the 0.8 s that a search may take: what meaning may cost at its slowest


def main() -> int:
    """Measure every size and print one line for each; the advice comes from the slowest hundredth."""
    parser = argparse.ArgumentParser(prog="tools.bench.vectors", description=__doc__)
    parser.add_argument("--size", type=int, action="append", help="rows; default: 20000, 100000, 300000")
    sizes = parser.parse_args().size or list(SIZES)
    print(f"{'rows':>8} {'append/s':>9} {'open ms':>8} {'first ms':>9} {'p50 ms':>7} {'p99 ms':>7} "
          f"{'float16 p50':>12} {'mapped MB':>10} {'private MB':>11}")  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            _measure(Path(folder), size)
    return 0


def _measure(folder: Path, size: int) -> None:
    space = Space(f"synthetic-{size}", DIMENSION)
    random = np.random.default_rng(size)
    rate = _append(Matrix(folder / space.key, space), space, size, random)
    matrix = Matrix(folder / space.key, space)
    before = _private()
    _timed(lambda: len(matrix))
    opened = _timed(lambda: len(Matrix(folder / space.key, space)))
    first = _timed(lambda: _ask(matrix, space, random))
    times = sorted(_timed(lambda: _ask(matrix, space, random)) for _ in range(QUESTIONS))
    p50, p99 = statistics.median(times), times[int(0.99 * len(times))]
    half = _half_precision(folder / space.key, size, space, random)
    print(f"{size:>8} {rate:>9.0f} {opened:>8.1f} {first:>9.1f} {p50:>7.1f} {p99:>7.1f} {half:>12.1f} "
          f"{size * 4 * DIMENSION / 1e6:>10.0f} {_private() - before:>11.0f}")  # fmt: skip
    if p99 > 800 * SHARE:
        print(f"         slower than {800 * SHARE:.0f} ms: use Elasticsearch at this size")


def _append(matrix: Matrix, space: Space, size: int, random: np.random.Generator) -> float:
    started = time.perf_counter()
    for start in range(0, size, BATCH):
        rows = random.normal(size=(min(BATCH, size - start), DIMENSION)).astype(np.float32)
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        matrix.append({f"listing:{start + place:010d}": Vector.of(space, row) for place, row in enumerate(rows)})
    return size / (time.perf_counter() - started)


def _ask(matrix: Matrix, space: Space, random: np.random.Generator) -> None:
    row = random.normal(size=DIMENSION).astype(np.float32)
    next(matrix.ranked(Vector.of(space, row / np.linalg.norm(row))))


def _half_precision(folder: Path, size: int, space: Space, random: np.random.Generator) -> float:
    """The same product over half as many bytes, turned to single precision block by block; for comparison."""
    rows = np.memmap(folder / "rows", np.float32, "r", shape=(size, DIMENSION)).astype(np.float16)
    row = random.normal(size=DIMENSION).astype(np.float32)
    blocks = [rows[start : start + 8192] for start in range(0, size, 8192)]
    product: Callable[[], object] = lambda: np.concatenate([block.astype(np.float32) @ row for block in blocks])  # noqa: E731
    return statistics.median(_timed(product) for _ in range(5))


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def _private() -> float:
    """Peak memory of the process without mapped files, in MB."""
    with Path("/proc/self/status").open() as file:
        found = next((line for line in file if line.startswith("RssAnon")), "")
    return int(found.split()[1]) / 1e3 if found else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


if __name__ == "__main__":
    sys.exit(main())
