"""The answer to a number stands on the first screen, whatever the device."""

from __future__ import annotations

from typing import Any

import pytest

from marketplace.core.text import Text
from tests.factories.listings import make_listing, make_patent
from tests.journeys.conftest import Site
from tests.journeys.test_browser import PATIENT, tab  # noqa: F401 (a fixture)

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def number(site: Site) -> str:
    """The publication number of a listed patent."""
    patent = make_patent()
    with site.within():
        make_listing(title=Text("一种换热管", "A heat exchanger tube"), kind="patent", patents=[patent])
    return str(patent["publication_number"])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_number_shows_its_record_without_scrolling(site: Site, tab: Any, number: str, lang: str) -> None:  # noqa: F811
    for width, height in ((1280, 800), (375, 812)):
        tab.set_viewport_size({"width": width, "height": height})
        for _visit in range(PATIENT):  # the worker may not have brought it to the index yet
            tab.goto(f"{site.url}/{lang}/search?q={number}")
            if tab.locator(".result-title").count():
                break
            tab.wait_for_timeout(500)
        box = tab.locator(".result-title").first.bounding_box()
        assert box["y"] + box["height"] < height, (width, box)
