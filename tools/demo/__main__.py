"""Loads more demo listings into the data folder of a started site: `python -m tools.demo --size 20000`."""

from __future__ import annotations

import argparse
import sys

from sqlalchemy import select

from marketplace.accounts.models import Organisation
from marketplace.app import create_app
from marketplace.core.unit import session, unit
from search.filling import batches
from tools.demo import load
from tools.demo.larger import larger
from tools.demo.pack import pack
from tools.demo.paths import SourcesMissing

BATCH = 500  # rows per unit of work: a killed run keeps what it reported


def main(arguments: list[str] | None = None) -> int:
    """Load until the catalogue has `--size` listings; prints progress; exit code 1 when it cannot."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=20000, help="listings in all, those of the pack included")
    size = parser.parse_args(arguments).size
    try:
        rows = larger(size)
    except SourcesMissing as error:
        print(error, file=sys.stderr)
        return 1
    with create_app().app_context():
        owners = _owners()
        if not owners:
            print("No demo organisations here: start the site once with DEMO=1 (make run).", file=sys.stderr)
            return 1
        loaded = 0
        for batch in batches(rows, BATCH):
            with unit():
                loaded += len(load.load_listings(batch, owners))
            print(f"{loaded} more listings loaded", flush=True)
    print("The worker indexes them now; `flask search status` tells how many are waiting.")
    return 0


def _owners() -> dict[str, str]:
    """Public ids of the demo organisations by their key in the pack; they are known by their credit code."""
    codes = {row["uscc"]: row["key"] for row in pack("organisations") if row["uscc"]}
    with unit():
        found = session().scalars(select(Organisation).where(Organisation.uscc.in_(codes)))
        return {codes[str(row.uscc)]: row.public_id for row in found}


if __name__ == "__main__":
    sys.exit(main())
