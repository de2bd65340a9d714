"""Porter's stemmer for English words (M. F. Porter, An algorithm for suffix stripping, 1980)."""

from __future__ import annotations

import re
from functools import lru_cache

_VOWEL = "aeiou"
_STEP_2 = (
    ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"),
    ("abli", "able"), ("alli", "al"), ("entli", "ent"), ("eli", "e"), ("ousli", "ous"),
    ("ization", "ize"), ("ation", "ate"), ("ator", "ate"), ("alism", "al"), ("iveness", "ive"),
    ("fulness", "ful"), ("ousness", "ous"), ("aliti", "al"), ("iviti", "ive"), ("biliti", "ble"),
)  # fmt: skip
_STEP_3 = (
    ("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ful", ""), ("ness", ""),
)  # fmt: skip
_STEP_4 = (
    "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "sion", "tion", "ou",
    "ism", "ate", "iti", "ous", "ive", "ize",
)  # fmt: skip

# Words the rules would join although they mean different things: each line is a word by itself, in all its forms.
_APART = {
    form: forms.split()[0]
    for forms in (
        "university universities", "universal universally universality",
        "organic organics organically", "organism organisms",
        "organization organizations organisation organisations organizational organisational",
        "engineer engineers engineering engineered", "international internationally",
        "general generally", "generic generically", "numerous", "experience experiences experienced",
        "community communities", "important importance importantly",
        "winding windings", "paste pastes", "news",
        "mineral minerals mineralize mineralized mineralization",
        "carbonate carbonates carbonated carbonation", "carbonize carbonized carbonization carbonisation",
        "hydrogenation hydrogenations hydrogenated", "electronic electronics electronically",
    )
    for form in forms.split()
}  # fmt: skip


def _shape(stem: str) -> str:
    """Consonants as c and vowels as v; y counts as a vowel after a consonant."""
    shape = ""
    for place, letter in enumerate(stem):
        vowel = letter in _VOWEL or (letter == "y" and place > 0 and shape[-1] == "c")
        shape += "v" if vowel else "c"
    return shape


def _measure(stem: str) -> int:
    return len(re.findall("v+c+", _shape(stem)))


def _has_vowel(stem: str) -> bool:
    return "v" in _shape(stem)


def _ends_double(stem: str) -> bool:
    return len(stem) > 1 and stem[-1] == stem[-2] and _shape(stem)[-1] == "c"


def _ends_cvc(stem: str) -> bool:
    return len(stem) > 2 and _shape(stem)[-3:] == "cvc" and stem[-1] not in "wxy"


def _plural(word: str) -> str:
    if word.endswith(("sses", "ies")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _past(word: str) -> str:
    if word.endswith("eed"):
        return word[:-1] if _measure(word[:-3]) > 0 else word
    stem = next((word[: -len(end)] for end in ("ed", "ing") if word.endswith(end)), "")
    if not stem or not _has_vowel(stem):
        return word
    if stem.endswith(("at", "bl", "iz")):
        return stem + "e"
    if _ends_double(stem) and stem[-1] not in "lsz":
        return stem[:-1]
    return stem + "e" if _measure(stem) == 1 and _ends_cvc(stem) else stem


def _replace(word: str, rules: tuple[tuple[str, str], ...]) -> str:
    for end, new in rules:
        if word.endswith(end):
            stem = word[: -len(end)]
            return stem + new if _measure(stem) > 0 else word
    return word


def _strip(word: str) -> str:
    for end in sorted(_STEP_4, key=len, reverse=True):
        if word.endswith(end):
            keep = 1 if end in ("sion", "tion") else 0  # the rule is "ion" after s or t
            stem = word[: -len(end)] + end[:keep]
            return stem if _measure(stem) > 1 else word
    return word


def _tidy(word: str) -> str:
    if word.endswith("e"):
        stem = word[:-1]
        if _measure(stem) > 1 or (_measure(stem) == 1 and not _ends_cvc(stem)):
            word = stem
    return word[:-1] if word.endswith("ll") and _measure(word) > 1 else word


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of a lower-case word; words of other letters than a-z, or under three letters, stay.

    A few frequent words that the rules join by mistake (engine, engineer) have stems of their own.
    """
    if word in _APART:
        return _APART[word]
    if len(word) < 3 or not (word.isascii() and word.isalpha()):
        return word
    word = _past(_plural(word))
    if word.endswith("y") and _has_vowel(word[:-1]):
        word = word[:-1] + "i"
    return _tidy(_strip(_replace(_replace(word, _STEP_2), _STEP_3)))
