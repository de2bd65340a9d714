"""Brings text to one form, character by character, so that every normalised character knows its origin."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from opencc import OpenCC

_SIMPLIFY = OpenCC("t2s")
_TAIWAN = OpenCC("tw2sp")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹣－"), "-")
_DOTS = dict.fromkeys(map(ord, "•・‧∙⋅"), "·")
_HAN_RUN = re.compile("[㐀-鿿]+")


class _Table(dict[int, str]):
    """str.translate table that works out a character when it first meets it."""

    def __missing__(self, code: int) -> str:
        self[code] = result = _normal_character(chr(code))
        return result


def _normal_character(character: str) -> str:
    code = ord(character)
    if code in _DASHES:
        return "-"
    if code in _DOTS:
        return "·"
    category = unicodedata.category(character)
    if category in ("Cc", "Cs", "Co", "Cn"):
        return " "
    if category == "Cf":
        return ""
    plain = unicodedata.normalize("NFKC", character).lower()
    return _SIMPLIFY.convert(plain).translate(_DASHES)


_TABLE = _Table()


def _traditional_characters() -> str:
    blocks = [chr(code) for low, high in ((0x3400, 0x4DC0), (0x4E00, 0xA000)) for code in range(low, high)]
    return "".join(char for char in blocks if _SIMPLIFY.convert(char) != char)


_TRADITIONAL = re.compile(f"[{_traditional_characters()}]")
# Nearly every text holds nothing but characters that are normal already, or the wide twins of a few: those are
# replaced as wholes, five times faster than character by character.
_WIDE = tuple((wide, _TABLE[ord(wide)]) for wide in "\n，（）；：！？—–－")
_UNUSUAL = re.compile("[^ -~㐀-䶿一-鿿、。《》“”‘’·×°±]")


@dataclass(frozen=True, slots=True)
class Normal:
    """Normalised text; character i of it came from source[starts[i]:ends[i]]."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def span(self, begin: int, end: int) -> tuple[int, int]:
        """The span in the source of the non-empty span begin … end of the normalised text."""
        return self.starts[begin], self.ends[end - 1]


def normalise(text: str) -> str:
    """NFKC, lower case, simplified characters, one kind of dash and dot; controls, lone surrogates are blanks.

    Runs with traditional characters are also rid of Taiwan wording (軟體 → 软件), others never: 行程 is
    no 进程 in a mainland text.
    """
    usual = _usual(text)
    if usual is not None:
        return usual
    return normalise_with_offsets(text).text if _TRADITIONAL.search(text) else text.translate(_TABLE)


def simplified(text: str) -> str:
    """The text in simplified script and mainland wording, otherwise as it was written."""
    return _HAN_RUN.sub(lambda run: normalise(run.group()), text) if _TRADITIONAL.search(text) else text


def normalise_with_offsets(text: str) -> Normal:
    """As `normalise`, with the origin of every character."""
    usual = _usual(text)
    if usual is not None:
        return Normal(usual, range(len(text)), range(1, len(text) + 1))
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    done = 0
    for run in _HAN_RUN.finditer(text):
        if _TRADITIONAL.search(run.group()):
            _plain(text, done, run.start(), pieces, starts, ends)
            _taiwan(run.group(), run.start(), pieces, starts, ends)
            done = run.end()
    _plain(text, done, len(text), pieces, starts, ends)
    return Normal("".join(pieces), tuple(starts), tuple(ends))


def _usual(text: str) -> str | None:
    """The text with one normal character for each of its own; None when it holds one that needs a closer look."""
    plain = text
    for wide, normal in _WIDE:
        plain = plain.replace(wide, normal)
    if _TRADITIONAL.search(plain):
        return None
    unusual = set(_UNUSUAL.findall(plain))
    if not unusual:
        return plain.lower()
    return text.translate(_TABLE) if all(len(_TABLE[ord(char)]) == 1 for char in unusual) else None


def _plain(text: str, begin: int, end: int, pieces: list[str], starts: list[int], ends: list[int]) -> None:
    """Character by character where one is unusual; what lies between is taken as a whole."""
    done = begin
    for unusual in _UNUSUAL.finditer(text, begin, end):
        place = unusual.start()
        _whole(text, done, place, pieces, starts, ends)
        normal = _TABLE[ord(unusual.group())]
        pieces.append(normal)
        starts += [place] * len(normal)
        ends += [place + 1] * len(normal)
        done = place + 1
    _whole(text, done, end, pieces, starts, ends)


def _whole(text: str, begin: int, end: int, pieces: list[str], starts: list[int], ends: list[int]) -> None:
    pieces.append(text[begin:end].translate(_TABLE))
    starts += range(begin, end)
    ends += range(begin + 1, end + 1)


def _taiwan(run: str, base: int, pieces: list[str], starts: list[int], ends: list[int]) -> None:
    by_character = run.translate(_TABLE)
    mainland = _TAIWAN.convert(run)
    if len(by_character) != len(run) or mainland == by_character:
        _plain(run, 0, len(run), pieces, starts, ends)
        starts[-len(by_character) :] = [base + s for s in starts[-len(by_character) :]]
        ends[-len(by_character) :] = [base + e for e in ends[-len(by_character) :]]
        return
    pieces.append(mainland)
    matcher = SequenceMatcher(None, by_character, mainland, autojunk=False)
    for tag, a1, a2, b1, b2 in matcher.get_opcodes():
        for step in range(b2 - b1):
            low, high = (a1 + step, a1 + step + 1) if tag == "equal" else (a1, max(a2, a1 + 1))
            starts.append(base + min(low, len(run) - 1))
            ends.append(base + min(high, len(run)))
