"""Domain errors with stable codes; they know nothing of HTTP (problem.py maps them once)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from marketplace.core.i18n import duration, l_

Message = Any  # a str or a lazy translation


class DomainError(Exception):
    """Base of every refusal: a stable code, a sentence for people, and the fields concerned."""

    code = "domain_error"
    message: Message = l_("This cannot be done.")
    heading: Message | None = None  # of the page that tells it, where the one of its status does not fit
    retry_after: int | None = None  # seconds after which another try may go well
    is_beyond = False  # whether the list at this address ends before its page

    def __init__(
        self,
        message: Message | None = None,
        *,
        code: str | None = None,
        fields: Mapping[str, Sequence[Message]] | None = None,
    ) -> None:
        self.message = self.message if message is None else message
        self.code = code or self.code
        self.fields: dict[str, list[Message]] = {name: list(texts) for name, texts in (fields or {}).items()}
        super().__init__(self.code)

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


class NotFound(DomainError):
    """The record does not exist for this actor."""

    code = "not_found"
    message = l_("There is nothing at this address, or you may not see it.")


class Gone(DomainError):
    """The record existed and was withdrawn; `similar` may list records to look at instead."""

    code = "gone"
    message = l_("This record was withdrawn.")

    def __init__(self, message: Message | None = None, *, subject: str | None = None) -> None:
        super().__init__(message)
        self.subject = subject


class Unauthenticated(DomainError):
    """The action needs a sign-in."""

    code = "sign_in_required"
    message = l_("Sign in to continue.")


class TokenRefused(Unauthenticated):
    """The token that came along opens nothing: it is not known, has run out, was revoked, or its account is closed."""

    code = "token_refused"
    message = l_("This token is not known. Copy it whole, or make a new one in the settings of your account.")


class Forbidden(DomainError):
    """The actor may see the record but not do this."""

    code = "forbidden"
    message = l_("You may not do this.")


class Invalid(DomainError):
    """Input breaks a rule; `fields` names each field with its sentences."""

    code = "invalid"
    message = l_("Some entries need attention.")


class KeyReused(Invalid):
    """An idempotency key came before, from the same person to the same address, with other content."""

    code = "idempotency_key_reused"
    message = l_("This Idempotency-Key was sent before with other content. Use a new key for a new request.")


class GuardsUnmet(DomainError):
    """A step of a workflow is not possible yet; `unmet` lists everything that is missing."""

    code = "guards_unmet"
    message = l_("Something is missing before this step.")

    def __init__(self, unmet: Sequence[Message], fields: Mapping[str, Sequence[Message]] | None = None) -> None:
        super().__init__(fields=fields)
        self.unmet = list(unmet)


class InvalidAction(DomainError):
    """The workflow has no such action from the present state."""

    code = "invalid_action"
    message = l_("This action is not possible in the present state.")


class Conflict(DomainError):
    """Somebody else changed the record; `diff` maps field → (theirs, yours)."""

    code = "conflict"
    message = l_("Somebody else changed this record meanwhile. Compare both versions and save again.")

    def __init__(self, message: Message | None = None, *, diff: Mapping[str, tuple[Any, Any]] | None = None) -> None:
        super().__init__(message)
        self.diff = dict(diff or {})


class VersionMissing(DomainError):
    """A change must say which version of the record it was made from, and does not."""

    code = "version_missing"
    message = l_("Say which version of the record you read: this change could undo somebody else's.")

    def __init__(self) -> None:
        missing = l_("This header is missing. Send the ETag of the record as you read it.")
        super().__init__(fields={"If-Match": [missing]})


class TooLarge(DomainError):
    """The upload or request exceeds a limit."""

    code = "too_large"
    message = l_("The upload is too large.")


class TooMany(DomainError):
    """A rate limit was reached: so many times in so many seconds; `retry_after` is the wait in seconds."""

    code = "too_many"

    def __init__(self, retry_after: int, *, times: int, seconds: int) -> None:
        told = l_(
            "This is possible %(times)s times in %(period)s. Try again in %(wait)s.",
            times=times, period=duration(seconds), wait=duration(retry_after),
        )  # fmt: skip
        super().__init__(told)
        self.retry_after = retry_after


class Unavailable(DomainError):
    """A part of the site cannot answer now; the rest goes on."""

    code = "unavailable"
    message = l_("This part of the site is not available right now. Please try again.")


def sentences(found: Any) -> list[Message]:
    """Every sentence of what a validation found, however deep it lies in lists and records."""
    if isinstance(found, Mapping):
        return [text for value in found.values() for text in sentences(value)]
    if isinstance(found, (list, tuple)):
        return [text for value in found for text in sentences(value)]
    return [found]
