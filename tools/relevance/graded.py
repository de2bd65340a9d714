"""The graded questions over the demo listings: ten for each field, with the reasons of the grades."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from tools.relevance.corpora import Corpus
from tools.relevance.suites import Question, Suite, Target

FOLDER = Path(__file__).with_name("judgments")


def fields() -> list[str]:
    """The fields that have questions."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def entries(field: str) -> list[dict[str, Any]]:
    """The questions of a field as they are written down."""
    found: list[dict[str, Any]] = tomllib.loads((FOLDER / f"{field}.toml").read_text(encoding="utf-8"))["question"]
    return found


def questions() -> Iterator[Question]:
    """All questions; listings are named by their key in the pack."""
    for field in fields():
        for number, entry in enumerate(entries(field), 1):
            grades = {f"listing:{key}": part["grade"] for part in entry["graded"] for key in part["listings"]}
            yield Question(f"{field}-{number:02d}", entry["text"], grades)


def suite(corpus: Corpus) -> Suite:
    """The graded questions over the demo listings."""
    return Suite("graded questions", corpus, partial(questions), target=Target("ndcg", 0.80), kinds=("listing",))
