"""Takes the needs that are no longer open to their state, each on its day: met, withdrawn, expired."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from marketplace.core.policy import SYSTEM
from marketplace.needs import queries
from marketplace.needs import service as needs
from tools.demo.stage import Stage, day, on

REASON = "演示：企业已另行解决。"
ENDED = {"met": "meet", "withdrawn": "withdraw"}


def settle(stage: Stage, rows: Iterable[Mapping[str, Any]], called: Collection[str]) -> None:
    """End what is over by today. Needs that the scripted year calls end by it, or by the clock once it is played."""
    for row in rows:
        if row["key"] in called or row["published_days_ago"] is None:
            continue
        public_id = stage.needs[row["key"]].public_id
        if row["state"] in ENDED:
            with on(row["published_days_ago"] // 2, 0):
                owner = stage.owner_of(row["owner"])
                needs.advance(owner, public_id=public_id, action=ENDED[row["state"]], reason=REASON)
        elif queries.summary_by_public_id(public_id).state == queries.OVER:
            last = stage.needs[row["key"]].expires_on
            with on((day(0) - last).days - 1, 0):
                needs.advance(SYSTEM, public_id=public_id, action="expire")


def reopen(stage: Stage, key: str, owner: str) -> None:
    """The clock may have ended a need of the year before its turn came: its owner renews it on the day it is needed."""
    need = stage.needs[key]
    if queries.summary(need.id).state == queries.OVER:
        needs.advance(stage.owner_of(owner), public_id=need.public_id, action="renew")
