"""The demo catalogue as the site indexes it, and the node of the suite."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine, create_engine

from marketplace.core.unit import SessionFactory
from marketplace.settings import Settings
from tests.contract.nodes import elasticsearch_node, pytest_collection_modifyitems  # noqa: F401
from tools.relevance.site import Catalogue, served


@pytest.fixture(scope="module")
def catalogue(engine: Engine, clone_database: Callable[[str], str], settings: Settings) -> Iterator[Catalogue]:
    """What the product indexes of the demo catalogue, with an application context on its database."""
    own = create_engine(clone_database("relevance"))
    settings.data_path.mkdir(parents=True, exist_ok=True)
    with served(own, settings, is_new=True) as found:
        yield found
    SessionFactory.configure(bind=engine)
    own.dispose()
