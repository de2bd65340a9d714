"""What a person sees of their own sign-ins, tokens and data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from marketplace.accounts.models import ApiToken, BrokerProfile, Consent, LoginSession, Membership, Organisation, User
from marketplace.accounts.queries.history import history
from marketplace.core import audit, clock
from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.core.unit import session

DEMO_DOMAIN = "@demo.example"  # the accounts of the role switcher; other demonstration accounts are parties only
# The first of these that stands in a user agent names it; the order matters (Edge also says Chrome).
_BROWSERS = (("Edg", "Edge"), ("MicroMessenger", "WeChat"), ("Firefox", "Firefox"), ("Chrome", "Chrome"),
             ("Safari", "Safari"), ("curl", "curl"), ("python", "Python"))  # fmt: skip
_SYSTEMS = (("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"),
            ("HarmonyOS", "HarmonyOS"), ("Mac OS", "macOS"), ("Linux", "Linux"))  # fmt: skip


@dataclass(frozen=True)
class Device:
    """A live sign-in."""

    public_id: str
    name: str
    address: str
    started_at: datetime
    seen_at: datetime
    current: bool


@dataclass(frozen=True)
class Token:
    """An API token without its secret."""

    public_id: str
    name: str
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None


@dataclass(frozen=True)
class Profile:
    """The person of the settings page."""

    public_id: str
    email: str
    name: Text
    phone: str | None
    lang: str
    second_factor: bool
    recovery_codes_left: int
    wants: str | None


def profile(actor: Actor) -> Profile:
    """One's own profile."""
    user = session().scalars(select(User).where(User.id == actor.user_id)).one()
    return Profile(
        user.public_id, user.email, user.name, user.phone, user.lang, user.totp_secret is not None,
        len(user.recovery_codes), user.preferences.get("wants"),
    )  # fmt: skip


def devices(actor: Actor, current: int | None = None) -> list[Device]:
    """One's live sign-ins, the last used first; `current` is the row of this request."""
    rows = session().scalars(
        select(LoginSession)
        .where(LoginSession.user_id == actor.user_id, LoginSession.ended_at.is_(None))
        .where(LoginSession.expires_at > clock.now())
        .order_by(LoginSession.seen_at.desc())
    )
    return [
        Device(r.public_id, device_name(r.device), r.address, r.started_at, r.seen_at, r.id == current) for r in rows
    ]


def device_name(agent: str) -> str:
    """`Firefox · Windows` from what a browser calls itself; the beginning of the text when nothing is known."""
    found = [next((name for mark, name in marks if mark in agent), "") for marks in (_BROWSERS, _SYSTEMS)]
    return " · ".join(part for part in found if part) or agent[:40] or "?"


def tokens(actor: Actor) -> list[Token]:
    """One's API tokens that still work, the newest first."""
    rows = session().scalars(
        select(ApiToken)
        .where(ApiToken.user_id == actor.user_id, ApiToken.revoked_at.is_(None), ApiToken.expires_at > clock.now())
        .order_by(ApiToken.created_at.desc())
    )
    return [Token(r.public_id, r.name, r.created_at, r.last_used_at, r.expires_at) for r in rows]


def own_history(actor: Actor, limit: int = 20) -> Sequence[audit.EventView]:
    """What happened to one's own account: sign-ins, refusals, changes."""
    return history(f"user:{actor.public_id}", limit=limit)


OwnData = Callable[[Actor], Any]
_supplied: dict[str, OwnData] = {}


def supply_own_data(name: str, read: OwnData) -> None:
    """Let a noun above say what it keeps about a person; it stands under `name` in the copy."""
    _supplied[name] = read


def own_data(actor: Actor) -> dict[str, Any]:
    """Everything the site keeps about a person for themselves, for the copy that the law grants (PIPL art. 45)."""
    user = session().scalars(select(User).where(User.id == actor.user_id)).one()
    places = session().execute(
        select(Membership, Organisation.name, Organisation.public_id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.user_id == user.id)
    )
    consents = session().scalars(select(Consent).where(Consent.user_id == user.id))
    broker = session().scalar(select(BrokerProfile).where(BrokerProfile.user_id == user.id))
    return {
        "account": {
            "id": user.public_id, "email": user.email, "name": asdict(user.name), "telephone": user.phone,
            "language": user.lang, "created_at": user.created_at, "preferences": user.preferences,
        },
        "memberships": [
            {"organisation": pid, "name": asdict(name), "role": m.role, "from": m.started_at, "to": m.ended_at}
            for m, name, pid in places
        ],
        "consents": [{"purpose": c.purpose, "edition": c.edition, "given_at": c.given_at} for c in consents],
        "broker": {
            "level": broker.level, "certificate_number": broker.certificate_number, "issuer": broker.issuer,
            "valid_to": broker.valid_to, "fields": broker.fields, "introduction": asdict(broker.introduction),
        } if broker else None,
        "devices": [asdict(device) for device in devices(actor)],
        "tokens": [asdict(token) for token in tokens(actor)],
        "events": [{"at": e.at, "kind": e.kind, "reason": e.reason} for e in own_history(actor, limit=1000)],
        **{name: read(actor) for name, read in _supplied.items()},
    }  # fmt: skip


@dataclass(frozen=True)
class DemoAccount:
    """An account of the demonstration that anybody may enter with one click."""

    email: str
    name: Text
    place: Text


def demo_accounts(*, demo: bool) -> list[DemoAccount]:
    """The accounts offered on the sign-in page while the demonstration runs: one per role, in order of creation."""
    if not demo:
        return []
    rows = session().execute(
        select(User.email, User.name, Organisation.name)
        .join(Membership, Membership.user_id == User.id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(User.demo, User.active, Membership.ended_at.is_(None), User.email.endswith(DEMO_DOMAIN))
        .order_by(User.id, Membership.id)
    )
    return [DemoAccount(email, name, place) for email, name, place in rows]
