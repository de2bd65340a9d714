"""Errors that cross the border of the search library; messages are codes, the site puts them into words."""

from __future__ import annotations


class SearchError(Exception):
    """Base of every error this library raises on purpose."""


class SearchUnavailable(SearchError):
    """The engine did not answer in time or cannot answer; never to be shown as "no results".

    `reason` is one of: missing, schema, damaged, deadline, breaker_open, busy, engine, partial.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail

    @property
    def told(self) -> dict[str, object]:
        """Reason and detail, as the health of an engine carries them."""
        return {"reason": self.reason, "detail": self.detail}


class EngineBusy(SearchUnavailable):
    """All search slots of this process are taken (bulkhead)."""

    def __init__(self, detail: str = "") -> None:
        super().__init__("busy", detail)


class IndexMissing(SearchUnavailable):
    """There is no readable generation of the index; a rebuild heals it."""

    def __init__(self, detail: str = "", *, reason: str = "missing") -> None:
        super().__init__(reason, detail)


class WriterBusy(SearchError):
    """Another process holds the only writer of the index; try again in some seconds."""


class GateRefused(SearchError):
    """A rebuilt generation did not pass its gate and was not promoted; `failures` names every check."""

    def __init__(self, failures: tuple[str, ...]) -> None:
        super().__init__("; ".join(failures))
        self.failures = failures


class QueryError(SearchError):
    """A question that cannot be asked: names the field, a stable code and the offending value."""

    def __init__(self, field: str, code: str, value: str = "") -> None:
        super().__init__(f"{field}: {code} ({value})" if value else f"{field}: {code}")
        self.field = field
        self.code = code
        self.value = value


class DocumentError(SearchError):
    """A document that no engine may see: wrong type, undeclared field, no audience."""

    def __init__(self, document_id: str, field: str, reason: str) -> None:
        super().__init__(f"{document_id}: {field}: {reason}")
        self.document_id = document_id
        self.field = field
        self.reason = reason

    def __reduce__(self) -> tuple[type[DocumentError], tuple[str, str, str]]:
        return DocumentError, (self.document_id, self.field, self.reason)
