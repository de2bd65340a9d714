"""Who reads the state of the site and its background jobs, and who has failed jobs tried again."""

from __future__ import annotations

JOB_KEEPERS = ("administrator", "centre_lead")
READERS = (*JOB_KEEPERS, "auditor")
