"""Background jobs that failed for good, for programs of the centre: which they are, and another try."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields

from marketplace.core import failed_jobs
from marketplace.core.fields import Paged, PageQuerySchema
from marketplace.core.http import actor
from marketplace.core.policy import access
from marketplace.site.policy import JOB_KEEPERS, READERS

blp = Blueprint("api_jobs", __name__, url_prefix="/jobs", description="Background jobs of the site")


class FailedJobSchema(Schema):
    """A job that is not tried again by itself; `at` is when it failed, if that is known.

    The log of the worker says why it failed.
    """

    # Not what the job works on: that may be the address of a person, and the page of the administration has it neither.
    id = fields.Integer()
    name = fields.String()
    attempts = fields.Integer()
    at = fields.DateTime(allow_none=True)


class FailedJobListSchema(Paged):
    """A page of failed jobs."""

    items = fields.List(fields.Nested(FailedJobSchema))


@blp.get("/failed")
@access.roles(*READERS)
@blp.arguments(PageQuerySchema, location="query")
@blp.response(200, FailedJobListSchema)
def list_failed_jobs(values: dict[str, Any]) -> Any:
    """List the jobs that failed for good, newest first."""
    return failed_jobs.paged(values["page"], values["size"])


@blp.post("/failed/retry")
@access.roles(*JOB_KEEPERS)
@blp.response(204)
def retry_failed_jobs() -> None:
    """Queue every job that failed for good again, with all its attempts."""
    failed_jobs.retry_all(actor())


@blp.post("/failed/<int:number>/retry")
@access.roles(*JOB_KEEPERS)
@blp.response(204)
def retry_failed_job(number: int) -> None:
    """Queue one job that failed for good again, by its `id`; 404 when it is none (any more)."""
    failed_jobs.retry(actor(), number)
