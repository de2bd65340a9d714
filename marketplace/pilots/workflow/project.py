"""The way of a pilot project (中试项目) through its gates G0-G5 as a table, and what each gate asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from marketplace.core.i18n import l_, lang
from marketplace.core.workflow import Machine, Transition

GATES = ("g0", "g1", "g2", "g3", "g4", "g5")
STATE_OF = {
    "g0": "g0_intake", "g1": "g1_feasibility", "g2": "g2_contract", "g3": "g3_small_batch", "g4": "g4_verification",
    "g5": "g5_closure",
}  # fmt: skip
GATE_OF = {state: gate for gate, state in STATE_OF.items()}
AT_A_GATE = tuple(STATE_OF.values())
ENDS = ("to_incubation", "to_licence", "stopped", "failed")


@dataclass(frozen=True)
class PilotFacts:
    """What the guards look at, read at the moment of the step; `documents` are codes present in this round."""

    gate: str | None = None
    required: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()
    labels: Mapping[str, Any] = field(default_factory=dict)
    decision: str | None = None
    decision_independent: bool = False
    conditions_open: bool = False
    start_level: int | None = None
    entry_level: int = 0
    final_level: int | None = None
    closure_level: int = 0
    has_platform: bool = False
    has_budget: bool = False
    shares_total: int = 0
    has_risk_rule: bool = False
    has_period: bool = False
    over_term: bool = False
    extension_approved: bool = False
    measurements: int = 0
    targets_missed: int = 0


def papers(facts: PilotFacts) -> Any:
    """Each gate has its documents (V65)."""
    missing = sorted(facts.required - facts.documents)
    if not missing:
        return None
    names = ("、" if lang() == "zh" else ", ").join(str(facts.labels.get(code, code)) for code in missing)
    return l_("Documents of this gate are missing: %(names)s.", names=names)


def decided(facts: PilotFacts) -> Any:
    """A gate is passed by a recorded decision."""
    if facts.decision in ("pass", "conditional"):
        return None
    return l_("No decision to pass is recorded at this gate.")


def independent(facts: PilotFacts) -> Any:
    """Reviewers do not belong to the project's parties (V65)."""
    if facts.decision is None or facts.decision_independent:
        return None
    return l_("The reviewers must be independent of the parties of the project.")


def conditions_met(facts: PilotFacts) -> Any:
    return l_("Conditions of an earlier gate are still open.") if facts.conditions_open else None


def mature_enough(facts: PilotFacts) -> Any:
    if facts.start_level is not None and facts.start_level >= facts.entry_level:
        return None
    return l_("Evidence of maturity level %(level)s or higher is needed.", level=facts.entry_level)


def platform_chosen(facts: PilotFacts) -> Any:
    return None if facts.has_platform else l_("No pilot platform is chosen.")


def funded(facts: PilotFacts) -> Any:
    return None if facts.has_budget else l_("The budget is missing.")


def shares_whole(facts: PilotFacts) -> Any:
    """Shares are counted in hundredths of a percent."""
    if facts.shares_total == 10_000:
        return None
    return l_("The cost shares sum to %(total)s %%, not to 100 %%.", total=f"{facts.shares_total / 100:g}")


def risk_ruled(facts: PilotFacts) -> Any:
    """Failure of development is agreed on before it happens (Civil Code, article 858)."""
    return None if facts.has_risk_rule else l_("It is not agreed who bears the risk of failure.")


def period_set(facts: PilotFacts) -> Any:
    return None if facts.has_period else l_("Start and end of the project are missing.")


def within_term(facts: PilotFacts) -> Any:
    """A longer term than the rule needs an approved extension (V67)."""
    if not facts.over_term or facts.extension_approved:
        return None
    return l_("The project lasts longer than the rule allows; an approved extension is needed.")


def measured(facts: PilotFacts) -> Any:
    return None if facts.measurements else l_("No measurement is recorded at this gate.")


def repeatable(facts: PilotFacts) -> Any:
    if not facts.targets_missed:
        return None
    return l_("%(count)s measurements of this gate missed their target.", count=facts.targets_missed)


def rerated(facts: PilotFacts) -> Any:
    if facts.final_level is not None and facts.final_level >= facts.closure_level:
        return None
    return l_("The maturity must be re-rated at level %(level)s or higher.", level=facts.closure_level)


def level_recorded(facts: PilotFacts) -> Any:
    return None if facts.final_level is not None else l_("The maturity reached must be recorded.")


_DESK = frozenset({"broker", "reviewer", "centre_lead"})
_LEAD = frozenset({"reviewer", "centre_lead"})
_STOP = _DESK | frozenset({"platform_editor"})
_GATE = (papers, decided, independent, conditions_met)

PILOT = Machine(
    name="pilot",
    states=("applied", *AT_A_GATE, "on_hold", *ENDS),
    initial="applied",
    final=frozenset(ENDS),
    transitions=(
        Transition("take_in", ("applied",), "g0_intake", _DESK, (mature_enough,)),
        Transition("pass_g0", ("g0_intake",), "g1_feasibility", _DESK, (*_GATE, mature_enough)),
        Transition("pass_g1", ("g1_feasibility",), "g2_contract", _DESK, (*_GATE, platform_chosen, funded)),
        Transition(
            "pass_g2", ("g2_contract",), "g3_small_batch", _DESK,
            (*_GATE, funded, shares_whole, risk_ruled, period_set, within_term),
        ),
        Transition("pass_g3", ("g3_small_batch",), "g4_verification", _DESK, (*_GATE, measured, repeatable)),
        Transition("pass_g4", ("g4_verification",), "g5_closure", _DESK, (*_GATE, measured)),
        Transition("to_incubation", ("g5_closure",), "to_incubation", _DESK, (*_GATE, rerated)),
        Transition("to_licence", ("g5_closure",), "to_licence", _DESK, (*_GATE, level_recorded)),
        # Trying again and stopping are normal ends of a round; both keep everything that was learnt.
        Transition("iterate", ("g3_small_batch", "g4_verification", "g5_closure"), "g1_feasibility", _DESK,
                   needs_reason=True),
        Transition("stop", ("applied", *AT_A_GATE, "on_hold"), "stopped", _STOP, needs_reason=True),
        Transition("fail", AT_A_GATE, "failed", _LEAD, needs_reason=True),
        Transition("hold", AT_A_GATE, "on_hold", _STOP, needs_reason=True),
        *(
            # A table's step has one target, so each way back from a hold has its own name.
            Transition(f"resume_{gate}", ("on_hold",), state, _LEAD, needs_reason=True)
            for gate, state in STATE_OF.items()
        ),
    ),
)  # fmt: skip
