"""Takes the listings that are not simply published to their state: drafts, reviews, pauses, holds, withdrawals."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from marketplace.core.errors import GuardsUnmet
from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.listings import queries
from marketplace.listings import service as listings
from marketplace.listings.schemas import ContentSchema
from tools.demo.stage import Stage, on

REASON = "演示：说明不足，请补充后再报。"
# A submission must say these; the texts of the pack are abstracts and often do not.
FURTHER = {
    "problem": {"zh": "演示：现有做法能耗高、排放大，用户难以达标。", "en": "Demo: present practice wastes energy."},
    "incumbent": {"zh": "演示：现行工艺成熟但成本高。", "en": "Demo: the present process is mature but costly."},
    "missing_to_scale": {"zh": "演示：尚缺连续运行数据和放大验证。", "en": "Demo: long runs and scale-up are missing."},
}
EXTENT = {"draft": 0, "submitted": 1, "secrecy_review": 2, "compliance_review": 3, "returned": 2, "rejected": 2}


def draft(stage: Stage, row: Mapping[str, Any], content: Mapping[str, Any]) -> None:
    """Write a listing through the editor and take it as far through the review as the row says."""
    owner, reviewer = stage.owner_of(row["owner"]), stage.actor("reviewer-2")
    organisation = stage.organisations[row["owner"]].public_id
    title = Text.of(row["content"]["title"])
    with on(row["created_days_ago"], 0):
        listing = listings.create(owner, kind=row["kind"], title=title, owner=organisation)
        listing.demo = True
        session().flush()
        content = {**content, **{name: text for name, text in FURTHER.items() if not content.get(name)}}
        values = ContentSchema().load(content)
        version = queries.desk(owner, listing).stamp
        listings.save(owner, listing.public_id, version=version, **{name: values[name] for name in content})
    with on(max(row["created_days_ago"] - 2, 0), 1), suppress(GuardsUnmet):  # what the rules refuse stays a draft
        _review(row["state"], owner, reviewer, listing.public_id)


def _review(state: str, owner: Actor, reviewer: Actor, public_id: str) -> None:
    extent = EXTENT[state]
    if extent > 0:
        listings.submit(owner, public_id)
    if extent > 1:
        listings.claim(reviewer, public_id)
        listings.open_review(reviewer, public_id)
    if extent > 2:
        listings.clear_secrecy(reviewer, public_id)
    if state == "returned":
        listings.send_back(reviewer, public_id, reason=REASON)
    if state == "rejected":
        listings.reject(reviewer, public_id, reason=REASON)


def move(stage: Stage, row: Mapping[str, Any]) -> None:
    """Pause, hold or withdraw a published listing; the clock expires by itself."""
    owner, public_id = stage.owner_of(row["owner"]), stage.listings[row["key"]]
    with on(min(row["confirmed_days_ago"], 5), 2):
        if row["state"] == "paused":
            listings.pause(owner, public_id)
        elif row["state"] == "held":
            listings.hold(
                stage.actor("reviewer-2"), public_id, cause=row["hold_cause"], reason="演示：收到投诉，核查中。"
            )
        elif row["state"] == "withdrawn":
            listings.withdraw(owner, public_id, reason="演示：权利人已另作安排。")
