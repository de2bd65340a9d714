"""Two lists become one: nothing is lost, nothing is there twice, and what both agree on goes up."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from search.semantic.fuse import DEPTH, fuse

ids = st.lists(st.integers(0, 400).map(str), unique=True, max_size=300)
weights = st.floats(0, 5)


@given(ids, ids, weights)
def test_every_id_of_words_is_kept_and_none_is_there_twice(words: list[str], meaning: list[str], weight: float) -> None:
    fused = fuse(words, meaning, weight)
    assert len(fused) == len(set(fused))
    assert set(words) <= set(fused) <= {*words, *meaning}


@given(ids, ids, weights)
def test_what_only_one_list_holds_keeps_its_order(words: list[str], meaning: list[str], weight: float) -> None:
    fused = fuse(words, meaning, weight)
    for own, other in ((words, meaning), (meaning[:DEPTH], words)):
        alone = [id for id in own if id not in other]
        assert [id for id in fused if id in set(alone)] == [id for id in alone if id in set(fused)]


@given(ids, ids, weights, st.integers(DEPTH, 300))
def test_numbered_pages_fit_together(words: list[str], meaning: list[str], weight: float, window: int) -> None:
    whole, cut = fuse(words, meaning, weight), fuse(words[:window], meaning, weight)
    assert cut[:window] == whole[: len(cut)][:window]


@given(ids)
def test_without_weight_or_meaning_the_words_stand(words: list[str]) -> None:
    assert fuse(words, ["other"], 0) == words
    assert fuse(words, [], 1) == words


def test_agreement_of_both_lists_goes_above_the_first_of_one() -> None:
    assert fuse(["a", "b", "c"], ["c", "d"], 1.0) == ["c", "a", "b", "d"]
