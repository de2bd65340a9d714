"""Labels, choices and code lists: how other nouns name a code and offer it in a form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from marketplace.core.filter_words import Codes
from marketplace.core.i18n import lang
from marketplace.core.text import Text
from marketplace.taxonomy.errors import UnknownField, UnknownList, UnknownMaturity
from marketplace.taxonomy.queries.snapshot import current
from marketplace.taxonomy.queries.terms import Field, Level, Region, Scale, Term

STAGES = ("early", "middle", "mature")


def label(list_name: str, code: str | None) -> Text:
    """The label of a code in both languages; a code that is on no list is shown as it is.

    `list_name` is a small list (conversion_mode, licence_kind …) or one of field, key_technology, industry,
    green_class, region, ipc, maturity:<scale_id> (code = the level as text). Retired codes keep their label.
    """
    if code is None:
        return Text()
    term = current().lists.get(list_name, {}).get(code)
    return term.label if term else Text(code, code)


def labels(list_name: str) -> Mapping[str, Text]:
    """All labels of a list by code, retired ones included. Raises UnknownList."""
    return {code: term.label for code, term in _list(list_name).items()}


def codes(list_name: str, *, retired: bool = False) -> tuple[Term, ...]:
    """The entries of a list in order; with `retired` also those no longer offered. Raises UnknownList."""
    return tuple(term for term in _list(list_name).values() if retired or not term.retired)


def code(list_name: str, code: str) -> Term | None:
    """One entry of a list, retired or not; None when the list has no such code. Raises UnknownList."""
    return _list(list_name).get(code)


def listed(list_name: str) -> Codes:
    """A list as the values of a filter; of a path (`parent/code`) the last code counts. Retired codes are found too."""
    return Codes(
        lambda value: label(list_name, value.rpartition("/")[2]),
        lambda value: code(list_name, value.rpartition("/")[2]) is not None,
        f"/api/v1/taxonomy/codes/{list_name}",
    )


def list_names() -> tuple[str, ...]:
    """The names of all lists."""
    return tuple(sorted(current().lists))


def choices(list_name: str, *, parent: str | None = None, keep: Iterable[str] = ()) -> list[tuple[str, str]]:
    """(code, label in the language of the page) for a form control, in order.

    `parent` narrows to the children of one entry (key technologies of a field, prefectures of a province);
    `keep` also offers retired codes that the record being edited already has. Raises UnknownList.
    """
    kept = set(keep)
    return [
        (term.code, term.label.pick(lang()))
        for term in _list(list_name).values()
        if (not term.retired or term.code in kept) and (parent is None or term.parent == parent)
    ]


def fields() -> tuple[Field, ...]:
    """The thirteen technology fields in the order of the plan, with key technologies and green classes."""
    return tuple(field for field in current().fields.values() if not field.retired)


def field(code: str) -> Field:
    """One field. Raises UnknownField."""
    found = current().fields.get(code)
    if found is None:
        raise UnknownField()
    return found


def field_of(technology: str) -> str | None:
    """The field of a key technology (`wind.03` → `wind`); None when there is no such technology."""
    term = current().lists["key_technology"].get(technology)
    return term.parent if term else None


def regions(parent: str | None = None) -> tuple[Region, ...]:
    """The provinces of China, or with `parent` (`51`) its prefectures."""
    return tuple(r for r in current().regions.values() if r.parent == parent and not r.retired)


def region(code: str) -> Region | None:
    """One region; None when the code is unknown."""
    return current().regions.get(code)


def tile_map() -> tuple[Region, ...]:
    """The prefectures of Sichuan with their cell on the tile map."""
    return tuple(r for r in current().regions.values() if r.tile is not None and not r.retired)


def maturity_scales() -> tuple[Scale, ...]:
    """The maturity scales; levels of two scales are never translated into one another."""
    return tuple(scale for scale in current().scales.values() if not scale.retired)


def maturity_levels(scale_id: str) -> tuple[Level, ...]:
    """The levels of a scale in rising order. Raises UnknownMaturity."""
    scale = current().scales.get(scale_id)
    if scale is None:
        raise UnknownMaturity(fields={"maturity_scale": [UnknownMaturity.message]})
    return tuple(level for level in scale.levels if not level.retired)


def maturity(scale_id: str, level: int) -> Level:
    """A level with its evidence and stage. Raises UnknownMaturity when the scale has no such level (V66)."""
    for found in maturity_levels(scale_id):
        if found.level == level:
            return found
    raise UnknownMaturity(fields={"maturity_level": [UnknownMaturity.message]})


def stage_of(scale_id: str, level: int) -> str:
    """early, middle or mature: the stage of the results register. Raises UnknownMaturity."""
    return maturity(scale_id, level).stage


def _list(name: str) -> Mapping[str, Term]:
    try:
        return current().lists[name]
    except KeyError:
        raise UnknownList() from None
