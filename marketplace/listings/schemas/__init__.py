"""What a listing accepts: one schema per step of the editor, all of them together for JSON and bulk rows."""

from marketplace.listings.schemas.actions import (
    AvailabilitySchema,
    ClaimSchema,
    CommentSchema,
    ExportSchema,
    HoldSchema,
    ReasonSchema,
    ReleaseSchema,
    ReturnSchema,
)
from marketplace.listings.schemas.content import ContentSchema, LoadSchema, NewSchema
from marketplace.listings.schemas.fields import Maturity
from marketplace.listings.schemas.steps import STEPS, StepSchema, labels, step_of, step_schema

__all__ = [
    "STEPS",
    "AvailabilitySchema",
    "ClaimSchema",
    "CommentSchema",
    "ContentSchema",
    "ExportSchema",
    "HoldSchema",
    "LoadSchema",
    "Maturity",
    "NewSchema",
    "ReasonSchema",
    "ReleaseSchema",
    "ReturnSchema",
    "StepSchema",
    "labels",
    "step_of",
    "step_schema",
]
