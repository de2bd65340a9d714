"""Tests of the bulk load of reviewed records."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from marketplace.core import audit, clock
from marketplace.core.errors import Forbidden, Invalid
from marketplace.core.policy import SYSTEM
from marketplace.core.text import Text
from marketplace.listings import queries, service
from marketplace.listings.models import Listing, ListingVersion
from marketplace.listings.queries.content import content_of
from marketplace.listings.schemas import ContentSchema
from marketplace.listings.schemas.snapshot import freeze, thaw
from tests.factories import accounts as people
from tests.factories import listings as make


def row(**values: Any) -> dict[str, Any]:
    """A row as it stands in a file: plain JSON."""
    names = {name: values.pop(name) for name in ("owner", "published_on", "kind", "demo") if name in values}
    content = ContentSchema().dump(make.content(**values))
    del content["attachments"]
    owner = names.pop("owner", None) or people.make_organisation("university").public_id
    return {
        **content, "kind": "result", "owner": owner, "published_on": clock.today().isoformat(), **names,
    }  # fmt: skip


def test_a_loaded_row_is_the_same_as_one_written_by_hand(db: Session) -> None:
    wanted = make.content()
    owner = people.make_organisation("university")
    source = {**ContentSchema().dump(wanted), "kind": "result", "owner": owner.public_id}
    del source["attachments"]
    loaded = service.load_published(SYSTEM, [{**source, "published_on": clock.today().isoformat(), "demo": True}])
    listing = db.query(Listing).filter_by(public_id=loaded.public_ids[0]).one()
    by_hand = make.make_listing(owner, **wanted)
    assert freeze(content_of(listing)) == freeze(content_of(by_hand))
    assert (listing.state, listing.version_number, listing.demo) == ("published", 1, True)
    version = db.query(ListingVersion).filter_by(listing_id=listing.id).one()
    assert thaw(version.snapshot) == thaw(freeze(content_of(listing)))
    assert queries.cards(loaded.public_ids)[listing.public_id].title == wanted["title"]


def test_nothing_is_written_when_one_row_breaks_a_rule(db: Session) -> None:
    bad = row(title=Text("热泵，联系电话 13812345678", None))
    pending = make.make_patent(
        status="in_examination", grant_number=None, granted_on=None, title=Text("一种电极", None)
    )  # fmt: skip
    named = row(patents=[pending], summary=Text("已获国家发明专利", None))
    unknown = {**row(), "colour": "green"}
    stranger = row(owner="0000000000")
    before = db.query(Listing).count()
    with pytest.raises(Invalid) as refusal:
        service.load_published(SYSTEM, [row(), bad, named, unknown, stranger])
    assert set(refusal.value.fields) >= {"rows.1.title", "rows.2.summary", "rows.3.colour", "rows.4.owner"}
    assert not any(name.startswith("rows.0.") for name in refusal.value.fields)
    assert db.query(Listing).count() == before


def test_an_old_record_is_loaded_as_expired(db: Session) -> None:
    day = clock.today() - timedelta(days=400)
    loaded = service.load_published(SYSTEM, [row(published_on=day.isoformat())])
    listing = db.query(Listing).filter_by(public_id=loaded.public_ids[0]).one()
    assert listing.state == "expired"
    assert clock.local(listing.published_at).date() == day


def test_only_staff_may_load(db: Session) -> None:
    for person in (people.make_officer(), people.make_broker(), people.make_staff("finance")):
        with pytest.raises(Forbidden):
            service.load_published(people.actor(person), [row()])


def test_each_loaded_record_has_its_event_and_the_chain_holds(db: Session) -> None:
    owner = people.make_organisation("university").public_id
    loaded = service.load_published(SYSTEM, [row(owner=owner) for _ in range(3)])
    audit.write(db)
    for public_id in loaded.public_ids:
        (found,) = audit.timeline(f"listing:{public_id}", ("public",))
        assert found.changes["state"] == [None, "published"]
    assert audit.verify()[1] is None


def test_the_number_of_statements_does_not_grow_with_the_rows(db: Session) -> None:
    owner = people.make_organisation("university").public_id
    counts = []
    for size in (2, 40):
        rows = [row(owner=owner) for _ in range(size)]
        seen: list[str] = []
        listener = lambda *args: seen.append(args[2])  # noqa: E731, B023
        event.listen(db.get_bind(), "before_cursor_execute", listener)
        service.load_published(SYSTEM, rows)
        event.remove(db.get_bind(), "before_cursor_execute", listener)
        counts.append(len(seen))
    assert counts[1] <= counts[0] + 1  # the vocabulary looks every two seconds whether it has changed
