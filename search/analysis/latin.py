"""Cuts the part of a text that is not Chinese: model numbers, formulas, figures with units, English words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from search.analysis.stem import stem

HAN = "㐀-䶿一-鿿豈-﫿〇぀-ヿ가-힯\U00020000-\U0003fffd"
_LETTER = "a-z0-9ªµºß-öø-ɏͰ-ϿЀ-ӿ"
# Chinese, or anything else with the Chinese character it touches: `findall` tells everything a document needs.
RUN = re.compile(
    rf"(?P<han>[{HAN}]+)"
    rf"|(?P<other>[{_LETTER}]+(?:[._/'\-][{_LETTER}]+)*(?: ?°[cf]|[%‰#]|\+\+)?|[^\W_]+)(?=(?P<next>[{HAN}]?))"
)
_FIGURE_AFTER_BRACKET = re.compile(r"\([a-z0-9]+\)[0-9]")
_BRACKETED = re.compile(r"[a-z0-9.]*(?:\([a-z0-9]+\)[0-9.]*[a-z0-9.]*)*\([a-z0-9]+\)[0-9][a-z0-9.]*")
_SEPARATOR = re.compile(r"[_/'\-]|(?<!\d)\.|\.(?!\d)")
_LETTERS_OR_FIGURES = re.compile(r"\d+(?:\.\d+)*|[^\d._/'\-]+")
_UNIT = re.compile(r"(?:°[cf]|[%‰#]|\+\+)$")
_MEASURE = re.compile(r"(\d+(?:\.\d+)?)([a-zµμ]+\d?|°[cf]|[%‰])")
_FIGURE = re.compile(r"\d+(?:\.\d+)?")
# Of one letter only those that stand for little else.
UNITS = frozenset(
    (
        *("°c", "°f", "%", "‰", "ppm", "ppb", "db", "rpm", "mol", "min", "h", "v", "w", "t", "m", "g", "l"),
        *("mw", "kw", "gw", "wh", "kwh", "mwh", "gwh", "twh", "mah", "ah", "ma", "mv", "kv", "kva", "mva"),
        *("kg", "mg", "nm", "μm", "µm", "mm", "cm", "km", "m2", "m3", "ml", "kj", "mj", "gj"),
        *("pa", "kpa", "mpa", "gpa", "hz", "khz", "mhz", "ghz"),
    )
)
MAX_TOKEN_BYTES = 200
STOP_WORDS = frozenset(
    (
        *("a", "an", "and", "are", "as", "at", "based", "be", "by", "can", "for", "from", "has", "have", "how"),
        *("in", "into", "is", "it", "its", "of", "on", "or", "that", "the", "their", "these", "this", "to"),
        *("use", "used", "using", "via", "was", "we", "were", "what", "which", "will", "with"),
    )
)


class Run(NamedTuple):
    """A run of normalised text; `letter` is the single Latin letter that touches a Chinese run (n型), or ""."""

    text: str
    is_han: bool
    start: int
    end: int
    letter: str = ""


def runs(plain: str) -> Iterator[Run]:
    """The Chinese and the other runs of normalised text, in order; what lies between carries no token."""
    letter = ""
    for match in RUN.finditer(plain):
        begin, end = match.span()
        if match.lastgroup == "han":
            yield Run(match.group(), True, begin, end, letter)
            letter = ""
        else:
            text = match.group().replace(" ", "")
            yield Run(text, False, begin, end)
            letter = text if len(text) == 1 and match["next"] else ""


def measure(run: str) -> tuple[str, str] | None:
    """Figure and unit of a normalised run that is both: `115.2kw`, `700°c`."""
    match = _MEASURE.fullmatch(run)
    return (match[1], match[2]) if match and match[2] in UNITS else None


def joins(figure: str, unit: str) -> bool:
    """Whether two normalised pieces are figure and unit of one measure: people write both 700°C and 700 °C."""
    return unit in UNITS and bool(_FIGURE.fullmatch(figure))


def fits(token: str) -> bool:
    """Whether a token may be stored: longer ones are noise and break engines."""
    return len(token) <= 50 or len(token.encode()) <= MAX_TOKEN_BYTES


def pieces(run: str) -> tuple[str, ...]:
    """A run without its separators, in order: `lifepo4/c` → lifepo4, c; a decimal point does not separate."""
    return tuple(piece for piece in _SEPARATOR.split(run) if piece)


@lru_cache(maxsize=50_000)
def units(run: str) -> tuple[str, ...]:
    """The pieces of a run that may be stored."""
    return tuple(filter(fits, pieces(run)))


@lru_cache(maxsize=50_000)
def forms(run: str) -> tuple[str, ...]:
    """What a document's run is found by: itself, its pieces, and their letters and figures apart."""
    bare = _UNIT.sub("", run)
    found = [run, bare, *pieces(run), *pieces(bare)]
    for piece in pieces(bare):
        parts = _LETTERS_OR_FIGURES.findall(piece)
        found += parts if len(parts) > 1 else []
    return tuple(form for form in dict.fromkeys(found) if form and fits(form))


def formulas(text: str) -> list[str]:
    """Formulas with brackets, flattened: `(nh4)2so4` → `nh42so4`; they are tokens beside their parts."""
    if not _FIGURE_AFTER_BRACKET.search(text):  # every formula has one, and few of the other brackets
        return []
    flat = (match.group().replace("(", "").replace(")", "") for match in _BRACKETED.finditer(text))
    return [formula for formula in flat if fits(formula)]


@lru_cache(maxsize=50_000)
def english(run: str) -> tuple[str, ...]:
    """Stems of the English words of a run; figures, single letters and stop words are left out."""
    words = (piece for piece in _SEPARATOR.split(run) if piece.isascii() and piece.isalpha() and len(piece) > 1)
    return tuple(stem(word) for word in words if word not in STOP_WORDS and fits(word))
