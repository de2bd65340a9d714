"""Synonym groups widen a question at query time; pairs that must never meet never do."""

from __future__ import annotations

from search.analysis.lexicon import Lexicon
from search.analysis.synonyms import Synonym, Synonyms
from search.plan import DisMax, Node, Not, Phrase, Plan
from search.planner import plan
from tests.search.house import INDEX, analysis, ask

ROWS = [
    Synonym("heat", "余热"),
    Synonym("heat", "废热"),
    Synonym("heat", "低温热", "narrower"),
    Synonym("storage", "storage"),
    Synonym("storage", "储能"),
    Synonym("storage", "存储"),
    Synonym("pem", "质子交换膜"),
    Synonym("pem", "PEM", "abbreviation"),
    Synonym("apart", "存储", "never"),
    Synonym("apart", "储能", "never"),
]
SYNONYMS = Synonyms(ROWS)


def test_weights_follow_the_kind() -> None:
    assert SYNONYMS.alternatives("余热") == (("废热", 0.7), ("低温热", 0.4))
    assert SYNONYMS.alternatives("pem") == (("质子交换膜", 0.7),)


def test_a_narrower_term_finds_nothing_broader() -> None:
    assert SYNONYMS.alternatives("低温热") == ()


def test_storage_of_data_and_of_energy_never_meet() -> None:
    assert SYNONYMS.alternatives("储能") == (("storage", 0.7),)
    assert SYNONYMS.alternatives("存储") == (("storage", 0.7),)
    assert SYNONYMS.alternatives("storage") == ()


def test_at_most_eight_alternatives() -> None:
    many = Synonyms(Synonym("g", f"词{number}") for number in range(20))
    assert len(many.alternatives("词0")) == 8


def phrases(node: Node | Plan | None) -> set[str]:
    """Every phrase of a plan, joined."""
    if isinstance(node, Plan):
        return phrases(node.match) | phrases(node.score)
    if isinstance(node, Phrase):
        return {"".join(node.tokens)}
    inner = getattr(node, "clauses", None) or [c for c in (getattr(node, "clause", None),) if c]
    return set().union(*(phrases(clause) for clause in inner)) if inner else set()


def test_a_plan_shows_what_it_was_widened_by_and_can_be_asked_not_to() -> None:
    widened = plan(ask("余热回收"), INDEX, analysis(), Lexicon(SYNONYMS))
    assert {"废热", "低温热"} <= phrases(widened)
    assert [(n.field, n.value) for n in widened.understanding if n.code == "expanded"] == [("余热", "废热、低温热")]
    exact = plan(ask("余热回收", exact=True), INDEX, analysis(), Lexicon(SYNONYMS))
    assert not {"废热", "低温热"} & phrases(exact)
    assert not [n for n in exact.understanding if n.code == "expanded"]


def test_a_concept_is_counted_once() -> None:
    widened = plan(ask("余热"), INDEX, analysis(), Lexicon(SYNONYMS))
    assert widened.score is not None
    assert any(isinstance(node, DisMax) for node in widened.score.clauses)  # type: ignore[union-attr]


def excluded(text: str) -> set[str]:
    """What the base of a plan shuts out."""
    asked = plan(ask(text), INDEX, analysis(), Lexicon(SYNONYMS))
    return set().union(*(phrases(node) for node in asked.base if isinstance(node, Not)))


def test_a_question_for_one_of_two_look_alikes_leaves_out_what_is_about_the_other_only() -> None:
    assert SYNONYMS.look_alikes("共享储能定价") == (("储能", "存储"),)
    assert excluded("共享储能定价") == {"存储", "储能"}  # without 储能, with 存储
    assert excluded("數據存儲") == {"存储", "储能"}


def test_a_question_for_both_leaves_nothing_out() -> None:
    assert SYNONYMS.look_alikes("储能数据存储") == ()
    assert excluded("储能数据存储") == excluded("余热回收") == set()


def test_terms_that_share_no_character_are_not_mistaken_for_each_other() -> None:
    apart = Synonyms(
        [Synonym("g", "发电", "never"), Synonym("g", "生成", "never"), Synonym("g", "generation", "never")]
    )
    assert apart.look_alikes("生物质发电 generation") == ()


def test_a_stop_term_beside_grammar_alone_is_demanded() -> None:
    asked = plan(ask("一种并"), INDEX, analysis(), Lexicon(stop_terms=frozenset({"一种"})))
    assert asked.match == plan(ask("一种并"), INDEX, analysis(), Lexicon()).match
