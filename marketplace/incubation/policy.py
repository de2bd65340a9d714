"""Who may do what with an incubation case: the relations of its deal, plus those of its incubator."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.accounts.policy import EDITORS
from marketplace.core.policy import ANY, Actor, Table
from marketplace.deals.policy import deal_relations
from marketplace.deals.queries import DealSummary
from marketplace.incubation.workflow import RUNNING

_RUNNING = frozenset(RUNNING)


@dataclass(frozen=True)
class CaseSubject:
    """What the policy reads of a case: its state, its deal, and who runs its incubator."""

    state: str
    deal: DealSummary
    incubator_organisation_id: int | None

    @property
    def party_ids(self) -> list[int]:
        """Organisations that take part: the parties of the deal without the broker's, and the incubator's."""
        ids = [row.organisation_id for row in self.deal.parties if row.side != "broker"]
        if self.incubator_organisation_id is not None:
            ids.append(self.incubator_organisation_id)
        return list(dict.fromkeys(ids))


def relations(actor: Actor, subject: CaseSubject) -> set[str]:
    """The relations to the deal, and incubator_member or incubator_editor."""
    held = deal_relations(actor, subject.deal)
    if actor.member_of(subject.incubator_organisation_id):
        held.add("incubator_member")
    if actor.member_of(subject.incubator_organisation_id, *EDITORS):
        held.add("incubator_editor")
    return held


CASE = Table(
    "incubation",
    relations,
    {
        "view": {"broker": ANY, "supplier_member": ANY, "buyer_member": ANY, "third_party_member": ANY,
                 "incubator_member": ANY, "staff": ANY, "system": ANY},
        "edit": {"broker": _RUNNING, "lead_staff": _RUNNING, "incubator_editor": _RUNNING, "system": _RUNNING},
        "choose_incubator": {"broker": _RUNNING, "lead_staff": _RUNNING, "system": _RUNNING},
        "add_milestone": {"broker": _RUNNING, "lead_staff": _RUNNING, "incubator_editor": _RUNNING,
                          "system": _RUNNING},
    },
)  # fmt: skip
