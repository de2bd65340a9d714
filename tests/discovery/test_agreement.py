"""Files under an agreement: searched by the owner's members and the centre; nobody else learns anything of them."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import delete, func, select, update
from werkzeug.datastructures import FileStorage

from marketplace.accounts.models import User
from marketplace.accounts.service import members
from marketplace.core import files, index_status, indexing, jobs, rebuild, reconcile, vectors
from marketplace.core.i18n import force_language
from marketplace.core.outbox import OutboxRow
from marketplace.core.policy import ANONYMOUS, SYSTEM, Actor
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.core.vectors import VectorTask
from marketplace.discovery import service
from marketplace.discovery.queries.verdict import verdict
from marketplace.listings import service as listings
from marketplace.listings.models import Listing
from marketplace.listings.service.content import write
from marketplace.settings import Settings
from search import searcher
from search.elastic import names
from search.elastic.client import Connection
from search.elastic.generation import present
from search.tantivy import reader
from tests.contract.conftest import ENGINES
from tests.contract.nodes import elasticsearch_node, pytest_collection_modifyitems  # noqa: F401
from tests.factories.accounts import actor, join, make_enterprise_user, make_organisation, make_staff, make_user
from tests.factories.listings import make_listing

QUESTION = '"钌铱涂层配方"'
SECRET = "本文件说明钌铱涂层配方的焙烧曲线。"


class Site:
    """One listing with a file under agreement, and everybody who may or may not know of it."""

    def __init__(self, committed: Callable[[], Any]) -> None:
        self._committed = committed
        with committed():
            owner = make_organisation("university")
            self.member, self.former, self.staff = make_user(), make_user(), make_staff("reviewer")
            join(self.member, owner, "member")
            join(self.former, owner, "member")
            self.stranger = make_enterprise_user()
            listing = make_listing(owner, title=Text("海水淡化能量回收器", None), field_codes=["hydrogen"])
            self.owner, self.public_id, self.number = owner.public_id, listing.public_id, listing.id
            self.attach(("secret.txt", "nda", SECRET))
            members.leave(actor(self.former), owner.public_id)

    @property
    def listing(self) -> Listing:
        return session().get_one(Listing, self.number)

    def attach(self, *rows: tuple[str, str, str], is_read: bool = True) -> None:
        """Give the listing these files (name, tier, text) and no others."""
        items = []
        for name, tier, words in rows:
            upload = FileStorage(BytesIO(words.encode()), name)
            stored = files.store(SYSTEM, upload, purpose=f"listing:{self.public_id}", tier=tier)
            session().flush()
            items.append({"file": stored.public_id, "tier": tier, "kind": "report", "caption": Text()})
        write(self.listing, {"attachments": items})
        session().flush()
        if is_read:
            self.read()

    def read(self) -> None:
        """What the worker does with new files."""
        for row in self.listing.attachments:
            jobs.run_now("core.read_file", sha256=row.file.sha256, media_type=row.file.media_type)

    def follow(self) -> None:
        """Let the index take what was committed, and see that it agrees with the database."""
        with self._committed():
            while indexing.drain():
                pass
        with self._committed():
            indexing.backend().versions("", 1)  # readers see the newest commit
            assert reconcile.run().differences == 0

    def found(self, who: User | None, *more: tuple[str, str], question: str = QUESTION) -> service.Found:
        """What a person is answered now."""
        with self._committed():
            asking: Actor = actor(session().get_one(User, who.id)) if who else ANONYMOUS
            return service.find(asking, [("q", question), *more])

    def finders(self, question: str = QUESTION) -> set[str]:
        """Who of all finds the listing; whoever does not is told nothing else of it either."""
        people = {"anyone": None, "stranger": self.stranger, "former": self.former, "member": self.member}
        found = set()
        for name, who in {**people, "staff": self.staff}.items():
            answer = self.found(who, question=question)
            if any(row.public_id == self.public_id for row in answer.rows):
                found.add(name)
            else:
                assert (answer.by_attachment, answer.listed, answer.rows) == (0, 0, [])
        return found


READERS = {"member", "staff"}
ALL = {"anyone", "stranger", "former", *READERS}


@pytest.fixture(params=ENGINES)
def site(
    request: pytest.FixtureRequest, app: Any, committed: Any, settings: Settings, tmp_path: Any, monkeypatch: Any
) -> Iterator[Site]:
    """The site on either engine, with an index of its own."""
    url = request.getfixturevalue("elasticsearch_node").url if request.param == "elasticsearch" else ""
    own = replace(settings, elasticsearch_url=url, search_index=f"t{uuid.uuid4().hex[:12]}")
    monkeypatch.setitem(app.config, "SETTINGS", own)
    monkeypatch.setattr(indexing, "_folder", lambda _settings: tmp_path / "search")
    monkeypatch.setattr(searcher, "DEADLINE", 30.0)  # what is found is tested here, not how busy the machine is
    monkeypatch.setattr(reader, "FOLLOW_EVERY", 0.0)
    indexing.close()
    made = Site(committed)
    with committed():
        list(rebuild.run())
    yield made
    indexing.close()
    if url:
        with Connection(url).open(patient=True) as opened:
            for generation in present(opened, own.search_index):
                opened.indices.delete(index=names.physical(own.search_index, generation))


def test_members_of_the_owner_and_the_centre_find_it_and_see_the_passage(site: Site) -> None:
    site.follow()
    assert site.finders() == READERS
    for who in (site.member, site.staff):
        found = site.found(who)
        (row,) = found.rows
        assert (found.total, found.by_attachment, found.listed) == (0, 1, 1)
        assert (row.found_in, row.under_agreement) == ("secret.txt", True)
        assert "<mark>" in row.snippet
    for others in ({"field": "solar"}, {"price_max": "1"}):
        assert site.found(site.staff, *others.items()).rows == []
    assert site.found(site.staff, ("field", "hydrogen")).by_attachment == 1


def test_it_counts_in_no_facet_and_no_total(site: Site) -> None:
    for question in ("", "海水淡化", "涂层"):
        public, staff = (site.found(who, question=question) for who in (None, site.staff))
        assert public.results is not None
        assert staff.results is not None
        assert (staff.total, staff.results.facets) == (public.total, public.results.facets)


def test_it_follows_the_listing_and_its_files(site: Site, committed: Any) -> None:
    steps: list[tuple[Callable[[], object], set[str]]] = [
        (lambda: listings.pause(SYSTEM, site.public_id), set()),
        (lambda: listings.resume(SYSTEM, site.public_id), READERS),
        (lambda: site.attach(("open.txt", "public", SECRET)), ALL),
        (lambda: site.attach(("again.txt", "nda", SECRET)), READERS),
        (lambda: site.attach(), set()),
        (lambda: site.attach(("late.txt", "nda", SECRET + "另一份"), is_read=False), set()),
        (site.read, READERS),
        (lambda: listings.withdraw(SYSTEM, site.public_id, reason="sold"), set()),
    ]
    for change, finders in steps:
        with committed():
            change()
        site.follow()
        assert site.finders() == finders


def test_a_tier_that_changes_moves_the_text(site: Site, committed: Any) -> None:
    for tier, finders in (("members", {"stranger", *READERS}), ("nda", READERS), ("public", ALL)):
        with committed():
            (row,) = site.listing.attachments
            item = {"file": row.file.public_id, "tier": tier, "kind": row.kind, "caption": row.caption}
            write(site.listing, {"attachments": [item]})
        site.follow()
        assert site.finders() == finders


def test_a_rebuild_holds_it_and_agrees_with_the_database(site: Site, committed: Any) -> None:
    with committed():
        before = index_status.read().documents
        list(rebuild.run())
        assert index_status.read().documents == before
    site.follow()
    assert site.finders() == READERS


def test_a_right_that_ended_hides_it_before_the_index_knows(site: Site, committed: Any) -> None:
    with committed():
        other = make_organisation("university")
        session().execute(update(Listing).where(Listing.id == site.number).values(owner_id=other.id))
        session().execute(delete(OutboxRow))
    assert site.found(site.member).rows == []
    with committed():
        queued = session().execute(select(OutboxRow.entity, OutboxRow.entity_id)).all()
    assert ("attachment", site.number) in {tuple(row) for row in queued}


def test_the_fullest_of_several_files_is_shown(site: Site, committed: Any) -> None:
    with committed():
        site.attach(
            ("one.txt", "nda", "设备清单：涂层设备"), ("two.txt", "nda", SECRET), ("open.txt", "public", "目录")
        )
    site.follow()
    (row,) = site.found(site.member).rows
    assert row.found_in == "two.txt"


def test_other_listings_of_a_change_write_nothing(site: Site, committed: Any) -> None:
    with committed():
        session().execute(delete(OutboxRow))
        make_listing()
    with committed():
        asked = select(func.count()).select_from(OutboxRow).where(OutboxRow.entity == "attachment")
        assert session().scalar(asked) == 0


def test_its_vectors_wait_for_nobody(site: Site, committed: Any, settings: Settings) -> None:
    model = vectors.open_model(settings)
    if model is None:
        pytest.skip("no model here")
    with committed():
        vectors.want_all()
    with committed():
        while vectors.work(model):
            pass
        assert session().scalar(select(func.count()).select_from(VectorTask)) == 0
    site.follow()
    assert site.finders() == READERS


@pytest.mark.parametrize(
    ("lang", "said", "mark"),
    [
        ("zh", "另有 1 项见于协议保密附件", "须签保密协议"),
        ("en", "and 1 more in files under agreement", "Under agreement"),
    ],
)
def test_page_and_interface_say_it_to_those_readers_only(
    client: Any, sign_in: Any, index: Any, committed: Any, lang: str, said: str, mark: str
) -> None:
    site = Site(committed)
    index()
    for who, may in ((site.member, True), (site.staff, True), (site.stranger, False), (site.former, False)):
        sign_in(client, who)
        html = client.get(f"/{lang}/search?q={QUESTION}").get_data(as_text=True)
        assert [part in html for part in (said, mark, "secret.txt", site.public_id)] == [may] * 4
        answer = client.get(f"/api/v1/search?q={QUESTION}").get_json()
        assert (answer["total"], answer["by_attachment"]) == (0, int(may))
        assert [item["public_id"] for item in answer["items"]] == [site.public_id] * may
        assert all(item["under_agreement"] and item["found_in"] == "secret.txt" for item in answer["items"])


def test_the_centre_is_told_why_and_the_kind_cannot_be_asked_for(app: Any, index: Any, committed: Any) -> None:
    site = Site(committed)
    index()
    with committed():
        asked = {"kind": "listing", "public_id": site.public_id, "pairs": [("q", QUESTION)]}
        for who, told in (("staff", True), ("member", False), ("public", False)):
            explained = service.explain(SYSTEM, reader=who, **asked).explained  # type: ignore[arg-type]
            with app.test_request_context("/en/"), force_language("en"):
                sentences = " ".join(verdict(explained, app.extensions["search_index"]))
            assert ("A file under agreement has every word" in sentences) is told
            assert ("at place 1 of 1" in sentences) is told
    assert site.found(site.staff, ("kind", "attachment"), question="").query.kinds == ("listing",)


def test_what_is_taken_along_holds_the_record_and_not_its_secret(app: Any, index: Any, committed: Any) -> None:
    site = Site(committed)
    index()
    with committed(), app.test_request_context("/en/"):
        pairs = [("q", QUESTION)]
        table = service.export_results(actor(site.member), pairs, form="json").content.decode()
        assert site.public_id in table
        assert "焙烧" not in table
        assert site.public_id not in service.export_results(actor(site.stranger), pairs, form="json").content.decode()
