"""The verbs of pilots: platforms, projects, evidence, decisions and the steps through the gates."""

from marketplace.pilots.service.evidence import add_document, add_measurement, decide, document, meet_conditions
from marketplace.pilots.service.platforms import create_platform, edit_platform, get_platform, organisation_for
from marketplace.pilots.service.projects import apply, approve_extension, deal_for, edit, get, set_shares
from marketplace.pilots.service.steps import advance

__all__ = [
    "add_document",
    "add_measurement",
    "advance",
    "apply",
    "approve_extension",
    "create_platform",
    "deal_for",
    "decide",
    "document",
    "edit",
    "edit_platform",
    "get",
    "get_platform",
    "meet_conditions",
    "organisation_for",
    "set_shares",
]
