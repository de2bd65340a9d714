"""Both engines find the same documents nearest, for the same readers, under the same filters."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from search import Document, Query
from search.backend import Backend
from search.plan import Plan
from search.planner import plan
from search.semantic.passage import passage
from search.semantic.vector import Space, Vector
from tests.contract.catalogue import DOCUMENTS, MEMBER, PUBLIC
from tests.contract.conftest import Opener, load, settle
from tests.search.semantic.models import DIMENSION, LetterModel

SPACE = Space("letters-1", DIMENSION)
OTHER = Space("letters-2", DIMENSION)


def text_of(document: Document) -> str:
    return f"{document.fields['title']}\n{document.fields.get('abstract', '')}"


def vector(text: str, space: Space = SPACE) -> Vector:
    return Vector.of(space, LetterModel().passages([text])[0])


CARRYING = [d if d.deleted else replace(d, vector=vector(text_of(d))) for d in DOCUMENTS]


def asked(backend: Backend, audience: frozenset[str] = PUBLIC, **parts: object) -> Plan:
    return plan(Query(audience=audience, **parts), backend.index, backend.analysis)  # type: ignore[arg-type]


def nearest(backend: Backend, text: str, limit: int = 100, **parts: object) -> list[tuple[str, float]]:
    hits = backend.nearest(vector(text), asked(backend, **parts), limit, time.monotonic() + 10)  # type: ignore[arg-type]
    return [(hit.id, hit.score) for hit in hits]


def test_the_nearest_are_those_of_the_exact_product(opener: Opener) -> None:
    backend = load(opener(), CARRYING)
    question = LetterModel().query("余热怎样回收利用", 1)
    readable = [d for d in CARRYING if d.vector and d.audience & PUBLIC]
    exact = {d.id: float(d.vector.array() @ question) for d in readable if d.vector}
    found = nearest(backend, "余热怎样回收利用", limit=10)
    best = sorted(exact.values(), reverse=True)[:10]
    assert np.allclose([cosine for _id, cosine in found], best, atol=2e-3)
    assert all(abs(exact[id] - cosine) < 2e-3 for id, cosine in found)
    assert backend.vectors(SPACE) == sum(1 for d in CARRYING if d.vector)


def test_readers_and_filters_hold(opener: Opener) -> None:
    backend = load(opener(), CARRYING)
    for audience in (PUBLIC, MEMBER):
        allowed = {d.id for d in CARRYING if not d.deleted and d.audience & audience}
        assert {id for id, _cosine in nearest(backend, "储能", audience=audience)} == allowed
    hydrogen = {d.id for d in CARRYING if not d.deleted and str(d.fields.get("field", ())).find("hydrogen") >= 0}
    found = {id for id, _cosine in nearest(backend, "储能", filters={"field": ("hydrogen",)})}
    assert found
    assert found <= hydrogen


def test_a_vector_that_comes_later_is_taken_and_a_newer_one_replaces_it(opener: Opener) -> None:
    backend = load(opener(), DOCUMENTS)
    assert nearest(backend, "储能") == []
    assert backend.vectors(SPACE) == 0
    first = next(d for d in DOCUMENTS if not d.deleted and d.audience & PUBLIC)
    for text in ("完全别的意思", "储能"):
        outcomes = backend.write([replace(first, vector=vector(text))])  # the same version: a vector is no change
        assert [outcome.status for outcome in outcomes] == ["done"]
        settle(backend)
    ((id, cosine),) = nearest(backend, "储能")
    assert id == first.id
    assert cosine > 0.99
    assert backend.vectors(SPACE) == 1


def test_a_withdrawn_document_is_nobodys_neighbour(opener: Opener) -> None:
    backend = load(opener(), CARRYING)
    gone = nearest(backend, "储能", limit=1)[0][0]
    backend.write([Document.tombstone(gone, "listing", 1 << 40)])
    settle(backend)
    assert gone not in [id for id, _cosine in nearest(backend, "储能")]


def test_vectors_of_two_models_never_meet(opener: Opener) -> None:
    backend = load(opener(), CARRYING)
    first = next(d for d in DOCUMENTS if not d.deleted and d.audience & PUBLIC)
    backend.write([replace(first, vector=vector("储能", OTHER))])
    settle(backend)
    found = backend.nearest(vector("储能", OTHER), asked(backend), 10, time.monotonic() + 10)
    assert [hit.id for hit in found] == [first.id]


def test_the_text_of_a_vector_is_the_beginning_of_what_is_declared(opener: Opener) -> None:
    backend = opener()
    for spec in backend.index.texts:
        assert spec.meaning == 0  # this index declares none, so nothing is ever computed for it
    assert passage(DOCUMENTS[0], backend.index) == ""
