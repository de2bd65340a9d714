"""What a listing accepts: one schema per step of the editor, all of them together for JSON and bulk rows."""

from marketplace.listings.schemas.actions import (
    EXPORT_CLASSES,
    RETURN_REASONS,
    AvailabilitySchema,
    CommentSchema,
    ExportSchema,
    HoldSchema,
    NoEntrySchema,
    ReasonSchema,
    ReleaseSchema,
    ReturnSchema,
)
from marketplace.listings.schemas.content import KINDS, ContentSchema, EntriesSchema, LoadSchema, NewSchema
from marketplace.listings.schemas.fields import Maturity
from marketplace.listings.schemas.parts import FILE_KINDS, UploadSchema
from marketplace.listings.schemas.steps import STEPS, StepSchema, labels, step_of, step_schema

__all__ = [
    "EXPORT_CLASSES",
    "FILE_KINDS",
    "KINDS",
    "RETURN_REASONS",
    "STEPS",
    "AvailabilitySchema",
    "CommentSchema",
    "ContentSchema",
    "EntriesSchema",
    "ExportSchema",
    "HoldSchema",
    "LoadSchema",
    "Maturity",
    "NewSchema",
    "NoEntrySchema",
    "ReasonSchema",
    "ReleaseSchema",
    "ReturnSchema",
    "StepSchema",
    "UploadSchema",
    "labels",
    "step_of",
    "step_schema",
]
