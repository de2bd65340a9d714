"""The stretches of the main way as visitors walk them, each from page to page: deal, pilot, incubation."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from marketplace.core import clock
from marketplace.deals.workflow import deal as deal_rules
from marketplace.incubation.workflow import case as case_rules
from marketplace.pilots.workflow import GATES
from tests.journeys.texts import Words
from tests.journeys.visitor import Page, Visitor

DOCUMENTS = {
    "g0": ("application", "title_proof", "ip_list", "maturity_evidence"),
    "g1": ("proof_of_concept_report", "risk_list", "cost_plan", "safety_precheck"),
    "g2": ("conversion_contract", "failure_risk_rule", "ip_split", "test_plan", "budget_shares"),
    "g3": ("batch_records", "process_window", "material_balance"),
    "g4": ("verification_reports",),
    "g5": ("pilot_report", "process_package", "acceptance_minutes", "maturity_rerating"),
}
REFUSED = 422


def step(who: Visitor, page: Page, action: str, values: Mapping[str, Any] | None = None, status: int = 200) -> Page:
    """Press the button of a step on the page of a record."""
    return who.send(page, "/advance", values, press=("action", action), status=status)


def find(who: Visitor, words: str, key: str, seconds: float = 60) -> Page:
    """Search until the worker has told the index about a record; without facets the answer is not the index's."""
    deadline = time.monotonic() + seconds
    while True:
        page = who.open(f"/search?q={words}")
        if f"/{key}" in page.html and 'class="facet"' in page.html:
            return page
        assert time.monotonic() < deadline, f"{key} was not found by {words}"
        time.sleep(0.3)


def write_listing(officer: Visitor, words: Words) -> str:
    """Six steps; a submission in between names what is missing and keeps what was written. Returns the id."""
    first = {"kind": "result", **words.both("title", "title")}
    page = officer.send(officer.open("/listings/new"), "/listings/new", first)
    key = page.key
    for name, entries in words.editor().items():
        if name == "rights":
            refused = officer.send(officer.open(f"/listings/{key}/preview"), "/submit", status=REFUSED)
            assert words["solution"] in refused.words
            assert words["person"] not in refused.words
        assert page.path.endswith(f"/edit/{name}")
        page = officer.send(page, f"/edit/{name}", entries, press=("next", "1"))
    officer.open(f"/listings/{key}/edit/problem")
    assert officer.seen is not None
    form = officer.seen.form("/edit/problem")
    assert form.value(f"problem_{words.lang}") == words["problem"]
    done = officer.send(officer.open(f"/listings/{key}/preview"), "/submit")
    assert done.path.endswith("/manage")
    return key


def review_listing(reviewer: Visitor, key: str) -> None:
    """Claim, secrecy, export class, publication."""
    page = reviewer.open("/review")
    assert key in page.html
    page = reviewer.open(f"/listings/{key}/review")
    for decision in ("claim", "open_review", "clear_secrecy"):
        page = reviewer.send(page, "/review", press=("decision", decision))
    refused = reviewer.send(page, "/review", press=("decision", "approve"), status=REFUSED)
    assert refused.status == REFUSED
    page = reviewer.open(f"/listings/{key}/review?decision=tag_export")
    page = reviewer.send(page, "/review", {"export_class": "free"}, press=("decision", "tag_export"))
    reviewer.send(page, "/review", press=("decision", "approve"))


def accept(owner: Visitor, thread: str, words: Words) -> str:
    """The owner answers and accepts; returns the id of the deal."""
    page = owner.open("/deals/enquiries")
    assert thread in page.html
    page = owner.send(owner.open(f"/deals/enquiries/{thread}"), "/messages", {"body": words["answer"]})
    assert words["answer"] in page.words
    page = step(owner, page, "accept")
    assert "/deals/" in page.path
    assert "/enquiries/" not in page.path
    return page.key


def broker_takes_over(lead: Visitor, broker: Visitor, deal: str, words: Words) -> None:
    """Assignment, declaration, plan; the gate names what is missing before."""
    page = lead.open(f"/deals/{deal}/assign")
    chosen = next(value for value in page.form("/assign").options["broker"] if value)
    lead.send(page, "/assign", {"broker": chosen})
    broker.open(f"/deals/{deal}/gate", status=(403, 404))
    broker.send(broker.open(f"/deals/{deal}/declaration"), "/declaration", {"statement": words["statement"]})
    refused = step(broker, broker.open(f"/deals/{deal}/gate"), "screen", status=REFUSED)
    assert words.said(deal_rules.NEXT_ACTION.missing) in refused.words
    assert words.said(deal_rules.BROKER_DECLARED.missing) not in refused.words
    due = (clock.today() + timedelta(days=4)).isoformat()
    broker.send(
        broker.open(f"/deals/{deal}"), "/next-action", {"next_action": words["next"], "next_action_due": due}
    )  # fmt: skip
    step(broker, broker.open(f"/deals/{deal}/gate"), "screen")


def negotiate(broker: Visitor, deal: str, words: Words) -> None:
    """A value band, which the gate asked for, and contact persons of both sides."""
    refused = step(broker, broker.open(f"/deals/{deal}/gate"), "negotiate", status=REFUSED)
    assert words.said(deal_rules.VALUE_KNOWN.missing) in refused.words
    parties = broker.open(f"/deals/{deal}?tab=parties")
    for link in sorted(set(parties.links("/contact"))):
        page = broker.open(link)
        person = next(value for value in page.form("/contact").options["contact"] if value)
        broker.send(page, "/contact", {"contact": person})
    page = broker.open(f"/deals/{deal}/edit")
    broker.send(page, f"/deals/{deal}/edit", {"value_min_fen": "50", "value_max_fen": "80"})
    step(broker, broker.open(f"/deals/{deal}/gate"), "negotiate")


def sign(broker: Visitor, deal: str) -> None:
    """Refused without the signed agreement, taken with it."""
    step(broker, broker.open(f"/deals/{deal}/gate"), "sign", status=REFUSED)
    page = broker.open(f"/deals/{deal}?tab=documents")
    values = {"purpose": "agreement", "signed_on": clock.today().isoformat()}
    broker.send(page, "/documents", values, files={"file": "agreement.pdf"})
    step(broker, broker.open(f"/deals/{deal}/gate"), "sign")


def begin_pilot(broker: Visitor, deal: str, words: Words) -> str:
    """A pilot with platform, budget, term and cost shares; shares that do not sum to the whole are refused."""
    page = broker.open(f"/pilots/new?deal={deal}")
    platform = next(value for value in page.form("/pilots/new").options["platform"] if value)
    today = clock.today()
    values = {
        **words.both("objective", "objective"), "platform": platform, "start_level": "5",
        "starts_on": today.isoformat(), "ends_on": (today + timedelta(days=300)).isoformat(), "budget_fen": "300",
        "failure_risk_rule": words["risk"],
    }  # fmt: skip
    page = broker.send(page, "/pilots/new", values)
    names = sorted(name for name in page.form("/shares").names if name.endswith("-percent"))
    refused = broker.send(page, "/shares", {names[0]: "60", names[1]: "30"}, status=REFUSED)
    assert "90" in refused.words
    assert refused.form("/shares").value(names[1]) == "30"
    broker.send(refused, "/shares", {names[0]: "60", names[1]: "40"})
    return page.key


def hand_in(broker: Visitor, pilot: str, gate: str) -> None:
    """The documents of a gate."""
    for code in DOCUMENTS[gate]:
        broker.send(
            broker.open(f"/pilots/{pilot}"), "/documents", {"code": code}, files={"file": f"{code}.pdf"}
        )  # fmt: skip


def measure(who: Visitor, pilot: str, words: Words, value: str) -> None:
    """A yield of at least ninety percent."""
    entries = {
        **words.both("metric", "metric"), "value": value, "unit": "%", "target": "90", "direction": "at_least",
        "batch": "B1", "measured_on": clock.today().isoformat(),
    }  # fmt: skip
    who.send(who.open(f"/pilots/{pilot}"), "/measurements", entries)


def decide(reviewer: Visitor, pilot: str, words: Words, *, independent: bool = True) -> None:
    """The centre records a decision to pass."""
    entries = {"decision": "pass", "reviewers": words["reviewer"], "minutes": words["minutes"]}
    if independent:
        entries["independent"] = "1"
    reviewer.send(reviewer.open(f"/pilots/{pilot}"), "/decisions", entries)


def pass_gate(broker: Visitor, reviewer: Visitor, pilot: str, gate: str, words: Words, value: str = "95") -> Page:
    """Everything a gate asks for; returns the page of the project on which the next step can be taken."""
    hand_in(broker, pilot, gate)
    if gate in ("g3", "g4"):
        measure(broker, pilot, words, value)
    decide(reviewer, pilot, words)
    return broker.open(f"/pilots/{pilot}")


def run_pilot(broker: Visitor, reviewer: Visitor, pilot: str, words: Words) -> None:
    """Through the gates: once refused, once round again after a missed target, accepted in the second round."""
    page = step(broker, broker.open(f"/pilots/{pilot}"), "take_in")
    hand_in(broker, pilot, "g0")
    decide(reviewer, pilot, words, independent=False)
    step(broker, broker.open(f"/pilots/{pilot}"), "pass_g0", status=REFUSED)
    decide(reviewer, pilot, words)
    step(broker, broker.open(f"/pilots/{pilot}"), "pass_g0")
    for gate in ("g1", "g2"):
        step(broker, pass_gate(broker, reviewer, pilot, gate, words), f"pass_{gate}")
    page = pass_gate(broker, reviewer, pilot, "g3", words, value="80")
    page = step(broker, page, "pass_g3", status=REFUSED)
    step(broker, broker.open(f"/pilots/{pilot}"), "iterate", {"reason": words["reason"]})
    for gate in GATES[1:5]:
        step(broker, pass_gate(broker, reviewer, pilot, gate, words), f"pass_{gate}")
    page = pass_gate(broker, reviewer, pilot, "g5", words)
    step(broker, page, "to_incubation", {"final_level": "7"}, status=REFUSED)
    step(broker, broker.open(f"/pilots/{pilot}"), "to_incubation", {"final_level": "8"})


def begin_incubation(broker: Visitor, deal: str, words: Words, status: int = 200) -> Page:
    """Open the case; refused as long as no pilot was accepted."""
    page = broker.open(f"/incubation/new?deal={deal}")
    house = next(value for value in page.form("/incubation/new").options["incubator"] if value)
    return broker.send(
        page, "/incubation/new", {**words.both("plan", "plan"), "incubator": house}, status=status
    )  # fmt: skip


def run_incubation(broker: Visitor, reviewer: Visitor, case: str, words: Words, uscc: str) -> None:
    """Admission, company, rights, operation, graduation, each with its milestone."""
    step(reviewer, reviewer.open(f"/incubation/{case}"), "admit")
    page = step(broker, broker.open(f"/incubation/{case}"), "register_company", status=REFUSED)
    assert words.said(case_rules.company_known(case_rules.IncubationFacts())) in page.words
    entries = {
        **words.both("company_name", "company"), "company_uscc": uscc, "registered_on": clock.today().isoformat(),
        "heads_checked": "1", "ip_route": "licence_in",
    }  # fmt: skip
    broker.send(broker.open(f"/incubation/{case}/edit"), f"/incubation/{case}/edit", entries)
    step(broker, broker.open(f"/incubation/{case}"), "register_company")
    for milestone, action in (("i2", "contribute_ip"), ("i3", "begin_operation"), ("i7", None)):
        proof = {"code": milestone, "reached_on": clock.today().isoformat(), "evidence": words["evidence"]}
        page = broker.open(f"/incubation/{case}")
        page = broker.send(page, "/milestones", proof, files={"file": f"{milestone}.pdf"})
        if action:
            step(broker, page, action)
    step(reviewer, reviewer.open(f"/incubation/{case}"), "graduate", status=REFUSED)
    step(reviewer, reviewer.open(f"/incubation/{case}"), "graduate", {"criterion": "revenue"})
