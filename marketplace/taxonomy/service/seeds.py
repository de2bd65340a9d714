"""Reads the data files: one list of rows per table, in the order in which tables need one another."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from chinese_calendar import constants

from marketplace.core.db import Base
from marketplace.core.text import Text
from marketplace.core.workdays import CalendarDay
from marketplace.taxonomy import models
from marketplace.taxonomy.schemas import RuleValue

DATA = Path(__file__).resolve().parent.parent / "data"
CALENDAR_SOURCE = "chinesecalendar"

Row = dict[str, Any]


@dataclass(frozen=True)
class Seed:
    """The rows that a table should hold; `key` are the attributes that identify a row."""

    name: str
    model: type[Base]
    key: tuple[str, ...]
    rows: list[Row]


def read(folder: Path = DATA) -> list[Seed]:
    """Everything but the rule parameters, parents before children."""
    plan = json.loads((folder / "fields.json").read_text("utf-8"))
    scales = json.loads((folder / "maturity.json").read_text("utf-8"))["scales"]
    return [
        Seed("industry", models.Industry, ("code",), _numbered(_labelled(item) for item in plan["industries"])),
        Seed("field", models.Field, ("code",), _numbered(_labelled(item) for item in plan["fields"])),
        Seed("field_industry", models.FieldIndustry, ("field_code", "industry_code"), list(_field_industries(plan))),
        Seed("key_technology", models.KeyTechnology, ("code",), _numbered(_technologies(plan))),
        Seed("green_class", models.GreenClass, ("code",), _numbered(_green_classes(folder))),
        Seed(
            "field_green_class",
            models.FieldGreenClass,
            ("field_code", "green_class_code"),
            list(_field_green_classes(plan)),
        ),
        Seed("ipc", models.IpcSymbol, ("symbol",), _numbered(_ipc(folder))),
        Seed("ipc_field", models.IpcField, ("prefix", "field_code"), list(_ipc_fields(folder))),
        Seed("green_ipc", models.GreenIpc, ("pattern",), list(_green_patterns(folder))),
        Seed("maturity_scale", models.MaturityScale, ("scale_id",), _numbered(_scales(scales))),
        Seed("maturity_level", models.MaturityLevel, ("scale_id", "level"), list(_levels(scales))),
        Seed("region", models.Region, ("code",), _numbered(_regions(folder))),
        *_code_lists(folder),
        Seed("calendar", CalendarDay, ("day",), list(_calendar())),
    ]


def rules(folder: Path = DATA) -> list[Row]:
    """The rule parameters; `seed` identifies a row even after staff changed its period."""
    value = RuleValue()
    rows = []
    for line in _lines(folder / "rules.csv"):
        content = {**value.deserialize(line["value"]), "unit": line["unit"]}
        if line["scale_id"]:
            content["scale_id"] = line["scale_id"]
        rows.append(
            {
                "seed": f"{line['code']}@{line['jurisdiction']}@{line['effective_from']}",
                "code": line["code"],
                "jurisdiction": line["jurisdiction"],
                "title": Text(line["zh"], line["en"]),
                "value": content,
                "effective_from": _day(line["effective_from"]),
                "effective_to": _day(line["effective_to"]),
                "source": Text(line["source_zh"], line["source_en"]),
                "basis": line["basis"],
                "verified": line["verified"] == "yes",
                "note": Text(line["note_zh"] or None, line["note_en"] or None),
            }
        )
    return rows


def _lines(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _numbered(rows: Iterator[Row]) -> list[Row]:
    """The place in the file is the place in the list."""
    return [{**row, "order": number} for number, row in enumerate(rows, 1)]


def _labelled(item: dict[str, Any]) -> Row:
    return {"code": item["code"], "label": Text(item["zh"], item["en"])}


def _field_industries(plan: dict[str, Any]) -> Iterator[Row]:
    for field in plan["fields"]:
        for industry in field["industries"]:
            yield {"field_code": field["code"], "industry_code": industry}


def _technologies(plan: dict[str, Any]) -> Iterator[Row]:
    for field in plan["fields"]:
        for code, zh, en in field["technologies"]:
            yield {"code": code, "field_code": field["code"], "label": Text(zh, en)}


def _green_classes(folder: Path) -> Iterator[Row]:
    for line in _lines(folder / "green_classes.csv"):
        yield {**_labelled(line), "parent_code": line["parent"] or None, "scheme": line["scheme"]}


def _field_green_classes(plan: dict[str, Any]) -> Iterator[Row]:
    for field in plan["fields"]:
        for order, code in enumerate(field["green_classes"], 1):
            yield {"field_code": field["code"], "green_class_code": code, "order": order}


def _ipc(folder: Path) -> Iterator[Row]:
    levels = {1: "section", 3: "class", 4: "subclass"}
    for line in _lines(folder / "ipc.csv"):
        label = Text(line["zh"] or None, line["en"] or None)
        yield {"symbol": line["symbol"], "level": levels[len(line["symbol"])], "label": label}


def _ipc_fields(folder: Path) -> Iterator[Row]:
    for line in _lines(folder / "ipc_fields.csv"):
        yield {"prefix": line["prefix"], "field_code": line["field"], "weight": int(line["weight"])}


def _green_patterns(folder: Path) -> Iterator[Row]:
    for line in _lines(folder / "green_inventory.csv"):
        yield {
            "pattern": line["pattern"],
            "subclass": line["subclass"],
            "group_from": int(line["group_from"]) if line["group_from"] else None,
            "group_to": int(line["group_to"]) if line["group_to"] else None,
            "subgroup_from": line["sub_from"] or None,
            "subgroup_to": line["sub_to"] or None,
        }


def _scales(scales: list[dict[str, Any]]) -> Iterator[Row]:
    for scale in scales:
        yield {
            "scale_id": scale["scale_id"],
            "label": Text(scale["zh"], scale["en"]),
            "source": Text(scale["source_zh"], scale["source_en"]),
        }


def _levels(scales: list[dict[str, Any]]) -> Iterator[Row]:
    for scale in scales:
        for level, zh, en, stage, evidence_zh, evidence_en in scale["levels"]:
            yield {
                "scale_id": scale["scale_id"],
                "level": level,
                "order": level,
                "label": Text(zh, en),
                "evidence": Text(evidence_zh, evidence_en),
                "stage": stage,
            }


def _regions(folder: Path) -> Iterator[Row]:
    for line in _lines(folder / "regions.csv"):
        yield {
            **_labelled(line),
            "short": Text(line["short_zh"], line["short_en"]),
            "parent_code": line["parent"] or None,
            "tile_row": int(line["row"]) if line["row"] else None,
            "tile_column": int(line["column"]) if line["column"] else None,
        }


def _code_lists(folder: Path) -> Iterator[Seed]:
    """One seed for all small lists; the name is kept apart only in the report."""
    rows = []
    for path in sorted((folder / "codes").glob("*.csv")):
        for number, line in enumerate(_lines(path), 1):
            rows.append(
                {
                    **_labelled(line),
                    "list": line["list"],
                    "order": number,
                    "parent_code": line["parent"] or None,
                    "facts": json.loads(line["facts"]) if line["facts"] else {},
                }
            )
    yield Seed("code", models.Code, ("list", "code"), rows)


def _calendar() -> Iterator[Row]:
    """Holidays, and weekends worked in their place, as the State Council announced them year by year."""
    for days, working in ((constants.holidays, False), (constants.workdays, True)):
        for day, name in days.items():
            yield {"day": day, "working": working, "name": name, "source": CALENDAR_SOURCE}
