"""What can go wrong between database and index is seen, told in words, and mended."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from marketplace.core import deadletters, doctor, index_status, indexing, outbox, rebuild, rebuilds, reconcile
from marketplace.core.errors import NotFound
from marketplace.core.outbox import OutboxRow
from marketplace.core.policy import SYSTEM
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.needs import documents, service
from search import Document
from search.errors import GateRefused, SearchUnavailable
from search.tantivy import TantivyBackend
from tests.core.own_index import becomes, build, found, own_index, waiting  # noqa: F401
from tests.factories.lexicon import make_word
from tests.factories.needs import make_need

pytestmark = pytest.mark.usefixtures("own_index")


def dead() -> int:
    return session().scalar(select(func.count()).where(OutboxRow.dead_at.is_not(None))) or 0


@pytest.fixture
def poisoned(monkeypatch) -> set[str]:
    """Titles whose documents are spoilt between database and engine while they stand in the set."""
    titles: set[str] = set()
    right = documents.document

    def spoil(need) -> Document:
        document = right(need)
        if need.title.zh not in titles or document.deleted:
            return document
        return Document(document.id, document.kind, document.version, document.audience, {"title": 7})

    monkeypatch.setattr(documents, "document", spoil)
    return titles


def test_a_bad_document_is_put_aside_with_its_reason_and_the_others_go_on(committed, poisoned) -> None:
    with committed():
        build()
        needs = [make_need(title=Text(f"余热回收{number}", None)) for number in range(6)]
        poisoned |= {"余热回收2", "余热回收4"}
    with committed():
        indexing.drain()
        assert becomes({f"need:{need.public_id}" for n, need in enumerate(needs) if n not in (2, 4)})
        letters = [letter for letter in deadletters.listed() if letter.entity == "need"]
        assert {letter.public_id for letter in letters} == {needs[2].public_id, needs[4].public_id}
        assert all("title" in letter.reason and not letter.exhausted for letter in letters)
        assert index_status.read().dead == dead() == len(letters)

    with committed():
        poisoned.clear()
        deadletters.retry(SYSTEM, letters[0].id)
        with pytest.raises(NotFound):
            deadletters.retry(SYSTEM, letters[0].id)
        assert deadletters.retry_all(SYSTEM) == len(letters) - 1
    with committed():
        indexing.drain()
        assert becomes({f"need:{need.public_id}" for need in needs})
        assert dead() == 0


def test_a_record_that_cannot_be_built_does_not_stop_the_queue(committed, monkeypatch) -> None:
    with committed():
        build()
        bad, good = make_need(title=Text("坏", None)), make_need()
    right = documents.document

    def fail(need) -> Document:
        if need.title.zh == "坏":
            raise KeyError("unit")
        return right(need)

    monkeypatch.setattr(documents, "document", fail)
    with committed():
        indexing.drain()
        assert becomes({f"need:{good.public_id}"})
        (letter,) = [one for one in deadletters.listed() if one.public_id == bad.public_id]
        assert "KeyError" in letter.reason


def test_a_change_nobody_can_index_is_put_aside(committed) -> None:
    with committed():
        build()
        outbox.enqueue("machine", [1])
        assert indexing.drain() == 1, "a batch of nothing else is no reason to stop before the next"
        assert [letter.entity for letter in deadletters.listed()] == ["machine"]


def test_an_outage_of_the_engine_buries_nothing(committed, monkeypatch) -> None:
    with committed():
        build()
        need = make_need()

    def away(_self, _batch) -> list:
        raise SearchUnavailable("engine", "away")

    with monkeypatch.context() as patched:
        patched.setattr(TantivyBackend, "write", away)
        for _attempt in range(indexing.MAX_ATTEMPTS + 3):
            with committed():
                session().execute(update(OutboxRow).values(next_try_at=func.clock_timestamp()))
                assert indexing.drain() == 0
    with committed():
        assert dead() == 0
        soon = session().scalar(select(func.max(OutboxRow.next_try_at) - func.clock_timestamp()))
        assert soon < timedelta(seconds=30)
        session().execute(update(OutboxRow).values(next_try_at=func.clock_timestamp()))
        indexing.drain()
        assert becomes({f"need:{need.public_id}"})


def test_reconcile_tells_the_kinds_of_differences_apart(committed) -> None:
    with committed():
        build()
        outdated, ahead = make_need(), make_need()
    with committed():
        indexing.drain()
        make_need()
        service.advance(SYSTEM, public_id=outdated.public_id, action="withdraw", reason="solved")
        indexing.backend().write([
            Document("need:GONEGONE00", "need", 3, frozenset({"public"}), {"title": "没有记录"}),
            Document(f"need:{ahead.public_id}", "need", 99, frozenset({"public"}), {"title": "更新"}),
        ])  # fmt: skip
    with committed():
        session().execute(OutboxRow.__table__.delete())
        report = reconcile.run()
        assert (report.outdated, report.ahead, report.superfluous) == (1, 1, 1)
        assert report.missing >= 1
        assert waiting() == report.missing + report.outdated, "what only a rebuild mends is not queued"
        assert any("flask search rebuild" in finding.text for finding in doctor._search(None))
    with committed():
        build()
        indexing.drain()
        assert reconcile.run().differences == 0
        assert [one.differences for one in reconcile.reports()] == [0, report.differences]


def test_a_record_that_changes_during_the_comparison_is_no_difference(committed) -> None:
    with committed():
        build()
        make_need()
    with committed():
        assert reconcile.run().differences == 0
        assert waiting() >= 1


def test_thirty_reports_are_kept(committed) -> None:
    with committed():
        build()
        for _number in range(reconcile.KEPT + 2):
            reconcile.run()
        assert len(reconcile.reports(100)) == reconcile.KEPT


def test_old_tombstones_are_forgotten_and_are_no_difference(committed, monkeypatch) -> None:
    with committed():
        build()
        make_need(state="draft")
    with committed():
        indexing.drain()
        assert reconcile.purge_tombstones() == 0
        monkeypatch.setattr(reconcile, "TOMBSTONES_KEPT", timedelta(seconds=-60))
        assert reconcile.purge_tombstones() >= 1
        session().execute(OutboxRow.__table__.delete())
        assert reconcile.run().differences == 0


def test_the_lag_is_the_age_of_the_oldest_open_change(committed, monkeypatch) -> None:
    monkeypatch.setattr(index_status, "CHECK_SECONDS", 0.0)
    with committed():
        build()
        assert not index_status.results_may_be_old()
        make_need()
    with committed():
        hour = func.clock_timestamp() - timedelta(hours=1)
        session().execute(update(OutboxRow).values(created_at=hour))
        assert 3_590 < index_status.lag_seconds() < 3_700
        assert index_status.results_may_be_old()
        indexing.drain()
        assert index_status.lag_seconds() == 0


def test_changed_words_of_the_dictionary_are_told_until_a_rebuild(committed) -> None:
    with committed():
        build()
        assert not index_status.read().is_cut_otherwise
        make_word("低电压穿越控制")
    with committed():
        status = index_status.read()
        assert status.ok
        assert status.is_cut_otherwise
        assert any(finding.name == "search words" for finding in doctor._search(None))
        build()
    with committed():
        assert not index_status.read().is_cut_otherwise
        assert not any(finding.name == "search words" for finding in doctor._search(None))


def test_a_rebuild_that_was_killed_leaves_an_orphan_that_the_next_one_removes(committed) -> None:
    with committed():
        build()
        indexing.backend().begin("half-built")
        assert list(index_status.read().orphans) == ["half-built"]
        build()
        assert index_status.read().orphans == []
        assert "half-built" not in indexing.backend().generations()


def test_a_title_that_does_not_find_its_record_keeps_the_gate_shut(committed, monkeypatch) -> None:
    with committed():
        build()
        make_need(title=Text("钒渣提钒尾水回用", None))
    monkeypatch.setattr(rebuild, "_title", lambda _document: "烧结烟气余热")
    with committed():
        before = indexing.backend().health().generation
        with pytest.raises(GateRefused, match="smoke query"):
            list(rebuild.run())
        status = index_status.read()
        assert status.generation == before
        assert status.rebuild is not None
        assert "smoke query" in str(status.rebuild.error)
        assert status.orphans == []


def test_an_ordered_rebuild_is_done_by_the_job_and_only_one_runs(committed) -> None:
    with committed():
        make_need()
    with committed():
        rebuilds.ask(SYSTEM)
    with committed():
        with pytest.raises(rebuilds.RebuildRuns):
            rebuilds.ask(SYSTEM)
        (ordered,) = rebuilds.recent()
        lines = list(rebuild.run(number=ordered.id))
        assert "is read now" in lines[-1]
        session().expire_all()
        (done,) = rebuilds.recent()
        assert (done.finished_at is not None, done.error) == (True, None)
        assert done.written == done.expected >= 1
        assert list(rebuild.run(number=ordered.id)) == [], "a job that runs twice does its work once"
        assert len(found()) == 1


def test_two_rebuilds_do_not_run_at_once(committed) -> None:
    with committed():
        first = rebuild.run()
        next(first)
        with pytest.raises(rebuilds.RebuildRuns):
            next(rebuild.run())
        list(first)
