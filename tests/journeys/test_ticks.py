"""What a reader has ticked to compare stays ticked, and nothing else, whatever filter is set."""

from __future__ import annotations

from typing import Any

import pytest

from marketplace.core.text import Text
from tests.factories.listings import make_listing, make_patent
from tests.journeys.conftest import Site
from tests.journeys.test_browser import PATIENT, full_search, sign_in, tab  # noqa: F401 (a fixture)

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
QUESTION = "换热器铜管冲压"
BOX = 'input[name=item][form="compare"]'


@pytest.fixture(scope="module")
def offered(site: Site) -> list[str]:
    """Ids of results that answer the question best; behind them stand as many patents."""
    with site.within():
        results = [make_listing(title=Text(QUESTION, None)) for _number in range(3)]
        for _number in range(3):
            make_listing(title=Text(f"{QUESTION}用润滑油的回收方法", None), kind="patent", patents=[make_patent()])
        return [listing.public_id for listing in results]


@pytest.mark.parametrize("role", [None, "enterprise"])
def test_a_filter_moves_no_tick_to_another_listing(
    site: Site,
    offered: list[str],
    tab: Any,  # noqa: F811
    role: str | None,
) -> None:
    if role:
        sign_in(tab, site, role)
    for _visit in range(PATIENT):
        full_search(tab, f"{site.url}/zh/search?q={QUESTION}")
        if set(offered) <= {box.get_attribute("value") for box in tab.locator(BOX).all()}:
            break
        tab.wait_for_timeout(500)
    chosen = offered[:2]
    for name in chosen:
        tab.locator(f'{BOX}[value="{name}"]').check()
    tab.check("#facet-type-patent")
    tab.wait_for_url("**type=patent*")
    tab.wait_for_selector("#found:not([aria-busy])")
    going = tab.evaluate("new FormData(document.querySelector('#compare')).getAll('item')")
    assert sorted(going) == sorted(chosen)
