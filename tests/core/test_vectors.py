"""Vectors follow the texts: computed once, never lost, carried into whichever index is read."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from marketplace.core import doctor, embedding, indexing, vectors
from marketplace.core.policy import SYSTEM
from marketplace.core.unit import session
from marketplace.core.vectors import SearchVector, VectorTask
from marketplace.needs import service
from search.semantic.embedder import space_of
from search.semantic.errors import ModelFailed
from tests.core.own_index import build, own_index  # noqa: F401
from tests.factories.needs import make_need
from tests.search.semantic.models import LetterModel

pytestmark = pytest.mark.usefixtures("own_index")


@pytest.fixture
def model(app) -> LetterModel:
    """A model under the name of the configured one: the index writer knows the model by name only."""
    with app.app_context():
        return LetterModel(vectors._name(app.config["SETTINGS"]))


def count(table: type) -> int:
    return session().scalar(select(func.count()).select_from(table)) or 0


def follow(committed) -> None:
    """Drain until nothing is open."""
    with committed():
        while indexing.drain():
            pass


def compute(committed, model: LetterModel) -> None:
    """What the worker's thread does until nothing waits."""
    with committed():
        while vectors.work(model):
            pass
    follow(committed)


def test_a_new_text_waits_is_computed_once_and_reaches_the_index(committed, model) -> None:
    with committed():
        build()
        make_need()
    follow(committed)
    with committed():
        assert count(VectorTask) >= 1
        assert indexing.backend().vectors(space_of(model)) == 0
    compute(committed, model)
    with committed():
        assert count(VectorTask) == 0
        assert indexing.backend().vectors(space_of(model)) == indexing.backend().health().documents
    asked = model.asked
    with committed():
        build()
        assert indexing.backend().vectors(space_of(model)) == indexing.backend().health().documents
        assert count(VectorTask) == 0
        assert vectors.progress().waiting == 0
    assert model.asked == asked


def test_a_record_in_the_same_words_needs_no_model(committed, model) -> None:
    with committed():
        build()
        make_need()
    follow(committed)
    compute(committed, model)
    with committed():
        make_need()  # of another organisation, whose name is a new text
    follow(committed)
    with committed():
        assert session().scalars(select(VectorTask.entity)).all() == ["organisation"]
        assert indexing.backend().vectors(space_of(model)) == indexing.backend().health().documents - 1


def test_a_failing_model_loses_nothing(committed, model) -> None:
    with committed():
        build()
        make_need()
    follow(committed)
    model.broken = ModelFailed("gone")
    with committed():
        waiting = count(VectorTask)
        with pytest.raises(ModelFailed):
            vectors.work(model)
    with committed():
        assert (count(VectorTask), count(SearchVector)) == (waiting, 0)
    model.broken = None
    compute(committed, model)
    with committed():
        assert count(VectorTask) == 0
        assert count(SearchVector) > 0


def test_an_index_without_the_models_vectors_is_caught_up(committed, model) -> None:
    with committed():
        make_need()
        build()
        session().execute(VectorTask.__table__.delete())
    with committed():
        assert embedding.catch_up(model)
        assert count(VectorTask) >= 1
    compute(committed, model)
    with committed():
        assert embedding.catch_up(model)
        assert count(VectorTask) == 0


def test_what_is_withdrawn_is_no_more_computed(committed, model) -> None:
    with committed():
        build()
        need = make_need()
    follow(committed)
    with committed():
        service.advance(SYSTEM, public_id=need.public_id, action="withdraw", reason="solved in house")
    compute(committed, model)
    with committed():
        assert count(VectorTask) == 0
        assert model.asked == indexing.backend().health().documents


def test_the_doctor_tells_when_the_embedded_engine_is_outgrown(committed, app, monkeypatch) -> None:
    with committed():
        make_need()
        build()
        assert "search size" not in {found.name for found in doctor.examine(app.config["SETTINGS"])}
        monkeypatch.setattr(doctor, "EMBEDDED_MOST", 0)
        found = {found.name: found for found in doctor.examine(app.config["SETTINGS"])}
    assert "move to Elasticsearch" in found["search size"].text


def test_the_doctor_names_damaged_vectors_and_the_remedy(committed, model, app, monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(vectors, "open_model", lambda _settings: model)
    with committed():
        build()
        make_need()
    follow(committed)
    compute(committed, model)

    def said() -> doctor.Finding:
        indexing.close()
        with committed():
            return next(found for found in doctor.examine(app.config["SETTINGS"]) if found.name == "meaning")

    assert said().level == "ok"
    next(tmp_path.glob("search/*/gen-*/vectors-*/rows")).unlink()
    assert said().level == "warn"
    assert "damaged: `flask search rebuild`" in said().text
    with committed():
        build()
    assert said().level == "ok"
