"""What an owner may do with a listing besides writing it, and what the centre: each step with what it takes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from marshmallow import Schema

from marketplace.listings.schemas import (
    AvailabilitySchema,
    ExportSchema,
    HoldSchema,
    NoEntrySchema,
    ReasonSchema,
    ReleaseSchema,
    ReturnSchema,
)
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

DECISIONS: dict[str, tuple[type[Schema], Callable[..., Any]]] = {
    "claim": (NoEntrySchema, review.claim),
    "open_review": (NoEntrySchema, review.open_review),
    "clear_secrecy": (NoEntrySchema, review.clear_secrecy),
    "tag_export": (ExportSchema, review.tag_export),
    "approve": (NoEntrySchema, review.approve),
    "send_back": (ReturnSchema, review.send_back),
    "reject": (ReasonSchema, review.reject),
    "hold": (HoldSchema, lifecycle.hold),
    "release": (ReleaseSchema, lifecycle.release),
}
