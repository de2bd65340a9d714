"""What is like a listing: both engines answer the same plan alike, for every reader what that reader may see."""

from __future__ import annotations

import time

from search import similar
from search.backend import Backend
from search.searcher import Searcher
from search.similar import Frequencies
from tests.contract.catalogue import DOCUMENTS, PUBLIC
from tests.contract.conftest import Both

FIELDS = {"title": 1.0, "abstract": 1.0, "keywords": 2.0}
NOTHING = Frequencies()


def alike(backend: Backend, id: str, *, audience: frozenset[str] = PUBLIC, by_class: bool = False) -> list[str]:
    document = next(document for document in DOCUMENTS if document.id == id)
    counts = similar.terms_of([str(document.fields["title"]), str(document.fields["abstract"])], backend.analysis)
    terms = similar.key_terms(similar.weights(counts, NOTHING), NOTHING)
    classes = {"field": document.fields["field"]} if by_class else {}
    plan = similar.plan(
        terms, FIELDS, audience=audience, kind="listing", apart_from=id, classes=classes, limit=10
    )  # fmt: skip
    return [hit.id for hit in backend.search(plan, time.monotonic() + 30).hits]


def test_listings_about_the_same_are_alike_and_never_itself(loaded: Backend) -> None:
    found = alike(loaded, "listing:00")
    assert {"listing:01", "listing:04"} <= set(found[:4])  # flow batteries, storage of energy
    assert "listing:00" not in found


def test_a_shared_class_moves_a_listing_up_and_shuts_nothing_out(loaded: Backend) -> None:
    plain, classed = alike(loaded, "listing:00"), alike(loaded, "listing:00", by_class=True)
    assert classed.index("listing:01") <= min(1, plain.index("listing:01"))
    assert set(plain) <= set(classed)


def test_what_a_reader_may_not_see_is_not_alike(loaded: Backend) -> None:
    assert not {"listing:STAFF", "listing:MEMBER", "listing:GONE"} & set(alike(loaded, "listing:00"))
    assert "listing:STAFF" in alike(loaded, "listing:00", audience=frozenset({"public", "staff"}))


def test_both_engines_find_the_same(both: Both) -> None:
    for number in range(0, 30, 3):
        id = f"listing:{number:02d}"
        assert set(alike(both.tantivy, id)) == set(alike(both.elasticsearch, id)), id


def test_the_searcher_guards_such_a_plan_as_any_question(loaded: Backend) -> None:
    searcher = Searcher(loaded)
    plan = similar.plan({"电池": 1.0}, FIELDS, audience=PUBLIC, kind="listing")
    assert {hit.id for hit in searcher.run(plan).hits} >= {"listing:06"}
    searcher.close()
