"""Enquiries, deals, pilots and incubation cases: played through the site's own machines they end where they say."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest

from marketplace.core.workflow import Machine
from marketplace.deals.models import NOTE_KINDS, SIDES, VISIBILITIES
from marketplace.deals.workflow import DEAL_MACHINE, ENQUIRY_MACHINE, OUTCOMES
from marketplace.incubation.workflow import INCUBATION, milestone_faults
from marketplace.pilots.workflow import PILOT
from tests.demo.vocabulary import codes
from tools.demo.pilots import PAPERS

Rows = list[dict[str, Any]]
Keyed = dict[str, dict[str, Any]]


def played(machine: Machine, steps: Rows) -> str:
    """The state after all steps that the machine knows; raises when one is not possible."""
    state = machine.initial
    for step in steps:
        if step["action"] in machine.all_actions:
            state = machine.next(state, step["action"]).target or state
    return state


def test_there_are_enough_of_everything(pack: dict[str, Rows]) -> None:
    assert len(pack["deals"]) == 45
    assert {row["state"] for row in pack["deals"]} == set(DEAL_MACHINE.states)
    assert len(pack["enquiries"]) >= 80
    assert {row["state"] for row in pack["enquiries"]} == set(ENQUIRY_MACHINE.states)
    assert len(pack["pilots"]) >= 9
    assert {row["state"] for row in pack["pilots"]} == set(PILOT.states)
    assert max(row["round"] for row in pack["pilots"]) == 2
    assert len(pack["incubation"]) >= 6
    assert {row["state"] for row in pack["incubation"]} == set(INCUBATION.states) - {"exited"}


@pytest.mark.parametrize(("table", "machine"), [("deals", DEAL_MACHINE), ("pilots", PILOT), ("incubation", INCUBATION)])
def test_steps_lead_to_the_state(pack: dict[str, Rows], table: str, machine: Machine) -> None:
    for row in pack[table]:
        days = [step["days_ago"] for step in row["steps"]]
        assert days == sorted(days, reverse=True), row["key"]
        assert min(days) >= 0
        assert played(machine, row["steps"]) == row["state"], row["key"]


def test_steps_are_done_by_known_people(pack: dict[str, Rows], by_key: Keyed) -> None:
    for table in ("deals", "pilots", "incubation"):
        for step in (step for row in pack[table] for step in row["steps"]):
            assert "email" in by_key[step["actor"]]
            for name in ("owner", "assignee", "broker"):
                assert name not in step or "email" in by_key[step[name]]
    for row in pack["enquiries"]:
        for message in row["messages"]:
            assert "email" in by_key[message["author"]]


def test_deals_link_verified_parties_and_published_items(pack: dict[str, Rows], by_key: Keyed) -> None:
    for row in pack["deals"]:
        listing, enquiry = by_key[row["listing"]], by_key[row["enquiry"]]
        assert listing["owner"] == row["supplier"] != row["buyer"]
        assert listing["published_days_ago"] >= enquiry["asked_days_ago"] >= row["opened_days_ago"]
        assert enquiry["deal"] == row["key"]
        assert enquiry["ended_days_ago"] == row["opened_days_ago"]
        for side in ("supplier", "buyer"):
            checked = by_key[row[side]]["verification"]
            assert checked["state"] == "verified"
            assert checked["decided_days_ago"] > enquiry["asked_days_ago"]
        if row["need"]:
            need = by_key[row["need"]]
            assert need["owner"] == row["buyer"]
            assert need["published_days_ago"] > enquiry["asked_days_ago"]
        if row["broker"]:
            agency = by_key[by_key[row["broker"]]["broker_profile"]["agency"]]
            assert agency["verification"]["decided_days_ago"] > row["opened_days_ago"]


def test_deals_show_what_a_pipeline_shows(pack: dict[str, Rows]) -> None:
    live = [row for row in pack["deals"] if row["state"] not in ("closed", "lost")]
    assert any(row["next_action"] is None for row in live)
    assert any(row["broker"] is None for row in live)
    assert sum(row["next_action"] is not None and row["next_action"]["due_in_days"] < 0 for row in live) >= 4
    assert any(row["last_activity_days_ago"] > 14 for row in live if row["state"] in ("screened", "negotiating"))
    lost = [row["loss_code"] for row in pack["deals"] if row["state"] == "lost"]
    assert set(lost) <= codes("loss_reason")
    assert len(set(lost)) == 6
    ends = {row["outcome"] for row in pack["deals"] if row["state"] == "closed"}
    assert ends == set(OUTCOMES)


def test_gates_of_deals_find_what_they_ask_for(pack: dict[str, Rows]) -> None:
    for row in pack["deals"]:
        done: set[str] = set()
        for step in row["steps"]:
            if step["action"] == "screen":
                assert {"assign_broker", "declare", "plan_action"} <= done, row["key"]
            if step["action"] == "negotiate":
                assert {"edit", "name_contact", "screen"} <= done, row["key"]
            if step["action"] == "sign":
                assert "agreement" in done, row["key"]
            done.add(step["action"])
            if step["action"] == "add_document" and step["purpose"] == "agreement":
                assert step["signed_days_ago"] == step["days_ago"]
                done.add("agreement")
            if step["action"] == "add_note":
                assert step["kind"] in NOTE_KINDS
            if step["action"] in ("add_note", "add_document"):
                assert step["visibility"] in VISIBILITIES
            if step["action"] == "add_party":
                assert step["side"] in SIDES


def test_enquiries_use_the_codes_and_the_clock(pack: dict[str, Rows], by_key: Keyed) -> None:
    for row in pack["enquiries"]:
        assert row["asker"] != row["owner"]
        assert (row["listing"] is None) != (row["need"] is None)
        assert row["wanted_mode"] in codes("deal_mode")
        days = [message["days_ago"] for message in row["messages"]]
        assert days == sorted(days, reverse=True)
        assert row["messages"][0]["side"] == "asker"
        if row["state"] == "declined":
            assert row["decline_code"] in codes("decline_reason")
            assert row["decline_code"] != "other" or row["decline_note"]
        if row["state"] == "open":
            assert row["answered_days_ago"] is None
            # Five working days are seven calendar days.
            assert (row["escalated_days_ago"] is not None) == (row["asked_days_ago"] > 7)
        for name in ("listing", "need"):
            if row[name]:
                assert by_key[row[name]]["owner"] == row["owner"]
                assert by_key[row[name]]["published_days_ago"] >= row["asked_days_ago"]
        if row["offered_listing"]:
            assert by_key[row["offered_listing"]]["owner"] == row["asker"]
    declined = Counter(row["decline_code"] for row in pack["enquiries"] if row["decline_code"])
    assert set(declined) == codes("decline_reason")


def test_cost_shares_are_whole_and_papers_complete(pack: dict[str, Rows], by_key: Keyed) -> None:
    for row in pack["pilots"]:
        deal = by_key[row["deal"]]
        assert sum(share["percent"] for share in row["shares"]) == 100
        assert {share["organisation"] for share in row["shares"]} <= {deal["supplier"], deal["buyer"], row["platform"]}
        assert by_key[row["platform"]]["verification"]["decided_days_ago"] > row["steps"][0]["days_ago"]
        assert row["start_level"] >= 4
        assert 0 <= row["spent_fen"] <= row["budget_fen"]
        assert row["starts_days_ago"] > row["ends_days_ago"]
        assert row["starts_days_ago"] - row["ends_days_ago"] <= 730
        if row["state"] == "to_incubation":
            assert row["final_level"] >= 8
        seen: set[tuple[str, int, str]] = set()
        for step in row["steps"]:
            if step["action"] == "add_document":
                assert step["code"] in PAPERS[step["gate"]]
                seen.add((step["gate"], step["round"], step["code"]))
            elif step["action"] == "decide" and step["decision"] in ("pass", "conditional"):
                have = {code for gate, turn, code in seen if (gate, turn) == (step["gate"], step["round"])}
                assert have == set(PAPERS[step["gate"]]), (row["key"], step["gate"])
                assert step["minutes"]
                assert step["independent"]


def test_papers_of_the_gates_are_those_of_the_vocabulary() -> None:
    assert {code for papers in PAPERS.values() for code in papers} == codes("pilot_document")


def test_a_gate_is_passed_only_with_its_figures_reached(pack: dict[str, Rows]) -> None:
    for row in pack["pilots"]:
        values: dict[tuple[str, int], dict[tuple[str, str], bool]] = {}
        for step in row["steps"]:
            if step["action"] == "add_measurement":
                value, target = float(step["value"]), float(step["target"])
                reached = value >= target if step["direction"] == "at_least" else value <= target
                values.setdefault((step["gate"], step["round"]), {})[step["metric"]["zh"], step["batch"]] = reached
            if step["action"] in ("pass_g3", "pass_g4"):
                gate = step["action"].removeprefix("pass_")
                turn = 1 + sum(s["action"] == "iterate" for s in row["steps"] if s["days_ago"] > step["days_ago"])
                assert values.get((gate, turn)), (row["key"], gate)
                if gate == "g3":
                    assert all(values[gate, turn].values()), row["key"]


def test_incubation_follows_an_accepted_pilot_or_a_waiver(pack: dict[str, Rows], by_key: Keyed) -> None:
    for row in pack["incubation"]:
        first = row["steps"][0]["days_ago"]
        if row["pilot"]:
            pilot = by_key[row["pilot"]]
            assert pilot["state"] == "to_incubation"
            assert pilot["deal"] == row["deal"]
            assert pilot["steps"][-1]["days_ago"] >= first
        else:
            assert len(row["waiver_reason"]) > 20
        assert by_key[row["deal"]]["state"] in ("incubation", "closed", "lost")
        if row["state"] == "graduated":
            assert row["graduation_criterion"] in codes("graduation_criterion")


def test_milestones_come_in_a_possible_order(pack: dict[str, Rows]) -> None:
    today = date(2026, 1, 1)
    for row in pack["incubation"]:
        reached: dict[str, date] = {}
        for milestone in sorted(row["milestones"], key=lambda one: (-one["days_ago"], one["code"])):
            day = today - timedelta(days=milestone["days_ago"])
            assert not milestone_faults(milestone["code"], day, reached, today), (row["key"], milestone)
            reached[milestone["code"]] = day
        if row["ip_route"] == "contribution":
            assert row["appraised_days_ago"] >= next(m["days_ago"] for m in row["milestones"] if m["code"] == "i2")
