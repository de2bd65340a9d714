"""Writes a table as XLSX, CSV or JSON; no cell can become a formula of a spreadsheet program."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import orjson
import xlsxwriter

from marketplace.core.i18n import _
from marketplace.discovery.queries.table import Cell, Table

# What the file is: question, date, number of records, licence. Each has a key for programs, a name, and a text.
Facts = Sequence[tuple[str, str, str]]
LONGEST = 32_000  # characters of a cell; spreadsheet programs refuse 32,768
MEDIA = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠\t\r\n\0]")  # the full-width signs start formulas too
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def harmless(text: str) -> str:
    """A text that no spreadsheet program takes for a formula: a leading sign is preceded by an apostrophe.

    Rule: OWASP ASVS 5.0, V1.2.10. Control characters, which no such file may hold, become blanks.
    """
    dangerous = _FORMULA.match(text)
    plain = _CONTROL.sub(" ", text)
    return ("'" + plain if dangerous else plain)[:LONGEST]


def write(form: str, table: Table, facts: Facts) -> bytes:
    """The table in one of the forms of `MEDIA`, with what the file is."""
    writers: Mapping[str, Callable[[Table, Facts], bytes]] = {"xlsx": _xlsx, "csv": _csv, "json": _json}
    return writers[form](table, facts)


def _xlsx(table: Table, facts: Facts) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"constant_memory": True}) as book:
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet(_("Results"))
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, max(0, len(table.columns) - 1), 18)
        for place, column in enumerate(table.columns):
            sheet.write_string(0, place, harmless(column.label), bold)
        for number, row in enumerate(table.rows, start=1):
            for place, cell in enumerate(row):
                _write_cell(sheet, number, place, cell, day)
        about = book.add_worksheet(_("About this file"))
        about.set_column(0, 1, 40)
        for number, (_key, term, text) in enumerate(facts):
            about.write_string(number, 0, term, bold)
            about.write_string(number, 1, harmless(text))
    return target.getvalue()


def _write_cell(sheet: Any, row: int, place: int, cell: Cell, day: Any) -> None:
    """Texts are typed as texts, so that nothing is guessed from how they look."""
    if isinstance(cell, str):
        sheet.write_string(row, place, harmless(cell))
    elif isinstance(cell, date):
        sheet.write_datetime(row, place, cell, day)
    elif cell is not None:
        sheet.write_number(row, place, cell)


def _csv(table: Table, facts: Facts) -> bytes:
    """RFC 4180 with a byte order mark, so that Excel reads UTF-8; what the file is stands below the rows."""
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow([harmless(column.label) for column in table.columns])
    writer.writerows([_plain(cell) for cell in row] for row in table.rows)
    writer.writerow([])
    writer.writerows([term, harmless(text)] for _key, term, text in facts)
    return target.getvalue().encode("utf-8-sig")


def _plain(cell: Cell) -> str:
    if isinstance(cell, str):
        return harmless(cell)
    return "" if cell is None else f"{cell:f}" if isinstance(cell, Decimal) else str(cell)


def _json(table: Table, facts: Facts) -> bytes:
    names = [column.name for column in table.columns]
    return orjson.dumps(
        {
            "about": {key: text for key, _term, text in facts},
            "columns": {column.name: column.label for column in table.columns},
            "items": [dict(zip(names, row, strict=True)) for row in table.rows],
        },
        default=float,  # amounts; orjson knows no Decimal
    )
