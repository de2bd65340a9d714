"""Reads the search box: words, "phrases", -exclusions, field:words and identifiers; never raises."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from search.analysis.identifiers import MAX_LENGTH, Identifier, recognise
from search.fields import Field, Ident
from search.index import Index
from search.query import Clause, Notice, ParsedText

MAX_BYTES = 1_000
MAX_CHARACTERS = 200
MAX_CLAUSES = 12
LONGEST_KEYWORD = 12  # characters; a longer part is running text, in which " -" is a dash (titles have them)
MAX_PARTS = 5  # `ZL 2022 1 0123456.7` is one identifier in four parts

_QUOTES = frozenset('"＂')
# Quotation marks of running text: an operator only around a whole blank-separated part, because pasted
# titles are full of them (“双碳”目标下…).
_TEXT_QUOTES = {"“": "”", "„": "“", "‟": "”", "「": "」", "『": "』", "”": "”"}
_MINUS = frozenset("-－−")  # a dash (–, —) belongs to running text
_COLONS = frozenset(":：")
_PREFIX = re.compile(r"([^\s:：\"＂]{1,20})[:：]\s*")
_PART = re.compile(r"[^\s\"＂]+")
_STARTS_IDENTIFIER = re.compile(r"(?:CN|ZL)\d*", re.IGNORECASE)
_IPC_GROUP = re.compile(r"\d{1,4}(?:/\d{2,6})?")


def parse_box(text: str, index: Index) -> ParsedText:
    """Every text has a reading: an open quote closes at the end, an unknown prefix is part of the word.

    More than 1,000 bytes, 200 characters or 12 clauses are cut, with a notice.
    """
    source, notices = _limit(_clean(text))
    whole = recognise(source, _schemes(index))
    reader = _Reader(source, index, notices)
    clauses = [reader.identifier(whole)] if whole else list(reader.clauses())
    if len(clauses) > MAX_CLAUSES:
        notices.append(Notice("too_many_terms", "q", str(MAX_CLAUSES)))
    return ParsedText(source, tuple(clauses[:MAX_CLAUSES]), tuple(notices))


def _clean(text: str) -> str:
    kept = (" " if unicodedata.category(char) in ("Cc", "Cs") else char for char in text[: 4 * MAX_BYTES])
    return "".join(kept).strip()


def _limit(source: str) -> tuple[str, list[Notice]]:
    cut = source.encode()[:MAX_BYTES].decode(errors="ignore")[:MAX_CHARACTERS].strip()
    return cut, [Notice("text_cut", "q", str(MAX_CHARACTERS))] if cut != source else []


def _ident(index: Index) -> Ident | None:
    return next((spec for spec in index.fields.values() if isinstance(spec, Ident)), None)


def _schemes(index: Index) -> tuple[str, ...]:
    spec = _ident(index)
    return spec.kinds if spec else ()


@dataclass(slots=True)
class _Reader:
    source: str
    index: Index
    notices: list[Notice]
    at: int = 0

    def identifier(self, found: Identifier, field: str = "", negated: bool = False) -> Clause:
        """The clause of an identifier; a wrong check character is told, never refused."""
        if not found.is_sound:
            self.notices.append(Notice("identifier_check", found.scheme, found.canonical))
        spec = _ident(self.index)
        return Clause("identifier", found.canonical, field or (spec.name if spec else ""), negated, found.scheme)

    def clauses(self) -> Iterator[Clause]:
        while self._skip_blanks():
            negated = self._take_minus()
            field = self._take_prefix()
            clause = self._take_value(field, negated)
            if clause:
                yield clause

    def _skip_blanks(self) -> bool:
        while self.at < len(self.source) and self.source[self.at].isspace():
            self.at += 1
        return self.at < len(self.source)

    def _take_minus(self) -> bool:
        if any(len(part) > LONGEST_KEYWORD for part in self.source[: self.at].split()):
            return False
        after = self.source[self.at + 1 : self.at + 2]
        if self.source[self.at] in _MINUS and after and not after.isspace():
            self.at += 1
            return True
        return False

    def _take_prefix(self) -> Field | None:
        match = _PREFIX.match(self.source, self.at)
        spec = self.index.prefixes.get(unicodedata.normalize("NFKC", match[1]).lower()) if match else None
        if match is None or spec is None or match.end() == len(self.source):
            return None
        self.at = match.end()
        return spec

    def _take_value(self, spec: Field | None, negated: bool) -> Clause | None:
        name = spec.name if spec else ""
        if (end := self._phrase_end()) is not None:
            return self._take_phrase(end, name, negated)
        found = self._take_identifier(spec)
        if found:
            return self.identifier(found, name, negated)
        match = _PART.match(self.source, self.at)
        if not match:  # cannot happen: the position is neither blank nor quote
            self.at += 1
            return None
        self.at = match.end()
        word = match.group()
        if all(char in _MINUS or char in _COLONS for char in word):
            return None
        return Clause("identifier" if isinstance(spec, Ident) else "word", word, name, negated)

    def _phrase_end(self) -> int | None:
        """Where the phrase that opens here closes: at its quote or the end of the box; None when none opens."""
        opening = self.source[self.at]
        rest = range(self.at + 1, len(self.source))
        if opening in _QUOTES:
            return next((place for place in rest if self.source[place] in _QUOTES), len(self.source))
        closing = _TEXT_QUOTES.get(opening)
        end = next((place for place in rest if self.source[place] == closing), None)
        if end is None or self.source[end + 1 : end + 2].strip():
            return None
        return end

    def _take_phrase(self, end: int, name: str, negated: bool) -> Clause | None:
        phrase = self.source[self.at + 1 : end].strip()
        self.at = end + 1
        return Clause("phrase", phrase, name, negated) if phrase else None

    def _take_identifier(self, spec: Field | None) -> Identifier | None:
        if spec is not None and not isinstance(spec, Ident):
            return None
        schemes = spec.kinds if isinstance(spec, Ident) else _schemes(self.index)
        for end in reversed(self._part_ends()):
            text = self.source[self.at : end]
            found = recognise(text, schemes, addressed=spec is not None) if len(text) <= MAX_LENGTH else None
            if found:
                self.at = end
                return found
        return None

    def _part_ends(self) -> list[int]:
        """Ends of the next parts that may belong to one identifier."""
        parts: list[re.Match[str]] = []
        position = self.at
        for match in _PART.finditer(self.source, self.at, self.at + MAX_LENGTH + MAX_PARTS):
            if self.source[position : match.start()].strip() or len(parts) == MAX_PARTS:
                break
            parts.append(match)
            position = match.end()
        if not parts:
            return []
        first = parts[0].group()
        if _STARTS_IDENTIFIER.fullmatch(unicodedata.normalize("NFKC", first)):
            return [part.end() for part in parts]
        ipc = recognise(first, ("ipc",))
        if ipc and len(parts) > 1 and _IPC_GROUP.fullmatch(unicodedata.normalize("NFKC", parts[1].group())):
            return [parts[0].end(), parts[1].end()]
        return [parts[0].end()]
