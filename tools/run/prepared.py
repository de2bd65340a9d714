"""Remembers which code prepared which data, so that a later start need not load the whole site to look again."""

from __future__ import annotations

import hashlib

import psycopg

from marketplace.settings import ROOT, Settings

FILE = "prepared"
SOURCES = ("marketplace", "search", "migrations", "tools/demo", "demo")


def once(settings: Settings) -> bool:
    """Whether any code has prepared this data before."""
    return (settings.data_path / FILE).exists()


def already(settings: Settings) -> bool:
    """Whether this code prepared this data before; an Elasticsearch cluster has its own life and is always asked."""
    note = settings.data_path / FILE
    return (
        not settings.elasticsearch_url
        and once(settings)
        and note.read_text(encoding="utf-8") == _state(settings)
        and any((settings.data_path / "search").glob("*/CURRENT"))
        and _has_people(settings.database_url)
    )


def remember(settings: Settings) -> None:
    """Note that everything is prepared for this code and this database."""
    (settings.data_path / FILE).write_text(_state(settings), encoding="utf-8")


def _state(settings: Settings) -> str:
    """Changes with every file of the code and with the settings that say where data lies and what is loaded."""
    seen = hashlib.sha256(f"{settings.database_url} {settings.search_index} {settings.demo}".encode())
    for folder in SOURCES:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                status = path.stat()
                seen.update(f"{path} {status.st_size} {status.st_mtime_ns}".encode())
    return seen.hexdigest()


def _has_people(address: str) -> bool:
    """Whether the database is the one that was prepared, and not an empty one in its place."""
    try:
        with psycopg.connect(address.replace("+psycopg", "", 1), connect_timeout=5) as connection:
            row = connection.execute("SELECT EXISTS (SELECT 1 FROM account_user)").fetchone()
    except psycopg.Error:
        return False
    return bool(row and row[0])
