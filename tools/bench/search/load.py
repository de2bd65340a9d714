"""Puts load on something and measures it: as fast as it goes (closed loop), and at a fixed rate (open loop)."""

from __future__ import annotations

import itertools
import os
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

Ask = Callable[[str], bool]  # sends one question; False when the answer was not a full one
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Measured:
    """A run: answers a second, latency in ms (p50, p99, slowest), processor time of the processes in ms an answer."""

    asked: int
    failed: int
    rate: float
    p50: float
    p99: float
    slowest: float
    cpu_ms: float


def closed(ask: Ask, questions: Sequence[str], seconds: float, threads: int, processes: Iterable[int]) -> Measured:
    """Each of `threads` asks the next question as soon as it has its answer."""
    stream = itertools.cycle(questions)
    lock = threading.Lock()
    taken: list[tuple[float, bool]] = []

    def work() -> None:
        while time.monotonic() < end:
            with lock:
                question = next(stream)
            began = time.perf_counter()
            good = ask(question)
            taken.append((time.perf_counter() - began, good))

    spent = cpu_seconds(processes)
    began = time.monotonic()
    end = began + seconds
    workers = [threading.Thread(target=work) for _number in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return _measured(taken, time.monotonic() - began, cpu_seconds(processes) - spent)


def warm(ask: Ask, questions: Sequence[str], threads: int) -> None:
    """Every question over each of `threads` connections: all processes know what they will know in the run."""
    with ThreadPoolExecutor(threads) as pool:
        for work in [pool.submit(lambda: [ask(question) for question in questions]) for _thread in range(threads)]:
            work.result()


def opened(ask: Ask, questions: Sequence[str], seconds: float, rate: float, processes: Iterable[int]) -> Measured:
    """Questions come at `rate` a second whatever the answers do; waiting counts into the latency."""
    taken: list[tuple[float, bool]] = []
    spent = cpu_seconds(processes)
    began = time.monotonic()

    def one(question: str, due: float) -> None:
        good = ask(question)
        taken.append((time.monotonic() - due, good))

    with ThreadPoolExecutor(32) as pool:
        for number in range(int(seconds * rate)):
            due = began + number / rate
            time.sleep(max(0.0, due - time.monotonic()))
            pool.submit(one, questions[number % len(questions)], due)
    return _measured(taken, time.monotonic() - began, cpu_seconds(processes) - spent)


def _measured(taken: list[tuple[float, bool]], seconds: float, cpu: float) -> Measured:
    times = sorted(took for took, _good in taken)
    count = len(times) or 1
    at = lambda share: 1000 * times[min(len(times) - 1, int(share * len(times)))] if times else 0.0  # noqa: E731
    return Measured(
        asked=len(times), failed=sum(not good for _took, good in taken), rate=len(times) / seconds,
        p50=at(0.50), p99=at(0.99), slowest=at(1.0), cpu_ms=1000 * cpu / count,
    )  # fmt: skip


def cpu_seconds(processes: Iterable[int]) -> float:
    """Processor time of processes and of the children that live, user and system."""
    return sum(_ticks(pid) for top in processes for pid in [top, *_children(top)]) / TICKS


def resident_mb(processes: Iterable[int]) -> float:
    """Resident memory of processes and their children; pages they share are counted once for each."""
    pages = sum(
        int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for top in processes for pid in [top, *_children(top)]
    )
    return pages * os.sysconf("SC_PAGE_SIZE") / 1_000_000


def _ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def _children(pid: int) -> list[int]:
    found = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return found + [below for child in found for below in _children(child)]
