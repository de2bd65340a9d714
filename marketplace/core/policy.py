"""Who may do what: actors, the permission table of a noun, and the access each endpoint declares."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from marketplace.core.errors import Forbidden, NotFound, Unauthenticated

ANY = None  # in a table: in every state
STAFF_ROLES = frozenset({"reviewer", "centre_lead", "finance", "auditor", "administrator"})
DERIVED_ROLES = frozenset({"university_officer", "researcher", "enterprise_user", "broker"})
ROLES = STAFF_ROLES | DERIVED_ROLES


@dataclass(frozen=True)
class Membership:
    """An active membership of the actor in an organisation, whose name is in the language of the request."""

    organisation_id: int
    organisation_public_id: str
    organisation_name: str
    organisation_kind: str
    role: str
    verified: bool


@dataclass(frozen=True)
class Actor:
    """Who acts, as loaded from the database for this one request: rights end at once when a row ends."""

    user_id: int | None = None
    public_id: str | None = None
    name: str = ""
    email: str | None = None
    lang: str = "zh"
    roles: frozenset[str] = frozenset()
    memberships: tuple[Membership, ...] = ()
    request_id: str | None = None
    system: bool = field(default=False)
    asleep: bool = False  # roles and memberships are held but wait for a second factor

    @property
    def is_anonymous(self) -> bool:
        return self.user_id is None and not self.system

    @property
    def is_staff(self) -> bool:
        """Whether a role of the centre is held."""
        return self.system or bool(self.roles & STAFF_ROLES)

    def has(self, *roles: str) -> bool:
        """Whether one of the roles is held; the system may do everything its jobs are written for."""
        return self.system or bool(self.roles.intersection(roles))

    def member_of(self, organisation_id: int | None, *roles: str) -> bool:
        """Whether an active member of the organisation (with one of the roles, when given)."""
        return any(m.organisation_id == organisation_id and (not roles or m.role in roles) for m in self.memberships)

    @property
    def organisation_ids(self) -> frozenset[int]:
        return frozenset(m.organisation_id for m in self.memberships)


ANONYMOUS = Actor()
SYSTEM = Actor(name="系统", system=True)

Rules = Mapping[str, Mapping[str, Collection[str] | None]]


class Table:
    """The permissions of a noun: action → relation → states in which it holds (ANY = all)."""

    def __init__(self, noun: str, relations: Callable[[Actor, Any], set[str]], rules: Rules) -> None:
        self.noun = noun
        self.relations = relations
        self.rules = rules

    def may(self, actor: Actor, action: str, record: Any) -> bool:
        """Whether the actor may do it to the record now."""
        allowed = self.rules[action]
        state = getattr(record, "state", None)
        return any(
            relation in allowed and (allowed[relation] is ANY or state in (allowed[relation] or ()))
            for relation in self.relations(actor, record)
        )

    def check(self, actor: Actor, action: str, record: Any) -> None:
        """Raise NotFound when the actor may not even view the record, else Forbidden (or Unauthenticated)."""
        if self.may(actor, action, record):
            return
        if action == "view" or not self.may(actor, "view", record):
            raise NotFound()
        raise Unauthenticated() if actor.is_anonymous else Forbidden()


View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Access:
    """What an endpoint asks of the actor before its view runs; objects are checked by the service."""

    name: str
    roles: frozenset[str] = frozenset()

    def check(self, actor: Actor) -> None:
        """Raise Unauthenticated or Forbidden."""
        if self.name == "public":
            return
        if actor.is_anonymous:
            raise Unauthenticated()
        if self.roles and not actor.has(*self.roles):
            raise Forbidden()

    def __call__(self, view: View) -> View:
        view.__access__ = self  # type: ignore[attr-defined]
        return view


class access:
    """Decorators that declare the access of a view function; one function serves one method."""

    public = Access("public")
    signed_in = Access("signed_in")
    staff = Access("staff", STAFF_ROLES)

    @staticmethod
    def roles(*roles: str) -> Access:
        """Only actors who hold one of the roles."""
        unknown = set(roles) - ROLES
        if unknown:
            raise ValueError(f"unknown roles {sorted(unknown)}")
        return Access("roles", frozenset(roles))
