"""Any two to six neighbouring characters of a title find the title."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from search import Document
from search.planner import ANY_WORD
from search.planner import plan as plan_of
from tools.demo.seeded import seeded
from tools.relevance.asker import Asker
from tools.relevance.checks.check import Check, Finding
from tools.relevance.site import Catalogue

SEED = 4
SAMPLE = 2_400
_RUN = re.compile(r"[㐀-鿿]{2,}")


def _cases(asker: Asker, catalogue: Catalogue) -> Iterator[Finding]:
    listings = [document for document in catalogue.documents if document.kind == "listing"]
    chosen = seeded(SEED, "literals")
    for _ in range(SAMPLE):
        document = chosen.choice(listings)
        part = _part(document, chosen)
        if part:
            yield None if _finds(asker, part, document.id) else f"{part} does not find {document.id}"


def _part(document: Document, chosen: Random) -> str:
    """Neighbouring Chinese characters of the title."""
    titles = document.fields["title"]
    runs = _RUN.findall(str(titles[0]) if isinstance(titles, tuple) else str(titles))
    if not runs:
        return ""
    run: str = chosen.choice(runs)
    length = min(len(run), chosen.randint(2, 6))
    start = chosen.randint(0, len(run) - length)
    return run[start : start + length]


def _finds(asker: Asker, text: str, id: str) -> bool:
    """Whether the document is among the hits, on whatever page."""
    results = asker.ask(text)
    if any(hit.id == id for hit in results.hits):
        return True
    if results.total <= len(results.hits):
        return False
    plan = plan_of(asker.query(text), asker.backend.index, asker.backend.analysis)
    shown = plan.fallback if results.step == ANY_WORD and plan.fallback else plan
    return bool(asker.backend.explain(shown, id).is_hit)


CHECK = Check("literal parts of titles", _cases, 200)
