"""Tables of the lexicon: each row is one word or one link between words, retired instead of deleted."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Float, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.core.db import Base, Entity, among

KINDS = ("equal", "narrower", "abbreviation", "never")
LANGUAGES = ("zh", "en")


class Kept:
    """What every row of the lexicon has: where it comes from, and whether it still counts."""

    source: Mapped[str] = mapped_column(String(120))
    # A row that was taken out stays: the next release of the package does not bring back what staff took out.
    retired: Mapped[bool] = mapped_column(Boolean, default=False, server_default=text("false"))
    # A row that staff changed is never overwritten by a release of the package.
    edited: Mapped[bool] = mapped_column(Boolean, default=False, server_default=text("false"))


class SynonymTerm(Kept, Entity):
    """A term of a group: the terms stand for each other, or (`never`) are kept apart."""

    __tablename__ = "lexicon_synonym"
    __table_args__ = (
        among("kind", KINDS),
        among("lang", LANGUAGES),
        # Said twice in one group, a term would count twice and could be narrower and equal at once.
        Index("uq_lexicon_synonym_term", "group", text("lower(term)"), unique=True),
    )

    group: Mapped[str] = mapped_column(String(60), index=True)
    term: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(12))
    lang: Mapped[str] = mapped_column(String(2))


class DomainWord(Kept, Entity):
    """A word the segmenter must know; documents are cut by it, so a change needs a new index."""

    __tablename__ = "lexicon_word"
    __table_args__ = (CheckConstraint("weight >= 1", name="weight"),)

    term: Mapped[str] = mapped_column(String(40), unique=True)
    # How sure the keeper is; only for the order of lists, the segmenter treats all words alike.
    weight: Mapped[int] = mapped_column(Integer, default=1)


class StopTerm(Kept, Entity):
    """A word that nearly every record has: it gives points, but a hit need not have it."""

    __tablename__ = "lexicon_stop_term"
    __table_args__ = (among("lang", LANGUAGES),)

    term: Mapped[str] = mapped_column(String(40), unique=True)
    lang: Mapped[str] = mapped_column(String(2))


class TermPair(Kept, Entity):
    """A Chinese and an English term that stand for each other, and how many texts say so."""

    __tablename__ = "lexicon_pair"
    __table_args__ = (
        CheckConstraint('"count" >= 1', name="count"),
        CheckConstraint("weight > 0 AND weight <= 10", name="weight"),
        Index("uq_lexicon_pair_terms", "zh", "en", unique=True),
        Index("ix_lexicon_pair_en", "en"),
    )

    zh: Mapped[str] = mapped_column(String(80))
    en: Mapped[str] = mapped_column(String(120))
    count: Mapped[int] = mapped_column(Integer, default=1)
    weight: Mapped[float] = mapped_column(Float, default=1.0)
    # A text that gives the pair, named for attribution.
    example_id: Mapped[str | None] = mapped_column(String(40))


class LexiconStamp(Base):
    """The instant of each section's last change, in microseconds: a process knows by it when its copy is old."""

    __tablename__ = "lexicon_stamp"

    section: Mapped[str] = mapped_column(String(12), primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger)


SECTIONS: dict[str, type[SynonymTerm | DomainWord | StopTerm | TermPair]] = {
    "synonyms": SynonymTerm,
    "words": DomainWord,
    "stop_terms": StopTerm,
    "pairs": TermPair,
}
