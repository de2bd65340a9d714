"""Translations widen a question in both languages, the same way each time, and never against the editors."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis.lexicon import NO_LEXICON, Lexicon
from search.analysis.synonyms import Synonym, Synonyms
from search.analysis.terms import key
from search.analysis.translation import MAX_TRANSLATIONS, Pair, Translation
from search.expansion import MAX_EXPANSIONS, concepts
from search.plan import Node, Phrase, Plan, Term
from search.planner import plan
from search.query import Query
from tests.search.house import INDEX, analysis, ask

PAIRS = (
    Pair("余热回收", "waste heat recovery", 9),
    Pair("余热", "waste heat", 5),
    Pair("废热", "waste heat", 2),
    Pair("储能", "storage", 6),
    Pair("存储", "storage", 7),
    Pair("储能", "energy storage", 8),
    Pair("热泵", "heat pump", 4),
    Pair("热泵", "heat pumps", 3),
    Pair("神经网络", "neural network", 5),
    Pair("卷积神经网络", "convolutional network", 3),
    Pair("图神经网络", "graph network", 2),
)
NEVER = Synonyms([Synonym("apart", "存储", "never"), Synonym("apart", "储能", "never")])


def cut(text: str) -> tuple[str, ...]:
    """The words of a Chinese term."""
    return analysis().cut(text).words


LEXICON = Lexicon(NEVER, Translation(PAIRS, cut), frozenset({key("技术")}))


def tokens(node: Node | Plan | None) -> set[str]:
    """Every term and phrase of a plan, phrases joined."""
    if isinstance(node, Plan):
        return tokens(node.match) | tokens(node.score)
    if isinstance(node, Phrase):
        return {"".join(node.tokens)}
    if isinstance(node, Term):
        return {node.token}
    inner = getattr(node, "clauses", None) or [c for c in (getattr(node, "clause", None),) if c]
    return set().union(*(tokens(clause) for clause in inner)) if inner else set()


def told(query: Query, lexicon: Lexicon = LEXICON) -> list[tuple[str, str, str]]:
    """What the reader is told of a question."""
    return [(n.code, n.field, n.value) for n in plan(query, INDEX, analysis(), lexicon).understanding]


@pytest.mark.parametrize(
    ("one", "other"),
    [("Lithium-ion batteries", "lithium ion battery"), ("磷酸 铁锂", "磷酸铁锂"), ("state of charge", "State charge"),
     ("熱泵", "热泵"), ("ＬＦＰ", "lfp")],
)  # fmt: skip
def test_spellings_of_one_term_have_one_key(one: str, other: str) -> None:
    assert key(one) == key(other) != ""


def test_the_longest_english_term_wins() -> None:
    assert told(ask("waste heat recovery")) == [("translated", "waste heat recovery", "余热回收")]
    assert told(ask("waste heat of furnace")) == [("translated", "waste heat", "余热、废热")]


def test_punctuation_parts_terms_and_plurals_do_not() -> None:
    assert told(ask("heat pumps, waste")) == [("translated", "heat pumps", "热泵")]
    assert not told(ask("waste, heat"))


def test_frequent_translations_weigh_more_and_counts_of_spellings_add_up() -> None:
    found = LEXICON.translation.alternatives("waste heat")
    assert [text for text, _weight in found] == ["余热", "废热"]
    assert found[0][1] == 0.7 > found[1][1] > 0
    assert LEXICON.translation.alternatives("热泵") == (("heat pump", 0.7),)


def test_a_word_without_a_pair_is_translated_by_the_company_it_keeps() -> None:
    assert [text for text, _weight in LEXICON.translation.aligned("networks")] == ["神经网络"]
    assert LEXICON.translation.aligned("graph") == ()  # once is chance


def test_words_kept_apart_are_not_reached_by_translation_either() -> None:
    assert not told(ask("storage"))
    assert told(ask("energy storage")) == [("translated", "energy storage", "储能")]


def test_what_is_quoted_addressed_excluded_or_exact_is_taken_as_it_stands() -> None:
    for text, others in (('"waste heat"', {"余热", "废热"}), ("标题:余热", {"wasteheat"}), ("-余热", {"wasteheat"})):
        asked = plan(ask(text), INDEX, analysis(), LEXICON)
        assert not others & (tokens(asked) | {token for node in asked.base for token in tokens(node)}), text
        assert "translated" not in [code for code, _field, _value in told(ask(text))], text
    exact = plan(ask("heat pumps", exact=True), INDEX, analysis(), LEXICON)
    assert (exact.step, exact.fallback) == ("exact", None)
    assert "热泵" not in tokens(exact)
    assert not exact.understanding


def test_exact_words_are_demanded_as_written() -> None:
    exact = plan(ask("磷酸铁锂回收 ！", exact=True), INDEX, analysis())
    assert "磷酸铁锂回收" in tokens(exact.match)
    assert len(exact.match.clauses) == 1  # type: ignore[union-attr]


def test_a_stop_term_gives_points_but_is_not_demanded_unless_it_is_all_there_is() -> None:
    asked = plan(ask("热泵 技术"), INDEX, analysis(), LEXICON)
    assert "技术" not in tokens(asked.match)
    assert "技术" in tokens(asked.score)
    assert "技术" in tokens(plan(ask("技术"), INDEX, analysis(), LEXICON).match)


def test_an_english_word_that_means_a_stop_term_is_neither_demanded_nor_looked_for() -> None:
    lexicon = Lexicon(NEVER, Translation([*PAIRS, Pair("技术", "technique", 3)], cut), frozenset({key("技术")}))
    asked = plan(ask("heat pump technique"), INDEX, analysis(), lexicon)
    assert "技术" not in tokens(asked.match)
    assert "热泵" in tokens(asked.score)
    assert "技术" not in tokens(asked.score)
    assert "技术" in tokens(plan(ask("technique"), INDEX, analysis(), lexicon).match)


def test_parts_of_a_translation_that_are_in_every_text_find_nothing() -> None:
    synonyms = Synonyms([Synonym("ccus", "碳捕集利用与封存"), Synonym("ccus", "CCUS", "abbreviation")])
    found = tokens(plan(ask("CCUS"), INDEX, analysis(), Lexicon(synonyms, stop_terms=frozenset({key("利用")}))).score)
    assert {"捕集", "封存", "碳捕集利用与封存"} <= found
    assert not {"利用", "用与", "与封"} & found


def test_measuring_can_leave_out_what_the_sought_text_itself_said() -> None:
    honest = LEXICON.translation.without([("废热", "waste heat"), ("废热", "Waste Heat")])
    assert honest.alternatives("waste heat") == (("余热", 0.7),)
    assert LEXICON.translation.alternatives("waste heat") != honest.alternatives("waste heat")


WORDS = st.text(alphabet="储能存热泵电池碳氢", min_size=1, max_size=4)
ENGLISH = st.lists(st.sampled_from(["storage", "heat", "pump", "cell", "carbon"]), min_size=1, max_size=3).map(" ".join)
ROWS = st.lists(st.builds(Pair, WORDS, ENGLISH, st.integers(1, 50)), max_size=30)


@given(rows=ROWS, groups=st.lists(st.lists(WORDS, min_size=2, max_size=6, unique=True), max_size=5),
       apart=st.lists(WORDS, min_size=2, max_size=3, unique=True), asked=st.one_of(WORDS, ENGLISH))  # fmt: skip
def test_kept_apart_means_apart_and_the_order_of_rows_says_nothing(
    rows: list[Pair], groups: list[list[str]], apart: list[str], asked: str
) -> None:
    synonyms = [Synonym(str(number), term) for number, group in enumerate(groups) for term in group]
    synonyms += [Synonym("apart", term, "never") for term in apart]
    lexicon = Lexicon(Synonyms(synonyms), Translation(rows))
    found = [other.text for other in lexicon.alternatives(asked)]
    inside = {key(text) for text in found} & {key(term) for term in apart}
    assert len(inside) < 2
    assert not (key(asked) in {key(term) for term in apart} and inside)
    assert len(found) <= 8
    assert key(asked) not in {key(text) for text in found}
    assert all(0 < other.weight <= 0.7 for other in lexicon.alternatives(asked))
    shuffled = rows[:]
    random.Random(1).shuffle(shuffled)
    assert Translation(rows).alternatives(asked) == Translation(shuffled).alternatives(asked)
    assert len(Translation(rows).alternatives(asked)) <= MAX_TRANSLATIONS


@given(text=st.lists(st.one_of(WORDS, ENGLISH), min_size=1, max_size=12).map(" ".join))
def test_a_question_keeps_all_its_words_and_its_limits(text: str) -> None:
    chunks = text.split()
    cuts = [analysis().cut(chunk) for chunk in chunks]
    widened, plain = concepts(chunks, cuts, LEXICON), concepts(chunks, cuts, NO_LEXICON)
    assert [t for c in widened for t in c.tokens] == [t for c in plain for t in c.tokens]
    assert sum(len(concept.alternatives) for concept in widened) <= MAX_EXPANSIONS
