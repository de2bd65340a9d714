"""What a check is: cases over the demo catalogue, each of which may be a fault."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from search.backend import Backend
from search.semantic.meaning import Meaning
from tools.relevance.asker import Asker
from tools.relevance.site import Catalogue

Finding = str | None  # one case: what is wrong, or nothing


@dataclass(frozen=True)
class Check:
    """A named set of cases. `cases` asks and yields one finding each; `most` limits them in a quick run."""

    name: str
    cases: Callable[[Asker, Catalogue], Iterator[Finding]]
    most: int


@dataclass(frozen=True)
class Checked:
    """How many cases there were, and the faults."""

    check: Check
    engine: str
    documents: int
    cases: int
    faults: tuple[str, ...]
    seconds: float


def run(
    check: Check, backend: Backend, catalogue: Catalogue, *, quick: bool, meaning: Meaning | None = None
) -> Checked:
    """Goes through the cases of a check, or the first of them when there is little time."""
    asker = Asker(backend, catalogue.lexicon, meaning=meaning)
    started = time.monotonic()
    count, faults = 0, []
    for finding in check.cases(asker, catalogue):
        count += 1
        faults += [finding] if finding else []
        if quick and count == check.most:
            break
    asker.close()
    return Checked(check, backend.engine, len(catalogue.documents), count, tuple(faults), time.monotonic() - started)
