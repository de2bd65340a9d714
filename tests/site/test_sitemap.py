"""What search engines may find: the maps name what everybody reads and nothing else, and robots.txt says the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree as Xml

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from marketplace.accounts.workflow import VERIFICATION
from marketplace.core import clock
from marketplace.core.http import Marketplace
from marketplace.core.policy import SYSTEM
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.listings.models import Listing
from marketplace.listings.service.versions import add_version
from marketplace.listings.workflow import LISTING
from marketplace.needs.models import Need
from marketplace.needs.workflow import NEED
from tests.factories.accounts import make_broker, make_organisation, make_staff
from tests.factories.listings import content, make_listing
from tests.factories.needs import make_need
from tests.factories.pilots import make_platform

NAMES = {"map": "http://www.sitemaps.org/schemas/sitemap/0.9", "xhtml": "http://www.w3.org/1999/xhtml"}
RECORDS = ("listings", "needs", "organisations")
NOINDEX = '<meta name="robots" content="noindex">'


@pytest.fixture
def site(app: Marketplace) -> str:
    return str(app.config["SETTINGS"].public_url)


@pytest.fixture
def paths(client: FlaskClient, site: str) -> Callable[..., list[str]]:
    """Addresses of the maps that the index names, or of some kinds, each without the name of the site."""

    def read(*kinds: str) -> list[str]:
        found = []
        for name in locations(client.get("/sitemap.xml").data, "sitemap", site):
            if not kinds or name.startswith(tuple(f"/sitemap-{kind}-" for kind in kinds)):
                found += locations(client.get(name).data, "url", site)
        return found

    return read


@pytest.fixture
def robots(client: FlaskClient) -> RobotFileParser:
    read = RobotFileParser()
    read.parse(client.get("/robots.txt").text.splitlines())
    return read


def locations(body: bytes, element: str, site: str) -> list[str]:
    found = [loc.text or "" for loc in Xml.fromstring(body).findall(f"map:{element}/map:loc", NAMES)]
    assert all(address.startswith(f"{site}/") for address in found)
    return [address.removeprefix(site) for address in found]


def in_both(path: str, *public_ids: str) -> list[str]:
    return [f"/{lang}/{path}/{public_id}" for public_id in public_ids for lang in ("zh", "en")]


def test_every_record_that_is_named_opens_for_everybody(client: FlaskClient, committed: Any, paths: Any) -> None:
    """Whatever its state: nothing is named that strangers do not see, or that its own page keeps away."""
    with committed():
        kept = make_organisation("university")
        for state in LISTING.states:
            make_listing(kept, state=state)
        for state in NEED.states:
            make_need(make_organisation(), state=state)
        for state in VERIFICATION.states:
            make_organisation(state=state)
    found = paths(*RECORDS)
    assert len(found) == len(set(found))
    for path in found:
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert NOINDEX not in answer.text, path
        assert f'rel="canonical" href="http://127.0.0.1:8000{path}"' in answer.text


def test_what_is_published_is_named_and_what_is_not_is_not(committed: Any, paths: Any) -> None:
    yesterday = clock.today() - timedelta(days=1)
    with committed():
        owner = make_organisation("university")
        shown = [make_listing(owner, state=state).public_id for state in ("published", "under_offer")]
        make_listing(owner, state="draft"), make_listing(owner, state="paused"), make_listing(owner, state="withdrawn")
        buyer = make_organisation()
        wanted = [make_need(buyer, state=state).public_id for state in ("open", "matching", "introduced")]
        make_need(buyer, state="draft"), make_need(buyer, state="in_deal")
        make_need(buyer, state="open", deadline=yesterday)  # nobody has expired it yet
        hidden = make_organisation(state="unverified").public_id, make_organisation(state="expired").public_id
    assert paths("listings") == in_both("listings", *shown)
    assert paths("needs") == in_both("needs", *wanted)
    organisations = paths("organisations")
    assert set(in_both("accounts/organisations", owner.public_id, buyer.public_id)) <= set(organisations)
    assert not set(in_both("accounts/organisations", *hidden)) & set(organisations)


def test_what_is_withdrawn_leaves_the_map(client: FlaskClient, committed: Any, paths: Any) -> None:
    with committed():
        listing = make_listing()
    assert paths("listings") == in_both("listings", listing.public_id)
    with committed() as opened:
        opened.get_one(Listing, listing.id).state = "paused"
    assert paths("listings") == []
    assert client.get("/sitemap-listings-1.xml").status_code == 404, "a map that holds nothing is none"


def test_every_page_of_the_site_that_everybody_opens_is_named(
    app: Marketplace, client: FlaskClient, paths: Any, robots: RobotFileParser
) -> None:
    """A new public page is in the map, kept away by robots.txt, or says itself that it is not to be kept."""
    plain = [
        rule.build({"lang": "zh"})[1]
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
        and rule.arguments == {"lang"}
        and app.view_functions[rule.endpoint].__access__.name == "public"
    ]
    answers = {path: client.get(path) for path in plain if robots.can_fetch("*", path)}
    pages = {
        path
        for path, answer in answers.items()
        if answer.status_code == 200 and answer.mimetype == "text/html" and NOINDEX not in answer.text
    }
    assert {"/zh/", "/zh/about", "/zh/needs", "/zh/pilots", "/zh/incubation", "/zh/sitemap"} <= pages
    assert pages - set(paths("pages")) == set()


def test_the_pages_of_the_site_that_are_named_may_be_read(
    client: FlaskClient, committed: Any, paths: Any, robots: RobotFileParser
) -> None:
    with committed():
        make_platform()
    found = paths("pages")
    assert len(found) == len(set(found))
    assert {"/zh/taxonomy/fields/hydrogen", "/en/taxonomy/fields/hydrogen", "/api/docs"} <= set(found)
    for path in found:
        assert robots.can_fetch("*", path), path
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert f'rel="canonical" href="http://127.0.0.1:8000{path}"' in answer.text


def test_robots_keep_off_searches_and_accounts_and_find_organisations(
    client: FlaskClient, committed: Any, robots: RobotFileParser, site: str
) -> None:
    with committed():
        place, _broker = make_organisation(), make_broker()
    for lang in ("zh", "en"):
        for path in ("", f"/{place.public_id}", "?page=2"):
            assert robots.can_fetch("*", f"/{lang}/accounts/organisations{path}")
        for path in ("search", "search?q=heat", "accounts/sign-in", "accounts/experts", "accounts/people", "deals/x"):
            assert not robots.can_fetch("*", f"/{lang}/{path}"), path
    assert robots.site_maps() == [f"{site}/sitemap.xml"]


def test_a_page_is_named_in_each_language_with_the_other_and_its_last_change(
    client: FlaskClient, committed: Any, site: str
) -> None:
    with committed():
        listing = make_listing()
        listing.published_at = datetime(2026, 3, 1, 8, tzinfo=UTC)
        with clock.travel(datetime(2026, 5, 6, 7, 8, 9, tzinfo=UTC)):
            add_version(SYSTEM, listing, content(title=Text("新标题", "New title")))
    chinese, english = Xml.fromstring(client.get("/sitemap-listings-1.xml").data).findall("map:url", NAMES)
    for lang, entry in (("zh", chinese), ("en", english)):
        assert entry.findtext("map:loc", None, NAMES) == f"{site}/{lang}/listings/{listing.public_id}"
        assert entry.findtext("map:lastmod", None, NAMES) == "2026-05-06T07:08:09+00:00"
        links = entry.findall("xhtml:link[@rel='alternate']", NAMES)
        assert {link.get("hreflang"): link.get("href", "").removeprefix(site) for link in links} == {
            "zh-CN": f"/zh/listings/{listing.public_id}",
            "en": f"/en/listings/{listing.public_id}",
            "x-default": f"/zh/listings/{listing.public_id}",
        }


def test_many_records_are_spread_over_maps_that_stay_as_they_are(
    client: FlaskClient, committed: Any, site: str
) -> None:
    with committed():
        near = make_need()
        far = make_need(make_organisation(), id=near.id + 12_000)
    named = locations(client.get("/sitemap.xml").data, "sitemap", site)
    first, second = (name for name in named if "-needs-" in name)
    number = int(second.rpartition("-")[2].removesuffix(".xml"))
    assert locations(client.get(first).data, "url", site) == in_both("needs", near.public_id)
    assert locations(client.get(second).data, "url", site) == in_both("needs", far.public_id)
    for absent in (number - 1, number + 1, 0, 50_000, "9" * 30, "x"):
        assert client.get(f"/sitemap-needs-{absent}.xml").status_code == 404, absent
    for absent in ("/sitemap-pages-2.xml", "/sitemap-people-1.xml", "/sitemap-needs.xml"):
        assert client.get(absent).status_code == 404, absent


def test_the_last_of_a_range_and_the_first_of_the_next_are_both_named(committed: Any, paths: Any) -> None:
    with committed():
        make_need()
        top = session().scalar(select(func.max(Need.id))) or 0
        edge = (top // 5_000 + 1) * 5_000
        last, first = (make_need(make_organisation(), id=number).public_id for number in (edge, edge + 1))
    wanted = in_both("needs", last, first)
    assert [path for path in paths("needs") if path in wanted] == wanted, "each once"


@pytest.mark.parametrize("path", ["/sitemap.xml", *(f"/sitemap-{kind}-1.xml" for kind in ("pages", *RECORDS))])
def test_a_map_costs_as_many_statements_for_many_records_as_for_one(
    client: FlaskClient, committed: Any, count_queries: Any, path: str
) -> None:
    def cost() -> int:
        with count_queries() as seen:
            assert client.get(path).status_code == 200
        return len(seen)

    with committed():
        make_listing(), make_need()
    client.get(path)
    before = cost()
    with committed():
        for _ in range(5):
            make_listing(), make_need()
    assert cost() == before
    assert before <= len(RECORDS)


@pytest.mark.parametrize("path", ["/sitemap.xml", "/sitemap-needs-1.xml"])
def test_a_map_that_has_not_changed_is_not_sent_again(client: FlaskClient, committed: Any, path: str) -> None:
    with committed():
        need = make_need()
    first = client.get(path)
    assert first.content_type == "application/xml; charset=utf-8"
    known = {"If-None-Match": first.headers["ETag"]}
    again = client.get(path, headers=known)
    assert (again.status_code, again.data) == (304, b"")
    with committed():
        make_need(make_organisation(), id=need.id + 12_000 if path == "/sitemap.xml" else need.id + 1)
    assert client.get(path, headers=known).status_code == 200


def test_the_maps_are_the_same_for_who_is_signed_in(
    client: FlaskClient, committed: Any, sign_in: Any, paths: Any
) -> None:
    with committed():
        make_listing(), make_need(state="draft"), make_organisation(state="unverified")
        lead = make_staff("centre_lead")
    before = paths()
    sign_in(client, lead)
    assert paths() == before


@pytest.mark.parametrize(("lang", "title"), [("zh", "网站地图"), ("en", "Site map")])
def test_people_find_every_section_on_one_page(client: FlaskClient, lang: str, title: str) -> None:
    home = client.get(f"/{lang}/").text
    assert f'href="/{lang}/sitemap">{title}</a>' in home, "the footer leads there"
    page = client.get(f"/{lang}/sitemap").text
    assert f"<h1>{title}</h1>" in page
    main = page[page.index("<main") : page.index("</main>")]
    for path in ("search", "search/help", "needs", "accounts/organisations", "accounts/experts", "pilots", "incubation",
                 "taxonomy/fields/hydrogen", "taxonomy/rules", "about", "privacy", "accessibility"):  # fmt: skip
        assert f'href="/{lang}/{path}"' in main, path


@pytest.mark.parametrize("part", ["poster", "versions/1"])
def test_other_forms_of_a_listing_do_not_stand_beside_it_in_search_engines(
    client: FlaskClient, committed: Any, part: str
) -> None:
    with committed():
        listing = make_listing(state="published")
        add_version(SYSTEM, listing, content(title=Text("新标题", "New title")))
    page = client.get(f"/zh/listings/{listing.public_id}/{part}")
    assert page.status_code == 200
    assert NOINDEX in page.text
