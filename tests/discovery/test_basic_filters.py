"""Without the engine a filter means what it means with it, or the page names it as not applied."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from urllib.parse import urlencode

import pytest

from marketplace.accounts import documents as organisations
from marketplace.core import indexing, outbox
from marketplace.core.filter_words import filter_label
from marketplace.core.i18n import choose
from marketplace.core.policy import ANONYMOUS
from marketplace.core.unit import session
from marketplace.discovery import service
from marketplace.listings import documents as listings
from marketplace.listings.schemas import Maturity
from marketplace.needs import documents as needs
from search import Query, QueryError, Range, urls
from search.analysis.identifiers import spellings
from search.encode import ancestors, local_day
from search.fields import Date, Field, Flag, Ident, Number, Tree
from search.query import FilterValue
from tests.factories.accounts import make_organisation
from tests.factories.listings import make_benefit, make_listing, make_patent
from tests.factories.needs import make_need

DECLARED = {"listing": listings.FIELDS, "need": needs.FIELDS, "organisation": organisations.FIELDS}
FILTERS = [
    (kind, spec)
    for kind, fields in DECLARED.items()
    for spec in fields
    if getattr(spec, "filter", False) or isinstance(spec, Ident)
]
YEAR_BEFORE = datetime(2019, 12, 31, 15, 59, 59, 999_999, tzinfo=UTC)  # the last moment of 2019 in Shanghai
YEAR_AFTER = datetime(2019, 12, 31, 16, tzinfo=UTC)
FAR = 1 << 61


@pytest.fixture
def records(committed) -> None:
    """Records that differ in everything a reader can filter by, and some that nobody may find."""
    with committed():
        for place in (_listings, _needs, _organisations):
            place()


def _listings() -> None:
    house = make_organisation("university", region_code="5110")
    make_listing(house, kind="patent", field_codes=["wind"], technology_codes=["hydrogen.01"], price_min=50_000_000,
                 price_disclosure="range", price_max=90_000_000, maturity=Maturity("qingdao_2025", 9),
                 deal_modes=["transfer"], rights_types=["software_copyright"], ipc=["H01M 10/0525", "C25B 1/02"],
                 green_class_codes=["fossil", "fossil.co_firing"], record={"published_at": YEAR_BEFORE})  # fmt: skip
    make_listing(house, field_codes=["hydrogen", "geothermal"], price_disclosure="negotiable", price_min=120_000_000,
                 benefits=[make_benefit(evidence_level=level) for level in ("self_declared", "third_party_test")],
                 ipc=["H01M 10/44"], patents=[make_patent(), make_patent(status="refused")],
                 record={"availability": "exclusive", "published_at": YEAR_AFTER})  # fmt: skip
    make_listing(price_min=None, price_disclosure=None, maturity=Maturity("trl_9", 8), benefits=[], ipc=["H01M"],
                 technology_codes=["wind.01", "wind.02"], patents=[make_patent(status="expired", grant_number=None)],
                 rights_types=["patent", "software_copyright"])  # fmt: skip
    make_listing(benefits=[make_benefit(evidence_level="self_declared", value=Decimal(9))], green_class_codes=[])
    for state in ("draft", "paused", "withdrawn"):
        make_listing(house, state=state, field_codes=["wind"])


def _needs() -> None:
    make_need(region_code="5110", field_codes=["wind"], technology_codes=["hydrogen.01"], budget_min_fen=2_000_000)
    make_need(region_code="5110", anonymity="anonymous", budget_min_fen=100, budget_max_fen=3_000_000)
    for published_at, values in (
        (YEAR_AFTER, {"anonymity": "described", "cooperation_modes": ["licence", "transfer"]}),
        (YEAR_BEFORE, {"field_codes": ["wind", "hydrogen"], "cooperation_modes": []}),
    ):
        make_need(region_code="5101", **values).published_at = published_at
    make_need(region_code="5110", field_codes=["wind"], state="draft")


def _organisations() -> None:
    make_organisation("institute", region_code="5110", created_at=YEAR_BEFORE)
    make_organisation("enterprise", "expired", region_code=None, uscc=None, created_at=YEAR_AFTER)
    make_organisation("enterprise", "submitted", region_code="5110")


@pytest.fixture
def away(index, tmp_path) -> Callable[[], None]:
    """Call it to take the index away, as after a fault of its disk."""

    def take() -> None:
        indexing.close()
        shutil.rmtree(tmp_path / "search")

    return take


def questions(kind: str, spec: Field) -> Iterator[tuple[FilterValue, ...]]:
    """Every way to filter by a field for values that are there, for one that is not, and for two at once."""
    ids = outbox.ENTITIES[kind].ids_after(session(), 0, 1000)
    documents = outbox.ENTITIES[kind].build(session(), ids)
    held = [document.fields.get(spec.name) for document in documents if not document.deleted]
    values = sorted({one for value in held for one in (value if isinstance(value, tuple) else (value,))} - {None})
    assert values, "the records must differ in it"
    offered = list(dict.fromkeys(_numbers(spec, values) if isinstance(spec, Number) else _codes(spec, values)))
    yield from ((value,) for value in offered)
    yield tuple(offered[:2])


def _codes(spec: Field, values: list[str]) -> Iterable[str]:
    if isinstance(spec, Flag):
        return ("0", "1")
    if isinstance(spec, Tree):
        first = values[0]
        nearly = (f"zzz/{first}", first[:-1], f"{first} 10")
        values = [*(path for value in values for path in ancestors(value)), *nearly]
    if isinstance(spec, Ident):
        values = [code for value in values for code in (value, *spellings(value, spec.kinds))]
    return (*values, "zzz", "z\0", "' OR 1=1", "%", "x" * 256)


def _numbers(spec: Number, values: list[int]) -> Iterator[FilterValue]:
    for value in values:
        yield Range(value, value)
        for closed in (True, False):
            yield Range(value, None, closed)
            yield Range(None, value, closed)
    yield Range(values[0] + 1, values[-1])
    yield Range(FAR, FAR)
    yield Range(-FAR, None, closed=False)
    if spec.none is not None:
        yield "none"
    if isinstance(spec, Date):
        yield from sorted({str(local_day(value, spec).year) for value in values})
        yield from ("1999", "0000", "9999")


def is_readable(query: Query) -> bool:
    """Whether a URL may ask it: some numbers and days are beyond what anyone may write."""
    index = indexing.declared()
    try:
        parsed = urls.parse(urls.dump(query, index), index, audience=query.audience, strict=True)
    except QueryError:
        return False
    return parsed.query.filters == query.filters


def asked(app, committed, pairs: list[tuple[str, str]]) -> service.Found:
    """The answer as the page gets it; programs are refused codes that are on no list."""
    with app.test_request_context("/en/search"), committed():
        return service.find(ANONYMOUS, pairs)


def names(query: Query) -> set[str]:
    """Public ids of all that the engine finds."""
    answer = indexing.searcher().search(replace(query, size=100))
    assert answer.total == len(answer.hits)
    return {hit.id.partition(":")[2] for hit in answer.hits}


@pytest.mark.parametrize(("kind", "spec"), FILTERS, ids=[f"{kind}-{spec.name}" for kind, spec in FILTERS])
def test_a_filter_in_force_is_applied_or_named(app, client, committed, index, away, records, kind, spec) -> None:
    index()
    with committed():
        declared, every = indexing.declared(), Query(audience=frozenset({"public"}), kinds=(kind,))
        tried = [replace(every, filters={spec.name: values}) for values in questions(kind, spec)]
        with_engine = [(query, names(query)) for query in tried if is_readable(query)]
        assert any(found < names(every) for _query, found in with_engine), "no question narrows"
    away()
    for query, found in with_engine:
        pairs = urls.dump(replace(query, size=100), declared)
        answer = asked(app, committed, pairs)
        assert answer.basic
        if answer.waiting:
            assert {part.param for part in answer.waiting} == {spec.param}
            with app.test_request_context("/en/"):
                choose("en")
                said = filter_label(spec, query.values(spec.name)[0])
            page = client.get(f"/en/search?{urlencode(pairs)}").text
            assert said in page.partition("Not applied")[2].partition("</p>")[0]
        else:
            assert {row.public_id for row in answer.rows} == found, pairs
            assert (answer.total, answer.total_is_exact) == (len(found), True)


@pytest.mark.parametrize("kind", DECLARED)
def test_a_filter_that_the_kind_does_not_have_is_no_reason_to_show_all(
    app, committed, index, away, records, kind
) -> None:
    index()
    with committed():
        declared, every = indexing.declared(), Query(audience=frozenset({"public"}), kinds=(kind,))
        others = {spec.name: spec for _kind, spec in FILTERS if spec not in DECLARED[kind]}
        tried = [
            replace(every, filters={name: (value,)})
            for name, spec in others.items()
            for value in (("none", Range(0, 9)) if isinstance(spec, Number) else ("1",))
            if value != "none" or spec.none is not None
        ]
        with_engine = [(query, names(query)) for query in tried]
    away()
    for query, found in with_engine:
        answer = asked(app, committed, urls.dump(query, declared))
        assert answer.basic
        assert answer.waiting == ()
        assert {row.public_id for row in answer.rows} == found, query.filters
