"""Verification of an organisation (单位认证) as a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from marketplace.core.i18n import l_
from marketplace.core.workflow import Machine, Transition
from search.analysis.identifiers import parse_uscc


@dataclass(frozen=True)
class VerificationFacts:
    """What the guards look at: whether the credit code is right, and which papers are there."""

    uscc_valid: bool
    foreign: bool
    has_licence: bool
    has_authority_letter: bool
    has_region: bool


def facts_of(organisation: Any) -> VerificationFacts:
    """The facts of an organisation's row."""
    return VerificationFacts(
        uscc_valid=bool(organisation.uscc and parse_uscc(organisation.uscc)),
        foreign=organisation.foreign,
        has_licence=organisation.licence_file_id is not None,
        has_authority_letter=organisation.authority_file_id is not None,
        has_region=organisation.region_code is not None,
    )


def credit_code(facts: VerificationFacts) -> object | None:
    """GB 32100-2015; bodies from abroad go by uploaded material instead."""
    if facts.uscc_valid or facts.foreign:
        return None
    return l_("Enter the 18-character unified social credit code; its last character is checked.")


def licence(facts: VerificationFacts) -> object | None:
    return None if facts.has_licence else l_("Upload the business licence or the certificate of the legal person.")


def authority_letter(facts: VerificationFacts) -> object | None:
    return None if facts.has_authority_letter else l_("Upload the letter of authority for the person who applies.")


def region(facts: VerificationFacts) -> object | None:
    return None if facts.has_region or facts.foreign else l_("Choose the city or prefecture of the organisation.")


_OWNER = frozenset({"owner"})
_VERIFIER = frozenset({"reviewer", "centre_lead", "administrator"})
_CLOCK = frozenset({"system"})

VERIFICATION = Machine(
    name="organisation",
    states=("unverified", "submitted", "verified", "rejected", "expired"),
    initial="unverified",
    transitions=(
        Transition(
            "submit", ("unverified", "rejected", "expired"), "submitted", _OWNER,
            guards=(credit_code, region, licence, authority_letter),
        ),
        Transition("withdraw", ("submitted",), "unverified", _OWNER),
        Transition("verify", ("submitted",), "verified", _VERIFIER),
        Transition("reject", ("submitted",), "rejected", _VERIFIER, needs_reason=True),
        # What changed after the decision (a new name, a lost licence) is put right by applying again.
        Transition("revoke", ("verified",), "rejected", _VERIFIER, needs_reason=True),
        Transition("expire", ("verified",), "expired", _CLOCK),
    ),
)  # fmt: skip
