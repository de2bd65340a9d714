"""What templates print and call is what the library would print and call, by a shorter way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask_babel import LazyString
from jinja2 import DictLoader, StrictUndefined, UndefinedError
from jinja2 import Environment as Library
from markupsafe import Markup

from marketplace.core.printing import Pages

PARTS = """
{% macro row(name, tone="calm") %}<b class="{{ tone }}">{{ name }}</b>{% endmacro %}
{% macro many() %}{% for name in varargs %}{{ row(name) }}{% endfor %}{{ kwargs.end }}{% endmacro %}
{% macro box(title) %}<i title="{{ title }}">{{ caller("in <it>") }}</i>{% endmacro %}
"""


class Spoken:
    """Says itself as markup."""

    def __html__(self) -> str:
        return "<i>me</i>"


def environment(made: Callable[..., Any], source: str) -> Any:
    env = made(
        loader=DictLoader({"page.html": source, "page.txt": source, "parts.html": PARTS}),
        autoescape=lambda name: bool(name) and name.endswith(".html"), undefined=StrictUndefined,
    )  # fmt: skip
    env.globals["said"] = lambda text, mark="!": text + mark
    return env


def both(source: str, page: str = "page.html", **values: Any) -> tuple[str, str]:
    """The page as our environment and as the library's own writes it."""
    return (
        environment(lambda **options: Pages(Flask(__name__), **options), source).get_template(page).render(values),
        environment(Library, source).get_template(page).render(values),
    )


@pytest.mark.parametrize(
    "value",
    ["<a href='x'>&\"", Markup("<b>1</b>"), 7, -1, 1.5, True, None, [1, "<"], Spoken(), LazyString(lambda: "<lazy>")],
    ids=lambda value: type(value).__name__,  # a representation may hold an address, which no two runs share
)
@pytest.mark.parametrize("page", ["page.html", "page.txt"])
def test_values_print_alike(value: Any, page: str) -> None:
    source = '{{ value }}|{{ value ~ "<" }}|{% set held %}<p>{{ value }}</p>{% endset %}{{ held }}'
    ours, theirs = both(source, page, value=value)
    assert ours == theirs


def test_text_is_escaped() -> None:
    assert both("{{ value }}", value="<&'\">")[0] == "&lt;&amp;&#39;&#34;&gt;"


@pytest.mark.parametrize(
    "called",
    [
        'row("<a>")', 'row("a", "loud")', 'row(tone="<t>", name="n")', 'row(row("in"))', 'many("a", "b", end="<")',
        'said("<x>")', 'said("x", mark="&")', '"{:,}".format(1234)', "[3, 4].index(4)", "range(3)|list",
        "dict(a=1).get('b', 'c')",
    ],
)  # fmt: skip
@pytest.mark.parametrize("page", ["page.html", "page.txt"])
def test_calls_answer_alike(called: str, page: str) -> None:
    source = '{% from "parts.html" import row, many %}{% for n in (1, 2) %}{{ n }}{{ CALLED }}{% endfor %}'
    ours, theirs = both(source.replace("CALLED", called), page)
    assert ours == theirs


def test_a_macro_calls_back() -> None:
    called = "{% call(text) box(n) %}{{ text }}{{ n }}{% endcall %}"
    ours, theirs = both('{% from "parts.html" import box %}{% for n in "ab" %}' + called + "{% endfor %}")
    assert ours == theirs == '<i title="a">in &lt;it&gt;a</i><i title="b">in &lt;it&gt;b</i>'


@pytest.mark.parametrize("called", ['row("a", "b", "c")', 'row("a", colour="b")'])
def test_a_macro_refuses_what_it_does_not_take(called: str) -> None:
    with pytest.raises(TypeError):
        both(f'{{% from "parts.html" import row %}}{{{{ {called} }}}}')


@pytest.mark.parametrize(
    "source", ["{{ nothing }}", "{{ nothing() }}", '{% from "parts.html" import row %}{{ row() }}']
)
def test_what_is_not_there_is_an_error(source: str) -> None:
    with pytest.raises(UndefinedError):
        both(source)
