"""What an owner may do with a listing besides writing it: each step with what it takes and its verb."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from marshmallow import Schema

from marketplace.listings.schemas import AvailabilitySchema, NoEntrySchema, ReasonSchema
from marketplace.listings.service import lifecycle, review

STEPS: dict[str, tuple[type[Schema], Callable[..., Any]]] = {
    "recall": (NoEntrySchema, review.recall),
    "discard": (NoEntrySchema, review.discard),
    "confirm": (NoEntrySchema, lifecycle.confirm),
    "renew": (NoEntrySchema, lifecycle.renew),
    "pause": (NoEntrySchema, lifecycle.pause),
    "resume": (NoEntrySchema, lifecycle.resume),
    "withdraw": (ReasonSchema, lifecycle.withdraw),
    "set_availability": (AvailabilitySchema, lifecycle.set_availability),
}
