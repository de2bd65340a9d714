"""What operators ask of incubation."""

from __future__ import annotations

from flask import Flask

from tests.factories.incubation import make_case
from tests.incubation.conftest import make_stage


def test_cases_are_counted_by_state(app: Flask, committed: object) -> None:
    with committed():  # type: ignore[operator]
        make_case(make_stage().cast, waiver="已在企业产线连续运行两年")
    answer = app.test_cli_runner().invoke(args=["incubation", "count"])
    assert answer.output.split() == ["applied", "1"]
