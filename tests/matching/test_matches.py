"""Matches on a real index: who sees them, both directions the same, honest without an engine, off at wish."""

from __future__ import annotations

import pytest

from marketplace.core.errors import Forbidden, NotFound
from marketplace.core.policy import ANONYMOUS, SYSTEM
from marketplace.core.text import Text
from marketplace.listings.schemas import Maturity
from marketplace.matching import queries, service
from tests.factories.accounts import actor, make_broker, make_enterprise_user, make_organisation, make_staff
from tests.factories.lexicon import make_pair, make_stop_term, make_synonyms
from tests.factories.listings import make_listing, owner_of
from tests.factories.needs import make_need

HEAT = {
    "title": Text("烧结烟气低温余热回收换热器", "Exchanger for low waste heat of sintering flue gas"),
    "summary": Text("耐腐蚀换热器回收烧结烟气余热", None),
    "problem": Text("烧结烟气余热没有利用，换热器腐蚀", None),
    "solution": Text("氟塑料换热器耐受低温腐蚀", None),
    "keywords": ["烟气余热", "换热器"],
    "field_codes": ["geothermal"],
    "maturity": Maturity("trl_9", 7),
}


@pytest.fixture
def pair(committed, index) -> tuple[str, str]:
    """A need and a listing about the same heat, among others; returns (need, listing)."""
    with committed():
        need = make_need(maturity_scale="trl_9", maturity_level=6, region_code="5101", budget_max_fen=5_000_000_000)
        listing = make_listing(**HEAT)
        for _number in range(3):
            make_listing()
        make_need(title=Text("电解槽隔膜寿命", None), problem=Text("制氢隔膜老化", None), field_codes=["hydrogen"])
        ids = need.public_id, listing.public_id
    index()
    with committed():
        service.recount()
    return ids


def test_a_need_gets_the_listing_that_solves_it_with_reasons(committed, pair) -> None:
    need, listing = pair
    with committed():
        found = queries.of_need(SYSTEM, need)
        assert [row.public_id for row in found.rows] == [listing]
        [match] = found.rows
        assert len(match.reasons) >= 2
        assert match.percent == pytest.approx(sum(line.points for line in match.lines), abs=1)
        assert all(line.reason or line.shortfall for line in match.lines)


def test_another_word_for_the_same_thing_makes_a_match_and_is_named(committed, index) -> None:
    said = {**HEAT, "title": Text("烧结烟气废热利用", None), "summary": Text("废热利用", None), "keywords": ["废热"],
            "problem": Text("废热没有利用", None), "solution": Text("废热发电", None)}  # fmt: skip
    asked = {"title": Text("余热怎样发电", None), "problem": Text("余热排空", None), "keywords": ["余热"]}
    with committed():
        make_synonyms("heat", "余热", "废热")
        need, listing = make_need(**asked), make_listing(**said)
        ids = need.public_id, listing.public_id
    index()
    with committed():
        found = queries.explain(SYSTEM, ids[1], ids[0])
        assert "余热 = 废热" in found.reasons[0]
        assert not any("余热" in line for line in found.shortfalls)
        assert ids[1] in [row.public_id for row in queries.of_need(SYSTEM, ids[0]).rows]


def test_a_listing_in_english_alone_is_found_and_explained_for_a_need_in_chinese(committed, index) -> None:
    said = {**HEAT, "title": Text(None, "Plastic exchanger for waste heat of flue gas"),
            "keywords": ["corrosion"], "summary": Text(None, "A heat exchanger that withstands corrosion"),
            "problem": None, "solution": None, "maturity": None}  # fmt: skip
    asked = {"title": Text("烟气余热换热器", None), "problem": Text("余热排空，换热器腐蚀", None), "keywords": ["余热"],
             "process": Text("烧结机", None), "limits": None, "tried": None, "targets": []}  # fmt: skip
    with committed():
        for zh, en in (("余热", "waste heat"), ("换热器", "heat exchanger"), ("腐蚀", "corrosion")):
            make_pair(zh, en)
        ids = make_need(**asked).public_id, make_listing(**said).public_id
        make_need(title=Text("电解槽隔膜寿命", None), problem=Text("制氢隔膜老化", None), field_codes=["hydrogen"])
    index()
    with committed():
        [match] = queries.of_need(SYSTEM, ids[0]).rows
        [back] = queries.of_listing(SYSTEM, ids[1]).rows
        assert (match.public_id, back.public_id, back.percent) == (ids[1], ids[0], match.percent)
        for pair in ("余热 = waste heat", "换热器 = heat exchanger", "腐蚀 = corrosion"):
            assert pair in match.reasons[0]


def test_a_stop_term_is_nothing_in_common(committed, index) -> None:
    told = {"title": Text("显著提高换热器效果", None), "solution": Text("显著提高换热效果", None)}
    with committed():
        need = make_need(problem=Text("余热利用不足，效果有待显著提高", None))
        ids = need.public_id, make_listing(**{**HEAT, **told}).public_id
    index()
    with committed():
        before = queries.explain(SYSTEM, ids[1], ids[0])
        for word in ("显著", "提高", "效果"):
            make_stop_term(word)
        after = queries.explain(SYSTEM, ids[1], ids[0])
    assert "显著" in before.reasons[0]
    assert not any(word in after.reasons[0] for word in ("显著", "提高", "效果"))
    assert not any(word in line for word in ("显著", "提高", "效果") for line in after.shortfalls)


def test_both_directions_give_the_same_score(committed, pair) -> None:
    need, listing = pair
    with committed():
        [there] = queries.of_need(SYSTEM, need).rows
        [back] = queries.of_listing(SYSTEM, listing).rows
        assert (back.public_id, back.percent, back.lines) == (need, there.percent, there.lines)
        assert queries.explain(SYSTEM, listing, need).percent == there.percent


def test_own_records_of_one_organisation_are_not_matched(committed, index) -> None:
    with committed():
        owner = make_organisation("enterprise")
        need = make_need(owner)
        make_listing(owner, make_enterprise_user(owner), **HEAT)
        name = need.public_id
    index()
    with committed():
        assert queries.of_need(SYSTEM, name).rows == []


def test_matches_are_for_the_owner_brokers_and_the_centre(committed, pair) -> None:
    need, listing = pair
    with committed():
        for person in (make_broker(), make_staff("reviewer")):
            assert queries.of_need(actor(person), need).rows
            assert queries.of_listing(actor(person), listing).rows
        with pytest.raises(Forbidden):
            queries.of_need(actor(make_enterprise_user()), need)
        with pytest.raises(Forbidden):
            queries.of_listing(actor(make_enterprise_user()), listing)


def test_drafts_of_others_do_not_exist(committed, index) -> None:
    with committed():
        need, listing = make_need(state="draft"), make_listing(state="draft")
        stranger = actor(make_enterprise_user())
        with pytest.raises(NotFound):
            queries.of_need(stranger, need.public_id)
        with pytest.raises(NotFound):
            queries.of_listing(stranger, listing.public_id)
        with pytest.raises(NotFound):
            queries.similar(ANONYMOUS, listing.public_id)


def test_an_anonymous_owner_leaves_no_trace_in_a_match(committed, index) -> None:
    with committed():
        owner = make_organisation("enterprise", name=Text("示例秘密公司", "Example Secret Ltd"))
        make_need(owner, anonymity="anonymous", region_code="5101")
        listing = make_listing(make_organisation("university", region_code="5101"), **HEAT)
        reader, name = owner_of(listing), listing.public_id
    index()
    with committed():
        [match] = queries.of_listing(reader, name).rows
        assert "秘密" not in repr(match.record.owner_shown)
        assert match.record.owner_public_id is None
        region = next(line for line in match.lines if line.name == "region")
        assert (region.points, region.reason) == (0, "")


def test_without_an_engine_the_newest_of_the_field_are_listed_and_said_to_be_unranked(committed, index) -> None:
    with committed():
        need, listing = make_need(), make_listing(**HEAT)
        make_listing(field_codes=["geothermal"])
        make_listing()
        names = need.public_id, listing.public_id
    with committed():
        found = queries.of_need(SYSTEM, names[0])
        assert (found.ranking, len(found.rows)) == ("away", 2)
        assert all(row.percent is None for row in found.rows)
        assert queries.of_listing(SYSTEM, names[1]).ranking == "away"
        assert not queries.similar(ANONYMOUS, names[1]).ranked


def test_a_reader_may_switch_the_ranking_off(committed, pair) -> None:
    with committed():
        found = queries.of_need(SYSTEM, pair[0], ranked=False)
        assert found.ranking == "off"
        assert [row.percent for row in found.rows] == [None]


def test_similar_listings_say_what_they_share_and_never_name_themselves(committed, index) -> None:
    with committed():
        one = make_listing(ipc=["F28D 21/00"], **HEAT)
        other = make_listing(ipc=["F28D 9/00"], **{**HEAT, "title": Text("烟气余热深度回收装置", None)})
        draft = make_listing(state="draft", **HEAT)
        names = [row.public_id for row in (one, other, draft)]
    index()
    with committed():
        rows = queries.similar(ANONYMOUS, names[0]).rows
        assert [row.listing.public_id for row in rows] == [names[1]]
        assert len(rows[0].reasons) == 3
        assert any("F28D" in reason for reason in rows[0].reasons)


def test_words_said_on_the_way_make_no_likeness(committed, index) -> None:
    said = {"summary": Text("作为前景最小函数", None), "problem": None, "solution": None, "keywords": []}
    with committed():
        one = make_listing(**{**HEAT, **said, "title": Text("烧结烟气换热器", None)}).public_id
        make_listing(**{**HEAT, **said, "title": Text("陶瓷填料", None)})
    index()
    with committed():
        assert queries.similar(ANONYMOUS, one).rows == []


def test_a_key_technology_and_a_class_in_common_make_a_likeness_without_words(committed, index) -> None:
    said = {"summary": None, "problem": None, "solution": None, "keywords": [], "technology_codes": ["geothermal.01"]}
    with committed():
        one = make_listing(ipc=["F28D 21/00"], **{**HEAT, **said, "title": Text("烧结烟气换热器", None)}).public_id
        other = make_listing(ipc=["F28D 9/00"], **{**HEAT, **said, "title": Text("陶瓷填料", None)}).public_id
        make_listing(ipc=["G01N 1/00"], **{**HEAT, **said, "title": Text("取样阀", None)})
    index()
    with committed():
        [row] = queries.similar(ANONYMOUS, one).rows
        assert row.listing.public_id == other
        assert [reason.partition("：")[0] for reason in row.reasons] == ["关键技术相同", "专利分类相同"]


def test_a_withdrawn_listing_leads_to_those_like_it(committed, index) -> None:
    with committed():
        gone = make_listing(state="withdrawn", **HEAT)
        other = make_listing(**{**HEAT, "title": Text("烟气余热深度回收装置", None)})
        names = gone.public_id, other.public_id
    index()
    with committed():
        assert [row.listing.public_id for row in queries.instead_of(ANONYMOUS, names[0], limit=5).rows] == [names[1]]
        assert queries.instead_of(ANONYMOUS, "AAAAAAAAAA", limit=5) is None


def test_the_counting_keeps_terms_of_more_than_one_record_and_replaces_the_last(committed, index) -> None:
    with committed():
        make_need()
        make_listing(**HEAT)
    index()
    with committed():
        first = service.recount()
        assert first.records == 2
        assert first.terms > 0
        assert service.recount() == first
