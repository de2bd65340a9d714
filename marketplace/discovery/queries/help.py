"""What the box understands, each with an example question that can be tried."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.core.i18n import _, lang
from search.builder import addressable
from search.fields import Ident
from search.index import Index


@dataclass(frozen=True)
class Example:
    """A question, and what it finds."""

    box: str
    meaning: str


def examples(index: Index) -> list[Example]:
    """Signs, fields and numbers of the box, in the language of the page."""
    heat, exact, battery, without = (
        ("waste heat recovery", '"waste heat"', "battery", "battery -lead")
        if lang() == "en"
        else ("余热 回收", '"余热回收"', "电池", "电池 -铅酸")
    )
    signs = [
        Example(heat, _("Results with all the words come first; when they are few, those with some of them follow.")),
        Example(exact, _("Quotation marks: the words stand exactly so, one after the other.")),
        Example(without, _("A minus sign before a word: no result may have it.")),
    ]
    fields = [
        Example(f"{spec.prefixes[-1 if lang() == 'en' else 0]}:{battery}", _("Only in: %(field)s", field=spec.label))
        for spec in addressable(index)
        if not isinstance(spec, Ident)
    ]
    numbers = [
        Example("CN110705738B", _("A publication number, in any spelling.")),
        Example(
            "ZL 2022 1 0123456.1", _("An application or patent number, in any spelling, also without check digit.")
        ),
        Example("H01M 10/0525", _("An IPC symbol, from the subclass to the subgroup.")),
    ]
    pinyin = [
        Example("yurehuishou", _("Pinyin or initials: the list below the box shows the words; so does “Did you mean”."))
    ]
    return [*signs, *fields, *numbers, *pinyin]
