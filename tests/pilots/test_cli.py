"""What operators ask of pilots."""

from __future__ import annotations

from flask import Flask

from tests.factories.pilots import make_pilot
from tests.pilots.conftest import make_stage


def test_projects_are_counted_by_state(app: Flask, committed: object) -> None:
    with committed():  # type: ignore[operator]
        make_pilot(make_stage().cast)
    answer = app.test_cli_runner().invoke(args=["pilots", "count"])
    assert answer.output.split() == ["applied", "1"]
