"""Fixtures of accounts: a database with real commits, settings that change for one test, mails, uploads."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from marketplace.core import unit
from marketplace.core.http import Marketplace
from marketplace.core.mail import Message

Committed = Callable[[], AbstractContextManager[Session]]


@pytest.fixture(scope="session")
def own_engine(clone_database: Callable[[str], str]) -> Iterator[Engine]:
    """A second database, in which tests of locks and of refusals that leave a mark really commit."""
    made = create_engine(clone_database("accounts"))
    yield made
    made.dispose()


@pytest.fixture
def site(app: Marketplace, engine: Engine, own_engine: Engine) -> Iterator[Marketplace]:
    """The application on that database; every unit of work commits for good, so tests make people of their own."""
    unit.SessionFactory.configure(bind=own_engine, join_transaction_mode="conditional_savepoint")
    app.config["WTF_CSRF_ENABLED"] = False
    yield app
    unit.SessionFactory.configure(bind=engine)


@pytest.fixture
def kept(site: Marketplace) -> Committed:
    """`with kept(): …` runs a unit of work that really commits."""

    @contextmanager
    def run() -> Iterator[Session]:
        with site.app_context(), unit.unit() as opened:
            yield opened

    return run


@pytest.fixture
def with_settings(app: Marketplace) -> Iterator[Callable[..., None]]:
    """`with_settings(demo=True)` changes settings until the end of the test."""
    before = app.config["SETTINGS"]

    def change(**values: Any) -> None:
        app.config["SETTINGS"] = replace(app.config["SETTINGS"], **values)

    yield change
    app.config["SETTINGS"] = before


def mails(opened: Session, address: str) -> list[Message]:
    """Messages to an address, the newest first."""
    return list(opened.scalars(select(Message).where(Message.address == address).order_by(Message.id.desc())))


def link(opened: Session, address: str) -> str:
    """The path in the newest mail to an address."""
    found = mails(opened, address)[0].link
    assert found is not None
    return found


PDF = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def pdf(name: str = "licence.pdf") -> FileStorage:
    """An upload that is a PDF."""
    return FileStorage(io.BytesIO(PDF), filename=name, content_type="application/pdf")
