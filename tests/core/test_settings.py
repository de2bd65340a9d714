"""A wrong setting is refused at start, by its name and rule; no command ends in a traceback because of one."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import certifi
import pytest

from marketplace.settings import ROOT, Settings, SettingsError


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment in which nothing is set."""
    for item in fields(Settings):
        monkeypatch.delenv(item.name.upper(), raising=False)
    return monkeypatch


def refused(environment: pytest.MonkeyPatch, **values: str) -> str:
    """What is said about values in the environment."""
    for name, value in values.items():
        environment.setenv(name, value)
    with pytest.raises(SettingsError) as told:
        Settings.from_environment()
    return str(told.value)


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("ENVIRONMENT", "live", "development, test or production"),
        ("DEMO", "perhaps", "1 or 0"),
        ("SECURE_COOKIES", "ture", "1 or 0"),
        ("DATA_DIR", "", "a folder"),
        ("DATABASE_URL", "mysql://host/site", "postgresql://user:password@host/marketplace"),
        ("DATABASE_POOL", "0", "at least 1"),
        ("ELASTICSEARCH_URL", "es.example:9200", "https://es.example.cn:9200"),
        ("ELASTICSEARCH_URL", "http://es.example", "https://es.example.cn:9200"),
        ("ELASTICSEARCH_URL", "https://es.example:many", "https://es.example.cn:9200"),
        ("ELASTICSEARCH_URL", "ftp://es.example:9200", "https://es.example.cn:9200"),
        ("ELASTICSEARCH_CA", "/nowhere/http_ca.crt", "PEM certificates"),
        ("ELASTICSEARCH_CA", str(ROOT / "README.md"), "PEM certificates"),
        ("SEARCH_INDEX", "Bad Name", "letters, digits and dashes"),
        ("SEARCH_INDEX", "", "letters, digits and dashes"),
        ("SEMANTIC", "", "auto, off, a folder"),
        ("SEMANTIC", "ftp://models.example", "auto, off, a folder"),
        ("HOST", "", "127.0.0.1"),
        ("PORT", "70000", "1 to 65535"),
        ("PORT", "http", "8000"),
        ("WEB_WORKERS", "0", "at least 1"),
        ("WEB_THREADS", "0", "at least 1"),
        ("WEB_THREADS", "abc", "whole number"),
        ("WEB_THREADS", "", "whole number"),
        ("BASE_URL", "green.example.cn", "https://green.example.cn"),
        ("TRUSTED_HOSTS", "https://green.example.cn", "host names only"),
        ("TRUSTED_PROXIES", "-1", "at least 0"),
        ("SMTP_URL", "mail.example:25", "smtp://"),
        ("MAIL_FROM", "the centre", "mail address"),
        ("MAX_UPLOAD_MB", "0", "at least 1"),
        ("SESSION_IDLE_MINUTES", "0", "at least 1"),
        ("SESSION_HOURS", "-2", "at least 1"),
        ("PAGE_RATE", "10 per fortnight", "120 per minute"),
        ("SEARCH_RATE", "lots", "120 per minute"),
        ("SEARCH_RATE", "", "120 per minute"),
        ("SUGGEST_RATE", "0 per minute", "120 per minute"),
        ("KEPT_ANSWERS", "-1", "at least 0"),
        ("LOG_LEVEL", "LOUD", "DEBUG, INFO, WARNING or ERROR"),
    ],
)
def test_a_wrong_value_is_refused_by_name_rule_and_example(environment, name: str, value: str, wanted: str) -> None:
    told = refused(environment, **{name: value})
    assert told.startswith(f"{name} is ")
    assert wanted in told


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"ELASTICSEARCH_API_KEY": "a:b", "ELASTICSEARCH_USER": "web"}, "keep one"),
        ({"ELASTICSEARCH_API_KEY": "a:b", "ELASTICSEARCH_URL": "https://u:p@es.example"}, "keep one"),
        ({"ELASTICSEARCH_CA": certifi.where(), "ELASTICSEARCH_URL": "http://es.example:9200"}, "https://"),
    ],
)
def test_values_that_contradict_each_other_are_refused(environment, values: dict[str, str], says: str) -> None:
    told = refused(environment, **values)
    assert says in told
    assert all(name in told for name in values)


@pytest.mark.parametrize("name", ["DATABASE_URL", "ELASTICSEARCH_URL", "SMTP_URL"])
def test_a_password_in_a_wrong_address_is_not_repeated(environment, name: str) -> None:
    assert "hunter2" not in refused(environment, **{name: "other://user:hunter2@host"})


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"DATABASE_URL": "postgresql:///site?host=/run/postgresql"},
        {"DATABASE_URL": "postgresql://one:5432,two:5432/site", "ELASTICSEARCH_URL": "https://es.example"},
        {"ELASTICSEARCH_URL": "https://es.example:9200", "ELASTICSEARCH_CA": certifi.where()},
        {"ELASTICSEARCH_URL": "http://127.0.0.1:9200", "ELASTICSEARCH_USER": "web", "ELASTICSEARCH_PASSWORD": "p"},
        {"SEARCH_RATE": "10/second; 200/hour", "SEMANTIC": "/srv/models/e5", "TRUSTED_HOSTS": "a.cn, b.cn"},
        {"SMTP_URL": "smtps://u:p%40@mail.example", "MAIL_FROM": "noreply@localhost", "BASE_URL": "https://a.cn/x/"},
        {"DEMO": "", "SECURE_COOKIES": "On", "ELASTICSEARCH_USER": "", "KEPT_ANSWERS": "0"},
    ],
)
def test_good_values_are_taken(environment, values: dict[str, str]) -> None:
    for name, value in values.items():
        environment.setenv(name, value)
    Settings.from_environment()


@pytest.mark.parametrize(
    ("words", "key", "named"),
    [
        (["flask", "doctor"], "", "SECRET_KEY"),
        (["tools.run.prepare"], "", "SECRET_KEY"),
        (["gunicorn", "wsgi:app"], "b" * 32, "DATABASE_URL"),
    ],
)
def test_a_folder_that_cannot_be_written_is_said_in_one_line(
    environment: pytest.MonkeyPatch, words: list[str], key: str, named: str, tmp_path: Path
) -> None:
    (tmp_path / "taken").write_text("a file")
    folder = str(tmp_path / "taken" / "var")
    told = subprocess.run(
        [sys.executable, "-m", *words], cwd=ROOT, capture_output=True, text=True,
        env={**os.environ, "DATA_DIR": folder, "SECRET_KEY": key},
    )  # fmt: skip
    assert told.returncode
    assert "Traceback" not in told.stderr
    line = told.stderr.strip().splitlines()[-1]
    assert line.startswith(("Cannot start: ", "Error: "))
    assert named in line
    assert folder in line


def test_a_kept_key_is_whole_the_owners_alone_and_stays(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings = Settings(data_dir=str(tmp_path / "var"))
    key = settings.key()
    (kept,) = (tmp_path / "var").iterdir()
    assert (kept.name, kept.stat().st_mode & 0o777) == ("secret_key", 0o600)
    assert len(key) >= 48
    assert settings.key() == key


@pytest.mark.parametrize("words", [["doctor"], ["search", "status"], ["db", "upgrade"]], ids=" ".join)
def test_commands_say_it_in_one_line(words: list[str], tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "flask", *words], cwd=ROOT, capture_output=True, text=True,
        env={**os.environ, "DATA_DIR": str(tmp_path), "SEARCH_RATE": "lots"},
    )  # fmt: skip
    assert told.returncode == 1
    assert told.stderr.startswith("Cannot start: SEARCH_RATE is 'lots': ")
    assert told.stderr.count("\n") == 1
    assert not list(tmp_path.iterdir()), "nothing was started"
