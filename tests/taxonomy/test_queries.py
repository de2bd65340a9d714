"""Reading the vocabulary: labels, choices, maturity, IPC hints, the green inventory, the cached copy."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, event, update
from sqlalchemy.orm import Session

from marketplace.core.i18n import force_language
from marketplace.taxonomy import models, queries
from marketplace.taxonomy.errors import InvalidIpc, UnknownField, UnknownList, UnknownMaturity
from marketplace.taxonomy.queries.terms import GreenPattern
from marketplace.taxonomy.service.load import touch


def test_labels_come_in_both_languages_and_choices_in_that_of_the_page(db: Session) -> None:
    assert queries.label("conversion_mode", "equity_contribution").zh == "作价投资"
    with force_language("en"):
        assert ("sole", "Sole licence") in queries.choices("licence_kind")
    with force_language("zh"):
        assert ("sole", "排他许可") in queries.choices("licence_kind")


def test_an_unknown_code_is_shown_as_it_is_and_an_unknown_list_is_refused(db: Session) -> None:
    assert queries.label("licence_kind", "no_such_kind").zh == "no_such_kind"
    assert not queries.label("licence_kind", None)
    with pytest.raises(UnknownList):
        queries.choices("no_such_list")
    with pytest.raises(UnknownField):
        queries.field("storage")


def test_choices_narrow_to_the_children_of_one_entry(db: Session) -> None:
    assert len(queries.choices("key_technology", parent="data_storage")) == 13
    assert len(queries.choices("region", parent="51")) == 21
    assert queries.field_of("wind.03") == "wind"
    assert queries.field_of("wind.99") is None


def test_a_retired_code_keeps_its_label_and_is_offered_only_to_records_that_have_it(db: Session) -> None:
    db.execute(update(models.Code).where(models.Code.code == "sublicence").values(retired=True))
    touch(["code"])
    offered = dict(queries.choices("licence_kind"))
    assert "sublicence" not in offered
    assert "sublicence" in dict(queries.choices("licence_kind", keep=["sublicence"]))
    assert queries.label("licence_kind", "sublicence").en == "Sub-licence"


def test_a_maturity_level_needs_a_scale_that_has_it(db: Session) -> None:
    assert len(queries.maturity_levels("qingdao_2025")) == 13
    assert queries.maturity("qingdao_2025", 4).label.zh == "功能级"
    assert [queries.stage_of("qingdao_2025", level) for level in (1, 4, 5, 8, 9, 13)] == [
        "early", "early", "middle", "middle", "mature", "mature",
    ]  # fmt: skip
    for scale, level in (("trl_9", 13), ("qingdao_2025", 0), ("gbt_22900", 3)):
        with pytest.raises(UnknownMaturity) as refused:
            queries.maturity(scale, level)
        assert refused.value.fields


@pytest.mark.parametrize(
    ("symbols", "field"),
    [
        (["F03B 3/12"], "hydropower"),
        (["F03D 1/06"], "wind"),
        (["G21C 3/00"], "nuclear"),
        (["E21B 43/26"], "natural_gas"),
        (["C25B 1/04"], "hydrogen"),
        (["F24T 10/10"], "geothermal"),
        (["C12M 1/107"], "biomass"),
        (["H01M 8/18"], "energy_storage"),
        (["H01M 8/0606"], "hydrogen"),
        (["F03B 13/06"], "energy_storage"),
        (["H02J 3/38"], "smart_grid"),
        (["H01L 31/0747"], "silicon_pv"),
        (["H10F 10/166"], "silicon_pv"),
        (["C01B 33/035"], "silicon_pv"),
        (["H01M 10/54"], "power_battery"),
        (["C01D 15/08", "C22B 26/12"], "power_battery"),
        (["C22B 34/22"], "vanadium_titanium"),
        (["C22C 14/00", "C22F 1/18"], "vanadium_titanium"),
        (["G11C 11/40"], "data_storage"),
        (["G11B 5/00"], "data_storage"),
        (["G06F 3/06"], "data_storage"),
        (["H10B 63/00"], "data_storage"),
    ],
)
def test_ipc_symbols_point_at_the_field_an_expert_would_choose(db: Session, symbols: list[str], field: str) -> None:
    assert queries.suggest_fields(symbols)[0].field == field


def test_storage_of_data_is_never_suggested_for_storage_of_energy_and_the_reverse(db: Session) -> None:
    energy = {s.field for s in queries.suggest_fields(["H02J 15/00", "H01M 10/0525", "F28D 20/00"], limit=13)}
    data = {s.field for s in queries.suggest_fields(["G11C 16/04", "G06F 12/00", "H10B 41/00"], limit=13)}
    assert "data_storage" not in energy
    assert data == {"data_storage"}


def test_weak_and_foreign_symbols_suggest_nothing(db: Session) -> None:
    assert queries.suggest_fields(["G06F 17/50"]) == []
    assert queries.suggest_fields(["A61K 9/00", "no symbol"]) == []
    assert queries.suggest_fields([]) == []


def test_the_first_symbol_counts_most_and_reasons_are_named(db: Session) -> None:
    suggested = queries.suggest_fields(["C25B 1/04", "H02J 3/38"])
    assert [item.field for item in suggested] == ["hydrogen", "smart_grid"]
    assert suggested[0].because == ("C25B 1/04",)
    assert suggested[0].score > suggested[1].score


def test_an_ipc_symbol_is_checked_spelt_and_titled(db: Session) -> None:
    checked = queries.check_ipc(" h01m10/0525（2010.01）I ")
    assert (checked.symbol, checked.subclass, checked.section) == ("H01M 10/0525", "H01M", "H")
    assert checked.label.zh == "电池与燃料电池"
    assert checked.known
    assert queries.check_ipc("F16N 7/00").label.zh == "机械元件与设备保养"  # the title of its class


@pytest.mark.parametrize("text", ["", "H", "H01", "I01M", "H01M 10", "H01M/05", "Y02E 60/10", "电池"])
def test_text_that_is_no_ipc_symbol_is_refused(db: Session, text: str) -> None:
    with pytest.raises(InvalidIpc):
        queries.check_ipc(text)


def test_a_symbol_of_an_unknown_edition_is_accepted_and_marked(db: Session) -> None:
    checked = queries.check_ipc("H02Z 1/00")
    assert not checked.known
    assert checked.label.zh == "电力的发电、变电与配电"


def test_green_share_follows_the_inventory(db: Session) -> None:
    verdict = queries.green_share(["A61K 9/00", "F03D 1/06", "H02J 3/28"])
    assert verdict.green == ("F03D 1/06", "H02J 3/28")
    assert verdict.share == Fraction(2, 3)
    assert not verdict.first
    assert queries.green_share([]).share == 0


def test_green_spans_order_subgroups_like_fractions() -> None:
    span = GreenPattern("H01M", 8, 8, "00", "24")
    assert all(span.covers("8", subgroup) for subgroup in ("00", "0606", "18", "24", "2404"))
    assert not span.covers("8", "30")
    assert not span.covers("10", "06")
    assert not span.covers("", "")
    assert GreenPattern("F03D", None, None, None, None).covers("", "")
    assert GreenPattern("B09B", 3, 3, "00", "00").covers("3", "80")
    assert GreenPattern("C10L", 1, 1, "02", "02").covers("1", "024")
    assert not GreenPattern("C10L", 1, 1, "02", "02").covers("1", "04")


@settings(deadline=None)
@given(st.text(max_size=24))
def test_any_text_gets_an_answer_or_a_refusal(app: object, text: str) -> None:
    """No input of a form or an address makes the reader of symbols fail."""
    from marketplace.core.unit import discard, unit

    with unit():
        try:
            assert queries.check_ipc(text).symbol
        except InvalidIpc:
            assert queries.ipc_advice([text]).refused == (text,)
        queries.suggest_fields([text])
        discard()


def test_the_vocabulary_is_read_once_and_again_after_a_change(db: Session, connection: Connection) -> None:
    queries.fields()
    counted: list[str] = []
    listen: Callable[..., None] = lambda *arguments: counted.append(arguments[2])  # noqa: E731
    event.listen(connection, "before_cursor_execute", listen)
    for _ in range(50):
        queries.label("field", "wind")
        queries.rule("reward_floor")
        queries.choices("availability")
    assert counted == []
    db.execute(update(models.Field).where(models.Field.code == "wind").values(label_en="Wind energy"))
    touch(["field"])
    assert queries.label("field", "wind").en == "Wind energy"
    event.remove(connection, "before_cursor_execute", listen)
