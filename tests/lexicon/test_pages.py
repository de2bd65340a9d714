"""Staff keep the lexicon: pages, programs, the dry run, and what each role may."""

from __future__ import annotations

import re

import pytest

from marketplace.core import indexing, rebuild
from marketplace.core.errors import Conflict, Forbidden
from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.lexicon import queries, service
from marketplace.lexicon.errors import AlreadyThere
from marketplace.lexicon.policy import LEXICON
from search import searcher
from tests.factories.accounts import make_enterprise_user, make_staff
from tests.factories.lexicon import make_pair, make_synonyms, make_word
from tests.factories.listings import make_listing

KEEPER = Actor(user_id=901, name="示例管理员", roles=frozenset({"reviewer"}))
TERM = {"term": "排烟余热", "group": "waste_heat", "kind": "equal", "lang": "zh", "source": "centre"}


@pytest.fixture
def index(committed, tmp_path, monkeypatch):
    """Builds an index of what is committed."""
    monkeypatch.setattr(indexing, "_folder", lambda _settings: tmp_path / "search")
    monkeypatch.setattr(searcher, "DEADLINE", 30.0)
    indexing.close()

    def build() -> None:
        with committed():
            list(rebuild.run())

    yield build
    indexing.close()


@pytest.fixture
def keeper(app, client, committed, sign_in):
    """A client signed in as a reviewer of the centre."""
    with committed():
        user = make_staff("reviewer")
    sign_in(client, user)
    return client


@pytest.mark.parametrize(
    ("roles", "views", "edits"),
    [((), False, False), (("broker",), False, False), (("finance",), True, False), (("auditor",), True, False),
     (("reviewer",), True, True), (("centre_lead",), True, True), (("administrator",), True, True)],
)  # fmt: skip
def test_staff_read_and_three_roles_keep(roles, views: bool, edits: bool) -> None:
    actor = Actor(user_id=1, roles=frozenset(roles))
    assert (LEXICON.may(actor, "view", None), LEXICON.may(actor, "edit", None)) == (views, edits)


def test_an_edit_is_recorded_and_a_second_editor_is_told(db) -> None:
    row = make_synonyms("waste_heat", "余热", "废热")[1]
    seen = row.version
    service.edit(KEEPER, section="synonyms", public_id=row.public_id, version=seen, reason="标准用语",
                 **{**TERM, "term": "废热能"})  # fmt: skip
    db.flush()
    with pytest.raises(Conflict) as told:
        service.edit(KEEPER, section="synonyms", public_id=row.public_id, version=seen, **TERM)
    assert told.value.diff["term"] == ("废热能", "排烟余热")
    with pytest.raises(AlreadyThere):
        service.add(KEEPER, section="synonyms", **{**TERM, "term": "余热"})
    with pytest.raises(Forbidden):
        service.add(Actor(user_id=2, roles=frozenset({"auditor"})), section="synonyms", **TERM)


def test_what_is_out_of_use_widens_nothing_and_can_come_back(db) -> None:
    row = make_synonyms("waste_heat", "余热", "废热")[1]

    def others() -> list[str]:
        return [other.text for other in queries.current(lambda text: (text,)).alternatives("余热")]

    assert others() == ["废热"]
    service.retire(KEEPER, section="synonyms", public_id=row.public_id)
    assert others() == []
    service.restore(KEEPER, section="synonyms", public_id=row.public_id)
    assert others() == ["废热"]


def test_pages_list_add_change_and_retire(keeper, committed) -> None:
    with committed():
        make_synonyms("waste_heat", "余热", "废热")
        make_pair("热泵", "heat pump", 4)
    assert keeper.get("/zh/lexicon").status_code == 303
    assert "废热" in keeper.get("/zh/lexicon/synonyms?q=废").text
    assert "heat pump" in keeper.get("/en/lexicon/pairs").text
    assert keeper.post("/zh/lexicon/synonyms/new", data={**TERM, "term": ""}).status_code == 422
    assert keeper.post("/zh/lexicon/synonyms/new", data=TERM).status_code == 303
    assert keeper.post("/zh/lexicon/synonyms/new", data=TERM).status_code == 422
    with committed():
        found = queries.entries(KEEPER, "synonyms", q="排烟").items[0]
    address = f"/zh/lexicon/synonyms/{found.public_id}"
    changed = {**TERM, "term": "锅炉排烟余热", "version": found.version}
    assert keeper.post(address, data=changed).status_code == 303
    assert keeper.post(address, data={**changed, "term": "锅炉余热"}).status_code == 409
    assert keeper.post(address + "/retire").status_code == 303
    page = keeper.get(address).text
    assert "锅炉排烟余热" in page
    assert "已停用" in page
    assert keeper.post(address + "/restore").status_code == 303


def test_others_see_nothing(client, committed, sign_in) -> None:
    with committed():
        user = make_enterprise_user()
    sign_in(client, user)
    assert client.get("/zh/lexicon/synonyms").status_code == 403
    assert client.get("/api/v1/lexicon/synonyms").status_code == 403


def test_a_dry_run_names_the_questions_that_change_and_writes_nothing(keeper, committed, index) -> None:
    with committed():
        make_synonyms("reactor", "SMR")
        for title in ("SMR 供热机组", "小型堆安全壳"):
            make_listing(title=Text(title, None), summary=Text("示例摘要", None))
    index()
    draft = {"term": "小型堆", "group": "reactor", "kind": "equal", "lang": "zh", "source": "centre"}
    page = keeper.post("/en/lexicon/synonyms/new", data={**draft, "try": "1"}).text
    assert "Dry run: nothing has been saved yet" in page
    assert "SMR 供热" in page
    assert "小型堆安全壳</span></a>" in page
    with committed():
        assert queries.entries(KEEPER, "synonyms", q="小型堆").total == 0
    tried = keeper.post("/api/v1/lexicon/synonyms/trial", json={"values": draft}).json
    assert tried["touched"] >= len(tried["changes"]) >= 1
    assert any(change["entered"] for change in tried["changes"])


def test_taking_out_of_use_and_bringing_back_can_be_tried_first(keeper, committed, index) -> None:
    with committed():
        make_synonyms("reactor", "SMR")
        address = f"/en/lexicon/synonyms/{make_synonyms('reactor', '小型堆')[0].public_id}"
        for title in ("SMR 供热机组", "小型堆安全壳"):
            make_listing(title=Text(title, None), summary=Text("示例摘要", None))
    index()
    without = keeper.post(address + "/retire", data={"try": "1"}).text
    assert "Dry run: nothing has been saved yet" in without
    assert "小型堆安全壳</span></a>" in without
    assert "Take it out of use" in keeper.get(address).text, "nothing was written"
    assert keeper.post(address + "/retire").status_code == 303
    again = keeper.post(address + "/restore", data={"try": "1"}).text
    assert "小型堆安全壳</span></a>" in again
    assert "Bring it back into use" in keeper.get(address).text


def test_a_word_of_the_dictionary_shows_how_questions_are_cut_and_asks_for_a_rebuild(keeper, committed, index) -> None:
    with committed():
        make_word("液流电池")
    index()
    assert "Rebuild the index" not in keeper.get("/en/lexicon/words").text
    draft = {"term": "返排液", "weight": "1", "source": "centre"}
    tried = keeper.post("/api/v1/lexicon/words/trial", json={"values": draft}).json
    assert [(recut["question"]["text"], recut["after"]) for recut in tried["recuts"]] == [
        ("页岩气返排液处理", "页岩 | 气 | 返排液 | 处理")
    ] or any("返排液" in recut["after"].split(" | ") for recut in tried["recuts"])
    assert keeper.post("/en/lexicon/words/new", data=draft).status_code == 303
    assert "Rebuild the index" in keeper.get("/en/lexicon/words").text
    assert keeper.post("/en/lexicon/rebuild").status_code == 303
    assert "Waiting for the worker." in keeper.get("/en/lexicon/words").text


def test_programs_read_and_write_as_people_do(keeper, committed) -> None:
    made = keeper.post("/api/v1/lexicon/pairs", json={"values": {"zh": "余热", "en": "waste heat"}})
    assert (made.status_code, made.json["values"]["zh"]) == (201, "余热")
    refused = keeper.post("/api/v1/lexicon/pairs", json={"values": {"zh": "heat", "en": "热"}})
    assert refused.status_code == 422
    assert set(refused.json["error"]["fields"]) == {"zh", "en"}
    address = f"/api/v1/lexicon/pairs/{made.json['public_id']}"
    values = {"zh": "余热", "en": "waste heat", "count": 9}
    assert keeper.put(address, json={"values": values, "version": made.json["version"]}).json["values"]["count"] == 9
    assert keeper.put(address, json={"values": {**values, "count": 3}, "version": 1}).status_code == 409
    assert keeper.post(address + "/retired", json={"retired": True}).json["retired"] is True
    assert keeper.get("/api/v1/lexicon/pairs?retired=true").json["total"] == 1


@pytest.mark.parametrize("path", ["/zh/lexicon/pairs", "/zh/lexicon/words"])
def test_a_list_asks_few_questions(keeper, committed, index, count_queries, path: str) -> None:
    with committed():
        for number in range(30):
            make_pair(f"热泵{number}", f"heat pump {number}")
    index()
    keeper.get(path)
    with count_queries() as seen:
        assert keeper.get(path).status_code == 200
    assert len(seen) <= 14, seen


def test_a_conflict_is_shown_and_the_next_save_counts(keeper, committed) -> None:
    with committed():
        row = make_pair("热泵", "heat pump", 4)
        address, seen = f"/en/lexicon/pairs/{row.public_id}", row.version
    sent = {"zh": "热泵", "en": "heat pump", "weight": "1", "source": "centre"}
    assert keeper.post(address, data={**sent, "count": "7", "version": seen}).status_code == 303
    refused = keeper.post(address, data={**sent, "count": "9", "version": seen})
    assert refused.status_code == 409
    version = re.search(r'name="version" value="(\d+)"', refused.text).group(1)
    assert int(version) > seen
    assert keeper.post(address, data={**sent, "count": "9", "version": version}).status_code == 303
    with committed():
        assert queries.entries(KEEPER, "pairs", q="热泵").items[0].values["count"] == 9


def test_a_term_is_of_the_language_of_its_letters(keeper, committed) -> None:
    assert keeper.post("/zh/lexicon/stop_terms/new", data={"term": "novel", "lang": ""}).status_code == 303
    assert keeper.post("/zh/lexicon/synonyms/new", data={"term": "flue heat", "group": "waste_heat"}).status_code == 303
    with committed():
        assert queries.entries(KEEPER, "stop_terms", q="novel").items[0].values["lang"] == "en"
        assert queries.entries(KEEPER, "synonyms", q="flue heat").items[0].values["lang"] == "en"
    fresh = keeper.get("/en/lexicon/synonyms/new").text
    assert re.search(r'value="equal"\s+selected', fresh)
    assert "by the letters of the term" in fresh


def test_a_group_of_one_is_pointed_out_and_known_groups_are_offered(keeper, committed) -> None:
    with committed():
        make_synonyms("waste_heat", "余热", "废热")
    assert '<option value="waste_heat">' in keeper.get("/en/lexicon/synonyms/new").text
    keeper.post("/en/lexicon/synonyms/new", data={**TERM, "group": "wast_heat"})
    assert "is the only term of the group wast_heat" in keeper.get("/en/lexicon/synonyms").text
    keeper.post("/en/lexicon/synonyms/new", data={**TERM, "term": "烟气余热", "group": "waste_heat"})
    assert "is the only term" not in keeper.get("/en/lexicon/synonyms").text


def test_a_dry_run_asks_the_terms_themselves_and_a_question_of_ones_own(keeper, committed, index) -> None:
    with committed():
        make_listing(title=Text("储能系统热管理", None), summary=Text("示例摘要", None))
    index()
    draft = {"term": "储能系统", "weight": "1", "source": "centre"}
    tried = keeper.post("/api/v1/lexicon/words/trial", json={"values": draft, "question": "储能系统热管理"}).json
    asked = {recut["question"]["text"] for recut in tried["recuts"]}
    assert {"储能系统", "储能系统热管理"} <= asked
    page = keeper.post("/en/lexicon/words/new", data={**draft, "try": "1", "question": "储能系统热管理"}).text
    assert "储能系统热管理" in page
    assert "would be cut otherwise" in page
    too_long = keeper.post("/en/lexicon/words/new", data={**draft, "try": "1", "question": "热" * 201})
    assert too_long.status_code == 422
    assert "Dry run" not in too_long.text


def test_a_reason_is_kept_with_taking_out_of_use(keeper, committed) -> None:
    with committed():
        address = f"/en/lexicon/synonyms/{make_synonyms('waste_heat', '余热', '废热')[1].public_id}"
    assert keeper.post(address + "/retire", data={"why": "易与废水混淆"}).status_code == 303
    assert "易与废水混淆" in keeper.get(address).text


def test_a_list_names_sources_in_words_and_a_page_too_far_says_so(keeper, committed) -> None:
    with committed():
        make_pair("热泵", "heat pump", 4).source = "package"
    assert "came with the site" in keeper.get("/en/lexicon/pairs").text
    beyond = keeper.get("/en/lexicon/pairs?page=999").text
    assert "The list is not that long." in beyond
    assert "No entry fits" not in beyond
