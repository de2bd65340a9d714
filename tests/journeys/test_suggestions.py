"""The search box while one types, by keyboard and pointer, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

from marketplace.core import jobs
from tests.journeys.conftest import Site
from tests.journeys.test_browser import AXE, tab  # noqa: F401 (a fixture)

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
BOX = "#site-search"
SHOWN = f"{BOX}-list [role=option]"
QUIET_MILLISECONDS = 150  # the box waits so long after the last letter


@pytest.fixture(scope="module")
def suggesting(site: Site) -> Site:
    """The site with its suggestions built."""
    with site.within():
        jobs.run_now("discovery.build_suggestions")
    return site


@pytest.fixture
def box(suggesting: Site, tab: Any) -> Iterator[Any]:  # noqa: F811
    """A page with the box in focus and two letters of pinyin typed."""
    tab.goto(f"{suggesting.url}/zh/needs")
    tab.keyboard.press("/")
    tab.keyboard.type("qingneng")
    tab.wait_for_selector(SHOWN)
    yield tab
    assert tab.complaints == []


def state(tab: Any) -> tuple[str, str | None]:  # noqa: F811
    found = tab.locator(BOX)
    return found.get_attribute("aria-expanded"), found.get_attribute("aria-activedescendant")


def test_nothing_is_chosen_by_itself_and_the_count_is_said(box: Any) -> None:
    assert state(box) == ("true", None)
    count = box.locator(SHOWN).count()
    assert 1 <= count <= 8
    assert str(count) in box.inner_text(".site-search [role=status]")
    assert box.locator('[aria-selected="true"]').count() == 0


def test_arrows_walk_and_enter_follows(box: Any) -> None:
    box.keyboard.press("ArrowDown")
    first = box.locator(SHOWN).first
    assert state(box)[1] == first.get_attribute("id")
    assert first.get_attribute("aria-selected") == "true"
    box.keyboard.press("ArrowUp")
    assert state(box) == ("true", None)
    box.keyboard.press("ArrowUp")
    assert state(box)[1] == box.locator(SHOWN).last.get_attribute("id")
    box.keyboard.press("ArrowDown")
    box.keyboard.press("ArrowDown")
    target = first.get_attribute("data-url")
    box.keyboard.press("Enter")
    box.wait_for_url(f"**{target}")


def test_no_later_list_takes_the_place_of_the_one_walked_through(suggesting: Site, tab: Any) -> None:  # noqa: F811
    tab.goto(f"{suggesting.url}/zh/needs")
    tab.clock.install()
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.keyboard.press("/")
    tab.keyboard.type("qing")
    tab.clock.run_for(1000)
    tab.wait_for_selector(SHOWN)
    tab.keyboard.type("neng")
    tab.keyboard.press("ArrowDown")
    tab.clock.run_for(1000)
    assert [url.rpartition("=")[2] for url in asked] == ["qing"]
    assert tab.locator(SHOWN).first.get_attribute("aria-selected") == "true"


def test_enter_without_a_choice_searches_for_what_was_typed(box: Any) -> None:
    box.keyboard.press("Enter")
    box.wait_for_url("**/search?*")
    assert parse_qs(urlsplit(box.url).query)["q"] == ["qingneng"]


def test_escape_closes_first_and_keeps_the_text(box: Any) -> None:
    box.keyboard.press("ArrowDown")
    box.keyboard.press("Escape")
    assert state(box) == ("false", None)
    assert box.input_value(BOX) == "qingneng"
    box.keyboard.press("ArrowDown")
    box.wait_for_selector(SHOWN)
    assert state(box)[0] == "true"


def test_tab_leaves_and_closes(box: Any) -> None:
    box.keyboard.press("Tab")
    assert state(box)[0] == "false"
    assert box.evaluate("document.activeElement.tagName") == "BUTTON"


def test_a_click_follows(box: Any) -> None:
    target = box.locator(SHOWN).first.get_attribute("data-url")
    box.locator(SHOWN).first.click()
    box.wait_for_url(f"**{target}")


def test_the_open_list_has_no_accessibility_violation(box: Any) -> None:
    box.keyboard.press("ArrowDown")
    found = Axe().run(box, options=AXE).response["violations"]
    assert [(fault["id"], fault["nodes"][0]["html"][:120]) for fault in found] == []
    box.set_viewport_size({"width": 360, "height": 800})
    assert box.evaluate("document.documentElement.scrollWidth") <= 360


def test_while_an_input_method_composes_nothing_is_asked(suggesting: Site, tab: Any) -> None:  # noqa: F811
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url) if "/suggest?" in request.url else None)
    tab.goto(f"{suggesting.url}/zh/needs")
    tab.focus(BOX)
    tab.evaluate(
        """() => {
          const box = document.activeElement
          box.dispatchEvent(new CompositionEvent("compositionstart"))
          box.value = "qing'neng"
          box.dispatchEvent(new InputEvent("input", { isComposing: true }))
          box.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown", isComposing: true }))
        }"""
    )
    tab.wait_for_timeout(500)
    assert asked == []
    tab.evaluate(
        """() => {
          document.activeElement.value = "氢能"
          document.activeElement.dispatchEvent(new CompositionEvent("compositionend"))
        }"""
    )
    tab.wait_for_selector(SHOWN)
    assert len(asked) == 1


def test_fast_typing_asks_once_and_shows_only_the_last_answer(suggesting: Site, tab: Any) -> None:  # noqa: F811
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url) if "/suggest?" in request.url else None)
    tab.clock.install()
    tab.goto(f"{suggesting.url}/en/needs")
    tab.focus(BOX)
    tab.clock.pause_at(datetime.now() + timedelta(hours=1))  # a busy machine types slowly; the page's clock stands
    for letter in "hydrogen":
        tab.keyboard.type(letter)
        tab.clock.run_for(QUIET_MILLISECONDS - 1)
    assert asked == []
    tab.clock.run_for(1)
    tab.wait_for_selector(SHOWN)
    assert len(asked) == 1
    assert asked[0].endswith("q=hydrogen")
    # The field Hydrogen, or a keyword in small letters of what another journey has published meanwhile.
    assert tab.locator(SHOWN).first.inner_text().casefold().startswith("hydrogen")
