"""Turns what the Rust side throws, panics included, into errors of this library."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from search.errors import SearchUnavailable


def is_engine_error(error: BaseException) -> bool:
    """Whether an exception came out of the engine; a panic is a BaseException and known by its name only."""
    if type(error).__name__ == "PanicException":
        return True
    return isinstance(error, ValueError | OSError | RuntimeError)


@contextmanager
def engine_errors(reason: str = "engine") -> Iterator[None]:
    """Raise SearchUnavailable(reason) for anything the engine throws."""
    try:
        yield
    except SearchUnavailable:
        raise
    except BaseException as error:
        if not is_engine_error(error):
            raise
        raise SearchUnavailable(reason, str(error)) from error
