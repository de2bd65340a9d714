"""Reads the search box: words, "phrases", -exclusions, AND OR NOT, field:words and identifiers; never raises."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from typing import Any

from search.analysis.identifiers import MAX_LENGTH, Identifier, label_length, recognise
from search.analysis.normalise import normalise
from search.fields import Field, Ident
from search.index import Index
from search.query import Clause, Notice, ParsedText

MAX_BYTES = 1_000
MAX_CHARACTERS = 200
MAX_CLAUSES = 12
LONGEST_KEYWORD = 12  # Chinese characters; a longer part is running text, in which " -" is a dash (titles have them)
MAX_PARTS = 5  # `ZL 2022 1 0123456.7` is one identifier in four parts
SEPARATORS = "、;；,，"  # between numbers of a list

_QUOTES = frozenset('"＂')
# Quotation marks of running text: an operator only around a whole blank-separated part, because pasted
# titles are full of them (“双碳”目标下…).
_TEXT_QUOTES = {"“": "”", "„": "“", "‟": "”", "「": "」", "『": "』", "”": "”"}
_MINUS = frozenset("-－−")  # a dash (–, —) belongs to running text
_COLONS = frozenset(":：")
_EQUALS = frozenset("=＝")
_PREFIX = re.compile(r"([^\s:：\"＂]{1,20})[:：]\s*")
# A word that may well be meant as a field; a ratio, a time, a formula and an address are none.
_LIKE_PREFIX = re.compile(r"[㐀-鿿]{1,5}|[A-Za-z]{3,20}")
_OPERATORS = ("AND", "OR", "NOT")
# In capitals only, and never inside a word or at the end: 3D AND gates are found by quoting them.
_OPERATOR = re.compile(rf"({'|'.join(_OPERATORS)})\s+(?=\S)")
# Below zero: -20℃, -40~60 °C, －196摄氏度. Nobody leaves out a temperature.
_COLD = re.compile(r"\d+(?:\.\d+)?(?:\s*[~～至到]\s*[-－−+]?\d+(?:\.\d+)?)?\s*(?:[℃℉]|°\s*[CcFf]|摄氏度)")
_PART = re.compile(r"[^\s\"＂]+")
_PIECE = re.compile(rf"[^\s\"＂{SEPARATORS}]+")
_BETWEEN = re.compile(rf"\s*[{SEPARATORS}][\s{SEPARATORS}]*")
_AS_WRITTEN = re.compile(r'[=＝]["＂]([^"＂]*)["＂]?')
_HAN = re.compile("[㐀-鿿]")
_STOPS = re.compile("[。！？]")
_STARTS_IDENTIFIER = re.compile(r"(?:CN|ZL)[-.\d]*", re.IGNORECASE)
_IPC_GROUP = re.compile(r"\d{1,4}(?:/\d{2,6})?")


def parse_box(text: str, index: Index) -> ParsedText:
    """Every text has a reading: an open quote closes at the end, an unknown prefix is part of the word.

    More than 1,000 bytes, 200 characters or 12 clauses are cut, with a notice.
    """
    source, notices = _limit(_clean(text))
    whole = recognise(source, _schemes(index))
    reader = _Reader(source, index, notices)
    clauses = [reader.identifier(whole, source[label_length(source) :])] if whole else list(reader.clauses())
    if all(map(_is_operator, clauses)):  # they part and join nothing
        clauses = []
    if len(clauses) > MAX_CLAUSES:
        notices.append(Notice("too_many_terms", "q", str(MAX_CLAUSES)))
    parsed = ParsedText(source, tuple(clauses[:MAX_CLAUSES]), tuple(notices))
    if len(parsed.groups) > 1:
        reader.remarks.append(Notice("any_of", "q"))
    return replace(parsed, remarks=tuple(dict.fromkeys(reader.remarks)))


def is_running_text(part: str) -> bool:
    """Whether a part without blanks is prose, in which signs have another meaning: long Chinese, or a sentence's end.

    Of other scripts every word is a part, and a formula or a model number may be as long as it likes.
    """
    return len(_HAN.findall(part)) > LONGEST_KEYWORD or bool(_STOPS.search(part) and _HAN.search(part))


def _is_operator(clause: Clause) -> bool:
    return clause.kind == "word" and not (clause.field or clause.as_written) and clause.text in _OPERATORS


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
    is_prose: bool = False  # running text has begun
    group: int = 0  # of the alternatives that OR parts
    said: int | None = None  # the last of them that something was asked for in
    remarks: list[Notice] = dataclass_field(default_factory=list)

    def identifier(self, found: Identifier, written: str, field: str = "", negated: bool = False) -> Clause:
        """The clause of an identifier; a wrong check character is told of what was written, never refused."""
        if not found.is_sound:
            self.notices.append(Notice("identifier_check", found.scheme, written))
        spec = _ident(self.index)
        name = field or (spec.name if spec else "")
        return self._clause("identifier", found.canonical, name, negated=negated, scheme=found.scheme)

    def _clause(self, kind: str, text: str, field: str, *, negated: bool, **more: Any) -> Clause:
        """What is not wanted is wanted in none of the alternatives."""
        return Clause(kind, text, field, negated, group=0 if negated else self.group, **more)

    def clauses(self) -> Iterator[Clause]:
        while self._skip_blanks():
            negated = self._take_operators()
            start = self.at
            negated = self._take_minus() or negated
            field = self._take_prefix()
            begin = self.at if field else start
            for clause in self._take_value(field, negated):
                is_word = clause.kind == "word" and not negated
                self.is_prose = self.is_prose or (is_word and is_running_text(self._part_at(begin, field)))
                if not clause.negated:
                    self.said = self.group
                yield clause

    def _skip_blanks(self) -> bool:
        while self.at < len(self.source) and self.source[self.at].isspace():
            self.at += 1
        return self.at < len(self.source)

    def _skip_equals(self) -> None:
        while self.source[self.at] in _EQUALS and self.source[self.at + 1 : self.at + 2].strip():
            self.at += 1

    def _part_at(self, place: int, field: Field | None = None) -> str:
        """What stands around a place, from blank to blank; what a field is asked for begins there."""
        begin = place
        while field is None and begin and not self.source[begin - 1].isspace():
            begin -= 1
        return self.source[begin:].split(maxsplit=1)[0]

    def _take_operators(self) -> bool:
        """Pass over AND, OR and NOT; whether what follows is not wanted. Words that nothing parts are all wanted."""
        negated = False
        while not self.is_prose and (match := _OPERATOR.match(self.source, self.at)):
            if match[1] != "NOT" and self.said is None:
                break
            self.at = match.end()
            if match[1] == "OR" and self.said is not None:
                self.group = self.said + 1
            negated = negated or match[1] == "NOT"
        return negated

    def _take_minus(self) -> bool:
        after = self.source[self.at + 1 : self.at + 2]
        if self.source[self.at] not in _MINUS or not after or after.isspace():
            return False
        if _COLD.match(self.source, self.at + 1):
            self.at += 1
            return False
        part = self._part_at(self.at)
        if self.is_prose or (after not in _QUOTES and is_running_text(part)):
            if any(char not in _MINUS for char in part):
                self.remarks.append(Notice("dash", "q", part))
            return False
        self.at += 1
        return True

    def _take_prefix(self) -> Field | None:
        match = _PREFIX.match(self.source, self.at)
        if match is None or match.end() == len(self.source):
            return None
        spec = self.index.prefixes.get(normalise(match[1]))
        if spec is not None:
            self.at = match.end()
        elif _LIKE_PREFIX.fullmatch(match[1]) and not label_length(self.source[self.at :]):
            is_address = self.source.startswith("/", match.end())
            if not is_address and not is_running_text(self._part_at(self.at)):
                self.remarks.append(Notice("unknown_prefix", "q", match.group().rstrip()))
        return spec

    def _take_value(self, spec: Field | None, negated: bool) -> list[Clause]:
        name = spec.name if spec else ""
        is_signed = negated or spec is not None
        if is_signed:  # such words stand for nothing but themselves anyway
            self._skip_equals()
        if (end := self._phrase_end()) is not None:
            return self._take_phrase(end, name, negated)
        if found := self._take_identifiers(spec):
            return [self.identifier(one, written, name, negated) for one, written in found]
        word, as_written = self._take_part() if is_signed else self._take_word()
        if all(char in _MINUS or char in _COLONS or char in _EQUALS for char in word):
            return []
        kind = "identifier" if isinstance(spec, Ident) else "word"
        return [self._clause(kind, word, name, negated=negated, as_written=as_written)]

    def _take_part(self) -> tuple[str, tuple[str, ...]]:
        match = _PART.match(self.source, self.at)
        self.at = match.end() if match else self.at
        return match.group() if match else "", ()

    def _take_word(self) -> tuple[str, tuple[str, ...]]:
        """The word that begins here, and what of it is taken as it is written: `=word`, or `="so"` inside it."""
        begin, pieces, as_written = self.at, [], []
        while self.at < len(self.source) and not self.source[self.at].isspace():
            if quoted := _AS_WRITTEN.match(self.source, self.at):
                term = " ".join(quoted[1].split())
                as_written += [term] if term else []
                pieces.append(term)
                self.at = quoted.end()
            elif self.source[self.at] in _QUOTES:
                break
            else:
                pieces.append(self.source[self.at])
                self.at += 1
        word = "".join(pieces)
        if self.source[begin] in _EQUALS and (bare := word.lstrip("".join(_EQUALS))) != word:
            return bare, (bare,) if bare else ()
        return word, tuple(dict.fromkeys(as_written))

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

    def _take_phrase(self, end: int, name: str, negated: bool) -> list[Clause]:
        phrase = self.source[self.at + 1 : end].strip()
        self.at = end + 1
        return [self._clause("phrase", phrase, name, negated=negated)] if phrase else []

    def _take_identifiers(self, spec: Field | None) -> list[tuple[Identifier, str]]:
        """The identifier that begins here, and those that follow it in a list, each as it was written."""
        if spec is not None and not isinstance(spec, Ident):
            return []
        found: list[tuple[Identifier, str]] = []
        while (begin := self.at) < len(self.source) and (one := self._take_identifier(spec)):
            found.append((one, self.source[begin + label_length(self.source[begin:]) : self.at]))
            between = _BETWEEN.match(self.source, self.at)
            if between is None:
                break
            self.at = between.end()
        return found

    def _take_identifier(self, spec: Ident | None) -> Identifier | None:
        schemes = spec.kinds if spec is not None else _schemes(self.index)
        begin = self.at + label_length(self.source[self.at :])
        for end in reversed(self._piece_ends(begin)):
            text = self.source[begin:end]
            is_addressed = spec is not None or begin > self.at
            found = recognise(text, schemes, addressed=is_addressed) if len(text) <= MAX_LENGTH else None
            if found:
                self.at = end
                return found
        return None

    def _piece_ends(self, begin: int) -> list[int]:
        """Ends of the next pieces that may belong to one identifier."""
        pieces: list[re.Match[str]] = []
        position = begin
        for match in _PIECE.finditer(self.source, begin, begin + MAX_LENGTH + MAX_PARTS):
            if self.source[position : match.start()].strip() or len(pieces) == MAX_PARTS:
                break
            pieces.append(match)
            position = match.end()
        if not pieces:
            return []
        first = pieces[0].group()
        if _STARTS_IDENTIFIER.fullmatch(unicodedata.normalize("NFKC", first)):
            return [piece.end() for piece in pieces]
        ipc = recognise(first, ("ipc",))
        if ipc and len(pieces) > 1 and _IPC_GROUP.fullmatch(unicodedata.normalize("NFKC", pieces[1].group())):
            return [pieces[0].end(), pieces[1].end()]
        return [pieces[0].end()]
