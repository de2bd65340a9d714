"""Stops asking an engine that fails, and probes it until it is well again."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

IN_A_ROW = 5
WINDOW = 10
SHORTEST_PAUSE = 5.0
LONGEST_PAUSE = 10.0  # a healed engine is in use again within 30 s, even when it is too cold for the first question
GOOD_PROBES = 2


class Breaker:
    """Opens after five failures in a row or half of the last ten calls; one probe at a time closes it.

    The pause doubles with every failed probe, from 5 s to 10 s; two good probes in a row close it.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._recent: deque[bool] = deque(maxlen=WINDOW)
        self._in_a_row = 0
        self._pause = 0.0
        self._until = 0.0
        self._probing = False
        self._good_probes = 0

    @property
    def state(self) -> str:
        """closed, open (asks nothing) or half_open (probes)."""
        if not self._pause:
            return "closed"
        return "open" if self._clock() < self._until else "half_open"

    def allows(self) -> bool:
        """Whether a call may be made now; each allowed call must be followed by `good` or `bad`."""
        with self._lock:
            if not self._pause:
                return True
            if self._clock() < self._until or self._probing:
                return False
            self._probing = True
            return True

    def good(self) -> None:
        """The allowed call succeeded in time."""
        with self._lock:
            if self._pause:
                self._probing = False
                self._good_probes += 1
                if self._good_probes >= GOOD_PROBES:
                    self._close()
                return
            self._in_a_row = 0
            self._recent.append(True)

    def bad(self) -> None:
        """The allowed call failed or was too slow."""
        with self._lock:
            if self._pause:
                self._open(min(LONGEST_PAUSE, self._pause * 2) if self._probing else self._pause)
                return
            self._in_a_row += 1
            self._recent.append(False)
            half = len(self._recent) == WINDOW and self._recent.count(False) * 2 >= WINDOW
            if self._in_a_row >= IN_A_ROW or half:
                self._open(SHORTEST_PAUSE)

    def neither(self) -> None:
        """The allowed call said nothing about the engine (a wrong question, no free slot)."""
        with self._lock:
            self._probing = False

    def _open(self, pause: float) -> None:
        self._pause = pause
        self._until = self._clock() + pause
        self._probing = False
        self._good_probes = 0

    def _close(self) -> None:
        self._pause = 0.0
        self._in_a_row = 0
        self._recent.clear()
