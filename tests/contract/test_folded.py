"""Texts with readers of their own: found as a part of their record, on both engines, and by nobody else."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from search import Document, Index, Query, Results, SearchUnavailable, urls
from search.backend import Backend
from search.box import parse_box
from search.fields import Ident, Keyword, Number, Terms, Text
from search.index import Fold
from search.plan import In, Plan
from search.results import RawResults
from search.searcher import Searcher
from tests.contract.conftest import ENGINES, PATIENCE, ask, ids, load, opened, settle, unique_name

PUBLIC = frozenset({"public"})
MEMBER = frozenset({"public", "member", "org:2"})
OWNER = frozenset({"public", "member", "org:1"})
STAFF = frozenset({"public", "staff"})
PARTY = frozenset({"public", "nda:04"})
FIELDS = [
    Text("title", bigrams=True, phrase=2, exact=True, prefixes=("标题",)),
    Text("body", phrase=1),
    Ident("codes", prefixes=("申请号",)),
    Keyword("field", facet=Terms(10)),
    Number("trl", sort="maturity"),
]
FOLD = Fold("attachment", onto="listing", readers=("staff", "org:", "nda:"))
# Public titles; the words of the confidential ones stand in no public text.
TITLES = ["电解槽电极", "储氢容器", "阻燃电解质", "尾气净化", "涂层设备", "余热锅炉"]
NDA = {3: "本配方采用钌铱涂层，公开号 CN114567890A，焙烧温度见下表", 4: "钌铱涂层的焙烧曲线", 0: "电极的焙烧曲线"}


def declared() -> Index:
    """Listings, needs, and what stands under an agreement in the files of listings."""
    kinds = {"listing": FIELDS, "need": FIELDS[:1], "attachment": [Text("files_nda", weight=0.5, phrase=0.5)]}
    return Index.union(unique_name(), kinds, [FOLD])


def listing(number: int, title: str, **fields: Any) -> Document:
    return Document(f"listing:{number:02d}", "listing", 1, PUBLIC, {"title": title, "field": "a", **fields})


def attachment(number: int, text: str, owner: int = 1, version: int = 1) -> Document:
    readers = frozenset({"staff", f"org:{owner}", f"nda:{number:02d}"})
    return Document(f"attachment:{number:02d}", "attachment", version, readers, {"files_nda": (text,)})


def documents() -> list[Document]:
    made = [
        listing(number, title, field="ab"[number % 2], trl=number + 1, body="成套" if number == 5 else "样机")
        for number, title in enumerate(TITLES)
    ]
    return [*made, *(attachment(number, text) for number, text in NDA.items())]


@pytest.fixture(scope="module", params=ENGINES)
def shelf(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backend]:
    """An engine that holds listings and what stands under an agreement. Tests only ask it."""
    with opened(request.param, request, tmp_path_factory.mktemp("index")) as open_one:
        yield load(open_one(declared()), documents())


class Counting:
    """A backend that says how often it was asked, and can be told to fail for a kind."""

    def __init__(self, backend: Backend, failing: str = "") -> None:
        self._backend, self._failing, self.asked = backend, failing, 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._backend, name)

    def search(self, plan: Plan, deadline: float) -> RawResults:
        self.asked += 1
        if ("kind", In("kind", (self._failing,))) in plan.filters:
            raise SearchUnavailable("engine", "switched off")
        return self._backend.search(plan, deadline)


@pytest.mark.parametrize(
    ("reader", "found"),
    [(PUBLIC, []), (MEMBER, []), (OWNER, ["03", "04"]), (STAFF, ["03", "04"]), (PARTY, ["04"])],
)
def test_each_text_is_found_by_its_own_readers_as_its_record(
    shelf: Backend, reader: frozenset[str], found: list[str]
) -> None:
    results = ask(shelf, "“钌铱涂层”", audience=reader, kinds=("listing",))
    assert sorted(ids(results)) == [f"listing:{number}" for number in found]
    assert {hit.step for hit in results.hits} <= {"attachment"}
    assert (results.total, results.by_fold) == (0, len(found))


@pytest.mark.parametrize(
    ("text", "parts", "found"),
    [
        ("“钌铱涂层”", {"exact": True}, ["03", "04"]),
        ("钌铱涂层", {"exact": True}, ["03", "04"]),
        ("CN114567890A", {}, ["03"]),
        ("“钌铱涂层” -配方", {}, ["04"]),
        ("“钌铱涂层” -标题:设备", {}, ["03"]),
        ("“钌铱涂层”", {"filters": {"field": ("a",)}}, ["04"]),
        ("“钌铱涂层”", {"filters": {"field": ("c",)}}, []),
        ("“钌铱涂层”", {"kinds": ("need",)}, []),
        ("“钌铱涂层”", {"kinds": ()}, ["03", "04"]),
        ("“钌铱涂层”", {"sort": "maturity"}, []),
        ("标题:钌铱", {}, []),
        ("“铱钌涂层”", {}, []),
    ],
)
def test_the_question_is_kept_to_in_all_its_parts(
    shelf: Backend, text: str, parts: dict[str, Any], found: list[str]
) -> None:
    results = ask(shelf, text, audience=OWNER, **{"kinds": ("listing",), **parts})
    assert sorted(ids(results)) == [f"listing:{number}" for number in found]
    assert results.by_fold == len(found)


def test_totals_facets_and_lists_without_words_do_not_know_of_them(shelf: Backend) -> None:
    for text, kinds in (("焙烧", ("listing",)), ("电极", ("listing",)), ("", ("listing",)), ("", ())):
        public, staff = (
            ask(shelf, text, audience=reader, kinds=kinds, facets=("kind", "field")) for reader in (PUBLIC, STAFF)
        )
        assert (staff.total, staff.facets) == (public.total, public.facets)
        assert "attachment" not in {bucket.value for bucket in staff.facets["kind"]}
        assert {id.partition(":")[0] for id in ids(staff)} <= {"listing"}
    assert ids(ask(shelf, "", audience=STAFF)) == ids(ask(shelf, "", audience=PUBLIC))


def test_whoever_may_not_read_them_gets_the_very_same_answer_at_the_same_cost(shelf: Backend) -> None:
    asked = {}
    for reader in (PUBLIC, frozenset({"public", "member"}), OWNER):
        counting = Counting(shelf)
        results = ask(counting, "钌铱", audience=reader, kinds=("listing",))  # type: ignore[arg-type]
        asked[reader] = counting.asked
        assert results.understanding == ()
    without = Counting(shelf)
    ask(without, "钌铱", audience=OWNER, kinds=("need",))  # type: ignore[arg-type]
    assert asked[PUBLIC] == asked[frozenset({"public", "member"})] == without.asked
    assert asked[OWNER] == asked[PUBLIC] + 2  # the texts, and which of their records the question lets through


def test_no_address_asks_for_the_kind_itself(shelf: Backend) -> None:
    parsed = urls.parse([("kind", "attachment")], shelf.index, audience=STAFF, kinds=("listing",))
    assert parsed.query.kinds == ("listing",)
    assert [notice.code for notice in parsed.notices] == ["bad_value"]


def test_a_text_with_all_words_stands_above_records_with_some_of_them(shelf: Backend) -> None:
    results = ask(shelf, "涂层 配方 温度", audience=OWNER, kinds=("listing",))
    assert [(hit.id, hit.step) for hit in results.hits] == [("listing:03", "attachment"), ("listing:04", "any_word")]
    assert (results.total, results.by_fold) == (1, 1)
    results = ask(shelf, "电极 焙烧 曲线", audience=OWNER, kinds=("listing",))
    assert (ids(results)[0], results.hits[0].step) == ("listing:00", "attachment")
    assert results.by_fold == 0  # some of the words find it as well, so the total counts it
    assert len(results.hits) == results.total


def test_a_record_whose_words_are_public_keeps_its_place(shelf: Backend) -> None:
    results = ask(shelf, "电极", audience=OWNER, kinds=("listing",))
    assert [(hit.id, hit.step) for hit in results.hits if hit.id == "listing:00"] == [("listing:00", "all_words")]
    assert results.by_fold == 0


def test_without_the_engine_for_it_the_words_answer_and_a_notice_says_so(shelf: Backend) -> None:
    failing: Any = Counting(shelf, failing="attachment")
    results = ask(failing, "涂层", audience=OWNER, kinds=("listing",))
    assert ids(results) == ["listing:04"]
    assert [notice.code for notice in results.understanding] == ["attachment_left_out"]
    assert ask(failing, "涂层", audience=MEMBER, kinds=("listing",)).by_fold == 0
    assert ask(failing, "涂层", audience=PUBLIC, kinds=("listing",)).understanding == ()


def test_what_is_withdrawn_is_found_no_more(opener: Any) -> None:
    backend = load(opener(declared()), documents())
    backend.write(
        [Document.tombstone("attachment:03", "attachment", 2), Document.tombstone("listing:04", "listing", 2)]
    )
    settle(backend)
    assert _until(backend, []) == []
    backend.write([attachment(3, "钌铱涂层", version=3)])
    settle(backend)
    assert _until(backend, ["listing:03"]) == ["listing:03"]


def _until(backend: Backend, expected: list[str]) -> list[str]:
    """What staff find, once readers see the newest writes."""
    until = time.monotonic() + PATIENCE
    while (found := ids(ask(backend, "“钌铱涂层”", audience=STAFF, kinds=("listing",)))) != expected:
        if time.monotonic() > until:
            break
        time.sleep(0.05)
    return found


@pytest.fixture(scope="module", params=ENGINES)
def full(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backend]:
    """More records with the word than an answer holds, and thirty whose files have it."""
    made = [listing(number, f"膜分离装置 {number}") for number in range(100, 230)]
    made += [listing(number, f"干燥机 {number}", body="分离") for number in range(300, 330)]
    made += [attachment(number, f"膜分离 {number}") for number in range(300, 330)]
    with opened(request.param, request, tmp_path_factory.mktemp("index")) as open_one:
        yield load(open_one(declared()), made)


@pytest.mark.parametrize("text", ["“膜分离”", "膜分离装置 干燥机", "分离 装置"])
@pytest.mark.parametrize("size", [7, 50, 100])
def test_pages_together_hold_every_hit_once(full: Backend, text: str, size: int) -> None:
    def page(number: int) -> Results:
        query = Query(
            audience=STAFF, text=parse_box(text, full.index), kinds=("listing",), page=number, size=size,
            deadline=time.monotonic() + PATIENCE,
        )  # fmt: skip
        return searcher.search(query)

    searcher = Searcher(full)
    first = page(1)
    listed = first.total + first.by_fold
    found = [page(number) for number in range(1, -(-listed // size) + 1)]
    assert {(one.total, one.by_fold) for one in found} == {(first.total, first.by_fold)}
    names = [id for one in found for id in ids(one)]
    assert len(names) == len(set(names)) == listed
    assert page(-(-listed // size) + 1).hits == ()
    searcher.close()


def test_at_most_twenty_are_added(full: Backend) -> None:
    results = ask(full, "“膜分离”", audience=STAFF, kinds=("listing",))
    assert (results.total, results.by_fold) == (130, 20)
