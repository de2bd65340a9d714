"""How to ask: what pages call a field can be typed, and what the page offers to try is there."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import unquote_plus

import pytest

from marketplace.core import indexing
from marketplace.core.i18n import LANGUAGES, force_language
from marketplace.core.text import Text
from marketplace.discovery.queries.understanding import SCHEMES
from marketplace.discovery.service import suggestions
from search.box import parse_box
from search.builder import addressable
from tests.factories.listings import make_listing, make_patent


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_label_of_a_field_addresses_it(app, language: str) -> None:
    with app.test_request_context(f"/{language}/search"), force_language(language):
        index = indexing.declared()
        for spec in addressable(index):
            for colon in (":", "：", ": "):
                for name in (str(spec.label), str(spec.label).upper()):
                    (clause,) = parse_box(f"{name}{colon}电池", index).clauses
                    assert clause.field == spec.name, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_field_has_one_name_on_pages_and_in_the_box(app, language: str) -> None:
    with app.test_request_context(f"/{language}/search"), force_language(language):
        for spec in addressable(indexing.declared()):
            assert spec.prefixes[-1 if language == "en" else 0] == str(spec.label).lower()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("scheme", "number"),
    [
        ("application", "202210123456.1"),
        ("publication", "CN113970251A"),
        ("ipc", "H01M"),
        ("uscc", "91110000600037341L"),
    ],
)
def test_a_number_can_be_typed_as_its_chip_prints_it(app, language: str, scheme: str, number: str) -> None:
    with app.test_request_context(f"/{language}/search"), force_language(language):
        for between in (":", "：", " ", ": "):
            (clause,) = parse_box(f"{SCHEMES[scheme]}{between}{number}", indexing.declared()).clauses
            assert (clause.kind, clause.scheme, clause.text) == ("identifier", scheme, number)


def offered(page: str) -> list[str]:
    return [unquote_plus(unescape(link)) for link in re.findall(r"search\?q=([^\"]+)\"", page)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_to_try_are_those_of_public_records(client, committed, index, language: str) -> None:
    with committed():
        make_listing(title=Text("示例", None), ipc=["C25B 11/04"], patents=[make_patent()])
        suggestions.rebuild()
    index()
    boxes = [box for box in offered(client.get(f"/{language}/search/help").text) if re.search(r"\d{2}", box)]
    assert len(boxes) == 3
    for box in boxes:
        found = client.get("/api/v1/search", query_string={"q": box}).json
        assert found["total"] == 1, box
        assert [chip["code"] for chip in found["understanding"]] == ["identifier"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_public_numbers_the_examples_are_shown_and_lead_nowhere(client, committed, language: str) -> None:
    page = client.get(f"/{language}/search/help").text
    assert "H01M 10/0525" in page
    assert not [box for box in offered(page) if re.search(r"\d{2}", box)]
