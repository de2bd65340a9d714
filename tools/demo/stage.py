"""What the scripted year is played on: who and what the scripts call by key, the days, and the papers."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from werkzeug.datastructures import FileStorage

from marketplace.accounts.service import signin
from marketplace.core import clock
from marketplace.core.policy import Actor

Step = Mapping[str, Any]


@dataclass
class Stage:
    """What the scripts refer to by key, and what was made so far."""

    listings: Mapping[str, str]
    needs: Mapping[str, Any]
    organisations: Mapping[str, Any]
    people: Mapping[str, Any]
    owners: Mapping[str, str]  # key of a person who speaks for the organisation
    deals: dict[str, str] = field(default_factory=dict)
    pilots: dict[str, str] = field(default_factory=dict)
    cases: dict[str, str] = field(default_factory=dict)
    platforms: dict[str, str] = field(default_factory=dict)
    incubators: dict[str, str] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)

    def actor(self, key: str) -> Actor:
        """The actor of a person, as the site would load it now."""
        if key not in self.actors:
            self.actors[key] = signin.actor_of(self.people[key])
        return self.actors[key]

    def owner_of(self, organisation: str) -> Actor:
        """The actor of somebody who may speak for an organisation."""
        return self.actor(self.owners[organisation])

    def person(self, key: str) -> str:
        """Public id of a person."""
        return str(self.people[key].public_id)


def day(days_ago: int) -> date:
    """The date that many days before today."""
    return clock.local(datetime.now(clock.UTC)).date() - timedelta(days=days_ago)


@contextmanager
def on(days_ago: int, order: int) -> Iterator[None]:
    """Ten in the morning of that day, a little later for each further step."""
    moment = datetime.combine(day(days_ago), time(10), clock.SHANGHAI) + timedelta(minutes=order % 400)
    with clock.travel(min(moment, datetime.now(clock.UTC).astimezone(clock.SHANGHAI))):
        yield


def paper(name: str, body: str) -> FileStorage:
    """A small text file as an upload."""
    return FileStorage(io.BytesIO(f"{name}\n\n{body}\n".encode()), filename=f"{name}.txt")


def number(value: Any) -> Decimal | None:
    """A figure of the pack, exact."""
    return None if value is None else Decimal(str(value))
