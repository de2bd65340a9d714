"""Every kind of page in a real browser: no accessibility violation, no script or style refused, no sideways scroll."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from marketplace.settings import ROOT
from tests.factories.listings import make_listing
from tests.journeys.conftest import Site
from tools.messages import catalogues

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

PATIENT = 20  # visits
SCREENSHOTS = ROOT / "var" / "test" / "screenshots"  # for whoever wants to look at every page
QUALITY = 70  # of their pictures: good enough to look at, and quick to write
# Only violations are read: selectors for every element that passes would take longer than the rules themselves.
AXE = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
    "selectors": False,
}
OPEN = ["/", "/search", "/search?q={words}", "/search?q=zzzzzz", "/search?q={words}+-x", "/search/help",
        "/search?kind=need", "/search?kind=organisation", "/search?q={words}&view=print",
        "/search/compose?q={words}", "/needs",
        "/needs/{need}", "/listings/{listing}", "/matching/listings/{listing}", "/search/compare?item={listing}",
        "/pilots", "/incubation", "/accounts/organisations", "/accounts/experts", "/accounts/sign-in",
        "/accounts/register", "/accounts/password/reset", "/taxonomy/fields", "/taxonomy/fields/hydrogen",
        "/taxonomy/rules", "/taxonomy/maturity", "/about", "/privacy", "/accessibility",
        "/sitemap", "/nowhere"]  # fmt: skip
BY_ROLE = {
    "officer": ["/me", "/listings/mine", "/listings/new", "/deals/enquiries", "/deals", "/deals/{deal}",
                "/accounts/settings", "/alerts/messages", "/alerts/searches", "/alerts/searches/new?q={words}",
                "/alerts/watching", "/alerts/deliveries", "/desk/board"],
    "enterprise": ["/me", "/needs/mine", "/needs/new", "/needs/{need}", "/matching/needs/{need}",
                   "/deals/enquiries/new?listing={listing}",
                   "/deals/{deal}", "/search?q={words}", "/search/collections",
                   "/search/keep?record=listing:{listing}"],
    "broker": ["/me", "/matching/needs/{need}", "/matching/listings/{listing}/needs",
               "/matching/pair?listing={listing}&need={need}", "/matching/introduction?listing={listing}&need={need}",
               "/desk", "/desk/board", "/deals", "/deals/{deal}", "/deals/{deal}/gate",
               "/pilots/new?deal={deal}", "/pilots/of/{deal}"],
    "reviewer": ["/me", "/review", "/desk/board", "/desk", "/lexicon/synonyms", "/lexicon/pairs", "/lexicon/words",
                 "/lexicon/synonyms/new", "/lexicon/stop_terms", "/lexicon/words/new", "/lexicon/pairs/new"],
    "lead": ["/me", "/admin", "/search/index", "/search/explain/listing/{listing}?q={words}",
             "/deals/{deal}/assign", "/incubation/waive?deal={deal}"],
    "admin": ["/me", "/admin"],
}  # fmt: skip


# Text of the page in its own language: what is marked as another, and old and new values of records, is left out.
TEXTS = """() => {
  const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const page = document.documentElement.lang
  while (walker.nextNode()) {
    const holder = walker.currentNode.parentElement, text = walker.currentNode.textContent.trim()
    if (!text || holder.closest("script, style, textarea, template, .event-changes")) continue
    const marked = holder.closest("[lang]")
    if (marked && marked.lang !== page) continue
    found.push(text)
  }
  return found
}"""
# What the people of the journeys wrote in Chinese only, names, and numbers of Chinese documents of law.
WRITTEN = re.compile(r"示例\w*|电话回访|无利益关系|电解水|制氢|中文|\w+〔\d{4}〕\d+号")
HAN = re.compile(r"[\u4e00-\u9fff]")


@functools.cache
def sources() -> dict[str, str]:
    """English text of the site → its translation, where the two differ."""
    pairs = {
        message.id: message.string
        for catalogue in catalogues.catalogues().values()
        for message in catalogue
        if isinstance(message.id, str) and isinstance(message.string, str)
    }
    return {source: text for source, text in pairs.items() if source != text}


def wrong_language(tab: Any, url: str) -> list[str]:
    """Texts of the site that stand on the page in the other language."""
    texts: list[str] = tab.evaluate(TEXTS)
    if urlsplit(url).path.startswith("/en"):
        return [
            f"{url}: Chinese on an English page: {text[:80]}" for text in texts if HAN.search(WRITTEN.sub("", text))
        ]
    return [f"{url}: not translated: {text[:80]}" for text in texts if text in sources()]


@pytest.fixture
def tab(browser: Any) -> Iterator[Any]:
    """A fresh browser profile with one page; what the console complains about is collected."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_init_script(AXE_SCRIPT)
    page = context.new_page()
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    yield page
    context.close()


def sign_in(tab: Any, site: Site, role: str) -> None:
    tab.goto(f"{site.url}/zh/accounts/sign-in")
    tab.fill("main input[name=email]", getattr(site.people, role))
    tab.fill("main input[name=password]", site.people.password)
    tab.click("main form button:not([type=button])")
    tab.wait_for_load_state()
    assert "/sign-in" not in tab.url


def examine(tab: Any, url: str, name: str, faults: list[str]) -> None:
    answer = tab.goto(url)
    expected = 404 if url.endswith("/nowhere") else 200
    if answer.status != expected:
        faults.append(f"{url}: {answer.status}")
        return
    # Contrast is the dearest rule, and a matter of the one style sheet, whatever the language.
    options = {**AXE, "rules": {"color-contrast": {"enabled": "/zh" in url}}}
    found = tab.evaluate("options => axe.run(document, options).then(found => found.violations)", options)
    faults.extend(f"{url}: {v['id']}: {v['nodes'][0]['html'][:120]}" for v in found)
    real = [text for text in tab.complaints if "404 (NOT FOUND)" not in text]
    faults.extend(f"{url}: console: {text[:200]}" for text in real)
    tab.complaints.clear()
    faults.extend(wrong_language(tab, url))
    if "/zh" in url:
        tab.screenshot(path=SCREENSHOTS / f"{name}.jpeg", full_page=True, quality=QUALITY)
    tab.set_viewport_size({"width": 360, "height": 800})
    width = tab.evaluate("document.documentElement.scrollWidth")
    if "/en" in url:  # the longer words
        tab.screenshot(path=SCREENSHOTS / f"{name}-360.jpeg", full_page=True, quality=QUALITY)
    if width > 360:
        faults.append(f"{url}: {width} px wide on a 360 px screen")
    tab.set_viewport_size({"width": 1280, "height": 900})


def addresses(site: Site, lang: str, paths: list[str]) -> list[tuple[str, str]]:
    words = "余热" if lang == "zh" else "heat"
    people = site.people
    filled = [path.format(words=words, need=people.need, listing=people.listing, deal=people.deal) for path in paths]
    return [(f"{site.url}/{lang}{path}", f"{lang}{number:02d}") for number, path in enumerate(filled)]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_public_pages(site: Site, tab: Any, lang: str) -> None:
    faults: list[str] = []
    for url, name in addresses(site, lang, OPEN):
        examine(tab, url, f"public-{name}", faults)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("role", list(BY_ROLE))
def test_pages_of_a_role(site: Site, tab: Any, role: str, lang: str) -> None:
    sign_in(tab, site, role)
    faults: list[str] = []
    for url, name in addresses(site, lang, BY_ROLE[role]):
        examine(tab, url, f"{role}-{name}", faults)
    assert not faults, "\n".join(faults)


def full_search(tab: Any, url: str) -> None:
    """Ask until the page offers filters: a busy machine may answer in basic mode, which has none."""
    for _visit in range(PATIENT):
        tab.goto(url)
        if tab.locator(".facet input[type=checkbox]").count():
            return


def test_filters_change_results_and_address_and_back_returns(site: Site, tab: Any) -> None:
    full_search(tab, f"{site.url}/zh/search?kind=need")
    box = tab.locator(".facet input[type=checkbox]").first
    before = tab.inner_text(".results-count")
    box.check()
    tab.wait_for_url(re.compile(r"/search\?.*&"))
    assert box.is_checked()
    tab.go_back()
    tab.wait_for_load_state()
    assert tab.inner_text(".results-count") == before


def test_every_count_follows_a_ticked_filter_and_the_reader_goes_on_from_it(site: Site, tab: Any) -> None:
    full_search(tab, f"{site.url}/zh/search?kind=need&syn=0")
    last = tab.locator("#filters details.facet").last
    last.evaluate("details => { details.open = !details.open }")
    unfolded, box = last.get_attribute("open"), tab.locator(".facet input[type=checkbox]").first
    box.focus()
    tab.keyboard.press("Space")
    tab.wait_for_url(re.compile(r"/search\?.*syn=0&.+"))
    tab.wait_for_selector("#found:not([aria-busy])")
    shown = "[...document.querySelectorAll('.facet-count, .tabs a, .results-count')].map(one => one.textContent.trim())"
    counted, focused = tab.evaluate(shown), tab.evaluate("document.activeElement.id")
    assert (focused, last.get_attribute("open")) == (box.get_attribute("id"), unfolded)
    query = parse_qs(urlsplit(tab.url).query)
    assert query["syn"] == ["0"]
    assert set(query) == {"kind", "syn", box.get_attribute("name")}, "nothing empty is asked for"
    tab.reload()
    assert tab.evaluate(shown) == counted


def test_a_fifth_listing_is_not_taken_to_compare(site: Site, tab: Any) -> None:
    chosen = "&".join(f"item={letter * 10}" for letter in "ABCD")
    full_search(tab, f"{site.url}/zh/search?{chosen}")
    box = tab.locator('input[name=item][form="compare"]').first
    box.click()
    assert not box.is_checked()
    assert "已选四项" in tab.inner_text("#compare")


@pytest.fixture(scope="module")
def two_listings(site: Site) -> None:
    """Of a single one no orders are offered."""
    with site.within():
        make_listing()


def test_what_is_ticked_to_compare_goes_along_with_links_and_filters(site: Site, two_listings: None, tab: Any) -> None:
    box, sort = tab.locator('input[name=item][form="compare"]').first, tab.locator('main a[href*="sort="]').first
    for _visit in range(PATIENT):
        full_search(tab, f"{site.url}/zh/search")
        if sort.count():
            break
        tab.wait_for_timeout(500)
    wanted = box.get_attribute("value")
    box.check()
    sort.click()
    tab.wait_for_url("**sort=*")
    assert parse_qs(urlsplit(tab.url).query)["item"] == [wanted]
    ticked = tab.locator(f'input[name=item][value="{wanted}"][form="compare"]')
    assert ticked.is_checked()
    ticked.uncheck()
    tab.locator(".facet input[type=checkbox]").first.check()
    tab.wait_for_url(lambda url: "item=" not in url)


def test_the_site_works_without_scripts(site: Site, browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.url}/zh/")
    page.fill("#home-search", "电解水")
    page.click(".hero button")
    page.wait_for_url("**/zh/search?**")  # a click returns when the next page begins, not when it is there
    assert "/zh/search" in page.url
    page.locator(".result-title a").first.click()
    page.wait_for_url("**/zh/listings/*")
    assert page.locator("h1").count() == 1
    context.close()


def test_the_search_key_and_the_language_switch(site: Site, tab: Any) -> None:
    tab.goto(f"{site.url}/zh/needs")
    tab.keyboard.press("/")
    assert tab.evaluate("document.activeElement.name") == "q"
    tab.click("a[hreflang=en]")
    assert tab.url.startswith(f"{site.url}/en/needs")
    assert tab.locator("html").get_attribute("lang") == "en"
