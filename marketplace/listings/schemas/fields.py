"""Fields only listings have: a maturity level with its scale, IPC symbols, days, choices of the vocabulary."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from marshmallow import ValidationError, fields

from marketplace.core.fields import Code, Codes, Tags
from marketplace.core.i18n import l_, lang
from marketplace.taxonomy import queries as taxonomy
from marketplace.taxonomy.errors import InvalidIpc, UnknownMaturity


@dataclass(frozen=True)
class Maturity:
    """A level together with its scale; one is never kept without the other (V66)."""

    scale_id: str
    level: int

    def __str__(self) -> str:
        return f"{self.scale_id}:{self.level}"


class MaturityField(fields.Field[Maturity]):
    """Written `scale:level`, for example `trl_9:6`."""

    default_error_messages = {"unknown": l_("Choose a level of one of the scales.")}

    def _serialize(self, value: Maturity | None, attr: str | None, obj: Any, **options: Any) -> Any:
        return str(value) if value else None

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Maturity:
        scale_id, _colon, level = str(value).partition(":")
        try:
            found = taxonomy.maturity(scale_id, int(level))
        except (UnknownMaturity, ValueError) as error:
            raise self.make_error("unknown") from error
        return Maturity(found.scale_id, found.level)


def maturity_choices() -> list[tuple[None, str, list[tuple[str, str]]]]:
    """The levels grouped by scale, for a select."""
    return [
        (
            None,
            scale.label.pick(lang()),
            [(f"{scale.scale_id}:{lv.level}", f"{lv.level} · {lv.label.pick(lang())}") for lv in scale.levels],
        )
        for scale in taxonomy.maturity_scales()
    ]


class IpcSymbols(Tags):
    """IPC symbols of a subclass or deeper, in canonical spelling, the main one first."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> list[str]:
        symbols = super()._deserialize(value, attr, data, **options)
        faults = [symbol for symbol in symbols if not _is_symbol(symbol)]
        if faults:
            raise ValidationError(l_("%(symbol)s is not an IPC symbol. Write it like H01M 10/0525.", symbol=faults[0]))
        return list(dict.fromkeys(taxonomy.check_ipc(symbol).symbol for symbol in symbols))


def _is_symbol(text: str) -> bool:
    try:
        taxonomy.check_ipc(text)
    except InvalidIpc:
        return False
    return True


class Day(fields.Date):
    """A calendar day, YYYY-MM-DD."""

    default_error_messages = {"invalid": l_("Enter a date such as 2024-05-31.")}


def listed(name: str) -> Callable[[], list[tuple[str, str]]]:
    """The entries of a list of the vocabulary in the language of the page."""
    return lambda: taxonomy.choices(name)


class Listed(Code):
    """A code of one of the lists of the vocabulary; retired ones are still read, but offered to nobody."""

    def __init__(self, list_name: str, **options: Any) -> None:
        super().__init__(listed(list_name), **options)
        self.list_name = list_name

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Any:
        # Looked up, not compared with all labels: thousands of rows pass here in a bulk load.
        if isinstance(value, str) and taxonomy.code(self.list_name, value) is not None:
            return value
        return super()._deserialize(value, attr, data, **options)


class ListedCodes(Codes):
    """Several codes of one of the lists, each once, in the order given."""

    def __init__(self, list_name: str, **options: Any) -> None:
        super().__init__(listed(list_name), **options)
        self.inner = Listed(list_name, required=True)
