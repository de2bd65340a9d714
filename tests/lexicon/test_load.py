"""The packaged words: well formed, loaded once, and never stronger than what staff decided."""

from __future__ import annotations

from collections import Counter

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.core.errors import Forbidden
from marketplace.core.policy import SYSTEM, Actor
from marketplace.lexicon import models, queries, service
from marketplace.lexicon.schemas import SECTION_NAMES, schema_of
from marketplace.lexicon.service import seeds
from search.analysis.synonyms import Synonym, Synonyms
from search.analysis.terms import key
from tests.factories.lexicon import make_pair


def test_the_package_has_groups_for_every_field_and_terms_that_are_well_formed() -> None:
    rows = list(seeds.synonyms())
    groups = {row["group"] for row in rows if row["kind"] != "never"}
    assert len(groups) >= 150
    sizes = Counter((row["group"], row["kind"] == "never") for row in rows)
    assert not [name for name, size in sizes.items() if size < 2]
    assert not [row for row in rows if not key(row["term"])]
    assert len({question.field_code for question in seeds.questions()}) == 13


@pytest.mark.parametrize("section", SECTION_NAMES)
def test_what_the_package_says_would_be_accepted_from_staff(section: str) -> None:
    reader = {"synonyms": seeds.synonyms, "words": seeds.words, "stop_terms": seeds.stop_terms, "pairs": seeds.pairs}
    schema = schema_of(section)()
    names = set(schema.fields)
    refused = [
        (row, errors)
        for row in list(reader[section]())[:2000]
        if (errors := schema.validate({name: value for name, value in row.items() if name in names}))
    ]
    assert len(refused) <= 5, refused[:5]  # a few pairs of the collection are written in one script only


def test_no_term_of_the_package_leads_to_one_it_is_kept_apart_from() -> None:
    rows = list(seeds.synonyms())
    synonyms = Synonyms(Synonym(row["group"], row["term"], row["kind"]) for row in rows)
    apart: dict[str, set[str]] = {}
    for row in rows:
        if row["kind"] == "never":
            apart.setdefault(row["group"], set()).add(key(row["term"]))
    for row in rows:
        found = {key(text) for text, _weight in synonyms.alternatives(row["term"])}
        for terms in apart.values():
            assert len(terms & (found | {key(row["term"])})) < 2, row["term"]


def test_engineers_abbreviations_reach_the_chinese_terms() -> None:
    synonyms = Synonyms(Synonym(row["group"], row["term"], row["kind"]) for row in seeds.synonyms())
    for short, term in (("LFP", "磷酸铁锂"), ("HJT", "异质结"), ("VRFB", "全钒液流电池"), ("MVR", "机械蒸汽再压缩"),
                        ("ORC", "有机朗肯循环"), ("余热", "废热"), ("SOFC", "固体氧化物燃料电池")):  # fmt: skip
        assert term in dict(synonyms.alternatives(short)), short


def test_loading_twice_changes_nothing_and_leaves_what_staff_changed(db: Session) -> None:
    mine = make_pair("余热", "waste heat", 3)
    mine.edited = True
    first = service.load(SYSTEM)
    packaged = sum(1 for _row in seeds.pairs())
    assert first.created["pairs"] + first.kept["pairs"] == packaged > 10_000
    assert first.kept["pairs"] == (1 if any((r["zh"], r["en"]) == ("余热", "waste heat") for r in seeds.pairs()) else 0)
    second = service.load(SYSTEM)
    assert (second.created.total(), second.changed.total()) == (0, 0)
    assert mine.count == 3
    lexicon = queries.current(lambda text: (text,))
    assert "磷酸铁锂" in [other.text for other in lexicon.alternatives("LFP")]
    assert db.scalar(select(func.count()).select_from(models.TermPair)) >= packaged
    assert ("磷酸铁锂", "lexicon") in set(queries.dictionary(db))


def test_what_the_package_no_longer_says_goes_out_of_use_and_can_come_back(db: Session) -> None:
    service.load(SYSTEM)
    back = db.scalars(select(models.TermPair).where(models.TermPair.source == seeds.CHINAXIV).limit(1)).one()
    gone, foreign, mine = make_pair("旧词", "old"), make_pair("外词", "foreign"), make_pair("己词", "own")
    gone.source, foreign.source, mine.source, mine.edited = seeds.CHINAXIV, "somebody", seeds.CHINAXIV, True
    back.retired = True
    report = service.load(SYSTEM)
    assert (report.retired, report.changed) == (Counter(pairs=1), Counter(pairs=1))
    assert (gone.retired, foreign.retired, mine.retired, back.retired) == (True, False, False, False)


def test_only_keepers_load(db: Session) -> None:
    with pytest.raises(Forbidden):
        service.load(Actor(user_id=1, roles=frozenset({"finance"})))
