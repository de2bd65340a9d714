"""Who may do what with a pilot project: the relations of its deal, plus those of its platform."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.accounts.policy import EDITORS
from marketplace.core.policy import ANY, Actor, Table
from marketplace.deals.policy import LEAD_STAFF, deal_relations
from marketplace.deals.queries import DealSummary
from marketplace.pilots.workflow import AT_A_GATE

RUNNING = frozenset({"applied", *AT_A_GATE, "on_hold"})
_TAKING_PART = frozenset({"supplier_member", "buyer_member", "third_party_member", "platform_member"})


@dataclass(frozen=True)
class PilotSubject:
    """What the policy reads of a project: its state, its deal, and who runs its platform."""

    state: str
    deal: DealSummary
    platform_organisation_id: int | None

    @property
    def party_ids(self) -> list[int]:
        """Organisations that take part: the parties of the deal without the broker's, and the platform's."""
        ids = [row.organisation_id for row in self.deal.parties if row.side != "broker"]
        if self.platform_organisation_id is not None:
            ids.append(self.platform_organisation_id)
        return list(dict.fromkeys(ids))


def relations(actor: Actor, subject: PilotSubject) -> set[str]:
    """The relations to the deal, and platform_member or platform_editor.

    Whoever belongs to a party does not decide for the centre about the same project (V65).
    """
    held = deal_relations(actor, subject.deal)
    if actor.member_of(subject.platform_organisation_id):
        held.add("platform_member")
    if actor.member_of(subject.platform_organisation_id, *EDITORS):
        held.add("platform_editor")
    if held & _TAKING_PART:
        held -= LEAD_STAFF | {"lead_staff"}
    return held


PILOT_POLICY = Table(
    "pilot",
    relations,
    {
        "view": {"broker": ANY, "supplier_member": ANY, "buyer_member": ANY, "third_party_member": ANY,
                 "platform_member": ANY, "staff": ANY, "system": ANY},
        "edit": {"broker": RUNNING, "lead_staff": RUNNING, "system": RUNNING},
        "add_evidence": {"broker": RUNNING, "lead_staff": RUNNING, "supplier_editor": RUNNING,
                         "buyer_editor": RUNNING, "platform_editor": RUNNING, "system": RUNNING},
        "decide": {"lead_staff": RUNNING},
        "extend": {"centre_lead": RUNNING},
    },
)  # fmt: skip
