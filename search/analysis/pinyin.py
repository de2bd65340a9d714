"""Chinese as it sounds: toneless pinyin and initials of a text, and whether two spellings are one slip apart."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from search.analysis.normalise import normalise

_RUN = re.compile("(?P<han>[㐀-鿿]+)|[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Sound:
    """How a text is typed on a keyboard.

    syllables  one per Chinese character, one per run of letters and digits; what is neither says nothing
    full       all of them joined, `yurehuishou` for 余热回收
    initials   `yrhs`; letters beside Chinese stay whole (`hjtdc` for HJT电池), English words give their first
    """

    syllables: tuple[str, ...]
    full: str
    initials: str


@cache
def _reader() -> Callable[[str], list[str]]:
    """Opened at the first use: its dictionary of phrases takes half a second to load."""
    from pypinyin import Style, lazy_pinyin

    # A list for what it cannot read: one entry per character, as its documentation has it and its types do not.
    return lambda text: lazy_pinyin(text, style=Style.NORMAL, errors=list)  # type: ignore[arg-type]


def sound(text: str) -> Sound:
    """The sound of a text. Polyphones are read by the phrase they stand in: 重庆 is chongqing, 重量 zhongliang."""
    syllables: list[str] = []
    initials: list[str] = []
    runs = list(_RUN.finditer(normalise(text).replace("ü", "v")))
    mixed = any(run["han"] for run in runs)
    for run in runs:
        if run["han"]:
            read = _reader()(run.group())
            initials += [syllable[0] for syllable in read]
        else:
            read = [run.group()]
            initials.append(run.group() if mixed or len(runs) == 1 else run.group()[0])
        syllables += read
    return Sound(tuple(syllables), "".join(syllables), "".join(initials))


def sounds_equal(one: str, other: str) -> bool:
    """Whether two texts are typed the same without tones: 余热回首 and 余热回收."""
    return sound(one).full == sound(other).full


def one_slip_apart(one: str, other: str) -> bool:
    """Whether one character was added, left out, replaced or swapped with its neighbour; equal texts are not apart."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    short, long = sorted((one, other), key=len)
    start = 0
    while start < len(short) and short[start] == long[start]:
        start += 1
    if len(short) < len(long):
        return short[start:] == long[start + 1 :]
    swapped = short[start + 1 : start + 2] + short[start : start + 1] + short[start + 2 :]
    return short[start + 1 :] == long[start + 1 :] or swapped == long[start:]
