"""What the box understands, each with an example; numbers are those of public records, so that they can be tried."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select, union_all

from marketplace.core.i18n import _, lang
from marketplace.core.unit import session
from marketplace.discovery.models.suggestions import SuggestTerm
from search.analysis.identifiers import recognise
from search.builder import addressable
from search.fields import Ident
from search.index import Index

# How numbers of a kind begin among the suggestions, which have neither CN nor ZL before them, and how long they are.
FORMS = {"publication": ("1", 7, 10), "application": ("2", 12, 13), "ipc": ("a", 6, 12)}
FEW = 20  # rows looked at for each
UNKNOWN = {"publication": "CN110705738B", "application": "CN202210123456.1", "ipc": "H01M 10/0525"}


@dataclass(frozen=True)
class Example:
    """A question, and what it finds; `is_there` is false where nothing public has the number."""

    box: str
    meaning: str
    is_there: bool = True


def examples(index: Index) -> list[Example]:
    """Signs, fields and numbers of the box, in the language of the page."""
    heat, exact, battery, without, either, as_written = (
        (
            "waste heat recovery",
            '"waste heat"',
            "battery",
            "battery -lead",
            "battery OR storage",
            '="waste heat" recovery',
        )
        if lang() == "en"
        else ("余热 回收", '"余热回收"', "电池", "电池 -铅酸", "电池 OR 储能", "=余热 回收")
    )
    signs = [
        Example(heat, _("Results with all the words come first; when they are few, those with some of them follow.")),
        Example(exact, _("Quotation marks: the words stand exactly so, one after the other.")),
        Example(without, _("A minus sign, or NOT in capitals, before a word: no result may have it.")),
        Example(either, _("OR in capitals: what stands before it or what stands behind it is enough.")),
        Example(
            as_written,
            _("An equals sign before a word: it is searched as it is written, without words of the same meaning."),
        ),
    ]
    fields = [
        Example(f"{spec.prefixes[-1 if lang() == 'en' else 0]}:{battery}", _("Only in: %(field)s", field=spec.label))
        for spec in addressable(index)
        if not isinstance(spec, Ident)
    ]
    meanings = {
        "publication": _("A publication number, in any spelling."),
        "application": _("An application or patent number, in any spelling, also without check digit."),
        "ipc": _("An IPC symbol, from the subclass to the subgroup."),
    }
    known = _numbers()
    numbers = [
        Example(known.get(scheme, UNKNOWN[scheme]), meaning, scheme in known) for scheme, meaning in meanings.items()
    ]
    pinyin = [
        Example("yurehuishou", _("Pinyin or initials: the list below the box shows the words; so does “Did you mean”."))
    ]
    return [*signs, *fields, *numbers, *pinyin]


def _numbers() -> dict[str, str]:
    """A number of each kind that a public record has, as far as there are any."""
    looks = [
        select(SuggestTerm.text)
        .where(SuggestTerm.kind == "number", SuggestTerm.norm >= begin)
        .where(func.char_length(SuggestTerm.norm).between(least, most))
        .order_by(SuggestTerm.norm)
        .limit(FEW)
        for begin, least, most in FORMS.values()
    ]
    found: dict[str, str] = {}
    for text in session().scalars(union_all(*looks)):
        if number := recognise(text, FORMS):
            is_application = number.scheme == "application"
            found.setdefault(number.scheme, f"CN{number.canonical}" if is_application else number.canonical)
    return found
