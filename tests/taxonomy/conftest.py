"""No test of the vocabulary sees another one's cached copy."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from marketplace.taxonomy.queries import snapshot


@pytest.fixture(autouse=True)
def own_copy() -> Iterator[None]:
    """A test that changed the vocabulary rolls it back; the copy in memory must follow."""
    snapshot.forget()
    yield
    snapshot.forget()
