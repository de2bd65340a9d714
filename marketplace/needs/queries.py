"""Reading needs: summaries for other nouns, cards for lists, the page, the review queue."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import selectinload

from marketplace.accounts import queries as accounts
from marketplace.core import clock
from marketplace.core.basic_mode import Columns, says, under
from marketplace.core.errors import NotFound
from marketplace.core.paging import Page, paginate
from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.needs.models import Need
from marketplace.needs.policy import NEED_POLICY, relations
from marketplace.needs.workflow import BY_DEALS, NEED, Gap, completeness, gaps
from marketplace.taxonomy import queries as taxonomy

OPEN = ("open", "matching", "introduced")
OVER = "expired"


@dataclass(frozen=True)
class NeedSummary:
    """A need in short; `owner_shown` is what this reader may know of the owner."""

    id: int
    public_id: str
    title: Text
    body: Text
    state: str
    owner_id: int
    owner_public_id: str | None
    owner_name: Text
    owner_shown: Text
    field_codes: tuple[str, ...]
    budget_min_fen: int | None
    budget_max_fen: int | None
    region_code: str | None
    deadline: date | None
    published_at: datetime | None
    demo: bool


@dataclass(frozen=True)
class TargetView:
    """One figure to reach."""

    name: Text
    present: Decimal | None
    target: Decimal
    unit: str


@dataclass(frozen=True)
class CommentView:
    """One judgement of clarity."""

    author: Text
    at: datetime
    clear: bool
    body: str


@dataclass(frozen=True)
class NeedPage:
    """Everything the page of a need shows to this reader."""

    summary: NeedSummary
    process: Text
    problem: Text
    limits: Text
    tried: Text
    quantity: Text
    keywords: tuple[str, ...]
    technology_codes: tuple[str, ...]
    cooperation_modes: tuple[str, ...]
    maturity_scale: str | None
    maturity_level: int | None
    anonymity: str
    expires_on: date | None
    clarity_due: date | None
    version: int
    targets: tuple[TargetView, ...]
    comments: tuple[CommentView, ...]
    gaps: tuple[Gap, ...]
    completeness: int
    actions: tuple[str, ...]
    may: frozenset[str]


@dataclass(frozen=True)
class NeedDraft:
    """What is being written, and what it lacks."""

    need: Need
    state: str
    gaps: tuple[Gap, ...]
    completeness: int


@dataclass(frozen=True)
class NeedFeatures:
    """One need as matching compares it; the place of an anonymous owner takes no part."""

    id: int
    public_id: str
    version: int
    state: str
    owner_id: int
    title: Text
    texts: tuple[Text, ...]
    keywords: tuple[str, ...]
    field_codes: tuple[str, ...]
    technology_codes: tuple[str, ...]
    maturity_scale: str | None
    maturity_level: int | None
    cooperation_modes: tuple[str, ...]
    budget_min_fen: int | None
    budget_max_fen: int | None
    region_code: str | None

    @property
    def shown(self) -> bool:
        """Whether everybody may find it."""
        return self.state in OPEN


def is_overdue(need: Need) -> bool:
    """Whether its last day is over although the work by the clock has not expired it yet."""
    days = [day for day in (need.expires_on, need.deadline) if day]
    return need.state in OPEN and bool(days) and min(days) < clock.today()


def state_of(need: Need) -> str:
    """The state readers are told: what is overdue counts as expired from the first minute of its next day."""
    return OVER if is_overdue(need) else need.state


def overdue() -> ColumnElement[bool]:
    """`is_overdue` as a condition of a select; the day is read when it runs, so that it may be kept."""
    today = bindparam("today", type_=Date, callable_=clock.today, unique=True)
    return and_(Need.state.in_(OPEN), func.least(Need.expires_on, Need.deadline, today) < today)


def open_now() -> ColumnElement[bool]:
    """Needs that can be answered today."""
    return and_(Need.state.in_(OPEN), ~overdue())


def summary(need_id: int, reader: Actor | None = None) -> NeedSummary:
    """One summary by id. Raises NotFound."""
    found = summaries([need_id], reader)
    if need_id not in found:
        raise NotFound()
    return found[need_id]


def summary_by_public_id(public_id: str, reader: Actor | None = None) -> NeedSummary:
    """One summary by public id, if the reader may see the need. Raises NotFound."""
    need = session().scalar(select(Need).where(Need.public_id == public_id))
    if need is None:
        raise NotFound()
    if reader is not None:
        NEED_POLICY.check(reader, "view", need)
    return _summaries([need], reader)[0]


def summaries(ids: Iterable[int], reader: Actor | None = None) -> dict[int, NeedSummary]:
    """Summaries by id; the name of the owner is shown only to readers who may know it."""
    wanted = set(ids)
    if not wanted:
        return {}
    rows = session().scalars(select(Need).where(Need.id.in_(wanted))).all()
    return {row.id: row for row in _summaries(rows, reader)}


def summaries_by_public_id(public_ids: Iterable[str], reader: Actor | None = None) -> list[NeedSummary]:
    """Summaries of several public ids; ids of needs that are not there are left out."""
    rows = session().scalars(select(Need).where(Need.public_id.in_(list(public_ids)))).all()
    return _summaries(rows, reader)


def _summaries(rows: Sequence[Need], reader: Actor | None) -> list[NeedSummary]:
    owners = accounts.organisation_cards({row.owner_id for row in rows})
    return [_summary(row, owners[row.owner_id], reader) for row in rows]


def _summary(row: Need, owner: accounts.OrganisationCard, reader: Actor | None) -> NeedSummary:
    named = row.anonymity == "named" or (reader is not None and NEED_POLICY.may(reader, "see_owner", row))
    return NeedSummary(
        id=row.id, public_id=row.public_id, title=row.title, body=row.problem, state=state_of(row),
        owner_id=row.owner_id, owner_public_id=owner.public_id if named else None,
        owner_name=owner.name, owner_shown=owner.name if named else described(row.anonymity, row.region_code),
        field_codes=tuple(row.field_codes), budget_min_fen=row.budget_min_fen, budget_max_fen=row.budget_max_fen,
        region_code=None if row.anonymity == "anonymous" and not named else row.region_code,
        deadline=row.deadline, published_at=row.published_at, demo=row.demo,
    )  # fmt: skip


def features(public_ids: Iterable[str]) -> dict[str, NeedFeatures]:
    """Features by public id, in whatever state; the caller decides who may see them."""
    wanted = set(public_ids)
    return {row.public_id: row for row in _features(Need.public_id.in_(wanted))} if wanted else {}


def features_after(last: int, limit: int) -> list[NeedFeatures]:
    """Open needs with an internal id above `last`, in order."""
    ids = select(Need.id).where(Need.id > last, open_now()).order_by(Need.id).limit(limit)
    return sorted(_features(Need.id.in_(ids)), key=lambda row: row.id)


def _features(condition: ColumnElement[bool]) -> list[NeedFeatures]:
    rows = session().scalars(select(Need).options(selectinload(Need.targets)).where(condition))
    return [
        NeedFeatures(
            id=row.id, public_id=row.public_id, version=row.version, state=state_of(row), owner_id=row.owner_id,
            title=row.title, texts=(row.title, row.problem, row.process, *(target.name for target in row.targets)),
            keywords=tuple(row.keywords), field_codes=tuple(row.field_codes),
            technology_codes=tuple(row.technology_codes), maturity_scale=row.maturity_scale,
            maturity_level=row.maturity_level, cooperation_modes=tuple(row.cooperation_modes),
            budget_min_fen=row.budget_min_fen, budget_max_fen=row.budget_max_fen,
            region_code=None if row.anonymity == "anonymous" else row.region_code,
        )
        for row in rows
    ]  # fmt: skip


def described(anonymity: str, region_code: str | None) -> Text:
    """How an owner is called who does not want to be named: with the region, or not at all."""
    region = taxonomy.region(region_code) if region_code and anonymity == "described" else None
    if region is None:
        return Text("某企业", "An enterprise")
    return Text(f"{region.label.zh}某企业", f"An enterprise in {region.label.en}")


def page_for(actor: Actor, public_id: str) -> NeedPage:
    """The page of a need. Raises NotFound when the reader may not see it."""
    need = session().scalar(
        select(Need).options(selectinload(Need.targets), selectinload(Need.comments)).where(Need.public_id == public_id)
    )
    if need is None:
        raise NotFound()
    NEED_POLICY.check(actor, "view", need)
    names = ("edit", "comment", "see_owner", "read_comments")
    may = frozenset(name for name in names if NEED_POLICY.may(actor, name, need))
    return _page(actor, need, may)


def draft_for(actor: Actor, public_id: str) -> NeedDraft:
    """What its owner writes. Raises NotFound when the reader may not see the need, Forbidden when not its inside."""
    need = session().scalar(select(Need).options(selectinload(Need.targets)).where(Need.public_id == public_id))
    if need is None:
        raise NotFound()
    NEED_POLICY.check(actor, "see_inside", need)
    return NeedDraft(need, state_of(need), tuple(gaps(need)), completeness(need))


def _page(actor: Actor, need: Need, may: frozenset[str]) -> NeedPage:
    authors = accounts.user_names([row.author_id for row in need.comments]) if "read_comments" in may else {}
    held = relations(actor, need)
    return NeedPage(
        summary=_summaries([need], actor)[0], process=need.process, problem=need.problem, limits=need.limits,
        tried=need.tried, quantity=need.quantity, keywords=tuple(need.keywords),
        technology_codes=tuple(need.technology_codes), cooperation_modes=tuple(need.cooperation_modes),
        maturity_scale=need.maturity_scale, maturity_level=need.maturity_level, anonymity=need.anonymity,
        expires_on=need.expires_on, clarity_due=need.clarity_due, version=need.version,
        targets=tuple(TargetView(row.name, row.present, row.target, row.unit) for row in need.targets),
        comments=tuple(
            CommentView(authors.get(row.author_id, Text()), row.at, row.clear, row.body)
            for row in need.comments if "read_comments" in may
        ),
        gaps=tuple(gaps(need)), completeness=completeness(need),
        actions=tuple(
            step.action for step in NEED.actions(state_of(need), held) if step.action not in BY_DEALS
        ),
        may=may,
    )  # fmt: skip


def browse(
    actor: Actor, *, field: str | None = None, region: str | None = None, number: int = 1, size: int = 20
) -> Page[NeedSummary]:
    """Open needs, newest first, by field and region."""
    query = select(Need).where(open_now()).order_by(Need.published_at.desc(), Need.id.desc())
    if field:
        query = query.where(Need.field_codes.contains([field]))
    if region:
        query = query.where(Need.region_code == region, Need.anonymity != "anonymous")
    return _page_of(query, actor, number, size)


def mine(actor: Actor, *, state: str | None = None, number: int = 1, size: int = 20) -> Page[NeedSummary]:
    """The needs of the actor's organisations in every state, last changed first."""
    query = select(Need).where(Need.owner_id.in_(actor.organisation_ids)).order_by(Need.updated_at.desc(), Need.id)
    if state in NEED.states:
        query = query.where(
            or_(Need.state == state, overdue()) if state == OVER else and_(Need.state == state, ~overdue())
        )
    return _page_of(query, actor, number, size)


def review_queue() -> list[NeedSummary]:
    """Needs that wait for the centre, longest waiting first."""
    rows = (
        session()
        .scalars(select(Need).where(Need.state.in_(("submitted", "reviewed"))).order_by(Need.state_changed_at, Need.id))
        .all()
    )
    return _summaries(rows, None)


def newest(actor: Actor, limit: int) -> list[NeedSummary]:
    """The newest open needs."""
    return list(browse(actor, size=limit).items)


def open_count() -> int:
    """Number of open needs."""
    return session().scalar(select(func.count()).select_from(Need).where(open_now())) or 0


def met_count() -> int:
    """Number of needs met by a deal or otherwise."""
    return session().scalar(select(func.count()).select_from(Need).where(Need.state == "met")) or 0


def counts_by_field() -> dict[str, int]:
    """Open needs per technology field; a need with two fields counts in both."""
    code = func.unnest(Need.field_codes).label("code")
    rows = session().execute(select(code, func.count()).where(open_now()).group_by(code))
    return {row[0]: row[1] for row in rows}


def public_pages() -> Select[int, str, datetime]:
    """Row id, public id and last change of every open need: once it is open, only its state changes."""
    return select(Need.id, Need.public_id, Need.state_changed_at.label("changed_at")).where(open_now())


def _page_of(query: Select[Any], actor: Actor, number: int, size: int) -> Page[NeedSummary]:
    found: Page[Need] = paginate(query, number, size, lambda row: row)
    return Page(_summaries(found.items, actor), found.total, found.number, found.size)


def _field(values: Sequence[str]) -> ColumnElement[bool]:
    technologies = taxonomy.codes("key_technology", retired=True)
    codes = under(values, {term.code: f"{term.parent}/{term.code}" for term in technologies})
    return or_(Need.field_codes.overlap(values), Need.technology_codes.overlap(codes))


# Where the table holds what a need is searched by, for times without the engine; the twin of documents.py.
COLUMNS = Columns(
    kind="need",
    model=Need,
    shown=open_now(),
    at=Need.published_at,
    texts={"title": says(Need.title_zh, Need.title_en)},  # type: ignore[attr-defined]  # made by bilingual()
    holds={
        "field": _field,
        "city": lambda values: and_(Need.anonymity != "anonymous", Need.region_code.in_(values)),
        "cooperation": Need.cooperation_modes.overlap,
    },
    numbers={
        "budget_fen": func.coalesce(Need.budget_max_fen, Need.budget_min_fen),
        "published_at": Need.published_at,
    },
)
