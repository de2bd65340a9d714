"""A web process opens what is slow at its first use before it takes the first request, and runs as the settings say."""

from __future__ import annotations

import json
import os
import runpy
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from marketplace.settings import ROOT
from tests.conftest import data_folder
from tools.elasticsearch.launch import free_port

CONFIGURATION = str(ROOT / "gunicorn.conf.py")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"WEB_WORKERS": "1", "WEB_THREADS": "3"}, {"workers": 1, "threads": 3, "bind": "127.0.0.1:8000"}),
        ({"WEB_WORKERS": "500"}, {"workers": os.cpu_count(), "threads": 8}),
        ({"HOST": "0.0.0.0", "PORT": "8123"}, {"bind": "0.0.0.0:8123"}),
        ({"HOST": "::1"}, {"bind": "[::1]:8000"}),
    ],
)
def test_the_web_server_runs_as_the_settings_say(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], told: dict[str, Any]
) -> None:
    for name in ("HOST", "PORT", "WEB_WORKERS", "WEB_THREADS"):
        monkeypatch.delenv(name, raising=False)
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    read = runpy.run_path(CONFIGURATION)
    assert {name: read[name] for name in told} == told


def test_a_wrong_setting_stops_the_web_server_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEB_THREADS", "many")
    with pytest.raises(SystemExit) as told:
        runpy.run_path(CONFIGURATION)
    assert str(told.value).startswith("Cannot start: WEB_THREADS is 'many': ")


@pytest.fixture
def log(clone_database: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The log of a web server of one process, taken when it has given its first answer."""
    folder = data_folder(tmp_path_factory, "web")
    port = free_port()
    environment = {
        **os.environ, "ENVIRONMENT": "test", "SECRET_KEY": "-" * 40, "DATA_DIR": str(folder), "PORT": str(port),
        "DATABASE_URL": clone_database("warming").replace("+psycopg", ""), "WEB_WORKERS": "1", "SEMANTIC": "off",
    }  # fmt: skip
    path = folder / "web.log"
    with path.open("wb") as out:
        web = subprocess.Popen([sys.executable, "-m", "gunicorn", "wsgi:app"], cwd=ROOT, env=environment, stderr=out)
    try:
        until = time.monotonic() + 120
        while not answers(f"http://127.0.0.1:{port}/healthz"):
            assert web.poll() is None, path.read_text()
            assert time.monotonic() < until, path.read_text()
            time.sleep(0.1)
        yield path
    finally:
        web.terminate()
        web.wait(30)


def answers(address: str) -> bool:
    """Whether somebody answers; a server that listens and does not take requests yet is waited for."""
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            return answer.status == 200
    except urllib.error.URLError:
        return False


def test_a_web_process_is_warm_before_its_first_answer(log: Path) -> None:
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    paths = [line.get("path") for line in lines]
    warm = [line["event"] for line in lines].index("this process is warm")
    assert warm < paths.index("/healthz")
    assert [line["status"] for line in lines[:warm] if "path" in line] == [200] * 4
    assert {"/zh/", "/zh/search", "/en/search"} <= set(paths[:warm])
    assert any("could not be warmed" in line["event"] for line in lines[:warm]), "this site has no index yet"
