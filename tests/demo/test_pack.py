"""The pack: size, licences, listings, and that it comes out of the builder byte for byte."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from marketplace.core.disclosure import contact_data
from marketplace.listings.workflow.wording import patent_claims
from tests.demo.vocabulary import codes, column, plan_codes
from tools.demo.build import pack as build
from tools.demo.paths import PACK, SourcesMissing
from tools.demo.ties import ties
from tools.demo.write import digest
from tools.demo.written import FIELDS

Rows = list[dict[str, Any]]
MEGABYTE = 1_000_000


def texts(value: Any) -> Iterator[str]:
    """All texts in a row."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts(part)


def test_the_pack_is_small() -> None:
    assert sum(path.stat().st_size for path in PACK.iterdir()) <= 5 * MEGABYTE


def test_the_manifest_describes_the_files() -> None:
    manifest = json.loads((PACK / "manifest.json").read_text(encoding="utf-8"))
    for name, entry in manifest["files"].items():
        data = (PACK / name).read_bytes()
        assert (digest(data), len(data)) == (entry["sha256"], entry["bytes"])
        assert not name.endswith(".gz") or data[4:10] == b"\x00\x00\x00\x00\x02\xff", (
            "no time and no operating system in the header"
        )
    assert {*manifest["files"], "manifest.json", "README.md"} == {path.name for path in PACK.iterdir()}


@pytest.mark.slow
def test_the_builder_makes_the_same_bytes() -> None:
    try:
        made = build()
    except SourcesMissing as error:
        pytest.skip(str(error))
    for name, data in made.items():
        assert digest(data) == digest((PACK / name).read_bytes()), name


def test_every_field_has_enough_listings(pack: dict[str, Rows]) -> None:
    counts = Counter(code for row in pack["listings"] for code in row["content"]["field_codes"])
    assert len(pack["listings"]) >= 2000
    assert set(counts) == set(FIELDS)
    assert min(counts.values()) >= 60


def test_only_sources_that_may_be_given_on_are_in_the_pack(pack: dict[str, Rows]) -> None:
    for row in pack["listings"]:
        source = row["source"]
        assert (source["dataset"], source["licence"]) in {
            ("chinaxiv", "CC BY 4.0"), ("cn_patents", "bibliographic facts"),
        }  # fmt: skip
        assert row["key"] == source["id"]
        assert re.fullmatch(r"ChinaXiv-\d{6}\.\d{5}V\d+|CN\d{9}[ABU]", row["key"]), row["key"]
        assert source["attribution"]
        if source["dataset"] == "chinaxiv":
            assert row["key"].replace("ChinaXiv-", "ChinaXiv:") in source["attribution"]
    assert not any("csl" in text.lower() for row in pack["listings"] for text in texts(row["source"]))


def test_no_title_comes_twice(pack: dict[str, Rows]) -> None:
    for table in ("listings", "needs"):
        titles = [_title(row) for row in pack[table]]
        assert [title for title, number in Counter(titles).items() if number > 1] == []


def _title(row: dict[str, Any]) -> str:
    return re.sub(r"\W", "", row.get("content", row)["title"]["zh"])


def test_listings_use_the_codes_of_the_site(pack: dict[str, Rows]) -> None:
    known = {
        "technology_codes": plan_codes(), "field_codes": frozenset(FIELDS), "deal_modes": codes("deal_mode"),
        "green_class_codes": column("green_classes", "code"), "licence_kinds": codes("licence_kind"),
        "ipc": column("ipc", "symbol"),
    }  # fmt: skip
    for row in pack["listings"]:
        content = row["content"]
        for name, allowed in known.items():
            assert set(content[name]) <= allowed, (row["key"], name, content[name])
        assert {code.split(".")[0] for code in content["technology_codes"]} <= set(content["field_codes"])
        assert content["field_codes"]
        assert content["green_class_codes"]
        assert content["deal_modes"]
        assert content["price_disclosure"] in codes("price_disclosure")
        assert all(benefit["kind"] in codes("benefit_kind") for benefit in content["benefits"])
        assert set(content["rights_types"]) <= codes("rights_type") | {"patent_application"}


def test_lengths_fit_the_forms(pack: dict[str, Rows]) -> None:
    for row in pack["listings"]:
        content = row["content"]
        assert all(len(text) <= 200 for text in texts(content["title"]))
        assert len(content["title"]["zh"]) <= 120
        assert all(len(text) <= 200 for text in texts(content["summary"])), row["key"]
        assert len((content["summary"] or {}).get("zh") or "") <= 121
        assert len(content["keywords"]) <= 10
        assert all(len(word) <= 40 for word in content["keywords"])
        assert content["solution"] or row["kind"] == "patent"


def test_dates_are_in_order(pack: dict[str, Rows]) -> None:
    verified = {row["key"]: row["verification"] for row in pack["organisations"]}
    for row in pack["listings"]:
        assert verified[row["owner"]]["state"] == "verified"
        published, confirmed = row["published_days_ago"], row["confirmed_days_ago"]
        if published is None:
            assert confirmed is None
            assert row["created_days_ago"] > 0
            continue
        assert 0 <= confirmed <= published < verified[row["owner"]]["decided_days_ago"]
        assert published <= 365
        assert row["content"]["attestation_days_ago"] > published
        fresh = confirmed <= 180
        assert fresh or row["state"] == "expired"
        assert all(patent["status_days_ago"] <= confirmed for patent in row["content"]["patents"])


def test_patent_numbers_are_those_of_the_source_and_nothing_is_invented(pack: dict[str, Rows]) -> None:
    for row in (row for row in pack["listings"] if row["kind"] == "patent"):
        (patent,) = row["content"]["patents"]
        assert row["key"] in (patent["publication_number"], patent["grant_number"])
        for name in ("application_number", "filed_on", "published_on", "granted_on"):
            assert patent[name] is None
        granted = row["key"][-1] in "BU"
        assert patent["status"] == ("in_force" if granted else "published")
        assert (patent["grant_number"] is not None) == granted
        if not granted:
            said = [text for name in ("title", "summary", "solution") for text in texts(row["content"][name])]
            assert [claim for text in said for claim in patent_claims(text)] == [], row["key"]


def test_nothing_in_the_pack_is_contact_data(pack: dict[str, Rows]) -> None:
    for name, rows in pack.items():
        if name == "people":
            continue
        for row in rows:
            assert [found for text in texts(row) for found in contact_data(text)] == [], row["key"]


def test_completers_are_fictional_and_authors_only_attribution(pack: dict[str, Rows]) -> None:
    for row in pack["listings"]:
        names = [completer["name"]["zh"] for completer in row["content"]["completers"]]
        assert names
        assert all(re.fullmatch(r"[\u4e00-\u9fff][示例][\u4e00-\u9fff]", name) for name in names)
        assert re.fullmatch(r"[\u4e00-\u9fff][示例][\u4e00-\u9fff]", row["content"]["attestation_reviewer"])


def test_synthetic_statements_say_so(pack: dict[str, Rows]) -> None:
    for row in pack["listings"]:
        content = row["content"]
        assert content["maturity_evidence"]["zh"].startswith("演示推定")
        for benefit in content["benefits"]:
            assert benefit["baseline"]["zh"].startswith("演示值")
            assert benefit["evidence_level"] == "self_declared"
            assert all(benefit[name] for name in ("unit", "functional_unit", "boundary", "method"))
        for figure in content["figures"]:
            assert figure["value"] in figure["condition"]["zh"]
            assert figure["condition"]["zh"] in re.sub(r"\s", "", content["solution"]["zh"]) or figure["unit"]


def test_prices_are_bands_in_fen(pack: dict[str, Rows]) -> None:
    for row in pack["listings"]:
        content = row["content"]
        low, high = content["price_min_fen"], content["price_max_fen"]
        assert (low is None) == (content["price_disclosure"] == "negotiable")
        assert (high is not None) == (content["price_disclosure"] == "range")
        if high is not None:
            assert 0 < low < high


def test_listings_of_the_scripts_fit_them(by_key: dict[str, dict[str, Any]]) -> None:
    for key, tie in ties().items():
        row = by_key[key]
        assert row["state"] == "published"
        assert row["owner"] == tie.owner
        assert row["published_days_ago"] >= tie.asked
        assert tie.mode in row["content"]["deal_modes"]
