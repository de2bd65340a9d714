"""Deals as scripts: what was done, how many days ago, by whom, so that a loader can play them in order."""

from __future__ import annotations

from typing import Any

from tools.demo import written
from tools.demo.enquiries import key_of_deal
from tools.demo.needs import keys
from tools.demo.speakers import speaker
from tools.demo.written import WAN

# Steps of one day in the order in which they can be done: words and plans before the gate they are needed for.
ORDER = (
    "open", "assign_broker", "declare", "reopen", "name_contact", "edit", "plan_action", "add_note", "add_document",
    "add_task", "complete_task", "screen", "step_back", "negotiate", "sign", "add_party", "enter_pilot",
    "enter_incubation", "close", "lose",
)  # fmt: skip
NO_CONFLICT = "本人及所在机构与交易双方均无投资、任职或亲属关系，不从任何一方另行收取费用。"
CLERK = "lead"  # who assigns brokers


def deals(titles: dict[str, dict[str, str | None]]) -> list[dict[str, Any]]:
    """All deals; `titles` gives the title of a listing by its key (that of the need comes first)."""
    needs = {key: written.pair(entry["title"]) for key, _field, entry in keys()}
    return [_deal(entry, titles, needs) for entry in written.deals()]


def _deal(entry: dict[str, Any], titles: dict[str, Any], needs: dict[str, Any]) -> dict[str, Any]:
    need = f"need-{entry['need']}" if "need" in entry else None
    steps = sorted(_steps(entry), key=lambda step: (-step["days_ago"], ORDER.index(step["action"])))
    value = entry.get("value")
    lost, closed = entry.get("lost") if entry["stage"] == "lost" else None, entry.get("closed")
    return {
        "key": entry["key"],
        "title": needs[need] if need else titles[entry["listing"]],
        "pathway": "pilot_first",
        "state": entry["stage"],
        "enquiry": key_of_deal(entry["key"]),
        "listing": entry["listing"],
        "need": need,
        "supplier": entry["supplier"],
        "supplier_contact": speaker(entry["supplier"]),
        "buyer": entry["buyer"],
        "buyer_contact": speaker(entry["buyer"]),
        "broker": entry.get("broker"),
        "value_min_fen": value[0] * WAN if value else None,
        "value_max_fen": value[1] * WAN if value else None,
        "value_reason": entry.get("value_reason"),
        "next_action": None if lost or closed else _next(entry),
        "outcome": closed[0] if closed else None,
        "loss_code": lost[0] if lost else None,
        "loss_note": (lost[1] or None) if lost else None,
        "opened_days_ago": entry["opened"],
        "last_activity_days_ago": min(step["days_ago"] for step in steps),
        "steps": steps,
        "demo": True,
    }


def _people(entry: dict[str, Any]) -> dict[str, str]:
    people = {"supplier": speaker(entry["supplier"]), "buyer": speaker(entry["buyer"])}
    return people | {"broker": entry.get("broker", CLERK)}


def _next(entry: dict[str, Any]) -> dict[str, Any] | None:
    """What is planned now; a negative number of days means that it is overdue."""
    if not entry.get("plans"):
        return None
    _made, text, due, who = entry["plans"][-1]
    return {"text": text, "due_in_days": -due, "owner": _people(entry)[who]}


def _steps(entry: dict[str, Any]) -> list[dict[str, Any]]:
    people = _people(entry)
    broker = people["broker"]
    opener = people["buyer"] if "need" in entry else people["supplier"]
    steps = [_step("open", entry["opened"], opener, acceptance=entry["acceptance"])]
    if "broker" in entry:
        steps.append(_step("assign_broker", entry["opened"], CLERK, broker=broker))
        steps.append(_step("declare", max(0, entry["opened"] - 1), broker, related_sides=[], statement=NO_CONFLICT))
    steps += _plans(entry, people) + _words(entry, people)
    steps += _stages(entry, people) + _ways_on(entry, broker)
    return steps


def _stages(entry: dict[str, Any], people: dict[str, str]) -> list[dict[str, Any]]:
    """The gates, with what each of them asks for just before it."""
    broker, steps = people["broker"], []
    for name in ("screened", "rescreened"):
        if name in entry:
            steps.append(_step("screen", entry[name], broker))
    if "screened" in entry:
        steps += [_step("name_contact", entry["screened"], people[side], side=side) for side in ("supplier", "buyer")]
    value_day = entry.get("negotiating", entry.get("screened"))
    if value_day is not None and ("value" in entry or "value_reason" in entry):
        low, high = entry.get("value", (None, None))
        amounts = {"value_min_fen": low and low * WAN, "value_max_fen": high and high * WAN}
        steps.append(_step("edit", value_day, broker, **amounts, value_reason=entry.get("value_reason")))
    if "step_back" in entry:
        days, reason = entry["step_back"]
        steps.append(_step("step_back", days, broker, reason=reason))
    if "negotiating" in entry:
        steps.append(_step("negotiate", entry["negotiating"], broker))
    if "signed" in entry:
        steps.append(_step("sign", entry["signed"], broker))
    if "lost" in entry:
        code, note, days = entry["lost"]
        steps.append(_step("lose", days, broker, loss_code=code, loss_note=note or None))
    if "reopened" in entry:
        days, reason = entry["reopened"]
        steps.append(_step("reopen", days, CLERK, reason=reason))
    if "closed" in entry:
        outcome, days = entry["closed"]
        steps.append(_step("close", days, broker, outcome=outcome))
    return steps


def _ways_on(entry: dict[str, Any], broker: str) -> list[dict[str, Any]]:
    """The deal enters its pilot and its incubation when these begin; platform and incubator join as parties."""
    steps = []
    for pilot in written.pilots():
        if pilot["deal"] == entry["key"]:
            day = pilot["path"][0][1]
            steps.append(_step("add_party", day, broker, side="platform", organisation=pilot["platform"]))
            steps.append(_step("enter_pilot", day, broker, pilot=pilot["key"]))
    for case in written.cases():
        if case["deal"] == entry["key"]:
            day = case["path"][0][1]
            steps.append(_step("add_party", day, broker, side="incubator", organisation=case["incubator"]))
            steps.append(_step("enter_incubation", day, broker, case=case["key"]))
    return steps


def _plans(entry: dict[str, Any], people: dict[str, str]) -> list[dict[str, Any]]:
    """Planned actions; each one but the first marks the one before it as done."""
    return [
        _step(
            "plan_action", made, people["broker"], text=text, due_days_ago=due, owner=people[who],
            done_before=number > 0,
        )
        for number, (made, text, due, who) in enumerate(entry.get("plans", []))
    ]  # fmt: skip


def _words(entry: dict[str, Any], people: dict[str, str]) -> list[dict[str, Any]]:
    steps = [
        _step("add_note", days, people["broker"], kind=kind, visibility=visibility, body=body)
        for days, kind, visibility, body in entry.get("notes", [])
    ]
    for days, purpose, visibility, name, *who in entry.get("papers", []):
        side = who[0] if who else "broker"
        signed = days if purpose == "agreement" else None
        steps.append(
            _step(
                "add_document", days, people[side], purpose=purpose, visibility=visibility, name=name,
                signed_days_ago=signed,
            )
        )  # fmt: skip
    for made, title, who, due, done in entry.get("tasks", []):
        steps.append(_step("add_task", made, people["broker"], title=title, assignee=people[who], due_days_ago=due))
        if done != "":
            steps.append(_step("complete_task", done, people[who], title=title))
    return steps


def _step(action: str, days_ago: int, actor: str, **more: Any) -> dict[str, Any]:
    return {"action": action, "days_ago": days_ago, "actor": actor, **more}
