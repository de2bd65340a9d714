"""Tests of writing: drafts in place, published listings through a change, both versions after a conflict."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from marketplace.core import audit
from marketplace.core.errors import Conflict, Forbidden, Invalid, InvalidAction, NotFound
from marketplace.core.text import Text
from marketplace.listings import queries, service
from marketplace.listings.errors import NoOwner
from marketplace.listings.models import ListingChange, ListingPatent, ListingVersion
from marketplace.listings.queries.facts import open_change, stamp
from tests.factories import accounts as people
from tests.factories import listings as make
from tests.factories.listings import owner_of, save


def upload(name: str = "report.txt", content: bytes = b"figures") -> FileStorage:
    return FileStorage(io.BytesIO(content), filename=name)


def test_only_members_of_an_offering_organisation_begin_a_draft(db: Session) -> None:
    officer = people.actor(people.make_officer())
    listing = service.create(officer, kind="patent", title=Text("一种电极", None))
    assert (listing.state, listing.kind, listing.owner_id) == (
        "draft",
        "patent",
        officer.memberships[0].organisation_id,
    )
    for person in (people.make_user(), people.make_broker(), people.make_staff("reviewer")):
        with pytest.raises(NoOwner):
            service.create(people.actor(person), kind="result", title=Text("甲", None))
    stranger = people.make_organisation("university")
    with pytest.raises(NoOwner):
        service.create(officer, kind="result", title=Text("甲", None), owner=stranger.public_id)


def test_a_colleague_sees_a_draft_and_a_stranger_does_not(db: Session) -> None:
    listing = make.make_listing(state="draft")
    house = db.get_one(people.Organisation, listing.owner_id)
    colleague, officer = people.make_user(), people.make_officer(house)
    people.join(colleague, house, "member")
    version = stamp(listing)
    with pytest.raises(Forbidden):
        service.save(people.actor(colleague), listing.public_id, version=version, title=Text("乙", None))
    service.save(people.actor(officer), listing.public_id, version=version, title=Text("乙", None))
    with pytest.raises(NotFound):
        service.save(people.actor(people.make_officer()), listing.public_id, version=version, title=Text("丙", None))


def test_a_draft_is_saved_step_by_step_and_its_gaps_shrink(db: Session) -> None:
    listing = make.make_listing(state="draft", figures=[], problem=Text())
    before = save(listing, incumbent=Text("镍网", None))
    after = save(listing, problem=Text("电耗高", None), figures=[make.make_figure(value=Decimal("4.25"))])
    assert {gap.field for gap in before.gaps} - {gap.field for gap in after.gaps} == {"problem", "figures"}
    assert after.completeness > before.completeness
    assert listing.figures[0].value == Decimal("4.25")


def test_key_technologies_go_with_their_field(db: Session) -> None:
    listing = make.make_listing(state="draft", technology_codes=["hydrogen.01"])
    save(listing, field_codes=["wind"])
    assert [row.code for row in listing.technologies] == []


def test_the_second_writer_sees_both_versions_and_nothing_is_lost(db: Session) -> None:
    listing = make.make_listing(state="draft")
    read = stamp(listing)
    author = owner_of(listing)
    service.save(author, listing.public_id, version=read, title=Text("甲的标题", None))
    with pytest.raises(Conflict) as refusal:
        service.save(author, listing.public_id, version=read, title=Text("乙的标题", None), problem=listing.problem)
    assert refusal.value.diff == {"title": ("甲的标题", "乙的标题")}
    assert listing.title == Text("甲的标题", None)


def test_saving_what_is_there_already_changes_nothing(db: Session) -> None:
    listing = make.make_listing(state="draft")
    read, before = stamp(listing), len(db.info.get("events", []))
    save(listing, title=listing.title, figures=[make.make_figure()], no_figures_reason=None)
    assert stamp(listing) == read
    assert len(db.info.get("events", [])) == before


def test_a_patent_keeps_its_row_while_a_number_stays(db: Session) -> None:
    first, second = make.make_patent(), make.make_patent()
    listing = make.make_listing(state="draft", patents=[first, second])
    kept = listing.patents[1].id
    save(listing, patents=[{**second, "patentee": "示例大学"}, make.make_patent()])
    assert listing.patents[0].id == kept
    assert listing.patents[0].patentee == "示例大学"
    assert db.query(ListingPatent).filter_by(listing_id=listing.id).count() == 2


def test_the_public_page_stays_until_the_change_is_approved(db: Session) -> None:
    reviewer = people.actor(people.make_staff("reviewer"))
    listing = make.make_listing(title=Text("旧标题", None))
    save(listing, title=Text("新标题", None))
    assert listing.title == Text("旧标题", None)
    assert queries.page_for(owner_of(listing), listing.public_id).title == Text("旧标题", None)
    service.submit(owner_of(listing), listing.public_id)
    assert listing.state == "published"
    with pytest.raises(InvalidAction):
        save(listing, title=Text("再改", None))
    service.claim(reviewer, listing.public_id)
    service.approve(reviewer, listing.public_id)
    assert (listing.title, listing.version_number) == (Text("新标题", None), 2)
    assert db.query(ListingVersion).filter_by(listing_id=listing.id, number=2).one().changed_fields == ["title"]
    assert queries.compare(owner_of(listing), listing.public_id, 2) == {
        "title": (Text("旧标题", None), Text("新标题", None))
    }


def test_a_rating_that_came_meanwhile_survives_an_approved_change(db: Session) -> None:
    reviewer = people.actor(people.make_staff("reviewer"))
    listing = make.make_listing()
    save(listing, title=Text("新标题", None))
    service.rerate_maturity(
        reviewer, listing_id=listing.id, scale_id="trl_9", level=7, evidence=Text("中试报告", None)
    )  # fmt: skip
    service.submit(owner_of(listing), listing.public_id)
    service.claim(reviewer, listing.public_id)
    service.approve(reviewer, listing.public_id)
    assert (listing.maturity_level, listing.title.zh, listing.version_number) == (7, "新标题", 3)


def test_two_people_continue_one_change_and_notice_each_other(db: Session) -> None:
    listing = make.make_listing()
    author, read = owner_of(listing), stamp(listing)
    service.save(author, listing.public_id, version=read, title=Text("甲", None))
    with pytest.raises(Conflict):
        service.save(author, listing.public_id, version=read, title=Text("乙", None))
    assert db.query(ListingChange).filter_by(listing_id=listing.id).count() == 1


def test_a_change_can_be_given_up(db: Session) -> None:
    listing = make.make_listing()
    save(listing, title=Text("新标题", None))
    service.discard(owner_of(listing), listing.public_id)
    assert open_change(listing) is None
    assert listing.state == "published"
    with pytest.raises(InvalidAction):
        service.submit(owner_of(listing), listing.public_id)


@pytest.mark.parametrize("state", ["submitted", "secrecy_review", "rejected", "withdrawn", "expired", "closed_deal"])
def test_what_is_decided_or_being_decided_is_not_edited(db: Session, state: str) -> None:
    listing = make.make_listing(state=state)
    with pytest.raises(Forbidden):
        save(listing, title=Text("新标题", None))


def test_a_file_is_attached_with_its_tier_and_only_here(db: Session, settings: Any) -> None:
    listing, other = make.make_listing(state="draft"), make.make_listing(state="draft")
    service.attach(
        owner_of(listing), listing.public_id, version=stamp(listing), file=upload(), kind="report", tier="members",
        caption=Text("检测报告", None),
    )  # fmt: skip
    (row,) = listing.attachments
    assert (row.tier, row.file.name, row.file.purpose) == ("members", "report.txt", f"listing:{listing.public_id}")
    assert (Path(settings.data_path) / "files" / row.file.sha256[:2] / row.file.sha256).exists()
    stolen = {"file": row.file.public_id, "kind": "report", "tier": "public", "caption": Text("借用", None)}
    with pytest.raises(Invalid):
        save(other, attachments=[stolen])
    with pytest.raises(Invalid):
        service.attach(
            owner_of(listing), listing.public_id, version=stamp(listing), file=upload("tool.exe"), kind="report",
            tier="public", caption=Text("程序", None),
        )  # fmt: skip
    save(listing, attachments=[])
    assert listing.attachments == []


def test_edits_are_recorded_with_old_and_new(db: Session) -> None:
    listing = make.make_listing(state="draft", title=Text("旧标题", None))
    save(listing, title=Text("新标题", None))
    audit.write(db)
    happened = next(e for e in audit.timeline(f"listing:{listing.public_id}") if e.kind == "listing.edit")
    assert happened.changes["title"] == [{"zh": "旧标题", "en": None}, {"zh": "新标题", "en": None}]


def test_duplicates_warn_by_patent_number_and_title_but_show_no_strangers_draft(db: Session) -> None:
    patent = make.make_patent()
    make.make_listing(title=Text("公开的标题", None), patents=[patent])
    make.make_listing(title=Text("别人的草稿", None), state="draft", patents=[patent])
    mine = make.make_listing(state="draft")
    saved = save(mine, patents=[patent])
    assert [str(g.rule) for g in saved.gaps if g.code == "duplicates" and "公开的标题" in str(g.rule)]
    assert not [g for g in saved.gaps if "别人的草稿" in str(g.rule)]
    saved = save(mine, patents=[], title=Text("公开 的标题", None))
    assert [g.code for g in saved.gaps if g.code == "duplicates"] == ["duplicates"]
