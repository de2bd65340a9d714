"""Takes the search box apart into the entries of a form, and writes the box from them; the inverse of each other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from search.analysis.identifiers import recognise
from search.box import SEPARATORS, is_running_text, parse_box
from search.fields import Field, Ident
from search.index import Index
from search.query import Clause, ParsedText

_QUOTES = re.compile('["＂“”„‟「」『』]')
_TOKEN = re.compile(r'[^\s"]*(?:="[^"]*"[^\s"=]*)+|[^\s"]*"[^"]*"|[^\s"]+')
_SEPARATOR = re.compile("[;；]")
_BETWEEN_NUMBERS = re.compile(f"[{SEPARATORS}]")


@dataclass(frozen=True, slots=True)
class Entries:
    """What a form holds.

    words    words separated by blanks          phrases  exact phrases, separated by semicolons
    without  words or "phrases" no hit may have
    fields   name of a declared field → words or "phrases" in it; numbers are separated by semicolons or commas
    """

    words: str = ""
    phrases: str = ""
    without: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


def addressable(index: Index) -> list[Field]:
    """The fields that the box can address, in the order of declaration."""
    return [spec for spec in index.fields.values() if spec.prefixes]


def take_apart(text: ParsedText, index: Index, *, last: bool = False) -> Entries:
    """The entries that write this box; `last` takes the last declared prefix of a field, else the first."""
    parts: dict[str, list[str]] = {"words": [], "phrases": [], "without": []}
    fields: dict[str, list[str]] = {}
    is_parted = len(text.groups) > 1  # alternatives stand together in the words, whatever they are
    if is_parted:
        said = [" ".join(_addressed(clause, index, last) for clause in group) for group in text.groups]
        parts["words"].append(" OR ".join(said))
    for clause in text.clauses:
        spec = index.fields.get(clause.field)
        if clause.negated:
            parts["without"].append(_addressed(clause, index, last))
        elif is_parted:
            continue
        elif spec is not None and spec.prefixes:
            fields.setdefault(clause.field, []).append(_value(clause))
        elif clause.kind == "phrase":
            parts["phrases"].append(_SEPARATOR.sub(" ", _bare(clause.text)))
        else:
            parts["words"].append(_addressed(clause, index, last))
    joined = {n: ("; " if isinstance(index.fields[n], Ident) else " ").join(filter(None, v)) for n, v in fields.items()}
    return Entries(
        words=" ".join(filter(None, parts["words"])),
        phrases="; ".join(filter(None, parts["phrases"])),
        without=" ".join(filter(None, parts["without"])),
        fields={name: value for name, value in joined.items() if value},
    )


def compose(entries: Entries, index: Index, *, last: bool = False) -> str:
    """The box that says what the entries say."""
    wanted = [*_TOKEN.findall(entries.words)]
    wanted += [f'"{_bare(phrase)}"' for phrase in _SEPARATOR.split(entries.phrases) if _bare(phrase)]
    for spec in addressable(index):
        value = entries.fields.get(spec.name, "")
        split = _numbers(value) if isinstance(spec, Ident) else _TOKEN.findall(value)
        wanted += [_written(token, spec, last) for token in split]
    unwanted = [f'-"{token}"' if _is_prose(token) else f"-{token}" for token in _TOKEN.findall(entries.without)]
    in_order = [*unwanted, *wanted] if any(map(_is_prose, wanted)) else [*wanted, *unwanted]
    return parse_box(" ".join(in_order), index).source


def _is_prose(token: str) -> bool:
    """Whether a " -" before or after it would be taken for a dash of running text."""
    is_phrase = token.endswith('"') and '="' not in token
    return not is_phrase and is_running_text(token)


def _numbers(value: str) -> Iterable[str]:
    return (number.strip() for number in _BETWEEN_NUMBERS.split(value) if number.strip())


def _written(token: str, spec: Field, last: bool) -> str:
    """A number that is recognised by itself needs no prefix."""
    if isinstance(spec, Ident) and recognise(token, spec.kinds):
        return token
    return f"{spec.prefixes[-1 if last else 0]}:{token}"


def _addressed(clause: Clause, index: Index, last: bool) -> str:
    spec = index.fields.get(clause.field)
    value = _value(clause).replace(" ", "") if clause.kind == "identifier" else _value(clause)
    return _written(value, spec, last) if value and spec is not None and spec.prefixes else value


def _value(clause: Clause) -> str:
    bare = _bare(clause.text)
    return f'"{bare}"' if clause.kind == "phrase" and bare else _marked(bare, clause.as_written)


def _marked(text: str, terms: Iterable[str]) -> str:
    """With a sign before each of the terms that are taken as they are written."""
    written, rest = "", text
    for term in terms:
        before, found, after = rest.partition(term)
        if found:
            written, rest = f'{written}{before}="{term}"', after
    return f"={text}" if written == f'="{text}"' and " " not in text else written + rest


def _bare(text: str) -> str:
    """Without quotation marks, and without signs in front that would mean something else."""
    return " ".join(_QUOTES.sub(" ", text).split()).lstrip("-－−=＝ ")
