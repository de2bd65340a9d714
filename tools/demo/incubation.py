"""Incubation cases as scripts, with milestones, invented companies and their formally right credit codes."""

from __future__ import annotations

from typing import Any

from tools.demo import written
from tools.demo.speakers import speaker
from tools.demo.uscc import fictional
from tools.demo.written import WAN, pair

STATES = {
    "applied": "applied", "admit": "admitted", "register_company": "company_registered",
    "contribute_ip": "ip_contributed", "begin_operation": "operating", "graduate": "graduated", "fail": "failed",
}  # fmt: skip
ORDER = (
    "apply", "waive", "admit", "edit", "register_company", "record_milestone", "contribute_ip", "begin_operation",
    "graduate", "fail",
)  # fmt: skip
FIRST_SERIAL = 101  # serials of organisations end before; companies are numbered from here
LEAD_STEPS = ("admit", "graduate", "fail")


def cases() -> list[dict[str, Any]]:
    """All incubation cases; dates as days before today."""
    deals = {entry["key"]: entry for entry in written.deals()}
    numbered = enumerate(written.cases(), start=FIRST_SERIAL)
    return [_case(entry, deals[entry["deal"]], serial) for serial, entry in numbered]


def _case(entry: dict[str, Any], deal: dict[str, Any], serial: int) -> dict[str, Any]:
    company = "company" in entry
    appraisal = entry.get("appraisal", [None, None])
    steps = _steps(entry, deal)
    return {
        "key": entry["key"],
        "deal": entry["deal"],
        "pilot": entry.get("pilot"),
        "incubator": entry["incubator"],
        "title": pair(entry["title"]),
        "plan": pair(entry["plan"]),
        "waiver_reason": entry.get("waiver"),
        "state": STATES[entry["path"][-1][0]],
        "company_name": pair(entry.get("company")),
        "company_uscc": fictional("enterprise", serial) if company else None,
        "registered_days_ago": entry.get("registered"),
        "heads_checked": company,
        "ip_route": entry.get("ip_route"),
        "appraisal_number": appraisal[0],
        "appraised_days_ago": appraisal[1],
        "jobs": entry.get("jobs"),
        "investment_fen": entry["investment"] * WAN if "investment" in entry else None,
        "revenue_fen": entry["revenue"] * WAN if "revenue" in entry else None,
        "graduation_criterion": entry.get("criterion"),
        "milestones": _milestones(entry),
        "steps": sorted(steps, key=lambda step: (-step["days_ago"], ORDER.index(step["action"]))),
        "demo": True,
    }


def _milestones(entry: dict[str, Any]) -> list[dict[str, Any]]:
    """All milestones; admission and registration are reached with their steps."""
    days = {place: day for place, day, *_reason in entry["path"]}
    found = []
    if "admit" in days:
        found.append({"code": "i0", "days_ago": days["admit"], "evidence": None})
    if "register_company" in days:
        found.append({"code": "i1", "days_ago": entry["registered"], "evidence": None})
    found += [{"code": code, "days_ago": day, "evidence": text} for code, day, text in entry.get("milestones", [])]
    return found


def _steps(entry: dict[str, Any], deal: dict[str, Any]) -> list[dict[str, Any]]:
    broker, host = deal["broker"], speaker(entry["incubator"])
    steps: list[dict[str, Any]] = []
    for place, day, *reason in entry["path"]:
        if place == "applied":
            action = "waive" if "waiver" in entry else "apply"
            steps.append(_step(action, day, "lead" if action == "waive" else broker, reason=entry.get("waiver")))
            continue
        if place == "register_company":
            steps.append(_step("edit", day, host, sets=["company_name", "company_uscc", "registered", "heads_checked"]))
        if place == "contribute_ip":
            steps.append(_step("edit", day, host, sets=["ip_route", "appraisal_number", "appraised"]))
        actor = "lead" if place in LEAD_STEPS else host
        more = {"criterion": entry["criterion"]} if place == "graduate" else {}
        steps.append(_step(place, day, actor, reason=reason[0] if reason else None, **more))
    for code, day, text in entry.get("milestones", []):
        body = f"演示文件。{text}内容为虚构。"
        steps.append(
            _step("record_milestone", day, host, code=code, evidence=text, name=f"{code.upper()} 佐证", body=body)
        )
    return steps


def _step(action: str, days_ago: int, actor: str, **more: Any) -> dict[str, Any]:
    return {"action": action, "days_ago": days_ago, "actor": actor} | {k: v for k, v in more.items() if v is not None}
