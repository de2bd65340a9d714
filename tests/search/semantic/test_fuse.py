"""Two lists become one: nothing is lost, nothing is there twice, and what both agree on goes up."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from search.results import RawHit
from search.semantic.fuse import DEPTH, fuse

weights = st.floats(0, 5)


@st.composite
def ranked(draw: st.DrawFn) -> list[RawHit]:
    """A list as engines give it: each id once, scores falling."""
    ids = draw(st.lists(st.integers(0, 400).map(str), unique=True, max_size=300))
    scores = draw(st.lists(st.floats(0, 100), min_size=len(ids), max_size=len(ids)))
    return [RawHit(id, score) for id, score in zip(ids, sorted(scores, reverse=True), strict=True)]


def named(hits: Sequence[RawHit]) -> list[str]:
    return [hit.id for hit in hits]


@given(ranked(), ranked(), weights)
def test_every_id_of_words_is_kept_and_none_is_there_twice(
    words: list[RawHit], meaning: list[RawHit], weight: float
) -> None:
    fused = fuse(words, meaning, weight)
    assert len(fused) == len(set(fused))
    assert set(named(words)) <= set(fused) <= {*named(words), *named(meaning)}


def test_words_below_the_depth_follow_in_their_order() -> None:
    words = [RawHit(str(place), 300.0 - place) for place in range(3 * DEPTH)]
    meaning = [RawHit(str(place), 0.9) for place in (250, 400)]
    fused = fuse(words, meaning, 1.0)
    assert set(fused) == {*named(words), "400"}
    assert fused[-DEPTH:] == [id for id in named(words) if id != "250"][-DEPTH:]


@given(ranked(), ranked(), weights)
def test_what_only_one_list_holds_keeps_its_order(words: list[RawHit], meaning: list[RawHit], weight: float) -> None:
    fused = fuse(words, meaning, weight)
    for own, other in ((words, meaning), (meaning[:DEPTH], words)):
        alone = [id for id in named(own) if id not in named(other)]
        assert [id for id in fused if id in set(alone)] == [id for id in alone if id in set(fused)]


@given(ranked(), ranked(), weights, st.integers(DEPTH, 300))
def test_numbered_pages_fit_together(words: list[RawHit], meaning: list[RawHit], weight: float, window: int) -> None:
    whole, cut = fuse(words, meaning, weight), fuse(words[:window], meaning, weight)
    assert cut[:window] == whole[: len(cut)][:window]


@given(ranked())
def test_without_weight_or_meaning_the_words_stand(words: list[RawHit]) -> None:
    assert fuse(words, [RawHit("other", 1.0)], 0) == named(words)
    assert fuse(words, [], 1) == named(words)


def test_agreement_of_both_lists_goes_above_the_first_of_one() -> None:
    words = [RawHit("a", 9.0), RawHit("b", 8.9), RawHit("c", 8.8)]
    assert fuse(words, [RawHit("c", 0.9), RawHit("d", 0.8)], 1.0) == ["c", "a", "b", "d"]


def test_a_clear_first_place_of_words_outweighs_a_vague_likeness() -> None:
    near = [RawHit("b", 0.84), RawHit("a", 0.82), RawHit("z", 0.70)]
    assert fuse([RawHit("a", 30.0), RawHit("b", 12.0)], near, 1.0)[0] == "a"
    assert fuse([RawHit("a", 30.0), RawHit("b", 29.0)], near, 1.0)[0] == "b"


def test_a_hit_of_the_looser_step_stays_below_the_stricter_one_whatever_its_score() -> None:
    words = [RawHit("strict", 5.0), RawHit("loose", 50.0)]
    near = [RawHit("elsewhere", 0.9), RawHit("more", 0.8)]
    assert fuse(words, near, 0.5) == ["strict", "loose", "elsewhere", "more"]
    assert fuse(words, [RawHit("loose", 0.9), RawHit("more", 0.8)], 0.5) == ["loose", "strict", "more"]
