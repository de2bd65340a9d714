"""What only one process may do keeps nothing else waiting, and nothing else out."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from marketplace.alerts.models import Progress
from marketplace.alerts.service import evaluate
from marketplace.core import locks
from marketplace.core.locks import Lock, release, try_hold, try_hold_for_long
from marketplace.core.policy import SYSTEM
from marketplace.taxonomy import service as taxonomy

PACKAGE = Path(locks.__file__).resolve().parents[1]


@pytest.mark.parametrize("held", [lock for lock in Lock if lock is not Lock.ALERTS], ids=lambda lock: lock.name)
def test_alerts_are_told_whatever_else_is_done(committed, engine: Engine, held: Lock) -> None:
    with engine.connect() as other, committed() as opened:
        assert try_hold_for_long(other, held)
        evaluate()
        assert opened.get(Progress, 1) is not None
        release(other, held)


def test_the_vocabulary_is_loaded_while_changes_are_indexed(committed, engine: Engine) -> None:
    with engine.connect() as other, committed():
        assert try_hold_for_long(other, Lock.DRAIN)
        taxonomy.load(SYSTEM)
        release(other, Lock.DRAIN)


def test_a_lock_keeps_its_like_out(committed, engine: Engine) -> None:
    with engine.connect() as other, committed() as opened:
        assert try_hold_for_long(other, Lock.ALERTS)
        evaluate()
        assert opened.get(Progress, 1) is None
        release(other, Lock.ALERTS)
        assert try_hold(opened, Lock.ALERTS)


def test_locks_are_numbered_in_one_place() -> None:
    naming = [path for path in PACKAGE.rglob("*.py") if "advisory_" in path.read_text()]
    assert naming == [Path(locks.__file__)]
