"""What the vocabulary gives other nouns when the site is wired."""

from __future__ import annotations

from sqlalchemy.orm import Session

from marketplace.accounts.schemas import vocabulary
from marketplace.taxonomy.wiring import words


def test_accounts_offer_the_regions_and_fields_of_the_vocabulary(db: Session) -> None:
    assert ("5101", "成都市") in vocabulary.choices("region")()
    assert len(vocabulary.choices("field")()) == 13
    assert vocabulary.label("broker_level", "senior").en == "Senior technology manager"


def test_the_search_dictionary_knows_the_words_of_the_plan(db: Session) -> None:
    terms = dict(words(db))
    assert {"储能", "存储", "钒钛", "天然气智能安全高效钻井", "抽水蓄能"} <= set(terms)
    assert all(2 <= len(term) <= 16 for term in terms)
