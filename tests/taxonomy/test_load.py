"""Loading: repeatable, honest in its report, retires instead of deleting, respects what staff edited."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from marketplace.core import audit, news, workdays
from marketplace.core.http import Marketplace
from marketplace.core.policy import SYSTEM
from marketplace.core.workdays import CalendarDay
from marketplace.taxonomy import models, queries, service
from marketplace.taxonomy.service import seeds


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the data files to change."""
    return Path(shutil.copytree(seeds.DATA, tmp_path / "data"))


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_loading_again_changes_nothing(db: Session) -> None:
    stamp = db.scalar(select(models.Stamp.number))
    report = service.load(SYSTEM)
    assert report.is_quiet
    assert report.unchanged["key_technology"] == 100
    assert report.unchanged["rule_parameter"] == len(seeds.rules())
    assert db.scalar(select(models.Stamp.number)) == stamp


def test_a_changed_label_is_reported_published_and_shown(db: Session, folder: Path) -> None:
    edit(folder / "fields.json", '"en": "Wind power"', '"en": "Wind energy"')
    heard: list[list[str]] = []
    listener = lambda tables: heard.append(tables)  # noqa: E731
    news.subscribe("taxonomy.changed", listener)
    report = service.load(SYSTEM, folder=folder)
    news._subscribers["taxonomy.changed"].remove(listener)
    assert (report.changed["field"], report.created.total(), report.retired.total()) == (1, 0, 0)
    assert heard == [["field"]]
    assert queries.label("field", "wind").en == "Wind energy"
    audit.write(db)
    assert audit.timeline("taxonomy:all")[0].data["changed"] == {"field": 1}


def test_an_entry_that_left_the_files_is_retired_and_comes_back(db: Session, folder: Path) -> None:
    edit(folder / "codes" / "transactions.csv", "licence_kind,sublicence,,分许可（再许可）,Sub-licence,\n", "")
    report = service.load(SYSTEM, folder=folder)
    assert report.retired["code"] == 1
    assert "sublicence" not in dict(queries.choices("licence_kind"))
    assert queries.code("licence_kind", "sublicence").retired  # type: ignore[union-attr]
    assert service.load(SYSTEM).changed["code"] >= 1
    assert "sublicence" in dict(queries.choices("licence_kind"))


def test_a_hint_that_left_the_files_is_removed(db: Session, folder: Path) -> None:
    edit(folder / "ipc_fields.csv", "F24S,silicon_pv,3\n", "")
    service.load(SYSTEM, folder=folder)
    assert db.get(models.IpcField, ("F24S", "silicon_pv")) is None


def test_a_rule_that_staff_edited_is_kept(db: Session, folder: Path) -> None:
    edited = update(models.RuleParameter).where(models.RuleParameter.code == "log_months")
    db.execute(edited.values(edited=True, note_zh="2026年已核对"))
    edit(folder / "rules.csv", "log_months,CN,6,", "log_months,CN,12,")
    edit(folder / "rules.csv", "trade_record_years,CN,3,", "trade_record_years,CN,5,")
    report = service.load(SYSTEM, folder=folder)
    assert (report.kept["rule_parameter"], report.changed["rule_parameter"]) == (1, 1)
    assert queries.rule("log_months").integer == 6
    assert queries.rule("trade_record_years").integer == 5
    audit.write(db)
    assert queries.rule_history(queries.rule("trade_record_years").public_id)[0].kind == "rule.changed"


def test_a_rule_that_left_the_files_still_answers(db: Session, folder: Path) -> None:
    lines = (folder / "rules.csv").read_text("utf-8").splitlines(keepends=True)
    (folder / "rules.csv").write_text("".join(line for line in lines if not line.startswith("log_months")), "utf-8")
    service.load(SYSTEM, folder=folder)
    assert queries.rule("log_months").integer == 6


def test_holidays_fill_the_calendar_of_working_days(db: Session) -> None:
    assert db.scalar(select(func.count()).select_from(CalendarDay)) > 700
    assert workdays.add_working_days(date(2026, 2, 13), 1) == date(2026, 2, 14)  # a Saturday worked before the festival
    assert workdays.add_working_days(date(2026, 9, 30), 1) == date(2026, 10, 8)


def test_a_day_from_an_official_notice_outranks_the_package(db: Session) -> None:
    row = db.get(CalendarDay, date(2026, 10, 1))
    assert row is not None
    row.source, row.working = "notice", True
    db.add(CalendarDay(day=date(2027, 1, 4), working=False, name="New year", source="notice"))
    report = service.load(SYSTEM)
    assert report.kept["calendar"] == 1
    assert row.working
    assert db.get(CalendarDay, date(2027, 1, 4)) is not None


def test_the_commands_load_and_show(app: Marketplace, connection: object) -> None:
    runner: FlaskCliRunner = app.test_cli_runner()
    loaded = runner.invoke(args=["taxonomy", "load", "--quiet"])
    assert loaded.exit_code == 0
    assert "0 created, 0 changed" in loaded.output
    shown = runner.invoke(args=["taxonomy", "show", "field"])
    assert "data_storage" in shown.output
    assert "存储 | Data storage" in shown.output
    assert "licence_kind" in runner.invoke(args=["taxonomy", "show"]).output
    assert runner.invoke(args=["taxonomy", "show", "nothing"]).exit_code == 1
