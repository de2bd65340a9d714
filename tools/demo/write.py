"""Writes rows as gzip-compressed JSON lines that are the same bytes whenever the rows are the same."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any


def packed(rows: Iterable[dict[str, Any]]) -> bytes:
    """JSON lines, UTF-8, keys in the order of the rows, compressed without time or name in the header."""
    buffer = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=buffer, compresslevel=9, mtime=0) as stream:
        for row in rows:
            line = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
            stream.write(line.encode("utf-8") + b"\n")
    # Byte 9 names the operating system; RFC 1952 allows 255, unknown, so that machines agree.
    data = bytearray(buffer.getvalue())
    data[9] = 255
    return bytes(data)


def rows_of(path: Path) -> list[dict[str, Any]]:
    """The rows of a file of the pack."""
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        return [json.loads(line) for line in stream]


def digest(data: bytes) -> str:
    """SHA-256, hexadecimal."""
    return hashlib.sha256(data).hexdigest()
