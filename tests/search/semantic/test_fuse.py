"""Two lists become one: nothing is lost, nothing is there twice, and what both agree on goes up."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from search.results import RawHit
from search.semantic.fuse import CONSTANT, DEPTH, Weight, fuse

weights = st.builds(Weight, st.floats(0.01, 5), st.floats(0.01, 2))
EVEN = Weight(1.0, clear=0.2)
ids = st.lists(st.integers(0, 400).map(str), unique=True, max_size=300)


@st.composite
def ranked(draw: st.DrawFn) -> list[RawHit]:
    """A list as engines give it: each id once, scores falling."""
    named = draw(ids)
    scores = draw(st.lists(st.floats(0, 100), min_size=len(named), max_size=len(named)))
    return [RawHit(id, score) for id, score in zip(named, sorted(scores, reverse=True), strict=True)]


def named(hits: Sequence[RawHit]) -> list[str]:
    return [hit.id for hit in hits]


@given(ranked(), ids, weights)
def test_every_id_of_words_is_kept_and_none_is_there_twice(
    words: list[RawHit], meaning: list[str], weight: Weight
) -> None:
    fused = fuse(words, meaning, weight)
    assert len(fused) == len(set(fused))
    assert set(fused) == {*named(words), *meaning[:DEPTH]}


def test_words_below_the_depth_follow_in_their_order() -> None:
    words = [RawHit(str(place), 300.0 - place) for place in range(3 * DEPTH)]
    fused = fuse(words, ["250", "400"], EVEN)
    assert set(fused) == {*named(words), "400"}
    assert fused[-DEPTH:] == [id for id in named(words) if id != "250"][-DEPTH:]


@given(ranked(), ids, weights)
def test_what_only_one_list_holds_keeps_its_order(words: list[RawHit], meaning: list[str], weight: Weight) -> None:
    fused = fuse(words, meaning, weight)
    for own, other in ((named(words), meaning), (meaning[:DEPTH], named(words))):
        alone = [id for id in own if id not in other]
        assert [id for id in fused if id in set(alone)] == [id for id in alone if id in set(fused)]


@given(ranked(), ids, weights, st.integers(DEPTH, 300))
def test_numbered_pages_fit_together(words: list[RawHit], meaning: list[str], weight: Weight, window: int) -> None:
    whole, cut = fuse(words, meaning, weight), fuse(words[:window], meaning, weight)
    assert cut[:window] == whole[: len(cut)][:window]


@given(ranked(), weights)
def test_without_meaning_the_words_stand(words: list[RawHit], weight: Weight) -> None:
    assert fuse(words, [], weight) == named(words)


@given(ranked(), ids, st.floats(0.01, 5))
def test_places_decide_and_no_points_where_no_first_stands_out(
    words: list[RawHit], meaning: list[str], places: float
) -> None:
    level = [RawHit(hit.id, 1.0) for hit in words]
    never = Weight(places, clear=2.0)
    assert fuse(words, meaning, never) == fuse(level, meaning, never)


def test_a_place_in_meaning_is_worth_its_weight_times_the_same_place_in_words() -> None:
    words = [RawHit("first", 9.0), RawHit("second", 8.9)]
    equal = (CONSTANT + 1) / (CONSTANT + 2)  # at this weight the nearest is worth what the second of words is
    assert fuse(words, ["near"], Weight(equal * 1.01, clear=0.2)) == ["first", "near", "second"]
    assert fuse(words, ["near"], Weight(equal * 0.99, clear=0.2)) == ["first", "second", "near"]


def test_agreement_of_both_lists_goes_above_the_first_of_one() -> None:
    words = [RawHit("a", 9.0), RawHit("b", 8.9), RawHit("c", 8.8)]
    assert fuse(words, ["c", "d"], EVEN) == ["c", "a", "b", "d"], "a tie goes to words"


def test_a_first_place_of_words_that_stands_out_stays_first_and_the_others_are_joined() -> None:
    near = ["c", "b", "z"]
    level, clear = [30.0, 29.0, 28.0], [30.0, 20.0, 19.0]
    assert fuse([RawHit(id, points) for id, points in zip("abc", level, strict=True)], near, EVEN) == list("cbaz")
    assert fuse([RawHit(id, points) for id, points in zip("abc", clear, strict=True)], near, EVEN) == list("acbz")
    assert fuse([RawHit("a", 0.5)], near, EVEN)[0] == "a", "one that is alone stands out"


def test_a_hit_of_the_looser_step_has_the_place_below_the_stricter_one_whatever_its_points() -> None:
    words = [RawHit("strict", 5.0), RawHit("loose", 50.0)]
    assert fuse(words, ["elsewhere", "more"], Weight(0.5, clear=0.2)) == ["strict", "loose", "elsewhere", "more"]
    assert fuse(words, ["loose", "more"], Weight(0.5, clear=0.2)) == ["loose", "strict", "more"]
