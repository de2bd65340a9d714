"""The table of what the search box suggests while one types."""

from __future__ import annotations

from sqlalchemy import Index, Integer, String, UniqueConstraint, column, func
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.core.db import Base, among, primary_key

KINDS = ("term", "field", "organisation", "number")
LONGEST = 120


class SuggestTerm(Base):
    """A public word, field, organisation or number; every row is made from records and can be made again.

    text          as it is shown                       norm      as it is typed (numbers without CN, ZL, dots, blanks)
    target        the path of a field or the public id of an organisation; empty for a term, which is searched for;
                  the whole term where `norm` is only its later words (heat recovery of waste heat recovery)
    weight        listings that stand behind it        lang      zh or en
    only_listing  public id of the one listing it stands or falls with; null when there are several or none
    """

    __tablename__ = "discovery_suggest_term"
    __table_args__ = (
        among("kind", KINDS),
        among("lang", ("zh", "en")),
        UniqueConstraint("kind", "norm", "target"),
        # Typing asks for beginnings; the default order of text cannot answer LIKE 'x%' from an index.
        *(
            Index(f"ix_discovery_suggest_term_{name}", name, postgresql_ops={name: "text_pattern_ops"})
            for name in ("norm", "pinyin", "initials")
        ),
        # A slip of the pen leaves the first or the second half whole.
        *(
            Index(
                f"ix_discovery_suggest_term_{name}_end",
                func.reverse(column(name)).label("backwards"),
                postgresql_ops={"backwards": "text_pattern_ops"},
            )
            for name in ("norm", "pinyin")
        ),
        Index("ix_discovery_suggest_term_only_listing", "only_listing"),
    )

    id: Mapped[int] = primary_key()
    kind: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(String(LONGEST))
    norm: Mapped[str] = mapped_column(String(LONGEST))
    pinyin: Mapped[str] = mapped_column(String(6 * LONGEST))
    initials: Mapped[str] = mapped_column(String(LONGEST))
    target: Mapped[str] = mapped_column(String(80), default="")
    weight: Mapped[int] = mapped_column(Integer, default=1)
    lang: Mapped[str] = mapped_column(String(2))
    only_listing: Mapped[str | None] = mapped_column(String(16))
