"""The vectors of the demonstration's texts, shipped so that a first start need not compute them.

`python -m tools.demo.vectors` writes demo/vectors.bin from the data folder of a site whose worker has computed
them; `python -m tools.demo.build` then puts the file into the manifest.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path

from marketplace.app import create_app
from marketplace.core import indexing, vectors
from marketplace.core.unit import unit
from marketplace.settings import Settings
from search.semantic.vector import Space, Vector
from tools.demo.paths import PACK

FILE = PACK / "vectors.bin"
KEY, SCALE = 32, 4  # bytes of a text's key, and of the factor its numbers are multiplied with
STEPS = 127  # numbers are kept as whole steps of the largest: one byte each


def encoded(space: Space, rows: Iterable[tuple[bytes, Vector]]) -> bytes:
    """A line that names the model, then key, factor and one byte a number for each text, ordered by key."""
    import numpy as np

    parts = []
    for key, vector in sorted(rows, key=lambda row: row[0]):
        numbers = vector.array()
        scale = np.float32(np.abs(numbers).max() / STEPS)
        parts.append(key + scale.astype("<f4").tobytes() + np.round(numbers / scale).astype(np.int8).tobytes())
    head = {"model_id": space.model_id, "dimension": space.dimension, "rows": len(parts)}
    return json.dumps(head).encode() + b"\n" + b"".join(parts)


def decoded(data: bytes) -> tuple[Space, list[tuple[bytes, bytes]]]:
    """What `encoded` wrote: the space, and packed vectors of length one by the key of their text."""
    import numpy as np

    line, _newline, body = data.partition(b"\n")
    head = json.loads(line)
    space = Space(head["model_id"], head["dimension"])
    width = KEY + SCALE + space.dimension
    rows = []
    for start in range(0, len(body), width):
        numbers = np.frombuffer(body, np.int8, space.dimension, start + KEY + SCALE).astype(np.float32)
        rows.append((body[start : start + KEY], Vector.of(space, numbers / np.linalg.norm(numbers)).packed))
    return space, rows


def load(file: Path = FILE) -> int:
    """Keep the shipped vectors when they are those of the model used here; returns how many. Joins the open unit."""
    if not file.exists():
        return 0
    with file.open("rb") as stream:
        wanted = json.loads(stream.readline())["model_id"]
    if vectors.progress().model_id != wanted:
        return 0
    space, rows = decoded(file.read_bytes())
    vectors.keep(space.model_id, rows)
    return len(rows)


def main() -> int:
    """Write the file; 1 when texts still wait for their vectors."""
    app = create_app(Settings.from_environment())
    found: dict[bytes, Vector] = {}
    missing = 0
    with app.app_context():
        for _name, _ids, documents in indexing.walk():
            with unit():
                known, lacking = vectors.known(documents)
            found |= known
            missing += lacking
    if missing or not found:
        print(f"{missing} texts wait for their vectors; {len(found)} are there", file=sys.stderr)
        return 1
    data = encoded(next(iter(found.values())).space, found.items())
    FILE.write_bytes(data)
    print(f"{FILE.name}: {len(found)} texts, {len(data)} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
