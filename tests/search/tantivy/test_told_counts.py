"""What an explanation counts are documents that the reader may find: other numbers tell what others have written."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from search import Document, Searcher
from search.explain import Account, explain
from search.tantivy import TantivyBackend
from tests.search.house import PUBLIC, READERS, ask, listing

Fill = Callable[[Iterable[Document]], TantivyBackend]
MEMBERS = frozenset({"member"})


@pytest.fixture
def told(filled: Fill) -> Callable[..., Account]:
    """Explain the first of three listings, of which one is for members only and one has a file for them."""
    searcher = Searcher(
        filled(
            [
                listing(1, "高温热泵"),
                listing(2, "热泵机组", audience=MEMBERS),
                listing(3, "光伏组件", files_member="热泵"),
            ]
        )
    )
    return lambda text, **parts: explain(searcher, ask(text, **parts), "listing:0001", 1)


@pytest.mark.parametrize(("audience", "titles", "files"), [(PUBLIC, 1, set()), (READERS, 2, {1})])
def test_documents_are_those_the_reader_may_find(
    told: Callable[..., Account], audience: frozenset[str], titles: int, files: set[int]
) -> None:
    account = told("热泵", audience=audience)
    words = [part for part in account.parts if part.form == "word" and part.text == "热泵"]
    assert {part.documents for part in words if part.field == "title"} == {titles}
    assert {part.documents for part in words if part.field == "files_member"} == files
    assert account.total == titles + len(files)
    assert account.place is not None
