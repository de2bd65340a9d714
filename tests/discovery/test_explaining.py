"""Why is this (not) found? Told to the centre and to the owner of the record, to nobody else."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from werkzeug.datastructures import FileStorage

from marketplace.core import files, jobs
from marketplace.core.errors import Forbidden, NotFound
from marketplace.core.i18n import force_language
from marketplace.core.outbox import OutboxRow
from marketplace.core.policy import SYSTEM
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.discovery import service
from marketplace.discovery.queries.verdict import verdict
from marketplace.listings.models import ListingAttachment
from tests.factories import accounts
from tests.factories.listings import make_listing
from tests.factories.needs import make_need


def told(public_id: str, question: str, kind: str = "listing", **parts: str) -> service.Explanation:
    pairs = [("q", question), *((name.rstrip("_"), value) for name, value in parts.items())]
    return service.explain(SYSTEM, kind=kind, public_id=public_id, pairs=pairs)


def sentences(explanation: service.Explanation, app) -> str:
    with app.test_request_context("/en/"), force_language("en"):
        return " ".join(verdict(explanation.explained, app.extensions["search_index"]))


def test_a_found_record_is_told_with_its_place(app, committed, index) -> None:
    with committed():
        listing = make_listing(title=Text("烧结烟气余热回收装置", None))
    index()
    with committed():
        explanation = told(listing.public_id, "余热回收")
        assert explanation.explained.account is not None
        assert explanation.explained.account.place == 1
        assert "at place 1 of 1" in sentences(explanation, app)


def test_the_reason_is_told_when_it_is_not_found(app, committed, index) -> None:
    with committed():
        listing = make_listing(title=Text("烧结烟气余热回收装置", None))
        draft = make_listing(title=Text("烧结烟气脱硝", None), state="draft")
        need = make_need(title=Text("余热需求", None))
    index()
    with committed():
        assert "It lacks: 钙钛矿" in sentences(told(listing.public_id, "钙钛矿"), app)
        assert "The filter “Availability” leaves it out." in sentences(
            told(listing.public_id, "余热回收", availability="sold"), app
        )
        assert "not published" in sentences(told(draft.public_id, "脱硝"), app)
        assert "excludes something" in sentences(told(listing.public_id, "余热 -烟气"), app)
        assert "place 1" in sentences(told(need.public_id, "余热", "need"), app)
        assert "another kind of record" in sentences(told(listing.public_id, "余热", kind_="need"), app)


def test_a_record_that_has_not_reached_the_index_says_so(app, committed, index) -> None:
    index()
    with committed():
        listing = make_listing(title=Text("烧结烟气余热回收装置", None))
    with committed():
        text = sentences(told(listing.public_id, "余热"), app)
        assert "The index does not hold this record." in text
        assert "on its way" in text
        row = session().query(OutboxRow).filter_by(entity="listing", entity_id=listing.id).one()
        row.dead_at, row.error = row.created_at, "title: int does not fit"
    with committed():
        explanation = told(listing.public_id, "余热")
        assert "refused" in sentences(explanation, app)
        assert explanation.explained.queued.reason == "title: int does not fit"


def test_without_an_engine_the_state_of_the_record_is_told(app, committed, index) -> None:
    with committed():
        listing = make_listing()
    with committed():
        explanation = told(listing.public_id, "余热")
        assert explanation.explained.account is None
        assert "There is no readable index now" in sentences(explanation, app)


def test_only_the_centre_and_the_owner_may_ask(client, committed, index, sign_in) -> None:
    with committed():
        university = accounts.make_organisation("university")
        officer, stranger = accounts.make_officer(university), accounts.make_officer()
        reviewer = accounts.make_staff("reviewer")
        listing = make_listing(university, officer)
    index()
    address = f"/zh/search/explain/listing/{listing.public_id}?q=余热"
    assert client.get(address).status_code == 303
    for person, status in ((stranger, 404), (officer, 200), (reviewer, 200)):
        sign_in(client, person)
        assert client.get(address).status_code == status
        assert client.get(f"/api/v1/search/explain/listing/{listing.public_id}?q=余热").status_code == status
    sign_in(client, officer)
    assert client.get(f"{address}&reader=staff").status_code == 403
    sign_in(client, reviewer)
    assert client.get(f"{address}&reader=staff").status_code == 200


@pytest.fixture
def owners(committed, index):
    """A member of a verified and one of an unverified owner, staff, and a stranger's file for members only."""
    with committed():
        people, records = {}, {}
        for name, state, listed in (("verified", "verified", "published"), ("unverified", "unverified", "draft")):
            owner = accounts.make_organisation("university", state=state)
            people[name] = accounts.make_officer(owner)
            records[name] = make_listing(owner, people[name], title=Text("窑炉", None), state=listed).public_id
        people["staff"], records["staff"] = accounts.make_staff("reviewer"), records["verified"]
        listing = make_listing(title=Text("工业窑炉改造", None))
        upload = FileStorage(BytesIO("本文件说明双碱法脱硫塔的运行数据。".encode()), "members.txt")
        stored = files.store(SYSTEM, upload, purpose="test", tier="members")
        listing.attachments.append(
            ListingAttachment(file=stored, tier="members", kind="report", position=0, caption=Text())
        )
        jobs.run_now("core.read_file", sha256=stored.sha256, media_type=stored.media_type)
    index()
    return people, records


@pytest.mark.parametrize(
    ("who", "readers"),
    [
        ("unverified", {"public": 0, "self": 0, "member": 403, "staff": 403}),
        ("verified", {"public": 0, "self": 1, "member": 1, "staff": 403}),
        ("staff", {"public": 0, "self": 1, "member": 1, "staff": 1}),
    ],
)
def test_nobody_looks_as_a_reader_who_may_find_more(client, sign_in, owners, who: str, readers) -> None:
    """A number of hits tells what stands in a file; so does a number of documents with a word."""
    people, records = owners
    sign_in(client, people[who])
    for reader, expected in readers.items():
        query = {"q": '"双碱法脱硫塔"', "reader": reader}
        answer = client.get(f"/api/v1/search/explain/listing/{records[who]}", query_string=query)
        if expected == 403:
            assert answer.status_code == 403
            assert list(answer.json["error"]["fields"]) == ["reader"]
            continue
        assert answer.status_code == 200, answer.json
        assert answer.json["total"] == expected, reader
        counted = {part["documents"] for part in answer.json["parts"] if part["field"] == "files_members"}
        assert counted == ({1} if expected else set()), reader


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_offers_whom_one_may_look_as_and_shows_no_numbers_of_the_engine(
    client, sign_in, owners, lang: str
) -> None:
    people, records = owners
    for who, offered, hidden in (
        ("unverified", {"public", "self"}, True),
        ("verified", {"public", "self", "member"}, True),
        ("staff", {"public", "self", "member", "staff"}, False),
    ):
        sign_in(client, people[who])
        page = client.get(
            f"/{lang}/search/explain/listing/{records[who]}", query_string={"q": "窑炉", "reader": "self"}
        )
        assert page.status_code == 200
        assert set(re.findall(r'<option value="(\w+)"', page.text)) == offered
        assert '<option value="self" selected>' in page.text
        assert ('<pre class="small">' not in page.text) == hidden


def test_programs_are_told_what_is_wrong_people_what_was_left_out(client, sign_in, owners) -> None:
    people, records = owners
    sign_in(client, people["verified"])
    address = f"/search/explain/listing/{records['verified']}"
    english = {"Accept-Language": "en"}
    for query, field, words in (
        ("bogus=1", "bogus", "not a parameter of this search"),
        ("kind=foo", "kind", "one of: organisation, listing, need"),
        ("page=2", "page", "Leave it out"),
        ("price_min=abc", "price_min", "an amount in 10,000 yuan"),
        ("reader=foo", "reader", "Give one of: public, self, member."),
    ):
        answer = client.get(f"/api/v1{address}?{query}", headers=english)
        assert answer.status_code == 422, query
        assert list(answer.json["error"]["fields"]) == [field]
        assert words in answer.json["error"]["fields"][field][0]
    assert client.get(f"/zh{address}?reader=foo").status_code == 422
    page = client.get(f"/en{address}?q=窑炉&price_min=abc&page=x&size=1000")
    assert page.status_code == 200
    assert "“abc” is not a value of Price" in page.text
    assert page.text.count("Not applied") == 1


def test_an_unknown_record_is_not_found(committed, index) -> None:
    index()
    with committed(), pytest.raises(NotFound):
        told("AAAAAAAAAA", "余热")
    with committed(), pytest.raises((NotFound, Forbidden)):
        told("AAAAAAAAAA", "余热", "need")


def test_the_command_tells_the_same(app, committed, index) -> None:
    with committed():
        listing = make_listing(title=Text("烧结烟气余热回收装置", None))
    index()
    answer = app.test_cli_runner().invoke(args=["search", "explain", listing.public_id, "余热"])
    assert answer.exit_code == 0, answer.output
    assert "at place 1 of 1" in answer.output
    assert "points" in answer.output
