"""Every spelling of every number finds its record first."""

from __future__ import annotations

from collections.abc import Iterator

from search.analysis.identifiers import cn_patent_check, parse_application, parse_ipc, parse_publication, spellings
from tools.demo.seeded import seeded
from tools.relevance.asker import Asker
from tools.relevance.checks.check import Check, Finding
from tools.relevance.site import Catalogue

SEED = 4
_FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
KINDS = ("application", "publication", "ipc", "uscc")


def _cases(asker: Asker, catalogue: Catalogue) -> Iterator[Finding]:
    codes: dict[str, set[str]] = {}
    for document in catalogue.documents:
        held = document.fields.get("codes")
        for number in held if isinstance(held, tuple) else ():
            for code in spellings(number, KINDS):
                codes.setdefault(code, set()).add(document.id)
    numbers = {
        str(number)
        for document in catalogue.documents
        for number in document.fields.get("codes") or ()  # type: ignore[union-attr]  # checked by the index
    }
    for number in seeded(SEED, "identifiers").sample(sorted(numbers), len(numbers)):
        for written in written_forms(number):
            wanted = codes[spellings(written, KINDS)[0]]
            first = next((hit.id for hit in asker.ask(written, size=1).hits), "nothing")
            yield None if first in wanted else f"{written} finds {first} first, not one of {sorted(wanted)[:3]}"


def written_forms(number: str) -> list[str]:
    """How people write a number: with and without prefix, blanks, dots, kind; small letters; full width."""
    if publication := parse_publication(number):
        head, kind = publication.number, publication.kind
        forms = [f"CN{head}{kind}", f"CN {head} {kind}", f"cn{head}{kind.lower()}", f"CN{head}", f"{head}{kind}"]
        return [*forms, f"CN{head}{kind}".translate(_FULL_WIDTH), *([head] if len(head) == 9 else [])]
    if application := parse_application(number):
        return _application_forms(application.body)
    if ipc := parse_ipc(number):
        levels = [ipc.section + ipc.klass + ipc.subclass]
        levels += [f"{levels[0]}{ipc.group}", f"{levels[0]} {ipc.group}"] if ipc.group else []
        full = [f"{form}/{ipc.subgroup}" for form in levels[1:]] if ipc.subgroup else []
        return [*levels, *full, levels[0].lower()]
    return [number, number.lower(), number.translate(_FULL_WIDTH)]


def _application_forms(body: str) -> list[str]:
    check = cn_patent_check(body)
    year, kind, serial = (body[:4], body[4], body[5:]) if len(body) == 12 else (body[:2], body[2], body[3:])
    return [
        body, f"{body}.{check}", f"{body}{check}", f"CN{body}.{check}", f"ZL{body}.{check}", f"cn{body}",
        f"ZL {year} {kind} {serial}.{check}", f"CN{body}.{check}".translate(_FULL_WIDTH),
    ]  # fmt: skip


CHECK = Check("identifiers", _cases, 200)
