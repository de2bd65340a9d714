"""What a word weighs is the same on both engines, also where few documents have the field it stands in."""

from __future__ import annotations

from search import Document, Index
from search.fields import Text
from tests.contract.catalogue import PUBLIC
from tests.contract.conftest import Opener, ask, ids, load, unique_name

FIELDS = [Text("title"), Text("keywords")]


def listing(number: int, title: str, *keywords: str) -> Document:
    """A listing that may have no keywords at all."""
    stated = {"keywords": keywords} if keywords else {}
    return Document(f"listing:{number:02d}", "listing", 1, PUBLIC, {"title": title, **stated})


def test_a_word_in_a_field_that_few_documents_have_is_a_rare_word(opener: Opener) -> None:
    documents = [
        *(listing(number, "光伏组件") for number in range(20)),
        *(listing(number, "余热利用") for number in range(20, 26)),
        *(listing(number, "风机叶片", "余热") for number in range(26, 29)),
    ]
    backend = load(opener(Index(unique_name(), FIELDS)), documents)
    assert ids(ask(backend, "余热"))[:3] == ["listing:26", "listing:27", "listing:28"]
