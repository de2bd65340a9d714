"""Makes the demonstration pack in demo/ from the collected public data: `python -m tools.demo.build`."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from tools.demo import sources
from tools.demo.deals import deals
from tools.demo.enquiries import enquiries
from tools.demo.incubation import cases
from tools.demo.listings import LICENCES, listing, select, with_states
from tools.demo.needs import needs
from tools.demo.organisations import organisations
from tools.demo.paths import PACK, SourcesMissing
from tools.demo.people import people
from tools.demo.pilots import pilots
from tools.demo.ties import tied, ties
from tools.demo.vectors import FILE
from tools.demo.write import digest, packed
from tools.demo.written import FIELDS

SEED = 42
Rows = list[dict[str, Any]]
SYNTHETIC = (
    "owner", "state", "availability", "*_days_ago", "content.maturity*", "content.deal_modes", "content.licence_kinds",
    "content.price_*", "content.pricing_mode", "content.terms_note", "content.benefits",
    "content.rights_types (results)",
    "content.completers", "content.attestation_*", "content.patents[].status_days_ago",
)  # fmt: skip


def tables(seed: int = SEED) -> dict[str, Rows]:
    """All rows of the pack by the name of their file. Raises SourcesMissing without the collected data."""
    texts = select([*sources.chinaxiv(), *sources.patents()])
    rows = tied([listing(text, verdict, seed) for text, verdict in texts], seed)
    rows = with_states(rows, seed, keep=frozenset(ties()))
    titles = {row["key"]: row["content"]["title"] for row in rows}
    return {
        "organisations": organisations(seed),
        "people": people(seed),
        "listings": rows,
        "needs": needs(seed),
        "enquiries": enquiries(),
        "deals": deals(titles),
        "pilots": pilots(seed),
        "incubation": cases(),
    }


def pack(seed: int = SEED) -> dict[str, bytes]:
    """The files of the pack by name: compressed tables and their manifest."""
    made = tables(seed)
    files = {f"{name}.jsonl.gz": packed(rows) for name, rows in made.items()}
    if FILE.exists():
        # Made by a model from the loaded texts, not from the sources: taken as it lies there.
        files[FILE.name] = FILE.read_bytes()
    manifest = {
        "label": "演示数据 / demonstration data",
        "seed": seed,
        "files": {
            name: {"rows": _rows(name, data, made), "bytes": len(data), "sha256": digest(data)}
            for name, data in files.items()
        },
        "listings_by_field": _by_field(made["listings"]),
        "listings_by_source": dict(sorted(Counter(row["source"]["dataset"] for row in made["listings"]).items())),
        "licences": {name: LICENCES[name] for name in (sources.CHINAXIV, sources.PATENTS)},
        "synthetic_in_listings": SYNTHETIC,
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
    return files | {"manifest.json": text.encode("utf-8")}


def main(arguments: list[str] | None = None) -> int:
    """Write the pack; 1 when the source data are not there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=PACK, help="folder to write to (default: demo/)")
    options = parser.parse_args(arguments)
    try:
        files = pack()
    except SourcesMissing as error:
        print(error, file=sys.stderr)
        return 1
    options.out.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (options.out / name).write_bytes(data)
        print(f"{name}\t{len(data)} bytes")
    return 0


def _rows(name: str, data: bytes, made: dict[str, Rows]) -> int:
    if name == FILE.name:
        return int(json.loads(data.partition(b"\n")[0])["rows"])
    return len(made[name.split(".")[0]])


def _by_field(rows: Rows) -> dict[str, int]:
    counts = Counter(code for row in rows for code in row["content"]["field_codes"])
    return {field: counts[field] for field in FIELDS}


if __name__ == "__main__":
    sys.exit(main())
