"""Lists that a higher noun keeps (regions, fields, levels of brokers): it supplies them when the site is wired."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from marketplace.core.text import Text

Choices = Callable[[str], Iterable[tuple[str, str]]]
Label = Callable[[str, str | None], Text]


def _no_choices(_name: str) -> Iterable[tuple[str, str]]:
    return ()


def _bare_code(_name: str, code: str | None) -> Text:
    return Text(code, code)


_choices: Choices = _no_choices
_label: Label = _bare_code


def supply(choices: Choices, label: Label) -> None:
    """Say where lists come from; without it a form offers nothing of them and a page shows the bare code."""
    global _choices, _label
    _choices, _label = choices, label


def choices(list_name: str) -> Callable[[], list[tuple[str, str]]]:
    """The pairs (code, label in the language of the page) of a list, asked for when the form is shown."""
    return lambda: list(_choices(list_name))


def regions() -> list[tuple[str, str]]:
    """The prefectures of Sichuan (four figures), then the provinces (two)."""
    return sorted(_choices("region"), key=lambda pair: len(pair[0]) < 4)


def label(list_name: str, code: str | None) -> Text:
    """The label of a code in both languages."""
    return _label(list_name, code) if code else Text()
