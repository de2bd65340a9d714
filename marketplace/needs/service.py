"""The verbs of needs: write, submit, judge, publish, match, meet, expire. The only writer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from marketplace.accounts import queries as accounts
from marketplace.accounts.policy import EDITORS
from marketplace.core import audit, clock, mail, news, workdays
from marketplace.core.errors import Conflict, Forbidden, NotFound
from marketplace.core.policy import SYSTEM, Actor
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.core.workflow import advance as take_step
from marketplace.needs.errors import Incomplete
from marketplace.needs.models import Need, NeedComment, NeedTarget
from marketplace.needs.policy import NEED_POLICY, relations
from marketplace.needs.queries import is_overdue, overdue
from marketplace.needs.schemas import SCALE
from marketplace.needs.workflow import NEED, NeedFacts, gaps
from marketplace.taxonomy import queries as taxonomy

_TEXTS = ("title", "process", "problem", "limits", "tried", "quantity")
_SIMPLE = (
    *_TEXTS, "keywords", "field_codes", "technology_codes", "cooperation_modes", "budget_min_fen", "budget_max_fen",
    "region_code", "deadline", "anonymity",
)  # fmt: skip


def get(actor: Actor, public_id: str, action: str = "view") -> Need:
    """The need, when the actor may do that to it. Raises NotFound or Forbidden."""
    need = session().scalar(select(Need).where(Need.public_id == public_id))
    if need is None:
        raise NotFound()
    NEED_POLICY.check(actor, action, need)
    return need


def owner_for(actor: Actor) -> int:
    """The enterprise for which the actor may write needs. Raises Forbidden when there is none."""
    for membership in actor.memberships:
        if membership.organisation_kind == "enterprise" and membership.role in EDITORS:
            return membership.organisation_id
    raise Forbidden()


def create(actor: Actor, *, owner_id: int, demo: bool = False, **values: Any) -> Need:
    """Begin a draft for an organisation the actor is an officer of."""
    if not actor.system and not actor.member_of(owner_id, *EDITORS):
        raise Forbidden()
    author = actor.user_id
    if author is None:
        raise Forbidden()
    need = Need(owner_id=owner_id, created_by=author, demo=demo)
    _fill(need, values)
    session().add(need)
    session().flush()
    audit.record("need.create", actor=actor, subjects=[subject(need)], visibility="parties")
    return need


def edit(actor: Actor, *, public_id: str, version: int, **values: Any) -> Need:
    """Change a draft or an expired need. Raises Conflict with both versions when somebody else saved meanwhile."""
    need = get(actor, public_id, "edit")
    before = snapshot(need)
    if need.version != version:
        raise Conflict(diff=_clash(before, values))
    _fill(need, values)
    if changes := audit.diff(before, snapshot(need)):
        need.updated_at = clock.now()
        audit.record("need.edit", actor=actor, subjects=[subject(need)], changes=changes, visibility="parties")
    session().flush()
    return need


def comment(actor: Actor, *, public_id: str, clear: bool, body: str) -> NeedComment:
    """Judge the clarity of a submitted need; its owner is told and may answer by editing."""
    need = get(actor, public_id, "comment")
    row = NeedComment(need=need, author_id=actor.user_id or 0, clear=clear, body=body)
    session().add(row)
    audit.record("need.comment", actor=actor, subjects=[subject(need)], visibility="parties", data={"clear": clear})
    _tell_owner(need, "needs/comment", body=body)
    return row


def advance(actor: Actor, *, public_id: str, action: str, reason: str | None = None) -> Need:
    """Take a step of the workflow on behalf of a person. Raises what `core.workflow.advance` raises."""
    need = get(actor, public_id)
    return _step(actor, need, action, reason=reason)


def enter_deal(actor: Actor, *, need_id: int, deal_public_id: str) -> None:
    """A deal was opened for the need."""
    _step(actor, _by_id(need_id), "enter_deal", deal=deal_public_id, trusted=True)


def leave_deal(actor: Actor, *, need_id: int, deal_public_id: str, reason: str | None = None) -> None:
    """The deal was lost; the need is open again."""
    _step(actor, _by_id(need_id), "leave_deal", reason=reason, deal=deal_public_id, trusted=True)


def mark_met(actor: Actor, *, need_id: int, deal_public_id: str) -> None:
    """The deal met the need."""
    _step(actor, _by_id(need_id), "meet", deal=deal_public_id, trusted=True)


def expire_due() -> int:
    """Expire open needs whose day has passed and tell their owners; work by the clock.

    One that somebody changes at this moment waits for the next time.
    """
    due = session().scalars(select(Need).where(overdue()).with_for_update(skip_locked=True)).all()
    for need in due:
        _step(SYSTEM, need, "expire")
    return len(due)


def _step(
    actor: Actor,
    need: Need,
    action: str,
    *,
    reason: str | None = None,
    deal: str | None = None,
    trusted: bool = False,
) -> Need:
    """`trusted` marks steps that a deal takes after its own policy allowed it (relation `counterpart`).

    A need whose day has passed is expired first, so that its steps do not depend on when the clock's work ran.
    """
    if action != "expire" and is_overdue(need):
        _step(SYSTEM, need, "expire")
    held = relations(actor, need) | ({"counterpart"} if trusted else set())
    facts = facts_of(need)
    if action in ("submit", "publish", "renew") and facts.gaps and NEED.next(need.state, action):
        raise Incomplete(facts.gaps)
    before = need.state
    take_step(
        NEED, need, action, actor=actor, relations=held, facts=facts, reason=reason,
        subjects=[f"deal:{deal}"] if deal else [], visibility="public" if action == "publish" else "parties",
    )  # fmt: skip
    _after(actor, need, action, reason)
    session().flush()
    if before != need.state:
        news.publish("need.changed", need_id=need.id, state=need.state)
    return need


def _after(actor: Actor, need: Need, action: str, reason: str | None) -> None:
    """What a step means besides its state."""
    if action == "submit":
        days = int(taxonomy.rule("need_clarity_working_days").number)
        need.clarity_due = workdays.add_working_days(clock.today(), days)
        for person in accounts.staff_contacts("reviewer"):
            _tell(person, need, "needs/submitted")
    if action == "review":
        need.reviewer_id = actor.user_id
    if action in ("publish", "renew"):
        need.published_at = need.published_at or clock.now()
        last = clock.today() + timedelta(days=int(taxonomy.rule("need_valid_days").number))
        need.expires_on = min(need.deadline, last) if need.deadline else last
        _tell_owner(need, "needs/published")
    if action == "return":
        _tell_owner(need, "needs/returned", reason=reason)
    if action == "expire":
        _tell_owner(need, "needs/expired")


def facts_of(need: Need) -> NeedFacts:
    """What the guards look at, read now."""
    owner = accounts.organisation(need.owner_id)
    return NeedFacts(
        gaps=gaps(need),
        owner_verified=bool(owner and owner.verified),
        clarity_comments=len(need.comments),
        unclear_comments=sum(not row.clear for row in need.comments),
        deadline=need.deadline,
        today=clock.today(),
    )


def subject(need: Need) -> str:
    """How events name the need."""
    return f"need:{need.public_id}"


def snapshot(need: Need) -> dict[str, Any]:
    """The content of a need as plain values, for differences and conflicts."""
    values: dict[str, Any] = {}
    for name in _SIMPLE:
        value = getattr(need, name)
        if isinstance(value, Text):
            values |= {f"{name}_zh": value.zh, f"{name}_en": value.en}
        else:
            values[name] = list(value) if isinstance(value, (list, tuple)) else value
    values["maturity_level"] = need.maturity_level
    values["targets"] = [_target_text(row.name, row.present, row.target, row.unit) for row in need.targets]
    return values


def _target_text(name: Text, present: Any, target: Any, unit: str) -> str:
    return f"{name.pick('zh')}: {_plain(present)} → {_plain(target)} {unit}"


def _plain(value: Any) -> str:
    return "?" if value is None else f"{value.normalize():f}"


def _fill(need: Need, values: Mapping[str, Any]) -> None:
    for name in _SIMPLE:
        if name in values:
            setattr(need, name, values[name] or Text() if name in _TEXTS else values[name])
    if "maturity_level" in values:
        level = values["maturity_level"]
        need.maturity_level = int(level) if level else None
        need.maturity_scale = SCALE if level else None
    if "targets" in values:
        need.targets = [NeedTarget(position=number, **row) for number, row in enumerate(values["targets"])]


def _clash(theirs: Mapping[str, Any], mine: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    probe = Need(targets=[])
    _fill(probe, mine)
    return {
        name: (theirs.get(name), value)
        for name, value in snapshot(probe).items()
        if theirs.get(name) != value and name.removesuffix("_zh").removesuffix("_en") in mine
    }


def _by_id(need_id: int) -> Need:
    need = session().get(Need, need_id)
    if need is None:
        raise NotFound()
    return need


def _tell_owner(need: Need, template: str, **values: Any) -> None:
    for person in accounts.contacts(need.owner_id):
        _tell(person, need, template, **values)


def _tell(person: Any, need: Need, template: str, **values: Any) -> None:
    mail.send(
        address=person.email, user_id=person.user_id, lang=person.lang, template=template,
        link=f"/{person.lang}/needs/{need.public_id}", title=need.title.pick(person.lang), **values,
    )  # fmt: skip


def load_published(actor: Actor, rows: Iterable[Mapping[str, Any]]) -> dict[str, Need]:
    """Write needs that were checked elsewhere, already open; returns them by the key of their row.

    A row has key, owner_id, created_by, published_on and the content as NeedSchema gives it. Raises Forbidden for
    anyone but the system, Incomplete for a row that could not have been submitted.
    """
    if not actor.system:
        raise Forbidden()
    days = taxonomy.rule("need_valid_days").integer
    made: dict[str, Need] = {}
    for row in rows:
        day = row["published_on"]
        moment = clock.end_of_day(day) - timedelta(hours=15)
        last = day + timedelta(days=days)
        need = Need(
            owner_id=row["owner_id"], created_by=row["created_by"], demo=row["demo"], state="open",
            created_at=moment, published_at=moment, state_changed_at=moment,
            expires_on=min(row["deadline"], last) if row.get("deadline") else last,
        )  # fmt: skip
        _fill(need, row)
        if found := gaps(need):
            raise Incomplete(found)
        session().add(need)
        made[row["key"]] = need
    session().flush()
    for need in made.values():
        with clock.travel(need.published_at or clock.now()):
            audit.record("need.load", actor=actor, subjects=[subject(need)], visibility="public")
    return made
