"""Fixtures of all tests: a real PostgreSQL, one transaction per test, a client inside it."""

from __future__ import annotations

import fcntl
import gc
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import hypothesis
import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.orm import Session

from marketplace.accounts.models import User
from marketplace.app import create_app
from marketplace.core import embedded, indexing, schema, unit
from marketplace.core.http import Marketplace
from marketplace.core.policy import SYSTEM
from marketplace.settings import ROOT, Settings
from marketplace.taxonomy import service as taxonomy

VAR = ROOT / "var" / "test"
NO_QUESTIONS = ("SAVEPOINT", "RELEASE", "ROLLBACK", "SET LOCAL")
LONG = ("browser", "elasticsearch", "slow")
NOT_KEPT = ("fsync", "synchronous_commit", "full_page_writes")
STAMPS = ("taxonomy_stamp", "lexicon_stamp")
# Time limits per example only measure how busy the machine is; counts and results are what is asserted.
hypothesis.settings.register_profile("house", deadline=None, max_examples=80)
hypothesis.settings.load_profile("house")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Modules that take long come first, so that no process is left alone with one at the end."""
    long = {item.path for item in items if any(item.get_closest_marker(name) for name in LONG)}
    items.sort(key=lambda item: item.path not in long)


def pytest_collection_finish() -> None:
    """What is loaded by now stays until the end: looking through it again and again took a tenth of the suite."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session")
def server_url() -> str:
    """Address of the test server: DATABASE_URL_TEST, or an embedded PostgreSQL under var/test."""
    if given := os.environ.get("DATABASE_URL_TEST"):
        return given.replace("postgresql://", "postgresql+psycopg://")
    url = str(embedded.server(VAR / "postgres").get_uri()).replace("postgresql://", "postgresql+psycopg://")
    with create_engine(url, isolation_level="AUTOCOMMIT").connect() as connection:
        for name in NOT_KEPT:  # what the tests write need not outlive the machine
            connection.execute(text(f"ALTER SYSTEM SET {name} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    return url


@contextmanager
def file_lock(name: str) -> Iterator[None]:
    """One test process at a time."""
    VAR.mkdir(parents=True, exist_ok=True)
    with (VAR / f"{name}.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _template_version() -> str:
    """Changes with the migrations and with the vocabulary, which every test database holds."""
    taxonomy = ROOT / "marketplace" / "taxonomy"
    sources = [
        *sorted((ROOT / "migrations" / "versions").glob("*.py")),
        ROOT / "marketplace" / "core" / "ddl.py",
        *sorted(path for path in (taxonomy / "data").rglob("*") if path.is_file()),
        *sorted((taxonomy / "service").rglob("*.py")),
    ]
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:12]


@pytest.fixture(scope="session")
def clone_database(server_url: str, settings: Settings) -> Iterator[Callable[[str], str]]:
    """Make databases from the template (migrated, vocabulary loaded); all are dropped at the end."""
    admin = create_engine(server_url, isolation_level="AUTOCOMMIT")
    template = f"template_{_template_version()}"
    made: list[str] = []
    with file_lock("template"), admin.connect() as connection:
        if not connection.scalar(text("SELECT 1 FROM pg_database WHERE datname = :n"), {"n": template}):
            connection.execute(text(f'DROP DATABASE IF EXISTS "{template}_new"'))
            connection.execute(text(f"CREATE DATABASE \"{template}_new\" ENCODING 'UTF8'"))
            engine = create_engine(make_url(server_url).set(database=f"{template}_new"))
            schema.upgrade(engine)
            unit.SessionFactory.configure(bind=engine)
            with create_app(settings).app_context(), unit.unit():
                taxonomy.load(SYSTEM)
            engine.dispose()
            connection.execute(text(f'ALTER DATABASE "{template}_new" RENAME TO "{template}"'))

    def clone(name: str) -> str:
        full = f"test_{os.getpid()}_{name}"
        with file_lock("template"), admin.connect() as connection:
            connection.execute(text(f'DROP DATABASE IF EXISTS "{full}"'))
            connection.execute(text(f'CREATE DATABASE "{full}" TEMPLATE "{template}"'))
        made.append(full)
        return make_url(server_url).set(database=full).render_as_string(hide_password=False)

    yield clone
    with admin.connect() as connection:
        for name in made:
            connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
    admin.dispose()


@pytest.fixture(scope="session")
def engine(clone_database: Callable[[str], str]) -> Iterator[Engine]:
    """The engine of this test process's own database."""
    made = create_engine(clone_database("main"))
    yield made
    made.dispose()


def data_folder(factory: pytest.TempPathFactory, name: str) -> Path:
    """A data folder of its own, but with the compiled templates of every run before."""
    compiled = VAR / "templates"
    compiled.mkdir(parents=True, exist_ok=True)
    folder = factory.mktemp(name)
    (folder / "templates").symlink_to(compiled)
    return folder


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of the tests: everything under a temporary folder."""
    return Settings(
        environment="test",
        secret_key="test-key-with-enough-length-0123456789",
        data_dir=str(data_folder(tmp_path_factory, "var")),
        database_url="postgresql://unused",
        page_rate="100000 per minute",
        search_rate="100000 per minute",
    )


@pytest.fixture(scope="module", autouse=True)
def no_index_of_another_site() -> None:
    """What a module before has opened in this process is the index of its site, and would be asked by this one too."""
    indexing.close()


@pytest.fixture(scope="session")
def app(engine: Engine, settings: Settings) -> Marketplace:
    """The application, bound to the test database."""
    unit.SessionFactory.configure(bind=engine)
    made = create_app(settings)
    made.testing = True
    return made


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    """One outer transaction per test; commits inside become savepoints and are rolled back at the end."""
    with engine.connect() as opened:
        outer = opened.begin()
        unit.SessionFactory.configure(bind=opened, join_transaction_mode="create_savepoint")
        yield opened
        outer.rollback()
        unit.SessionFactory.configure(bind=engine, join_transaction_mode="conditional_savepoint")


@pytest.fixture
def db(app: Marketplace, connection: Connection) -> Iterator[Session]:
    """An open unit of work inside the test's transaction and an application context."""
    with app.app_context(), unit.unit() as opened:
        yield opened
        unit.discard()


@pytest.fixture
def client(app: Marketplace, connection: Connection) -> FlaskClient:
    """A browser without JavaScript, in the test's transaction. Prepare data with `committed`."""
    app.config["WTF_CSRF_ENABLED"] = False
    return app.test_client()


@pytest.fixture
def committed(app: Marketplace, connection: Connection) -> Callable[[], object]:
    """`with committed(): …` runs a unit of work whose result the client sees (rolled back after the test)."""

    @contextmanager
    def run() -> Iterator[Session]:
        with app.app_context(), unit.unit() as opened:
            yield opened

    return run


@pytest.fixture
def sign_in(committed: Callable[[], object]) -> Callable[[FlaskClient, User], None]:
    """Sign a client in as a person, as the sign-in page would."""
    from marketplace.accounts.service import signin

    def use(client: FlaskClient, user: User) -> None:
        with committed():  # type: ignore[attr-defined]
            token = signin.open_session(user, device="tests", address="127.0.0.1", hours=1)
        with client.session_transaction() as cookie:
            cookie["_user_id"] = token
            cookie["_fresh"] = True

    return use


@pytest.fixture
def count_queries(connection: Connection) -> Callable[[], object]:
    """`with count_queries() as seen: …` collects the SQL statements of a request, savepoints left out.

    Stamps of vocabulary and lexicon are left out too: they are asked every few seconds, by whatever page comes then.
    """

    @contextmanager
    def run() -> Iterator[list[str]]:
        seen: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
            if not statement.startswith(NO_QUESTIONS) and not any(stamp in statement for stamp in STAMPS):
                seen.append(statement)

        event.listen(connection, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(connection, "before_cursor_execute", note)

    return run
