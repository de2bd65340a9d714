"""Keeping a record with scripts: the page stays, and the keyboard goes on where it was."""

from __future__ import annotations

from typing import Any

import pytest

from marketplace.core.text import Text
from tests.factories.listings import make_listing
from tests.journeys.conftest import Site
from tests.journeys.test_browser import PATIENT, full_search, sign_in, tab  # noqa: F401 (a fixture)

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
QUESTION = "钢带酸洗废液再生"


def test_the_focus_follows_the_button_and_what_cannot_be_taken_back_is_asked(
    site: Site,
    tab: Any,  # noqa: F811
) -> None:
    with site.within():
        listing = make_listing(title=Text(QUESTION, None)).public_id
    sign_in(tab, site, "enterprise")
    button = f'#row-{listing} button:has-text("收藏")'
    for _visit in range(PATIENT):
        full_search(tab, f"{site.url}/zh/search?q={QUESTION}")
        if tab.locator(button).count():
            break
        tab.wait_for_timeout(500)
    tab.locator(button).focus()
    tab.keyboard.press("Enter")
    tab.wait_for_selector(f'#row-{listing} a[href*="/search/keep"]')
    tab.wait_for_function("document.activeElement.matches('a[href*=\"/search/keep\"]')")
    tab.goto(f"{site.url}/zh/search/collections")
    tab.locator("main table a").first.click()
    tab.locator("summary", has_text="删除收藏夹").click()
    assert tab.locator("details[open] button", has_text="删除收藏夹").is_visible()
