"""A later start skips the preparation only when nothing it depends on has changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import NullPool, create_engine, delete
from sqlalchemy.orm import Session

from marketplace.accounts.models import User
from marketplace.core.text import Text
from marketplace.settings import Settings
from tools.run import prepared


@pytest.fixture
def site(settings: Settings, clone_database: Callable[[str], str], tmp_path: Path) -> Settings:
    """A data folder with an index, and a database that somebody registered in."""
    address = clone_database("prepared")
    with Session(create_engine(address, poolclass=NullPool)) as opened:
        opened.add(User(email="a@b.example", name=Text("甲", None), password_hash="none"))
        opened.commit()
    pointer = tmp_path / "search" / "site" / "CURRENT"
    pointer.parent.mkdir(parents=True)
    pointer.touch()
    return replace(settings, data_dir=str(tmp_path), database_url=address, elasticsearch_url="")


def test_what_was_prepared_is_not_prepared_again(site: Settings) -> None:
    assert not prepared.already(site)
    prepared.remember(site)
    assert prepared.already(site)


def test_changed_code_is_prepared_again(site: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    source = tmp_path / "code" / "marketplace" / "new.py"
    source.parent.mkdir(parents=True)
    source.write_text("one = 1\n")
    monkeypatch.setattr(prepared, "ROOT", tmp_path / "code")
    prepared.remember(site)
    assert prepared.already(site)
    source.write_text("one = 11\n")
    assert not prepared.already(site)


def test_an_empty_database_in_place_of_the_old_one_is_prepared(site: Settings) -> None:
    prepared.remember(site)
    with create_engine(site.database_url, poolclass=NullPool).begin() as connection:
        connection.execute(delete(User))
    assert not prepared.already(site)


def test_a_missing_index_an_away_database_and_a_cluster_are_looked_at(site: Settings) -> None:
    prepared.remember(site)
    assert not prepared.already(replace(site, elasticsearch_url="http://127.0.0.1:9"))
    (site.data_path / "search" / "site" / "CURRENT").unlink()
    assert not prepared.already(site)
