"""Extraction of texts from code and templates, and the judgement of the catalogues."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from marketplace.core.i18n import TRANSLATIONS

PACKAGE = TRANSLATIONS.parent
FOLDER = TRANSLATIONS / "zh" / "LC_MESSAGES"
KEYWORDS = {"_": None, "l_": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
METHODS = [("**.py", "python"), ("templates/**", "jinja2")]
OPTIONS = {"templates/**": {"extensions": "jinja2.ext.do", "trimmed": "true", "silent": "false"}}
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%")
_TAG = re.compile(r"</?\w+")
_HAN = re.compile(r"[一-鿿]")


def extracted() -> dict[str | tuple[str, ...], set[str]]:
    """Every text of the code → the nouns that use it."""
    found: dict[str | tuple[str, ...], set[str]] = {}
    for filename, _line, message, _comments, _context in extract_from_dir(
        PACKAGE, METHODS, OPTIONS, KEYWORDS, strip_comment_tags=True
    ):
        key = tuple(message) if isinstance(message, (list, tuple)) else message
        if key and key != "":
            found.setdefault(key, set()).add(noun_of(filename))
    return found


def noun_of(filename: str) -> str:
    """The noun whose catalogue a file belongs to; layout and components share one."""
    parts = Path(filename).parts
    if parts[0] != "templates":
        return parts[0] if len(parts) > 1 else "core"
    inner = parts[1:] if parts[1] != "mail" else parts[2:]
    return inner[0] if len(inner) > 1 else "components"


def catalogues() -> dict[str, Catalog]:
    """The Chinese catalogues by noun."""
    read: dict[str, Catalog] = {}
    for path in sorted(FOLDER.glob("*.po")):
        with path.open("rb") as stream:
            read[path.stem] = read_po(stream, locale="zh_Hans_CN")
    return read


def _messages(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def _key(message: Message) -> str | tuple[str, ...]:
    return tuple(message.id) if isinstance(message.id, (list, tuple)) else message.id


def add_missing() -> dict[str, int]:
    """Write an empty entry for each text nobody translates yet, in the catalogue of one noun that uses it."""
    read = catalogues()
    known = {_key(message) for catalogue in read.values() for message in _messages(catalogue)}
    added: Counter[str] = Counter()
    for key, nouns in extracted().items():
        if key in known:
            continue
        noun = sorted(nouns)[0]
        read.setdefault(noun, Catalog(locale="zh_Hans_CN", project="marketplace", fuzzy=False)).add(key)
        added[noun] += 1
    for noun in added:
        with (FOLDER / f"{noun}.po").open("wb") as stream:
            write_po(stream, read[noun], width=110, omit_header=False, sort_output=True)
    return dict(added)


def problems() -> list[str]:
    """One sentence per fault: missing, left over, placeholders or tags that differ, Chinese in the source."""
    used = extracted()
    translated: dict[str | tuple[str, ...], tuple[str, Message]] = {}
    found: list[str] = []
    for noun, catalogue in catalogues().items():
        for message in _messages(catalogue):
            translated.setdefault(_key(message), (noun, message))
            if message.fuzzy:
                found.append(f"{noun}.po: fuzzy: {_key(message)!r}")
    for key, nouns in used.items():
        source = key if isinstance(key, str) else " ".join(key)
        if _HAN.search(source.replace("万元", "").replace("面议", "")):
            found.append(f"{sorted(nouns)}: the source text is not English: {key!r}")
        if key not in translated:
            found.append(f"{sorted(nouns)}: not translated: {key!r}")
            continue
        found += _judge(key, *translated[key])
    found += [f"{noun}.po: no longer used: {key!r}" for key, (noun, _m) in translated.items() if key not in used]
    return found


def _judge(key: str | tuple[str, ...], noun: str, message: Message) -> list[str]:
    sources = [key] if isinstance(key, str) else [key[-1]]
    given = message.string if isinstance(message.string, (list, tuple)) else [message.string]
    texts = [text for text in given if text]
    if len(texts) < len(given):
        return [f"{noun}.po: empty: {key!r}"]
    faults = []
    for text in texts:
        for pattern, what in ((_PLACEHOLDER, "placeholders"), (_TAG, "tags")):
            if sorted(pattern.findall(sources[0])) != sorted(pattern.findall(text)):
                faults.append(f"{noun}.po: other {what}: {key!r}")
    return faults
