"""Finds which saved searches and watches concern what changed in the index since the last run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select, tuple_
from sqlalchemy.dialects.postgresql import insert

from marketplace.accounts.models import User
from marketplace.alerts.models import Match, Progress, SavedSearch, Watch
from marketplace.alerts.queries.facts import DESCRIBED, TEXT
from marketplace.alerts.service.changes import Change, take
from marketplace.alerts.service.plans import Plans
from marketplace.alerts.service.readers import audiences
from marketplace.core import clock, indexing
from marketplace.core.locks import Lock, try_hold
from marketplace.core.outbox import ENTITIES, OutboxRow
from marketplace.core.unit import session
from search.tantivy.memory import MemoryIndex

ROWS = 1_000  # outbox rows of one run
SEARCHES = 250  # saved searches read at once: the database must hear of us while we compute
FIRST_CHUNK = 500
_plans = Plans()  # one evaluation runs at a time
BEFORE_EVERYTHING = datetime(2000, 1, 1, tzinfo=clock.UTC)


@dataclass(frozen=True)
class Run:
    """What one run did. `more` tells that the outbox holds further settled rows."""

    changes: int = 0
    searches: int = 0
    matches: int = 0
    more: bool = False


def evaluate() -> Run:
    """Read on in the settled outbox and note what concerns whom, all in the open unit.

    Safe to repeat after a kill and to run twice at once: what a run notes and how far it came are one commit,
    and whoever comes second does nothing.
    """
    if not try_hold(session(), Lock.ALERTS):
        return Run()
    progress = session().get(Progress, 1)
    if progress is None:
        return _first_run()
    rows = _settled(progress)
    if not rows:
        progress.ran_at = clock.now()
        return Run()
    last = rows[-1]
    progress.done_at, progress.outbox_id, progress.ran_at = last.done_at or progress.done_at, last.id, clock.now()
    found = [change for name, ids in _by_entity(rows) for change in take(name, ids)]
    run = _tell(found)
    return Run(run.changes, run.searches, run.matches, more=len(rows) == ROWS)


def _first_run() -> Run:
    """Remember what every record says; only what was published after a search was saved is news."""
    newest = session().execute(
        select(OutboxRow.done_at, OutboxRow.id)
        .where(OutboxRow.done_at.is_not(None))
        .order_by(OutboxRow.done_at.desc(), OutboxRow.id.desc())
        .limit(1)
    ).first()  # fmt: skip
    session().add(
        Progress(
            id=1, done_at=newest.done_at if newest else BEFORE_EVERYTHING, outbox_id=newest.id if newest else 0,
            ran_at=clock.now(),
        )
    )  # fmt: skip
    runs = [_tell(take(name, ids)) for name in sorted(DESCRIBED) for ids in _all_ids(name)]
    return Run(sum(run.changes for run in runs), max((run.searches for run in runs), default=0),
               sum(run.matches for run in runs))  # fmt: skip


def _all_ids(name: str) -> Iterator[list[int]]:
    last = 0
    while ids := ENTITIES[name].ids_after(session(), last, FIRST_CHUNK):
        yield ids
        last = ids[-1]


def _settled(progress: Progress) -> Sequence[OutboxRow]:
    """Rows the index has taken since; one drain at a time settles them, so their instants only grow."""
    return session().scalars(
        select(OutboxRow)
        .where(tuple_(OutboxRow.done_at, OutboxRow.id) > tuple_(progress.done_at, progress.outbox_id))
        .order_by(OutboxRow.done_at, OutboxRow.id)
        .limit(ROWS)
    ).all()  # fmt: skip


def _by_entity(rows: Iterable[OutboxRow]) -> list[tuple[str, list[int]]]:
    ids: dict[str, set[int]] = {}
    for row in rows:
        if row.entity in DESCRIBED:
            ids.setdefault(row.entity, set()).add(row.entity_id)
    return [(name, sorted(numbers)) for name, numbers in ids.items()]


def _tell(found: Sequence[Change]) -> Run:
    if not found:
        return Run()
    session().flush()
    searches, matches = _tell_searches([change for change in found if change.news != "withdrawn"])
    matches += _tell_watches([change for change in found if change.news != "new" and not change.is_of_text])
    return Run(len(found), searches, matches)


def _tell_searches(found: Sequence[Change]) -> tuple[int, int]:
    """How many saved searches were asked, and how many matches are new."""
    if not found:
        return 0, 0
    page = indexing.searcher()
    plans = _plans.keep_up(page)
    memory: MemoryIndex | None = None
    by_name = {change.document.id: change for change in found}
    answers: dict[tuple[str, frozenset[str]], frozenset[str]] = {}
    asked = noted = 0
    for searches, open_to in _active_searches():
        memory = memory or MemoryIndex(
            indexing.declared(), page.backend.analysis, [change.document for change in found]
        )  # fmt: skip
        rows = []
        for search in searches:
            key = (search.query, open_to[search.user_id])
            if key not in answers:
                plan = plans.of(*key)
                answers[key] = memory.matching(plan) if plan else frozenset()
            rows += [row for name in answers[key] if (row := _match(search, by_name[name]))]
        asked += len(searches)
        noted += _note(rows)
    return asked, noted


def _active_searches() -> Iterator[tuple[Sequence[SavedSearch], dict[int, frozenset[str]]]]:
    """Saved searches that are not muted, with what their owners may find at this moment."""
    last = 0
    while True:
        rows = session().execute(
            select(SavedSearch, User)
            .join(User, User.id == SavedSearch.user_id)
            .where(SavedSearch.id > last, SavedSearch.frequency != "muted", User.active)
            .order_by(SavedSearch.id)
            .limit(SEARCHES)
        ).all()  # fmt: skip
        if not rows:
            return
        yield [search for search, _user in rows], audiences(user for _search, user in rows)
        last = rows[-1].SavedSearch.id


def _match(search: SavedSearch, change: Change) -> dict[str, object] | None:
    """The row of a match; None for a record that was there before the search and has not changed since."""
    record, saved_at = change.record, search.created_at
    published = change.document.fields.get("published_at")
    if change.news == "new" and isinstance(published, int) and published < int(saved_at.timestamp()):
        return None
    is_new = change.news == "new" or record.first_seen_at >= saved_at
    return {**_row(change), "search_id": search.id, "news": "new" if is_new else "changed"}


def _row(change: Change) -> dict[str, object]:
    record = change.record
    return {
        "entity": record.entity, "entity_id": record.entity_id, "change_number": record.change_number,
        "changed": record.changed, "news": change.news, "found_at": clock.now(),
    }  # fmt: skip


def _note(rows: list[dict[str, object]]) -> int:
    """Write matches that are not there yet. A record told before as new is told as changed from then on.

    An edited text is told only to a search that never told of the record: it fits newly, or was there before it.
    """
    if not rows:
        return 0
    told = {
        (row.search_id, row.entity, row.entity_id)
        for row in session().execute(
            select(Match.search_id, Match.entity, Match.entity_id).where(
                Match.search_id.in_({row["search_id"] for row in rows}),
                tuple_(Match.entity, Match.entity_id).in_({(row["entity"], row["entity_id"]) for row in rows}),
            )
        )
    }
    worth = []
    for row in rows:
        if (row["search_id"], row["entity"], row["entity_id"]) not in told:
            worth.append(row)
        elif row["changed"] != [TEXT]:
            worth.append({**row, "news": "changed"})
    return _write(worth) if worth else 0


def _write(rows: list[dict[str, object]]) -> int:
    """Write what is not there yet, however much it is; returns how many were new."""
    return len(session().scalars(insert(Match).on_conflict_do_nothing().returning(Match.id), rows).all())


def _tell_watches(found: Sequence[Change]) -> int:
    if not found:
        return 0
    by_record = {(change.record.entity, change.record.entity_id): change for change in found}
    query: Select[Watch, User] = (
        select(Watch, User)
        .join(User, User.id == Watch.user_id)
        .where(tuple_(Watch.entity, Watch.entity_id).in_(by_record), Watch.frequency != "muted", User.active)
        .order_by(Watch.id)
    )
    watches = session().execute(query).all()
    open_to = audiences(user for _watch, user in watches)
    rows = [
        {**_row(change), "watch_id": watch.id}
        for watch, _user in watches
        if (change := by_record[watch.entity, watch.entity_id]).audience & open_to[watch.user_id]
    ]
    return _write(rows) if rows else 0
