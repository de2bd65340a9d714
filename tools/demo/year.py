"""Plays the year of enquiries and deals while the site already serves: `python -m tools.demo.year`."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import select

from marketplace.accounts.models import Organisation, User
from marketplace.app import create_app
from marketplace.core.unit import session, unit
from marketplace.needs.models import Need
from marketplace.settings import Settings
from tools.demo import note, play
from tools.demo.pack import pack
from tools.demo.stage import Stage

POLITE = 10  # niceness: people who use the site come first


def leave(data: Path, stage: Stage) -> None:
    """Note what the scripts call by key, for the run that plays the year."""
    ids = {
        "organisations": _public_ids(stage.organisations),
        "people": _public_ids(stage.people),
        "needs": _public_ids(stage.needs),
        "listings": dict(stage.listings),
        "owners": dict(stage.owners),
        "platforms": stage.platforms,
        "incubators": stage.incubators,
    }
    note.leave(data, ids)


def main() -> int:
    """Play what is left; the note goes when all is played, so that a stopped run goes on at the next start."""
    os.nice(POLITE)
    settings = Settings.from_environment()
    data = settings.data_path
    with create_app(settings).app_context():
        with unit():
            stage = _stage(note.read(data))
        packs = {name: pack(name) for name in ("enquiries", "deals", "pilots", "incubation")}
        play.run(stage, packs, lambda line: print(line, flush=True))
    note.remove(data)
    return 0


def _stage(ids: Mapping[str, Mapping[str, str]]) -> Stage:
    return Stage(
        listings=ids["listings"], needs=_rows(Need, ids["needs"]),
        organisations=_rows(Organisation, ids["organisations"]), people=_rows(User, ids["people"]),
        owners=ids["owners"], platforms=dict(ids["platforms"]), incubators=dict(ids["incubators"]),
    )  # fmt: skip


def _public_ids(rows: Mapping[str, Any]) -> dict[str, str]:
    return {key: row.public_id for key, row in rows.items()}


def _rows(model: Any, ids: Mapping[str, str]) -> dict[str, Any]:
    found = session().scalars(select(model).where(model.public_id.in_(ids.values())))
    by_id = {row.public_id: row for row in found}
    return {key: by_id[public_id] for key, public_id in ids.items()}


if __name__ == "__main__":
    sys.exit(main())
