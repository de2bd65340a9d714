"""Tests of what the index is told about a listing."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from marketplace.core import files, indexing, jobs
from marketplace.core.outbox import OutboxRow
from marketplace.core.policy import SYSTEM
from marketplace.core.text import Text
from marketplace.listings import documents, queries, service
from marketplace.listings.models import ListingAttachment, ListingPatentDocument
from marketplace.listings.schemas import Maturity
from search import Document
from tests.factories import accounts as people
from tests.factories import listings as make


def built(db: Session, listing: object) -> Document:
    db.flush()
    return documents.build(db, [listing.id])[0]  # type: ignore[attr-defined]


def _codes(document: Document) -> list[str]:
    codes = document.fields["codes"]
    assert isinstance(codes, tuple)
    return list(codes)


def test_a_published_listing_is_a_document_the_index_accepts(db: Session, app: object) -> None:
    listing = make.make_listing(technology_codes=["hydrogen.01"])
    document = indexing.index(app.config["SETTINGS"]).check(built(db, listing))  # type: ignore[attr-defined]
    assert document.audience == {"public"}
    assert document.fields["field"] == ("hydrogen", "hydrogen/hydrogen.01")
    assert document.fields["trl"] == 5
    assert document.fields["stage"] == "middle"
    assert document.fields["ipc"] == ("C/C25B",)
    assert listing.patents[0].application_number in document.fields["codes"]
    assert set(document.fields) == {field.name for field in documents.FIELDS}


def test_several_listings_read_at_once_keep_their_own_parts_in_order(db: Session) -> None:
    first, second = make.make_listing(), make.make_listing(technology_codes=["hydrogen.01"])
    patent = first.patents[0]
    patent.documents[:] = [ListingPatentDocument(number="CN116000002B"), ListingPatentDocument(number="CN116000001A")]
    db.flush()
    one, other, none = documents.build(db, [first.id, second.id, 10**9])
    assert _codes(one)[:3] == [patent.application_number, "CN116000001A", "CN116000002B"]
    assert "CN116000001A" not in _codes(other)
    assert other.fields["field"] == ("hydrogen", "hydrogen/hydrogen.01")
    assert other.fields["owner"] != one.fields["owner"]
    assert none.deleted


@pytest.mark.parametrize("state", ["draft", "paused", "held", "withdrawn", "expired", "closed_deal"])
def test_what_is_not_on_offer_is_a_tombstone(db: Session, state: str) -> None:
    listing = make.make_listing(state=state)
    document = built(db, listing)
    assert document.deleted
    assert document.version == listing.version


def test_levels_of_another_scale_never_become_trl(db: Session) -> None:
    document = built(db, make.make_listing(maturity=Maturity("qingdao_2025", 8)))
    assert document.fields["trl"] is None
    assert document.fields["stage"] == "middle"


def test_grams_and_tonnes_of_carbon_sort_together(db: Session) -> None:
    tonnes = make.make_listing(benefits=[make.make_benefit(value=Decimal("0.4"), unit="t_co2e")])
    grams = make.make_listing(benefits=[make.make_benefit(value=Decimal("399000"), unit="g_co2e")])
    percent = make.make_listing(benefits=[make.make_benefit(value=Decimal("90"), unit="percent")])
    saved = [built(db, row).fields["benefit_grams"] for row in (tonnes, grams, percent)]
    assert saved == [400_000, 399_000, None]


def test_a_negotiable_price_is_not_a_price_of_zero(db: Session) -> None:
    listing = make.make_listing(price_disclosure="negotiable", price_min=None)
    assert built(db, listing).fields["price_fen"] is None


def test_an_amount_behind_a_price_on_request_stays_there(db: Session) -> None:
    listing = make.make_listing(price_disclosure="negotiable", price_min=33_000_000, price_max=44_000_000)
    assert built(db, listing).fields["price_fen"] is None
    card = queries.cards([listing.public_id])[listing.public_id]
    assert (card.price_min_fen, card.price_max_fen) == (None, None)


def test_a_change_of_a_part_or_of_the_owners_name_is_indexed(db: Session) -> None:
    listing = make.make_listing(state="draft")
    other = make.make_listing()
    db.flush()
    db.info["outbox"].clear()
    before = listing.version
    author = people.actor(db.get_one(people.User, listing.created_by_id))
    service.save(
        author, listing.public_id, version=f"{listing.public_id}-{before}",
        figures=[make.make_figure(value=Decimal("4.1"))],
    )  # fmt: skip
    assert listing.version > before
    owner = db.get_one(people.Organisation, other.owner_id)
    owner.name = Text("更名后的大学", None)
    db.flush()
    assert db.info["outbox"] >= {("listing", listing.id), ("listing", other.id)}


def test_bulk_rows_reach_the_outbox(db: Session) -> None:
    from tests.listings.test_loading import row

    service.load_published(people.actor(people.make_staff("reviewer")), [row()])
    assert db.query(OutboxRow).filter_by(entity="listing").count() == 1


def test_texts_of_attachments_are_apart_by_tier_and_confidential_ones_lie_beside(db: Session, app: object) -> None:
    listing = make.make_listing()
    for tier, words in (("public", "公开的烧结余热方案"), ("members", "会员可读的工况"), ("nda", "协议下的配方")):
        stored = files.store(SYSTEM, FileStorage(BytesIO(words.encode()), f"{tier}.txt"), purpose="test", tier=tier)
        row = ListingAttachment(file=stored, tier=tier, kind="report", position=0, caption=Text(tier, None))
        listing.attachments.append(row)
        db.flush()
        db.execute(delete(OutboxRow))
        jobs.run_now("core.read_file", sha256=stored.sha256, media_type=stored.media_type)
        queued = {row.entity for row in db.scalars(select(OutboxRow).where(OutboxRow.entity_id == listing.id))}
        assert queued == {"listing", *(["attachment"] if tier == "nda" else [])}  # the index follows what was read
    fields = built(db, listing).fields
    assert fields["files_public"] == ("公开的烧结余热方案",)
    assert fields["files_members"] == ("会员可读的工况",)
    assert "协议" not in str(fields)
    (confidential,) = documents.build_attachments(db, [listing.id])
    assert confidential.fields == {"files_nda": ("协议下的配方",)}
    assert confidential.audience == {"staff", f"org:{listing.owner_id}", f"nda:{listing.public_id}"}
    assert documents.count_attachments(db) == 1
    assert documents.attached_after(db, 0, 10) == [listing.id]
