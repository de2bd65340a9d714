"""Reads the real texts: ChinaXiv papers, Chinese patent titles and, for larger loads only, CSL abstracts."""

from __future__ import annotations

import csv
import gzip
import json
import lzma
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tools.demo.paths import BUILDER, source
from tools.demo.text import clean, clean_english, clean_keywords, clean_title, names_of

CHINAXIV, PATENTS, CSL = "chinaxiv", "cn_patents", "csl"
CITATION_MARK = re.compile(r"\[\d[\d,\-–]*\]")
FIRST_CLAUSE = re.compile(r"^[^，,。.；;：:]{8,60}(?=[，,。.；;：:])")
# Papers whose abstract the extraction lost; the opening of their own text stands in for it.
WITHOUT_ABSTRACT = {
    "ChinaXiv-201711.02569V1",
    "ChinaXiv-201711.02571V1",
    "ChinaXiv-201711.02578V1",
    "ChinaXiv-201903.00020V1",
    "ChinaXiv-201903.00108V1",
}


@dataclass(frozen=True)
class RealText:
    """One paper or patent as its source gives it, cleaned of extraction damage and otherwise unchanged."""

    dataset: str
    id: str
    kind: str  # result | patent
    title_zh: str
    title_en: str | None = None
    title_zh_translated: bool = False
    abstract_zh: str = ""
    abstract_en: str | None = None
    keywords_zh: tuple[str, ...] = ()
    keywords_en: tuple[str, ...] = ()
    ipc: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    part: str = "abstract"
    publications: tuple[str, ...] = field(default=())


def reading(name: str) -> dict[str, dict[str, str]]:
    """A table of decisions made by reading the texts (tools/demo/reading), by source id."""
    path = BUILDER / "reading" / f"{name}.tsv"
    with path.open(encoding="utf-8", newline="") as lines:
        return {row["id"]: row for row in csv.DictReader(lines, delimiter="\t")}


def chinaxiv() -> Iterator[RealText]:
    """Chinese papers with an abstract, then the few whose opening text stands in for it, then English ones."""
    titles = reading("titles")
    for row in _jsonl("corpus/chinaxiv_zh_abstracts.jsonl.gz"):
        title = titles[row["id"]]["title_zh"] if row["id"] in titles else clean_title(row["title"] or "")
        if not title:
            continue
        keywords_en = clean_keywords(row.get("keywords_en"), english=True)
        keywords_zh = clean_keywords(row.get("keywords"))
        yield RealText(
            dataset=CHINAXIV,
            id=row["id"],
            kind="result",
            title_zh=title,
            abstract_zh=clean(row["abstract"]),
            abstract_en=clean_english(row.get("abstract_en")),
            keywords_zh=keywords_zh,
            keywords_en=keywords_en if len(keywords_en) == len(keywords_zh) else (),
            authors=names_of(row.get("byline")),
        )
    yield from _openings()
    yield from _english_papers()


def _openings() -> Iterator[RealText]:
    wanted = dict.fromkeys(sorted(WITHOUT_ABSTRACT), "")
    titles: dict[str, str] = {}
    with lzma.open(source("corpus/chinaxiv_zh_passages.jsonl.xz"), "rt", encoding="utf-8") as lines:
        for line in lines:
            if not any(name in line[:60] for name in wanted):
                continue
            row = json.loads(line)
            name = row["id"].split("#")[0]
            titles[name] = row["title"]
            if len(wanted[name]) < 150:
                wanted[name] += CITATION_MARK.sub("", row["text"])
    for name, text in wanted.items():
        yield RealText(
            dataset=CHINAXIV,
            id=name,
            kind="result",
            title_zh=clean_title(titles[name]),
            abstract_zh=clean(text),
            part="opening",
        )


def _english_papers() -> Iterator[RealText]:
    translated = reading("chinaxiv_en")
    for row in _jsonl("corpus/chinaxiv_en_abstracts.jsonl.gz"):
        if row["id"] not in translated:
            continue
        title = row["title_en"] or ""
        yield RealText(
            dataset=CHINAXIV,
            id=row["id"],
            kind="result",
            title_zh=translated[row["id"]]["title_zh"],
            title_en=clean_title(title) if len(title) > 25 else None,
            title_zh_translated=True,
            abstract_en=clean_english(row["abstract_en"], strict=False),
            keywords_en=clean_keywords(row.get("keywords_en"), english=True),
        )


def patents() -> Iterator[RealText]:
    """Patent documents: number, title and IPC subclasses; the source has neither abstract nor dates."""
    with gzip.open(source("patents/cn_patents_title_ipc.csv.gz"), "rt", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            numbers = tuple(re.split(r"[|;,\s]+", row["publication_numbers"].strip()))
            yield RealText(
                dataset=PATENTS,
                id=numbers[0],
                kind="patent",
                title_zh=clean_title(row["title"]),
                ipc=tuple(row["ipc_subclasses"].split("|")),
                publications=numbers,
            )


def csl(*, untitled: bool = False) -> Iterator[RealText]:
    """Abstracts of the CSL set: with their titles, or those without one under the first clause of the abstract.

    For team and test servers only: never part of the committed pack.
    """
    for row in _jsonl("corpus/csl_zh_abstracts.jsonl.gz"):
        if bool(row.get("title")) == untitled:
            continue
        title = FIRST_CLAUSE.search(row["abstract"]) if untitled else None
        yield RealText(
            dataset=CSL,
            id=row["id"],
            kind="result",
            title_zh=title[0] if title else clean_title(row.get("title") or ""),
            abstract_zh=clean(row["abstract"]),
            keywords_zh=clean_keywords(row.get("keywords")),
        )


def _jsonl(name: str) -> Iterator[dict[str, Any]]:
    with gzip.open(source(name), "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
