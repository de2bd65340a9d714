"""Refusals of the vocabulary, with stable codes."""

from __future__ import annotations

from marketplace.core.errors import Invalid, NotFound, Unavailable
from marketplace.core.i18n import l_


class UnknownField(NotFound):
    """No technology field has this code."""

    code = "unknown_field"


class UnknownList(NotFound):
    """No code list has this name."""

    code = "unknown_list"


class UnknownRule(NotFound):
    """No rule parameter has this public id."""

    code = "unknown_rule"


class RuleMissing(Unavailable):
    """A rule is asked for that has no value at that place and day: the step cannot be judged."""

    code = "rule_missing"
    message = l_("A rule that this step needs has no value in force. Please tell the centre.")

    def __init__(self, rule: str, jurisdiction: str, day: str) -> None:
        super().__init__()
        self.rule, self.jurisdiction, self.day = rule, jurisdiction, day

    def __str__(self) -> str:
        return f"{self.code}: {self.rule} for {self.jurisdiction} on {self.day}"


class InvalidIpc(Invalid):
    """The text is no IPC symbol of a subclass or deeper."""

    code = "invalid_ipc"
    message = l_("This is not an IPC symbol. Write it like H01M 10/0525.")


class UnknownMaturity(Invalid):
    """The level does not exist on the stated scale (V66)."""

    code = "unknown_maturity"
    message = l_("Choose a level of the stated maturity scale.")


class RulePeriodTaken(Invalid):
    """Another value of the same rule and place is in force on some day of the period."""

    code = "rule_period_taken"
    message = l_("Another value of this rule is in force on a day of this period.")
