"""Loads the packaged words: repeatable; rows that staff changed or took out keep what staff said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from psycopg import sql
from sqlalchemy import BigInteger, cast, func, select
from sqlalchemy.dialects.postgresql import insert as upsert

from marketplace.core import audit, clock
from marketplace.core.ids import new_public_id
from marketplace.core.locks import Lock, hold
from marketplace.core.policy import Actor
from marketplace.core.unit import session
from marketplace.lexicon.models import SECTIONS, LexiconStamp
from marketplace.lexicon.policy import LEXICON
from marketplace.lexicon.queries import snapshot
from marketplace.lexicon.service import seeds

IDENTITY: dict[str, tuple[str, ...]] = {
    "synonyms": ("group", "term"), "words": ("term",), "stop_terms": ("term",), "pairs": ("zh", "en"),
}  # fmt: skip
_SOURCES: dict[str, Callable[[], Iterable[seeds.Row]]] = {
    "synonyms": seeds.synonyms, "words": seeds.words, "stop_terms": seeds.stop_terms, "pairs": seeds.pairs,
}  # fmt: skip


@dataclass
class LoadReport:
    """Rows per section by what became of them: `kept` as staff left them, `retired` by the package."""

    created: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    retired: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)


def load(actor: Actor) -> LoadReport:
    """Bring the lexicon to what the package says, in bulk. Loading twice changes nothing. Raises Forbidden."""
    LEXICON.check(actor, "edit", None)
    hold(session(), Lock.LEXICON)
    report = LoadReport()
    for section, rows in _SOURCES.items():
        _sync(section, rows(), report)
    moves = {"created": report.created, "changed": report.changed, "retired": report.retired}
    moved = sorted(name for name in SECTIONS if any(rows[name] for rows in moves.values()))
    if moved:
        counts = {move: dict(rows) for move, rows in moves.items()}
        audit.record("lexicon.loaded", actor=actor, subjects=["lexicon:all"], data=counts)
        touch(*moved)
    return report


def _sync(section: str, rows: Iterable[seeds.Row], report: LoadReport) -> None:
    model: Any = SECTIONS[section]

    def name_of(part_of: Callable[[str], Any]) -> tuple[str, ...]:
        return tuple(str(part_of(part)).lower() for part in IDENTITY[section])

    stored = {name_of(partial(getattr, row)): row for row in session().scalars(select(model))}
    wanted: dict[tuple[str, ...], seeds.Row] = {}
    for values in rows:
        wanted.setdefault(name_of(values.__getitem__), values)
    for name, row in stored.items():
        if name not in wanted and row.source in seeds.SOURCES and not (row.edited or row.retired):
            row.retired = True
            report.retired[section] += 1
    for name in [name for name in wanted if name in stored]:
        row, values = stored[name], wanted.pop(name) | {"retired": False}
        if row.edited:
            report.kept[section] += 1
        elif any(getattr(row, part) != value for part, value in values.items()):
            for part, value in values.items():
                setattr(row, part, value)
            report.changed[section] += 1
        else:
            report.unchanged[section] += 1
    session().flush()
    _copy(model, list(wanted.values()))
    report.created[section] += len(wanted)


def _copy(model: Any, rows: list[seeds.Row]) -> None:
    """Write new rows by COPY: twenty thousand of them must not hold up the first start."""
    if not rows:
        return
    now = clock.now()
    names = [*rows[0], "public_id", "created_at", "updated_at", "version"]
    columns = sql.SQL(", ").join(map(sql.Identifier, names))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(model.__tablename__), columns)
    connection: Any = session().connection().connection
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row([*row.values(), new_public_id(), now, now, 1])


def touch(*sections: str) -> None:
    """Move the stamps of sections, so that every process reads them again."""
    instant = cast(func.extract("epoch", func.clock_timestamp()) * 1_000_000, BigInteger)
    for section in sections:
        statement = upsert(LexiconStamp).values(section=section, number=instant)
        session().execute(statement.on_conflict_do_update(index_elements=["section"], set_={"number": instant}))
    snapshot.mark_changed()
