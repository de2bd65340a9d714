"""What IPC symbols say: their titles, the fields they point at, and whether they count as green."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction

from marketplace.core.text import Text
from marketplace.taxonomy.errors import InvalidIpc
from marketplace.taxonomy.queries.snapshot import Snapshot, current
from marketplace.taxonomy.queries.terms import GreenShare, Ipc, Suggestion, Term
from search.analysis import identifiers

FIRST_WEIGHT, OTHER_WEIGHT = 1.0, 0.6  # the first symbol is the main classification of a patent
LEAST_SCORE = 3.0  # below it the hint is too weak to be shown
STRONG = 7  # a prefix of this weight is typical of its field


def check_ipc(symbol: str) -> Ipc:
    """Check an IPC symbol of a subclass or deeper (`H01M` or `H01M 10/0525`) and give it its title.

    A well-formed symbol of an edition this site does not know is accepted with `known` False.
    Raises InvalidIpc when the text is no symbol.
    """
    parsed = _parse(symbol)
    if parsed is None:
        raise InvalidIpc(fields={"ipc": [InvalidIpc.message]})
    vocabulary = current()
    subclass = parsed.section + parsed.klass + parsed.subclass
    titles = vocabulary.lists["ipc"]
    term = titles.get(subclass) or titles.get(subclass[:3]) or titles.get(parsed.section)
    return Ipc(
        symbol=parsed.canonical,
        subclass=subclass,
        section=parsed.section,
        label=term.label if term else Text(),
        known=subclass in titles,
        green=_is_green(vocabulary, parsed),
    )


def suggest_fields(symbols: Sequence[str], limit: int = 3) -> list[Suggestion]:
    """The technology fields that IPC symbols point at, best first; the first symbol counts most.

    For each symbol the most specific hint decides alone: `H01M 8/18` (redox flow cells) says energy storage
    although `H01M 8/` says hydrogen. Text that is no symbol is passed over; no hint gives an empty list.
    """
    vocabulary = current()
    scores: dict[str, float] = defaultdict(float)
    because: dict[str, list[str]] = defaultdict(list)
    readable = [parsed for parsed in map(_parse, dict.fromkeys(symbols)) if parsed]
    for place, parsed in enumerate(readable):
        weight = FIRST_WEIGHT if place == 0 else OTHER_WEIGHT
        for code, strength in _hints(vocabulary, parsed.canonical.replace(" ", "")):
            scores[code] += weight * strength
            because[code].append(parsed.canonical)
    ranked = sorted(scores, key=lambda code: (-scores[code], vocabulary.fields[code].order))
    return [
        Suggestion(code, vocabulary.fields[code].label, round(scores[code], 2), tuple(because[code]))
        for code in ranked
        if scores[code] >= LEAST_SCORE and not vocabulary.fields[code].retired
    ][:limit]


def green_share(symbols: Sequence[str]) -> GreenShare:
    """Which symbols fall in the WIPO IPC Green Inventory; recipes ask for the first, 30 % or 50 % of them."""
    vocabulary = current()
    readable = [parsed for parsed in map(_parse, dict.fromkeys(symbols)) if parsed]
    verdicts = [_is_green(vocabulary, parsed) for parsed in readable]
    green = tuple(parsed.canonical for parsed, verdict in zip(readable, verdicts, strict=True) if verdict)
    share = Fraction(len(green), len(readable)) if readable else Fraction(0)
    return GreenShare(green, share, bool(verdicts) and verdicts[0])


def _parse(symbol: str) -> identifiers.Ipc | None:
    """A symbol that names at least its subclass, and a main group only together with its subgroup."""
    parsed = identifiers.parse_ipc(symbol)
    if parsed is None or not parsed.subclass or bool(parsed.group) != bool(parsed.subgroup):
        return None
    return parsed


def _hints(vocabulary: Snapshot, compact: str) -> tuple[tuple[str, int], ...]:
    for length in range(len(compact), 0, -1):
        if found := vocabulary.ipc_fields.get(compact[:length]):
            return found
    return ()


def _is_green(vocabulary: Snapshot, parsed: identifiers.Ipc) -> bool:
    klass = parsed.section + parsed.klass
    rows = vocabulary.green_patterns
    candidates = (*rows.get(klass, ()), *rows.get(klass + parsed.subclass, ()))
    return any(row.covers(parsed.group, parsed.subgroup) for row in candidates)


def subclasses_of_field(field_code: str) -> tuple[Term, ...]:
    """The IPC subclasses in which patents of a field mostly stand, strongest hint first."""
    titles = current().lists["ipc"]
    strongest: dict[str, int] = {}
    for prefix, pairs in current().ipc_fields.items():
        for code, weight in pairs:
            if code == field_code and weight >= STRONG and prefix[:4] in titles:
                strongest[prefix[:4]] = max(weight, strongest.get(prefix[:4], 0))
    return tuple(titles[code] for code in sorted(strongest, key=lambda code: (-strongest[code], code)))
