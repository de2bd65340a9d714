"""Plays the scripted year of enquiries, deals, pilots and incubation through the services, each step on its day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select, text, update

from marketplace.core import clock
from marketplace.core.mail import Message
from marketplace.core.unit import session, unit
from marketplace.deals.models import Enquiry, EnquiryMessage
from tools.demo import play_deals, play_incubation, play_pilots
from tools.demo.stage import Stage, Step, on


def run(stage: Stage, packs: Mapping[str, list[dict[str, Any]]], progress: Callable[[str], None]) -> None:
    """Play everything; one unit of work per deal, with its enquiry, its pilots and its case in the order of days.

    What was played before is left alone, so that a stopped run goes on where it ended.
    """
    enquiries = {row["key"]: row for row in packs["enquiries"]}
    for count, deal in enumerate(packs["deals"], 1):
        enquiry = enquiries.pop(deal["enquiry"])
        with unit():
            if not _played(stage, enquiry):
                _play_deal(stage, deal, enquiry, packs)
                delivered()
        progress(f"{count} of {len(packs['deals'])} deals played")
    for row in enquiries.values():
        with unit():
            if not _played(stage, row):
                play_deals.enquiry(stage, row)
                delivered()
    progress("all played")


def _played(stage: Stage, enquiry: Step) -> bool:
    query = select(Enquiry.id).join(EnquiryMessage, EnquiryMessage.enquiry_id == Enquiry.id)
    asker = stage.organisations[enquiry["asker"]].id
    asked = Enquiry.demo, Enquiry.asker_id == asker, EnquiryMessage.body == enquiry["messages"][0]["body"]
    return session().scalar(query.where(*asked).limit(1)) is not None


def _play_deal(stage: Stage, deal: Step, enquiry: Step, packs: Mapping[str, list[dict[str, Any]]]) -> None:
    play_deals.enquiry(stage, enquiry)
    steps: list[tuple[int, int, Callable[[], None]]] = []

    def add(player: Any, row: Step, rank: int) -> None:
        for step in row["steps"]:
            steps.append((-step["days_ago"], rank, lambda s=step: player.take(stage, row, s)))  # type: ignore[misc]

    add(play_deals, deal, 0)
    for row in packs["pilots"]:
        if row["deal"] == deal["key"]:
            add(play_pilots, row, 1)
    for row in packs["incubation"]:
        if row["deal"] == deal["key"]:
            add(play_incubation, row, 2)
    for order, (days_ago, _rank, play) in enumerate(sorted(steps, key=lambda item: item[:2])):
        with on(-days_ago, order):
            play()
            session().flush()


def delivered() -> None:
    """Mails of the played year arrived in their time: nothing of it is sent again today."""
    session().flush()
    waiting = Message.sent_at.is_(None), Message.address.endswith("@demo.example"), Message.created_at < clock.today()
    ids = session().scalars(
        update(Message).where(*waiting).values(sent_at=Message.created_at).returning(Message.id)
    ).all()  # fmt: skip
    done = text(
        "DELETE FROM procrastinate_jobs WHERE task_name = 'mail.deliver' AND status = 'todo'"
        " AND (args->>'message_id')::bigint = ANY(:ids)"
    )
    session().execute(done, {"ids": list(ids)})
