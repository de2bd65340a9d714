"""Every text of the desk has its Chinese form, with the same placeholders."""

from __future__ import annotations

from tools.messages.catalogues import problems


def test_no_text_of_the_desk_is_left_in_english() -> None:
    assert [line for line in problems() if line.startswith("desk.po") or "'desk'" in line.split("]")[0]] == []
