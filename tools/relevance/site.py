"""The demo catalogue in a database of its own, and the documents the product makes of it."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from flask import current_app
from sqlalchemy import URL, Engine, create_engine, make_url, select, text
from sqlalchemy.exc import OperationalError

from marketplace.app import create_app
from marketplace.core import clock, db, indexing, schema
from marketplace.core.policy import SYSTEM
from marketplace.core.unit import SessionFactory, session, unit
from marketplace.discovery.service import suggestions
from marketplace.lexicon import queries as lexicon
from marketplace.lexicon.service import load as load_lexicon
from marketplace.listings.models import Listing
from marketplace.settings import ROOT, Settings
from marketplace.taxonomy import service as taxonomy
from search import Document, Index
from search.analysis import Analysis
from search.analysis.lexicon import Lexicon
from tools.demo import load
from tools.demo.pack import pack
from tools.demo.paths import PACK

FOLDER = ROOT / "var" / "relevance" / "site"


@dataclass(frozen=True)
class Catalogue:
    """What the site indexes. Listings are named by their key in the pack, which outlives a reload."""

    index: Index
    analysis: Analysis
    lexicon: Lexicon
    documents: tuple[Document, ...]


@contextlib.contextmanager
def demo_site(folder: Path = FOLDER) -> Iterator[Catalogue]:
    """The catalogue in a database of its own, loaded once for each day and schema."""
    settings = Settings(environment="test", data_dir=str(folder))
    engine = create_engine(_database(settings))
    try:
        with served(engine, settings, is_new=False) as catalogue:
            yield catalogue
    finally:
        engine.dispose()


@contextlib.contextmanager
def served(engine: Engine, settings: Settings, *, is_new: bool) -> Iterator[Catalogue]:
    """An application context on a migrated database, which is filled when it is new."""
    SessionFactory.configure(bind=engine)
    with create_app(settings).app_context():
        if is_new:
            fill(settings.data_path)
        with unit():
            load_lexicon(SYSTEM)
            suggestions.rebuild()
        yield read()


def fill(folder: Path) -> None:
    """Load vocabulary and demo catalogue into the empty database of the current application."""
    with unit():
        taxonomy.load(SYSTEM)
    load.run(lambda _what: contextlib.nullcontext(), folder)


def read() -> Catalogue:
    """What the current application would index now."""
    with unit():
        names = _names()
        analysis = indexing.analysis()
        words = lexicon.current(lambda text: analysis.cut(text).words)
    documents = [replace(one, id=names.get(one.id, one.id)) for batch in indexing.documents() for one in batch]
    return Catalogue(indexing.index(current_app.config["SETTINGS"]), analysis, words, tuple(documents))


def _names() -> dict[str, str]:
    """Document ids in the database → by the keys of the pack; titles are unique in the pack."""
    keys = {row["content"]["title"]["zh"]: row["key"] for row in pack("listings")}
    rows = session().execute(select(Listing.public_id, Listing.title))
    return {f"listing:{public_id}": f"listing:{keys[title.zh]}" for public_id, title in rows}


def _database(settings: Settings) -> URL:
    """Address of today's database. It gets its name when it is whole; older ones go unless somebody reads them."""
    server = make_url(db.database_url(settings))
    name = f"demo_{_version()}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(1)"))
        known = set(connection.scalars(text("SELECT datname FROM pg_database WHERE datname LIKE 'demo%'")))
        for old in known - {name}:
            with contextlib.suppress(OperationalError):
                connection.execute(text(f'DROP DATABASE "{old}"'))
        if name not in known:
            connection.execute(text("CREATE DATABASE demo_new ENCODING 'UTF8'"))
            engine = create_engine(server.set(database="demo_new"))
            schema.upgrade(engine)
            with served(engine, settings, is_new=True):
                pass
            engine.dispose()
            connection.execute(text(f'ALTER DATABASE demo_new RENAME TO "{name}"'))
    admin.dispose()
    return server.set(database=name)


def _version() -> str:
    """Changes with the schema, the vocabulary, the pack, and the day that its dates count from."""
    vocabulary = ROOT / "marketplace" / "taxonomy" / "data"
    sources = [
        *sorted((ROOT / "migrations" / "versions").glob("*.py")),
        *sorted(path for path in vocabulary.rglob("*") if path.is_file()),
        PACK / "manifest.json",
    ]
    content = b"".join(path.read_bytes() for path in sources) + clock.today().isoformat().encode()
    return hashlib.sha256(content).hexdigest()[:12]
