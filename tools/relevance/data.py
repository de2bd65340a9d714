"""Reads the texts and judgments of the shared data folder (`SHARED_DATA`), which is no part of the product."""

from __future__ import annotations

import csv
import gzip
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[2]


class DataAbsent(RuntimeError):
    """The shared data is not on this machine; the message says where it was looked for."""


def folder() -> Path:
    """`SHARED_DATA`, relative to the project when not absolute; default `../shared/data`. Raises DataAbsent."""
    found = (PROJECT / os.environ.get("SHARED_DATA", "../shared/data")).resolve()
    if not (found / "eval_dev").is_dir():
        raise DataAbsent(f"no relevance data: {found.name}/eval_dev is not there (set SHARED_DATA)")
    return found


def is_here() -> bool:
    """Whether the suites over the shared data can be measured on this machine."""
    try:
        return folder().is_dir()
    except DataAbsent:
        return False


def lines(name: str) -> Iterator[dict[str, Any]]:
    """Records of a `.jsonl.gz` file."""
    with gzip.open(folder() / name, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def rows(name: str) -> Iterator[dict[str, str]]:
    """Rows of a `.csv.gz` file with a heading."""
    with gzip.open(folder() / name, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
