"""The verbs of incubation: incubators, cases, milestones and the steps from admission to graduation."""

from marketplace.incubation.service.cases import apply, deal_for, edit, get, waive
from marketplace.incubation.service.incubators import (
    create_incubator,
    edit_incubator,
    get_incubator,
    organisation_for,
)
from marketplace.incubation.service.letters import invite
from marketplace.incubation.service.milestones import milestone_file, record_milestone
from marketplace.incubation.service.steps import advance

__all__ = [
    "advance",
    "apply",
    "create_incubator",
    "deal_for",
    "edit",
    "edit_incubator",
    "get",
    "get_incubator",
    "invite",
    "milestone_file",
    "organisation_for",
    "record_milestone",
    "waive",
]
