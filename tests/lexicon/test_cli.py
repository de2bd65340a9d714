"""Operators list, add and retire words; refusals are one line."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import Result

from tests.factories.lexicon import make_synonyms


@pytest.fixture
def run(app, connection) -> Callable[..., Result]:
    """Run `flask lexicon …`."""
    return lambda *words: app.test_cli_runner().invoke(args=["lexicon", *words])


def test_an_operator_adds_lists_and_retires_a_word(run, committed) -> None:
    with committed():
        make_synonyms("waste_heat", "余热")
    added = run("add", "synonyms", "group=waste_heat", "term=废热")
    assert added.exit_code == 0, added.output
    public_id = added.output.split()[0]
    assert "term 废热 | group waste_heat | kind equal" in run("list", "synonyms", "--q", "废").output
    assert run("retire", "synonyms", public_id, "--reason", "试验").exit_code == 0
    assert "废热" not in run("list", "synonyms").output
    assert public_id in run("list", "synonyms", "--retired").output


@pytest.mark.parametrize(
    "words",
    [("add", "words", "term=LFP"), ("add", "pairs", "zh=余热"), ("retire", "words", "AAAAAAAAAA"), ("list", "verbs")],
)
def test_a_refusal_is_a_line_and_an_exit_code(run, words: tuple[str, ...]) -> None:
    refused = run(*words)
    assert refused.exit_code != 0
    assert "Traceback" not in refused.output
    assert "Error:" in refused.output
