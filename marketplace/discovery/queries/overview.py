"""Where and when the results are: counts by prefecture and by year, each a link that sets or lifts the filter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from marketplace.core.searchable import CITY, PUBLISHED
from marketplace.discovery.queries.frame import toggles
from search import Query, Results
from search.index import Index

Bar = tuple[str, int, str, bool]  # label, number of results, link, whether it is a filter in force


@dataclass(frozen=True)
class Overview:
    """Counts and links by code of the prefecture, and the years from the first to the last."""

    cities: Mapping[str, int]
    city_urls: Mapping[str, str]
    chosen_cities: frozenset[str]
    years: Sequence[Bar]


def overview(query: Query, index: Index, results: Results | None) -> Overview | None:
    """Both from the counts of the facets that the answer brought; None when there is nothing to choose or to lift."""
    is_filtered = query.values(CITY.name) or query.values(PUBLISHED.name)
    if results is None or results.total < (1 if is_filtered else 2):
        return None
    cities = {bucket.value: bucket.count for bucket in results.facets.get(CITY.name, ())}
    years = {bucket.value: bucket.count for bucket in results.facets.get(PUBLISHED.name, ()) if bucket.value.isdigit()}
    every = [str(year) for year in range(min(map(int, years)), max(map(int, years)) + 1)] if years else []
    year_urls = toggles(query, index, PUBLISHED.name, every)
    chosen_years = query.values(PUBLISHED.name)
    return Overview(
        cities=cities,
        chosen_cities=frozenset(str(value) for value in query.values(CITY.name)),
        city_urls=toggles(query, index, CITY.name, cities),
        years=[(year, years.get(year, 0), year_urls[year], year in chosen_years) for year in every],
    )
