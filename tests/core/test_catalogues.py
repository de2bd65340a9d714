"""The Chinese texts: read as they are, so that nothing need be written where the code lies."""

from __future__ import annotations

from pathlib import Path

from marketplace.core import i18n

PO = """msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "Administration"
msgstr "系统管理"

msgid "%(num)s attempt"
msgid_plural "%(num)s attempts"
msgstr[0] "%(num)s 次"
"""


def test_catalogues_are_read_where_nothing_can_be_written(tmp_path: Path, monkeypatch) -> None:
    folder = tmp_path / "zh" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "site.po").write_text(PO, encoding="utf-8")
    monkeypatch.setattr(i18n, "TRANSLATIONS", tmp_path)
    found = i18n._merged.__wrapped__("zh")
    assert found.gettext("Administration") == "系统管理"
    assert found.ngettext("%(num)s attempt", "%(num)s attempts", 3) == "%(num)s 次"
    assert [path.name for path in folder.iterdir()] == ["site.po"]
