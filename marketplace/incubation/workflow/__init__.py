"""The way of an incubation case, its milestones, and what its states, steps and events are called."""

from marketplace.incubation.workflow.case import INCUBATION, RUNNING, IncubationFacts
from marketplace.incubation.workflow.milestones import MILESTONES, Reached, milestone_faults

__all__ = ["INCUBATION", "MILESTONES", "RUNNING", "IncubationFacts", "Reached", "milestone_faults"]
