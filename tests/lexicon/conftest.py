"""Fixtures of the lexicon: no test leaves its words to another."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from marketplace.lexicon.queries import snapshot


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    snapshot.forget()
    yield
    snapshot.forget()
