"""The garbage collector rests while a process starts and while many rows are worked on at once."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def resting() -> Iterator[None]:
    """No round of the collector inside: each would walk half a million objects of the site and find next to nothing.

    For one batch at a time; what a batch leaves in cycles is found after it.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def starting() -> Iterator[None]:
    """What a process loads inside stays as long as it runs: the collector rests, and passes it over ever after."""
    with resting():
        yield
        gc.freeze()
