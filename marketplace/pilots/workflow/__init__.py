"""The way of a pilot project and what its states, steps and events are called."""

from marketplace.pilots.workflow.project import AT_A_GATE, ENDS, GATE_OF, GATES, PILOT, STATE_OF, PilotFacts

__all__ = ["AT_A_GATE", "ENDS", "GATES", "GATE_OF", "PILOT", "STATE_OF", "PilotFacts"]
