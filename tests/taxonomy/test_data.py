"""The data files: counts of the plan, both languages everywhere, mappings complete, traps avoided."""

from __future__ import annotations

import re

import pytest
from sqlalchemy.orm import Session

from marketplace.taxonomy import queries
from marketplace.taxonomy.service import seeds

HAN = re.compile(r"[一-鿿]")
# Lists whose English entry may carry a symbol or a number of a foreign document.
MIXED_ENGLISH = {"benefit_unit"}


def test_the_plan_has_13_fields_100_key_technologies_and_5_industries(db: Session) -> None:
    fields = queries.fields()
    assert len(fields) == 13
    assert sum(len(field.technologies) for field in fields) == 100
    assert len(queries.codes("industry")) == 5
    counted = {field.code: len(field.technologies) for field in fields}
    assert counted == {
        "hydropower": 4, "wind": 6, "nuclear": 6, "natural_gas": 6, "hydrogen": 4, "geothermal": 7, "biomass": 5,
        "energy_storage": 7, "smart_grid": 9, "silicon_pv": 10, "power_battery": 11, "vanadium_titanium": 12,
        "data_storage": 13,
    }  # fmt: skip


def test_data_storage_and_energy_storage_are_never_merged(db: Session) -> None:
    data, energy = queries.field("data_storage"), queries.field("energy_storage")
    assert (data.label.zh, energy.label.zh) == ("存储", "储能")
    assert data.label.en != energy.label.en
    assert not {item.code for item in data.green_classes} & {item.code for item in energy.green_classes}
    assert not {item.code for item in data.industries} & {item.code for item in energy.industries}


def test_every_code_has_a_label_in_both_languages(db: Session) -> None:
    for name in queries.list_names():
        for term in queries.codes(name, retired=True):
            assert term.label.zh, (name, term.code)
            assert term.label.en, (name, term.code)
            assert name in MIXED_ENGLISH or not HAN.search(term.label.en), (name, term.code)


def test_labels_of_a_list_differ(db: Session) -> None:
    for name in queries.list_names():
        if name in ("ipc", "key_technology"):
            continue  # a class with one subclass shares its title
        for language in ("zh", "en"):
            shown = [term.label.pick(language) for term in queries.codes(name)]
            assert len(set(shown)) == len(shown), (name, language)


def test_every_field_has_a_green_class_and_every_class_a_known_parent(db: Session) -> None:
    """V19 asks for one green class per listing, so each field must offer one; own branches count."""
    classes = {term.code: term for term in queries.codes("green_class")}
    for field in queries.fields():
        assert field.green_classes, field.code
    tops = [term for term in classes.values() if term.parent is None]
    assert sum(term.facts["scheme"] == "cnipa" for term in tops) == 5
    assert {"vanadium_titanium", "data_storage", "gas"} <= {t.code for t in tops if t.facts["scheme"] == "own"}
    assert all(term.parent in classes for term in classes.values() if term.parent)


def test_sichuan_has_21_prefectures_in_21_cells(db: Session) -> None:
    tiles = queries.tile_map()
    assert len(tiles) == 21
    assert len({region.tile for region in tiles}) == 21
    assert {region.parent for region in tiles} == {"51"}
    assert queries.region("5101").short.zh == "成都"  # type: ignore[union-attr]
    assert queries.region("5134").tile == (3, 1)  # type: ignore[union-attr]


def test_every_field_can_be_suggested_from_ipc(db: Session) -> None:
    reached = {code for pairs in queries.snapshot.current().ipc_fields.values() for code, _weight in pairs}
    assert reached == {field.code for field in queries.fields()}
    assert all(queries.subclasses_of_field(code) for code in reached)


def test_ipc_hints_begin_with_known_symbols(db: Session) -> None:
    known = {term.code for term in queries.codes("ipc")}
    hints = queries.snapshot.current().ipc_fields
    retired_in_ipc = {"F24J"}  # left the classification in 2018, still stands on older patents
    assert {prefix for prefix in hints if prefix[:4] not in known and prefix not in known} == {
        prefix for prefix in hints if prefix[:4] in retired_in_ipc
    }


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("conversion_mode", 6),
        ("pricing_mode", 4),
        ("licence_kind", 5),
        ("patent_kind", 3),
        ("patent_status", 16),
        ("patent_flag", 8),
        ("availability", 5),
        ("achievement_kind", 3),
        ("achievement_attribute", 3),
        ("statistics_field", 11),
        ("pilot_gate", 6),
        ("incubation_milestone", 8),
    ],
)
def test_lists_that_a_law_or_form_fixes_are_whole(db: Session, name: str, codes: int) -> None:
    assert len(queries.codes(name)) == codes


def test_there_are_five_kinds_of_technology_contract_with_named_sub_kinds(db: Session) -> None:
    terms = {term.code: term for term in queries.codes("contract_type")}
    tops = [code for code, term in terms.items() if term.parent is None]
    assert tops == ["development", "transfer", "licence", "consulting", "service"]
    assert terms["service_intermediary"].parent == "service"
    assert terms["development_conversion"].parent == "development"


def test_decline_reasons_name_the_part_of_the_listing_they_concern(db: Session) -> None:
    reasons = queries.codes("decline_reason")
    assert all("concerns" in term.facts for term in reasons)
    assert [term.code for term in reasons if term.facts.get("needs_note")] == ["other"]


def test_only_rules_whose_text_was_read_are_verified() -> None:
    for row in seeds.rules():
        assert row["verified"] == (row["basis"] in ("statute", "plan")), row["seed"]
        assert row["source"].zh, row["seed"]
        assert row["source"].en, row["seed"]


def test_every_rule_of_the_seed_table_is_there(db: Session) -> None:
    codes = {(row["code"], row["jurisdiction"]) for row in seeds.rules()}
    assert codes >= {
        ("publicity_days.price", "CN"), ("publicity_days.cash_award", "CN"), ("reward_floor", "CN"),
        ("reward_floor", "CN-SC"), ("implement_profit_floor", "CN"), ("license_recordal_months", "CN"),
        ("grant_use_years_min", "CN"), ("registration_working_days", "CN"), ("large_contract_fen", "CN"),
        ("valuation_valid_months", "CN"), ("pilot_term_months", "CN-SC"), ("capital_paid_in_years", "CN"),
        ("trade_record_years", "CN"), ("log_months", "CN"), ("cit_exempt_fen", "CN"), ("award_months", "CN"),
        ("product_subsidy_max.major", "CN-SC"), ("product_subsidy_max.key", "CN-SC"),
        ("use_first_pay_later", "CN-SC"),
    }  # fmt: skip
    places = {term.code for term in queries.codes("jurisdiction")}
    units = {term.code for term in queries.codes("rule_unit")}
    scales = {scale.scale_id for scale in queries.maturity_scales()}
    for row in seeds.rules():
        assert row["jurisdiction"] in places, row["seed"]
        assert row["value"]["unit"] in units, row["seed"]
        assert (row["value"]["unit"] == "level") == (row["value"].get("scale_id") in scales), row["seed"]


@pytest.mark.parametrize(("kind", "last_year"), [("invention", 20), ("utility_model", 10), ("design", 15)])
def test_annual_fee_bands_cover_every_year_of_the_term_once(db: Session, kind: str, last_year: int) -> None:
    bands = [rule.code.rsplit(".", 1)[1].split("_") for rule in queries.rules_under(f"patent_annual_fee.{kind}")]
    years = [year for first, last in bands for year in range(int(first), int(last) + 1)]
    assert years == list(range(1, last_year + 1))
    fees = [rule.number for rule in queries.rules_under(f"patent_annual_fee.{kind}")]
    assert fees == sorted(fees)
