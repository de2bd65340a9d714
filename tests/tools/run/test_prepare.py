"""New code brings its words to a site that has run before, and the index follows."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from marketplace.core.rebuilds import Rebuild
from marketplace.core.unit import session
from marketplace.lexicon.models import SynonymTerm
from tests.discovery.conftest import index
from tests.factories.lexicon import make_word
from tools.run import prepare

__all__ = ["index"]


@pytest.fixture
def loaded(committed, index) -> None:
    """A site that an older package has prepared."""
    with committed():
        prepare.vocabulary()
    index()


def synonym(term: str) -> SynonymTerm | None:
    """The row of a packaged term."""
    return session().scalar(select(SynonymTerm).where(SynonymTerm.group == "lfp", SynonymTerm.term == term))


def ordered() -> int:
    """How many rebuilds wait for the worker."""
    return len(session().scalars(select(Rebuild).where(Rebuild.started_at.is_(None))).all())


def test_words_that_the_package_has_and_the_site_lacks_are_loaded_and_edits_stay(committed, loaded) -> None:
    with committed():
        session().delete(synonym("LFP"))
        edited = synonym("LiFePO4")
        edited.kind, edited.edited = "narrower", True
    with committed():
        prepare.vocabulary()
    with committed():
        assert synonym("LFP").kind == "abbreviation"
        assert synonym("LiFePO4").kind == "narrower"


def test_an_index_that_was_cut_by_other_words_is_ordered_anew_once(committed, loaded) -> None:
    with committed():
        prepare.searchable()
        assert ordered() == 0
        make_word("钛铝合金叶片")
    with committed():
        prepare.searchable()
        prepare.searchable()
    with committed():
        assert ordered() == 1
