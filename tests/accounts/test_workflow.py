"""Verification of organisations: every state × action, and every guard."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from marketplace.accounts.workflow import VERIFICATION, VerificationFacts
from marketplace.core.policy import Actor
from tests.factories.matrix import assert_matrix

COMPLETE = VerificationFacts(
    uscc_valid=True, foreign=False, has_licence=True, has_authority_letter=True, has_region=True
)


def test_every_state_and_action(db: Session) -> None:
    assert_matrix(
        VERIFICATION,
        {
            ("unverified", "submit"): "submitted",
            ("rejected", "submit"): "submitted",
            ("expired", "submit"): "submitted",
            ("submitted", "withdraw"): "unverified",
            ("submitted", "verify"): "verified",
            ("submitted", "reject"): "rejected",
            ("verified", "revoke"): "rejected",
            ("verified", "expire"): "expired",
        },
        actor=Actor(user_id=1, public_id="U", name="tester"),
        facts=COMPLETE,
    )


@pytest.mark.parametrize("name", ["uscc_valid", "has_licence", "has_authority_letter", "has_region"])
def test_each_missing_thing_is_named(name: str) -> None:
    assert VERIFICATION.unmet("unverified", "submit", COMPLETE) == []
    assert len(VERIFICATION.unmet("unverified", "submit", replace(COMPLETE, **{name: False}))) == 1


def test_a_body_from_abroad_needs_no_credit_code_and_no_region() -> None:
    abroad = replace(COMPLETE, foreign=True, uscc_valid=False, has_region=False)
    assert VERIFICATION.unmet("unverified", "submit", abroad) == []
    assert len(VERIFICATION.unmet("unverified", "submit", replace(abroad, has_licence=False))) == 1
