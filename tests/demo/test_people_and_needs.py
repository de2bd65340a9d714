"""Organisations, people and needs of the pack: fictional, complete, and with codes of the site."""

from __future__ import annotations

from collections import Counter
from typing import Any

from search.analysis.identifiers import parse_uscc
from tests.demo.vocabulary import codes, column, plan_codes
from tools.demo.uscc import REGION
from tools.demo.written import FIELDS

Rows = list[dict[str, Any]]
ROLES = ("uni", "researcher", "ent", "broker", "review", "lead", "fin", "audit", "admin")


def test_there_are_sixty_organisations_of_all_kinds(pack: dict[str, Rows]) -> None:
    kinds = Counter(row["kind"] for row in pack["organisations"])
    assert kinds == {
        "university": 14, "institute": 8, "enterprise": 24, "broker_agency": 5, "pilot_platform": 5, "incubator": 3,
        "centre": 1,
    }  # fmt: skip
    flags = [(row["state_owned"], row["sme_size"] is not None, row["foreign"]) for row in pack["organisations"]]
    assert all(any(flag[place] for flag in flags) for place in range(3))
    states = Counter(row["verification"]["state"] for row in pack["organisations"])
    assert set(states) == {"verified", "submitted", "rejected", "expired", "unverified"}
    assert states["verified"] >= 50


def test_organisations_cannot_be_taken_for_real_ones(pack: dict[str, Rows]) -> None:
    for row in pack["organisations"]:
        assert "示例" in row["name"]["zh"] or "演示" in row["name"]["zh"]
        assert row["name"]["en"]
        assert row["description"]["zh"]
        assert row["description"]["en"]
    assert len({row["name"]["zh"] for row in pack["organisations"]}) == len(pack["organisations"])


def test_credit_codes_are_formally_right_and_belong_to_nobody(pack: dict[str, Rows]) -> None:
    given = [row["uscc"] for row in pack["organisations"]] + [row["company_uscc"] for row in pack["incubation"]]
    given = [code for code in given if code]
    assert len(given) == len(set(given))
    for code in given:
        assert parse_uscc(code) == code
        assert code[2:8] == REGION
        assert code[8:11] == "DEM"
    # Nobody registers there: the region is in no list of divisions.
    assert REGION[:4] not in column("regions", "code")


def test_organisations_are_spread_over_all_prefectures(pack: dict[str, Rows]) -> None:
    places = {row["region_code"] for row in pack["organisations"] if row["region_code"]}
    assert places <= column("regions", "code")
    assert len({code for code in places if code.startswith("51")}) == 21


def test_there_is_one_account_per_role(pack: dict[str, Rows]) -> None:
    emails = {row["email"] for row in pack["people"]}
    assert {f"{role}@demo.example" for role in ROLES} <= emails
    assert all(email.endswith("@demo.example") for email in emails)
    assert len(emails) == len(pack["people"]) >= 49
    granted = {role for row in pack["people"] for role in row["granted_roles"]}
    assert {"reviewer", "centre_lead", "finance", "auditor", "administrator"} <= granted


def test_every_organisation_has_an_owner_and_members_are_known(
    pack: dict[str, Rows], by_key: dict[str, dict[str, Any]]
) -> None:
    places = [place for row in pack["people"] for place in row["memberships"]]
    owners = {place["organisation"] for place in places if place["role"] == "owner"}
    assert owners == {row["key"] for row in pack["organisations"]}
    assert {place["role"] for place in places} == {"owner", "officer", "member"}
    assert any(place["ended_days_ago"] for place in places)
    for row in pack["people"]:
        assert row["name"]["zh"][1] in "示例"
        assert row["name"]["en"]
        profile = row["broker_profile"]
        assert profile is None or by_key[profile["agency"]]["kind"] == "broker_agency"
    assert len({row["name"]["zh"] for row in pack["people"]}) == len(pack["people"])


def test_needs_cover_all_fields(pack: dict[str, Rows]) -> None:
    counts = Counter(row["field_codes"][0] for row in pack["needs"])
    assert len(pack["needs"]) >= 150
    assert min(counts[field] for field in FIELDS) >= 12


def test_needs_say_what_a_solver_must_know(pack: dict[str, Rows]) -> None:
    for row in pack["needs"]:
        for name, length in (("title", 6), ("process", 10), ("problem", 20), ("limits", 4), ("tried", 4)):
            zh, en = row[name]["zh"], row[name]["en"]
            assert max(len(zh), len(en) // 2) >= length, (row["key"], name)
            assert en
        assert row["targets"]
        for target in row["targets"]:
            float(target["target"])
            assert target["present"] is None or float(target["present"]) != float(target["target"]), row["key"]
            assert target["unit"]
        assert set(row["technology_codes"]) <= plan_codes()
        assert set(row["cooperation_modes"]) <= codes("conversion_mode")
        assert row["cooperation_modes"]
        assert row["anonymity"] in ("named", "described", "anonymous")
        assert 1 <= row["maturity_level"] <= 13
        low, high = row["budget_min_fen"], row["budget_max_fen"]
        assert (low is None) == (high is None)
        assert low is None or 0 < low < high


def test_problems_are_different_and_not_one_template(pack: dict[str, Rows]) -> None:
    for name in ("title", "problem", "tried", "process"):
        said = [row[name]["zh"] for row in pack["needs"]]
        assert len(set(said)) == len(said), name
        openings = Counter(text[:4] for text in said)
        assert openings.most_common(1)[0][1] <= 8, openings.most_common(3)


def test_needs_of_unverified_owners_are_not_public(pack: dict[str, Rows], by_key: dict[str, dict[str, Any]]) -> None:
    for row in pack["needs"]:
        checked = by_key[row["owner"]]["verification"]
        published = row["published_days_ago"]
        if checked["state"] not in ("verified", "expired"):
            assert row["state"] == "draft"
        if published is not None:
            assert published < checked["decided_days_ago"]
            assert published < row["created_days_ago"]
        if row["state"] in ("open", "matching", "introduced"):
            assert published is not None
            assert row["deadline_in_days"] is None or row["deadline_in_days"] > 0
            assert by_key[row["owner"]]["verification"]["state"] == "verified"
