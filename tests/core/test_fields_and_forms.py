"""The shared fields and the binding of forms: money, figures, texts, rows, kept values."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import Schema, ValidationError, fields
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from marketplace.core import unit
from marketplace.core.disclosure import contact_data
from marketplace.core.errors import Conflict, GuardsUnmet, Invalid
from marketplace.core.fields import Bilingual, Code, Codes, Figure, Tags, Trimmed, WanMoney
from marketplace.core.forms import Form, ui
from marketplace.core.money import fen_to_wan, format_fen, wan_to_fen
from marketplace.core.text import Text


class RowSchema(Schema):
    name = Bilingual(required=True)
    value = Figure(required=True)


class ExampleSchema(Schema):
    title = Bilingual(required=True, max_length=20, metadata=ui(label="Title"))
    price = WanMoney(load_default=None, allow_none=True)
    kind = Code(lambda: [("a", "A"), ("b", "B")], required=True)
    modes = Codes(lambda: [("x", "X"), ("y", "Y")])
    words = Tags(limit=3)
    note = Trimmed(load_default=None)
    agreed = fields.Boolean(load_default=False)
    rows = fields.List(fields.Nested(RowSchema), load_default=list, metadata=ui(label="Rows", spare=1))


GOOD = [("title_zh", " 余热 "), ("price", "1,200.5"), ("kind", "a"), ("modes", "x"), ("modes", "y"),
        ("words", "热泵，换热；热泵"), ("agreed", "1"), ("rows-0-name_zh", "效率"), ("rows-0-value", "１２.５"),
        ("rows-3-name_en", "mass"), ("rows-3-value", "7"), ("rows-5-value", " ")]  # fmt: skip


def test_what_was_sent_is_loaded(db: Session) -> None:
    form = Form(ExampleSchema, MultiDict(GOOD))
    assert form.is_valid(), form.errors
    assert form.data["title"] == Text("余热", None)
    assert form.data["price"] == 1_200_500_000
    assert form.data["modes"] == ["x", "y"]
    assert form.data["words"] == ["热泵", "换热"]
    assert form.data["agreed"] is True
    assert [row["value"] for row in form.data["rows"]] == [Decimal("12.5"), Decimal(7)]


def test_errors_name_the_field_keep_the_values_and_discard_the_unit(db: Session) -> None:
    form = Form(ExampleSchema, MultiDict([("price", "viel"), ("kind", "z"), ("note", "bleibt"), ("rows-0-value", "x")]))
    assert not form.is_valid()
    assert form.status == 422
    assert {"title", "price", "kind", "rows"} <= set(form.errors)
    assert form["note"].value == "bleibt"
    assert form["price"].value == "viel"
    assert form["rows"].rows[0]["value"].errors
    assert unit.session().info["discard"] is True


def test_stored_values_are_shown(db: Session) -> None:
    stored = {"title": Text("甲", "A"), "price": 35_000_000, "modes": ["y"], "rows": [{"name": Text("效"), "value": 2}]}
    form = Form(ExampleSchema, initial=stored)
    assert form["price"].value == "35"
    assert form["title"].value == Text("甲", "A")
    assert form["modes"].value == ["y"]
    assert form["rows"].rows[0]["name"].value == Text("效")
    assert len(form["rows"].rows) == 2
    assert form.status == 200


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (Invalid(fields={"title": ["no"]}), 422),
        (GuardsUnmet(["missing"]), 422),
        (Conflict(diff={"title": (1, 2)}), 409),
    ],
)
def test_domain_errors_land_in_the_form(db: Session, error: Exception, status: int) -> None:
    form = Form(ExampleSchema, MultiDict(GOOD))
    with form.catching():
        raise error
    assert form.status == status


@given(st.integers(0, 10**15))
def test_money_round_trips(fen: int) -> None:
    assert wan_to_fen(fen_to_wan(fen)) == fen


@pytest.mark.parametrize("text", ["-1", "abc", "1e999", "NaN", "0.0000001", "10000001"])
def test_amounts_that_cannot_be_are_refused(db: Session, text: str) -> None:
    with pytest.raises(ValidationError):
        WanMoney().deserialize(text)


@pytest.mark.parametrize(
    ("fen", "zh", "en"),
    [(0, "0万元", "CN¥0"), (123_456, "0.12万元", "CN¥1,234.56"), (1_234_600_000, "1,234.60万元", "CN¥12,346,000"),
     (15_000_000_000, "1.50亿元", "CN¥150,000,000")],
)  # fmt: skip
def test_amounts_are_readable(fen: int, zh: str, en: str) -> None:
    assert (format_fen(fen, "zh"), format_fen(fen, "en")) == (zh, en)


@given(st.decimals(-(10**12), 10**12, places=6))
def test_figures_round_trip(number: Decimal) -> None:
    field = Figure()
    assert field.deserialize(field._serialize(number, None, None)) == number


@pytest.mark.parametrize(
    "text",
    ["电话 13800138000", "请联系 abc@example.cn", "028-85401234", "微信号: abc12345", "510107199003071236",
     "账号 6222020200112233446"],
)  # fmt: skip
def test_contact_identity_and_bank_data_are_found(text: str) -> None:
    assert contact_data(text)


@pytest.mark.parametrize(
    "text", ["公开号 CN114567890A", "申请号 202210123456.7", "温度 180℃，流量 400000 m³/h", "效率 18.2 % 于 2026-11-25"]
)
def test_numbers_of_technology_are_no_contact_data(text: str) -> None:
    assert contact_data(text) == []
