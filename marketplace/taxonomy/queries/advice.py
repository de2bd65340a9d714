"""One answer about a list of IPC symbols, for the page, the editor and the API."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from marketplace.taxonomy.errors import InvalidIpc
from marketplace.taxonomy.queries.ipc import check_ipc, green_share, suggest_fields
from marketplace.taxonomy.queries.terms import GreenShare, Ipc, Suggestion


@dataclass(frozen=True)
class IpcAdvice:
    """The symbols that could be read, the texts that could not, the fields suggested, and how green they are."""

    symbols: tuple[Ipc, ...]
    refused: tuple[str, ...]
    suggestions: tuple[Suggestion, ...]
    green: GreenShare

    @property
    def green_share(self) -> float:
        """Share of green symbols, 0 to 1."""
        return float(self.green.share)


def ipc_advice(symbols: Sequence[str]) -> IpcAdvice:
    """Read every symbol and say what they point at together; unreadable ones are named, not dropped."""
    read: list[Ipc] = []
    refused: list[str] = []
    for symbol in dict.fromkeys(symbols):
        try:
            read.append(check_ipc(symbol))
        except InvalidIpc:
            refused.append(symbol)
    good = [item.symbol for item in read]
    return IpcAdvice(tuple(read), tuple(refused), tuple(suggest_fields(good)), green_share(good))
