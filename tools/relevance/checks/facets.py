"""Facet counts are those of brute force over the database, whatever else is chosen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

from sqlalchemy import text

from marketplace.core.unit import session, unit
from search.query import FilterValue, Range
from search.results import Bucket
from tools.relevance.asker import Asker
from tools.relevance.checks.check import Check, Finding
from tools.relevance.site import Catalogue

Members = Mapping[str, Mapping[str, set[str]]]  # facet → value → listings
Chosen = Mapping[str, str]

_SHOWN = "shown AS (SELECT * FROM listing WHERE state IN ('published', 'under_offer'))"
_PRICES = ((None, 10), (10, 50), (50, 100), (100, 500), (500, 1000), (1000, None))  # in 万元, half-open
_WAN = 1_000_000


def _price_cases() -> str:
    cases = []
    for low, high in _PRICES:
        least, below = (bound and bound * _WAN for bound in (low, high))
        holds = " AND ".join(
            part
            for part in (least and f"price_min_fen >= {least}", below and f"price_min_fen < {below}")
            if part
        )  # fmt: skip
        cases.append(f"WHEN {holds} THEN '{least or ''}..{below or ''}'")
    return f"CASE WHEN price_min_fen IS NULL THEN 'none' {' '.join(cases)} END"


def _joined(table: str, value: str, more: str = "") -> str:
    return f"SELECT s.public_id, {value} FROM shown s JOIN {table} t ON t.listing_id = s.id {more}"  # noqa: S608  constants


_TECHNOLOGY = "JOIN taxonomy_key_technology k ON k.code = t.technology_code"
_GREEN = "JOIN taxonomy_green_class g ON g.code = t.green_class_code"
SQL = {
    "type": "SELECT public_id, kind FROM shown",
    "availability": "SELECT public_id, availability FROM shown",
    "deal_mode": "SELECT public_id, unnest(deal_modes) FROM shown",
    "rights": "SELECT public_id, unnest(rights_types) FROM shown",
    "price_fen": f"SELECT public_id, {_price_cases()} FROM shown",  # noqa: S608  constants
    "published_at": "SELECT public_id, extract(year FROM published_at AT TIME ZONE 'Asia/Shanghai')::text FROM shown",
    "stage": "SELECT s.public_id, m.stage FROM shown s JOIN taxonomy_maturity_level m"
    " ON m.scale_id = s.maturity_scale AND m.level = s.maturity_level",
    "owner": "SELECT s.public_id, o.public_id FROM shown s JOIN account_organisation o ON o.id = s.owner_id",
    "city": "SELECT s.public_id, o.region_code FROM shown s JOIN account_organisation o ON o.id = s.owner_id",
    "legal_status": _joined("listing_patent", "t.status"),
    "field": " UNION ".join(
        (
            _joined("listing_field", "t.field_code"),
            _joined("listing_technology", "k.field_code", _TECHNOLOGY),
            _joined("listing_technology", "k.field_code || '/' || k.code", _TECHNOLOGY),
        )
    ),
    "green": " UNION ".join(
        (
            _joined("listing_green_class", "coalesce(g.parent_code || '/', '') || g.code", _GREEN),
            _joined("listing_green_class", "coalesce(g.parent_code, g.code)", _GREEN),
        )
    ),
    "ipc": " UNION ".join(
        (
            _joined("listing_ipc", "left(t.symbol, 1)"),
            _joined("listing_ipc", "left(t.symbol, 1) || '/' || split_part(t.symbol, ' ', 1)"),
        )
    ),
    "benefit_evidence": "SELECT DISTINCT ON (public_id) public_id, level FROM ("  # noqa: S608  constants
    + _joined(
        "listing_benefit", "t.evidence_level AS level, (c.facts->>'rank')::int AS rank",
        "JOIN taxonomy_code c ON c.list = 'evidence_level' AND c.code = t.evidence_level",
    )
    + ") ranked ORDER BY public_id, rank DESC",
}  # fmt: skip


def _cases(asker: Asker, catalogue: Catalogue) -> Iterator[Finding]:
    members = _members()
    frequent = {name: max(values, key=lambda value: (len(values[value]), value)) for name, values in members.items()}
    chosen = [()] + [(name,) for name in frequent] + list(combinations(frequent, 2))
    for names in chosen:
        filters = {name: frequent[name] for name in names}
        asked = {name: (_filter_value(value),) for name, value in filters.items()}
        results = asker.ask("", asked, kinds=("listing",), facets=tuple(members), size=1)
        for name in members:
            size = getattr(getattr(asker.backend.index.fields[name], "facet", None), "size", None)
            yield _difference(name, results.facets[name], _counts(name, members, filters), size, filters)


def _members() -> Members:
    """Which listing has which value, straight from the tables."""
    found: dict[str, dict[str, set[str]]] = {}
    with unit():
        for name, query in SQL.items():
            for public_id, value in session().execute(text(f"WITH {_SHOWN} {query}")):
                if value is not None:
                    found.setdefault(name, {}).setdefault(value, set()).add(public_id)
    return found


def _counts(name: str, members: Members, filters: Chosen) -> dict[str, int]:
    """Counts of a facet under the filters of all other facets."""
    others = [members[other][value] for other, value in filters.items() if other != name]
    return {value: len(ids.intersection(*others)) for value, ids in members[name].items()}


def _filter_value(value: str) -> FilterValue:
    if ".." not in value:
        return value
    low, _, high = value.partition("..")
    return Range(int(low) if low else None, int(high) if high else None, closed=False)


def _difference(
    name: str, buckets: tuple[Bucket, ...], counts: Mapping[str, int], size: int | None, filters: Chosen
) -> Finding:
    """What is wrong with a facet: a count, or a value that is missing though there is room for it."""
    shown = {bucket.value: bucket.count for bucket in buckets}
    wrong = {value: (count, counts.get(value, 0)) for value, count in shown.items() if count != counts.get(value, 0)}
    least = min(shown.values(), default=0) if size is not None and len(shown) >= size else 0
    missing = [value for value, count in counts.items() if count > least and value not in shown]
    if wrong or missing:
        return f"{name} under {dict(filters)}: (shown, true) {wrong}, missing {missing}"
    return None


CHECK = Check("facets against SQL", _cases, 14 * 15)
