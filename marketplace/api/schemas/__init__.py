"""The OpenAPI description's part that is no noun's: the shape of errors, and how fields of the house are told."""

from marketplace.api.schemas.errors import ErrorSchema
from marketplace.api.schemas.shapes import shape

__all__ = ["ErrorSchema", "shape"]
