"""Bilingual text: two columns behind one type and one fallback rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Text as TextColumn
from sqlalchemy.orm import composite, mapped_column


@dataclass(frozen=True)
class Text:
    """A text in Chinese and English; either may be missing."""

    zh: str | None = None
    en: str | None = None

    def pick(self, lang: str) -> str:
        """The text in the language asked for, else in the other one, else empty."""
        first, second = (self.zh, self.en) if lang == "zh" else (self.en, self.zh)
        return first or second or ""

    def language(self, lang: str) -> str:
        """The language `pick` really answers in, for the lang attribute of the page."""
        wanted = self.zh if lang == "zh" else self.en
        if wanted or not (self.zh or self.en):
            return lang
        return "en" if lang == "zh" else "zh"

    @classmethod
    def of(cls, pair: Any) -> Text:
        """The text of a mapping with `zh` and `en`, as packs and snapshots keep it; empty when there is none."""
        return cls(pair.get("zh"), pair.get("en")) if isinstance(pair, Mapping) else cls()

    def __bool__(self) -> bool:
        return bool(self.zh or self.en)


def wordings(*texts: Text | None) -> tuple[str, ...]:
    """What is written of the texts, in both languages, as the search index takes it."""
    return tuple(part for text in texts if text for part in (text.zh, text.en) if part)


def bilingual(name: str) -> Any:
    """A composite column pair `<name>_zh`, `<name>_en`, read and written as Text."""
    return composite(
        Text,
        mapped_column(f"{name}_zh", TextColumn, nullable=True),
        mapped_column(f"{name}_en", TextColumn, nullable=True),
    )
