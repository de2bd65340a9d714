"""Tests of the commands and the nightly tasks of listings."""

from __future__ import annotations

import gzip
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from marketplace.core import clock, jobs
from marketplace.core.http import Marketplace
from marketplace.core.unit import unit
from marketplace.listings import queries
from marketplace.listings.models import Listing
from tests.factories import accounts as people
from tests.factories import listings as make
from tests.listings.test_loading import row


def test_a_file_is_loaded_and_what_it_holds_is_on_offer(app: Marketplace, committed: Any, tmp_path: Path) -> None:
    with committed():
        owner = people.make_organisation("university").public_id
        rows = [row(owner=owner) for _ in range(3)]
    path = tmp_path / "rows.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(json.dumps(item) for item in rows).encode()))
    done = app.test_cli_runner().invoke(args=["listings", "load", str(path)])
    assert done.exit_code == 0, done.output
    assert "3 listings loaded" in done.output
    with app.app_context(), unit() as opened:
        names = [listing.public_id for listing in opened.query(Listing)]
        assert len(queries.cards(names)) == 3


def test_a_faulty_file_names_row_and_entry_and_loads_nothing(app: Marketplace, committed: Any, tmp_path: Path) -> None:
    with committed():
        rows = [row(), {**row(), "secrecy_level": "secret"}]
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(json.dumps(item) for item in rows))
    done = app.test_cli_runner().invoke(args=["listings", "load", str(path)])
    assert done.exit_code == 1
    assert "rows.1.secrecy_level" in done.output
    with app.app_context(), unit() as opened:
        assert opened.query(Listing).count() == 0


def test_the_night_expires_and_the_morning_reminds(app: Marketplace, committed: Any) -> None:
    with committed():
        gone = make.make_listing(record={"expires_on": clock.today() - timedelta(days=1)}).id
        soon = make.make_listing(record={"expires_on": clock.today() + timedelta(days=3)}).id
    for _twice in range(2):
        with app.app_context():
            jobs.run_now("listings.expire")
            jobs.run_now("listings.remind")
    with app.app_context(), unit() as opened:
        assert opened.get_one(Listing, gone).state == "expired"
        assert opened.get_one(Listing, soon).reminded_on == clock.today()
