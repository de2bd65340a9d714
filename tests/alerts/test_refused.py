"""A record the index refuses, or that cannot be built, holds nobody's alerts up, and is told once it is mended."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select

from marketplace.alerts import service
from marketplace.alerts.models import Progress
from marketplace.core import indexing, outbox
from marketplace.core.outbox import ENTITIES
from marketplace.core.text import Text
from marketplace.core.unit import session
from search import Document
from tests.alerts.conftest import keep, messages, turn
from tests.factories.accounts import make_user
from tests.factories.needs import make_need

BAD = "烧坏的余热需求"


def refused(document: Document) -> Document:
    return replace(document, fields={**document.fields, "undeclared": "1"})


def unbuildable(_document: Document) -> Document:
    raise ValueError("a row nobody thought of")


@pytest.mark.parametrize(
    ("spoil", "reason"), [(refused, "undeclared: not declared"), (unbuildable, "ValueError: a row")]
)
def test_the_others_are_told_and_the_refused_one_later(
    committed, index, monkeypatch, caplog, spoil: Callable[[Document], Document], reason: str
) -> None:
    with committed():
        user = make_user(lang="zh")
        keep(user, "q=余热&kind=need", name="余热")
    with committed():
        make_need(title=Text("完好的余热需求甲", None))
        bad = make_need(title=Text(BAD, None))
        make_need(title=Text("完好的余热需求乙", None))
    with committed():
        while indexing.drain():
            pass
        before = session().scalars(select(Progress)).one().outbox_id
    known = ENTITIES["need"]

    def build(opened, ids) -> list[Document]:
        return [spoil(d) if BAD in str(d.fields.get("title")) else d for d in known.build(opened, ids)]

    with monkeypatch.context() as patched, caplog.at_level(logging.ERROR, "marketplace.alerts"):
        patched.setitem(ENTITIES, "need", replace(known, build=build))
        with committed():
            run = service.evaluate()
        with committed():
            assert service.evaluate().changes == 0
            service.deliver_due()
    assert run.matches == 2
    [record] = [row for row in caplog.records if row.name == "marketplace.alerts"]
    assert (record.entity, record.id) == ("need", bad.id)
    assert record.reason.startswith(reason)
    with committed():
        assert session().scalars(select(Progress)).one().outbox_id > before
        [message] = messages(user)
        assert "完好的余热需求甲" in message.body
        assert BAD not in message.body
        outbox.enqueue("need", [bad.id])
    assert turn(committed).matches == 1
    with committed():
        assert f"新增：{BAD}" in messages(user)[1].body
