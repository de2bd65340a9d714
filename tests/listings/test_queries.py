"""Tests of what pages and other nouns read of listings, and of who gets which file."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from marketplace.core.errors import Forbidden, NotFound, Unauthenticated
from marketplace.core.policy import ANONYMOUS
from marketplace.core.text import Text
from marketplace.listings import queries, service
from marketplace.listings.models import Listing
from marketplace.listings.queries.facts import stamp
from tests.factories import accounts as people
from tests.factories import listings as make
from tests.factories.listings import owner_of, save


def with_file(tier: str, state: str = "published") -> tuple[Listing, str]:
    """A listing with one file of the tier; answers the file's public id."""
    listing = make.make_listing(state="draft")
    service.attach(
        owner_of(listing), listing.public_id, version=stamp(listing), kind="report", tier=tier,
        file=FileStorage(io.BytesIO(b"figures"), filename="report.txt"), caption=Text("检测报告", None),
    )  # fmt: skip
    file = listing.attachments[0].file
    public = make.make_listing(state=state)
    file.purpose = f"listing:{public.public_id}"
    save(public, attachments=[{"file": file.public_id, "kind": "report", "tier": tier, "caption": Text("报告", None)}])
    if state == "published":
        reviewer = people.actor(people.make_staff("reviewer"))
        service.submit(owner_of(public), public.public_id)
        service.claim(reviewer, public.public_id)
        service.approve(reviewer, public.public_id)
    return public, file.public_id


def test_summaries_come_in_one_go_with_what_neighbours_need(db: Session) -> None:
    listing = make.make_listing(field_codes=["hydrogen", "wind"])
    found = queries.summaries([listing.id, None, -1])[listing.id]
    assert found == queries.summary(listing.id) == queries.summary_by_public_id(listing.public_id)
    assert found.field_codes == ("hydrogen", "wind")
    assert (found.maturity_scale, found.maturity_level, found.price_fen) == ("trl_9", 5, 120_000_000)
    assert found.owner_name
    assert queries.summary(-1) is None
    assert queries.summaries([]) == {}


def test_cards_and_counts_hold_what_is_on_offer(db: Session) -> None:
    before = queries.count_by_kind().get("patent", 0), queries.count_by_field().get("nuclear", 0)
    shown = make.make_listing(kind="patent", field_codes=["nuclear"])
    make.make_listing(kind="patent", field_codes=["nuclear"], state="paused")
    card = queries.cards([shown.public_id])[shown.public_id]
    assert card.figure
    assert (card.figure.value, card.figure.unit) == (Decimal("4.3"), "kWh/Nm³")
    assert card.owner_verified
    assert card.patent_number == shown.patents[0].application_number
    assert (queries.count_by_kind()["patent"], queries.count_by_field()["nuclear"]) == (before[0] + 1, before[1] + 1)
    assert queries.newest(1)[0].public_id == shown.public_id
    assert [c.public_id for c in queries.of_owner(shown.owner_id)] == [shown.public_id]


def test_the_newest_of_some_fields_need_no_engine(db: Session) -> None:
    older, newer = (make.make_listing(field_codes=[code]) for code in ("vanadium_titanium", "nuclear"))
    make.make_listing(field_codes=["nuclear"], state="paused")
    assert queries.basic(fields=["vanadium_titanium", "nuclear"]) == [newer.public_id, older.public_id]
    assert queries.basic(fields=["vanadium_titanium"]) == [older.public_id]
    assert queries.basic(fields=["nuclear", "vanadium_titanium"], limit=1) == [newer.public_id]


def test_own_listings_are_listed_in_every_state_with_their_change(db: Session) -> None:
    listing = make.make_listing()
    officer = owner_of(listing)
    house = db.get_one(people.Organisation, listing.owner_id)
    make.make_listing(house, state="draft")
    make.make_listing()
    save(listing, title=Text("新标题", None))
    rows = {row.public_id: row for row in queries.mine(officer).items}
    assert len(rows) == 2
    assert rows[listing.public_id].change_state == "editing"
    assert queries.mine_by_state(officer) == {"draft": 1, "published": 1}
    assert [row.state for row in queries.mine(officer, state="draft").items] == ["draft"]
    assert queries.browse(officer, mine=True).total == 2
    assert queries.mine(ANONYMOUS).total == 0


def test_the_sheet_reads_gain_verification_and_staleness(db: Session) -> None:
    listing = make.make_listing(
        figures=[
            make.make_figure(value=Decimal("4.3"), incumbent_value=Decimal("4.8"), better="lower"),
            make.make_figure(value=Decimal("4.3"), incumbent_value=Decimal("4.8"), better="higher"),
            make.make_figure(incumbent_value=None),
        ],
        benefits=[make.make_benefit(), make.make_benefit(evidence_level="self_declared")],
        completers=[
            {"name": Text("甲", None), "contribution": Text(), "shown": True},
            {"name": Text("乙", None), "contribution": Text(), "shown": False},
        ],
    )  # fmt: skip
    sheet = queries.page_for(ANONYMOUS, listing.public_id).sheet
    assert [row.gain for row in sheet.figures] == [Decimal("10.4"), Decimal("-10.4"), None]
    assert [row.verified for row in sheet.benefits] == [True, False]
    assert [person["name"].zh for person in sheet.completers] == ["甲"]
    assert sheet.completers_unnamed == 1
    assert sheet.patents[0].number.startswith("ZL")
    pending = make.make_patent(status="in_examination", grant_number=None, granted_on=None)
    other = make.make_listing(patents=[pending])
    assert queries.page_for(ANONYMOUS, other.public_id).sheet.patents[0].number == pending["application_number"]


@pytest.mark.parametrize("state", ["draft", "submitted", "returned", "rejected", "held", "paused"])
def test_strangers_do_not_see_what_is_not_public(db: Session, state: str) -> None:
    listing = make.make_listing(state=state)
    for reader in (ANONYMOUS, people.actor(people.make_officer()), people.actor(people.make_broker())):
        with pytest.raises(NotFound):
            queries.page_for(reader, listing.public_id)
    assert queries.page_for(owner_of(listing), listing.public_id).state == state
    assert queries.page_for(people.actor(people.make_staff("auditor")), listing.public_id).state == state


def test_a_public_file_is_for_everybody(db: Session) -> None:
    listing, file = with_file("public")
    assert queries.file_for(ANONYMOUS, listing.public_id, file).public_id == file
    assert queries.page_for(ANONYMOUS, listing.public_id).attachments[0].readable


def test_a_members_file_asks_who_reads_it(db: Session) -> None:
    listing, file = with_file("members")
    with pytest.raises(Unauthenticated):
        queries.file_for(ANONYMOUS, listing.public_id, file)
    loner = people.actor(people.make_user())
    unverified = people.make_enterprise_user(people.make_organisation("enterprise", state="submitted"))
    for reader in (loner, people.actor(unverified)):
        with pytest.raises(Forbidden):
            queries.file_for(reader, listing.public_id, file)
    member = people.actor(people.make_enterprise_user())
    assert queries.file_for(member, listing.public_id, file).public_id == file
    assert not queries.page_for(loner, listing.public_id).attachments[0].readable


def test_a_confidential_file_is_not_there_for_outsiders(db: Session) -> None:
    listing, file = with_file("nda")
    for reader in (ANONYMOUS, people.actor(people.make_enterprise_user())):
        with pytest.raises(NotFound):
            queries.file_for(reader, listing.public_id, file)
    assert queries.file_for(owner_of(listing), listing.public_id, file).public_id == file


def test_a_file_of_another_listing_or_of_a_change_is_not_served(db: Session) -> None:
    listing, _file = with_file("public")
    _other, file = with_file("public")
    with pytest.raises(NotFound):
        queries.file_for(ANONYMOUS, listing.public_id, file)
    changed, proposed = with_file("public", state="paused")
    with pytest.raises(NotFound):
        queries.file_for(ANONYMOUS, changed.public_id, proposed)
    assert queries.file_for(owner_of(changed), changed.public_id, proposed).public_id == proposed
