"""Links that end alerts without a sign-in: signed, for one saved search, one watch, or everything of a person."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from marketplace.accounts.models import User
from marketplace.alerts.models import Record, SavedSearch, Watch
from marketplace.alerts.service.searches import set_frequency
from marketplace.core import signing
from marketplace.core.errors import NotFound
from marketplace.core.i18n import lang
from marketplace.core.text import Text
from marketplace.core.unit import session

Source = SavedSearch | Watch
PURPOSE = "alerts.unsubscribe"


@dataclass(frozen=True)
class Subscription:
    """What a link ends: the sources that still speak, and the name of the saved search or of the watched record.

    `is_gone` when the search was deleted, or the record is not watched any more, since the mail was written.
    """

    what: str
    name: str
    active: list[Source]
    is_gone: bool = False


def path_for(lang: str, what: str, public_id: str) -> str:
    """The path of the link; `what` is search, watch or all (then the id is that of the person). It never expires:
    a mail may be years old when its reader has had enough."""
    return f"/{lang}/alerts/unsubscribe/{signing.sign(PURPOSE, [what, public_id])}"


def read(token: str) -> Subscription:
    """What the link is about. Raises NotFound for a link we did not write."""
    what, public_id = signing.read(PURPOSE, token)
    if what == "all":
        return Subscription(what, "", _all_of(public_id))
    row: Source | None = _search(public_id) if what == "search" else _watch(public_id)
    if row is None:
        return Subscription(what, "", [], is_gone=True)
    return Subscription(what, _name(row), [row] if row.frequency != "muted" else [])


def unsubscribe(token: str) -> Subscription:
    """Mute what the link is about; a second time changes nothing. Raises NotFound."""
    found = read(token)
    for row in found.active:
        set_frequency(row, "muted")
    return found


def _all_of(public_id: str) -> list[Source]:
    person = session().scalar(select(User.id).where(User.public_id == public_id))
    if person is None:
        raise NotFound()
    rows: list[Source] = []
    for model in (SavedSearch, Watch):
        rows += session().scalars(select(model).where(model.user_id == person, model.frequency != "muted"))
    return rows


def _name(source: Source) -> str:
    """What its owner called the search, or the title of the watched record as it was last told."""
    if isinstance(source, SavedSearch):
        return source.name
    record = session().get(Record, (source.entity, source.entity_id))
    return Text.of(record.facts["title"]).pick(lang()) if record else ""


def _search(public_id: str) -> SavedSearch | None:
    return session().scalar(select(SavedSearch).where(SavedSearch.public_id == public_id))


def _watch(public_id: str) -> Watch | None:
    return session().scalar(select(Watch).where(Watch.public_id == public_id))
