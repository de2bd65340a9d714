"""The verbs of needs: who may, what is told, what a conflict shows, who learns the owner's name."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Organisation
from marketplace.core import clock
from marketplace.core.errors import Conflict, Forbidden, GuardsUnmet, NotFound
from marketplace.core.mail import Message
from marketplace.core.policy import ANONYMOUS, SYSTEM
from marketplace.core.text import Text
from marketplace.needs import documents, queries, service
from marketplace.needs.models import Need
from tests.factories.accounts import actor, make_broker, make_enterprise_user, make_organisation, make_staff
from tests.factories.needs import make_need, need_values


def test_from_draft_to_open(db: Session) -> None:
    owner = make_organisation("enterprise")
    author = make_enterprise_user(owner)
    reviewer, broker = make_staff("reviewer"), make_broker()
    need = service.create(actor(author), owner_id=owner.id, **need_values())
    service.advance(actor(author), public_id=need.public_id, action="submit")
    with pytest.raises(GuardsUnmet):
        service.advance(actor(reviewer), public_id=need.public_id, action="review")
    service.comment(actor(broker), public_id=need.public_id, clear=True, body="The figures are enough.")
    service.advance(actor(reviewer), public_id=need.public_id, action="review")
    service.advance(actor(reviewer), public_id=need.public_id, action="publish")
    assert need.state == "open"
    assert need.expires_on == clock.today() + timedelta(days=180)
    told = set(db.scalars(select(Message.template).where(Message.user_id == author.id)))
    assert told == {"needs/comment", "needs/published"}


def test_an_incomplete_need_names_every_gap_beside_its_field(db: Session) -> None:
    owner = make_organisation("enterprise")
    author = make_enterprise_user(owner)
    need = service.create(actor(author), owner_id=owner.id, title=Text("余热", None))
    with pytest.raises(GuardsUnmet) as refused:
        service.advance(actor(author), public_id=need.public_id, action="submit")
    assert {"title", "process", "problem", "targets", "limits", "field_codes"} <= set(refused.value.fields)


def test_two_editors_get_a_conflict_with_both_versions(db: Session) -> None:
    need = make_need(state="draft")
    editor = actor(make_enterprise_user(_owner(db, need)))
    seen = need.version
    service.edit(editor, public_id=need.public_id, version=seen, title=Text("新标题一二三", None))
    with pytest.raises(Conflict) as conflict:
        service.edit(editor, public_id=need.public_id, version=seen, title=Text("另一个标题", None))
    assert conflict.value.diff["title_zh"] == ("新标题一二三", "另一个标题")


def _owner(db: Session, need: Need) -> Organisation:
    return db.get_one(Organisation, need.owner_id)


def test_strangers_see_nothing_of_a_draft(db: Session) -> None:
    need = make_need(state="draft")
    stranger = actor(make_enterprise_user())
    for reader in (ANONYMOUS, stranger):
        with pytest.raises(NotFound):
            queries.page_for(reader, need.public_id)
        with pytest.raises(NotFound):
            service.get(reader, need.public_id, "edit")


def test_only_officers_of_the_owner_write(db: Session) -> None:
    with pytest.raises(Forbidden):
        service.create(actor(make_enterprise_user()), owner_id=make_organisation("enterprise").id, **need_values())


@pytest.mark.parametrize(("anonymity", "shown"), [("described", "成都某企业"), ("anonymous", "某企业")])
def test_an_anonymous_owner_is_named_to_nobody_outside(db: Session, anonymity: str, shown: str) -> None:
    need = make_need(anonymity=anonymity, region_code="5101")
    outside = queries.summary(need.id, actor(make_enterprise_user()))
    assert outside.owner_shown.zh in (shown, shown.replace("成都", "成都市"))
    assert outside.owner_public_id is None
    inside = queries.summary(need.id, actor(make_broker()))
    assert inside.owner_shown == inside.owner_name
    found = documents.document(need)
    assert need.title.zh in found.fields["title"]
    assert inside.owner_name.zh not in str(found.fields)
    assert (found.fields["city"] is None) == (anonymity == "anonymous")


def test_expiry_is_told_once_and_can_be_undone(db: Session) -> None:
    need = make_need(expires_on=date(2020, 1, 1))
    assert service.expire_due() == 1
    assert service.expire_due() == 0
    assert need.state == "expired"
    owner = make_enterprise_user(_owner(db, need))
    service.advance(actor(owner), public_id=need.public_id, action="renew")
    assert need.state == "open"
    assert need.expires_on > clock.today()


def test_a_deal_takes_the_need_out_of_the_index_and_gives_it_back(db: Session) -> None:
    need = make_need()
    service.enter_deal(SYSTEM, need_id=need.id, deal_public_id="DEAL000000")
    assert documents.build(db, [need.id])[0].deleted
    service.leave_deal(SYSTEM, need_id=need.id, deal_public_id="DEAL000000")
    assert not documents.build(db, [need.id])[0].deleted


def test_documents_carry_only_declared_fields(db: Session) -> None:
    found = documents.document(make_need())
    assert set(found.fields) == {field.name for field in documents.FIELDS}
