"""Pilot projects as scripts: documents, measurements, decisions and steps through the gates."""

from __future__ import annotations

from typing import Any

from tools.demo import written
from tools.demo.names import people
from tools.demo.seeded import seeded
from tools.demo.speakers import speaker
from tools.demo.written import WAN, pair

SCALE = "qingdao_2025"
GATES = ("g0", "g1", "g2", "g3", "g4", "g5")
STATES = {
    "g0": "g0_intake", "g1": "g1_feasibility", "g2": "g2_contract", "g3": "g3_small_batch", "g4": "g4_verification",
    "g5": "g5_closure", "hold": "on_hold", "stop": "stopped", "fail": "failed",
}  # fmt: skip
# What each gate asks for, with a name for the file.
PAPERS: dict[str, dict[str, str]] = {
    "g0": {
        "application": "中试立项申请书", "title_proof": "权属证明", "ip_list": "知识产权清单",
        "maturity_evidence": "成熟度佐证",
    },
    "g1": {
        "proof_of_concept_report": "概念验证报告", "risk_list": "风险清单", "cost_plan": "费用测算",
        "safety_precheck": "安全预评",
    },
    "g2": {
        "conversion_contract": "中试转化合同", "failure_risk_rule": "失败风险约定", "ip_split": "知识产权分割约定",
        "test_plan": "试验计划", "budget_shares": "预算与分担表",
    },
    "g3": {"batch_records": "小批量批次记录", "process_window": "工艺窗口", "material_balance": "物料平衡"},
    "g4": {"verification_reports": "验证试验报告"},
    "g5": {
        "pilot_report": "中试总结报告", "process_package": "工艺包", "acceptance_minutes": "验收纪要",
        "maturity_rerating": "成熟度复评",
    },
}  # fmt: skip
DECIDERS = ("review", "lead")
# Steps of one day in the order in which they can be done.
ORDER = (
    "apply", "take_in", "add_document", "add_measurement", "decide", "meet_conditions", "hold", "iterate", "stop",
    "fail", "pass_g0", "pass_g1", "pass_g2", "pass_g3", "pass_g4", "to_incubation", "to_licence",
)  # fmt: skip


def pilots(seed: int) -> list[dict[str, Any]]:
    """All pilot projects; dates as days before today (negative: ahead)."""
    deals = {entry["key"]: entry for entry in written.deals()}
    return [_pilot(entry, deals[entry["deal"]], seed) for entry in written.pilots()]


def _pilot(entry: dict[str, Any], deal: dict[str, Any], seed: int) -> dict[str, Any]:
    last, *_rest = entry["path"][-1]
    before = entry["path"][-2][0] if len(entry["path"]) > 1 else "applied"
    steps = _steps(entry, deal, seed)
    return {
        "key": entry["key"],
        "deal": entry["deal"],
        "listing": deal["listing"],
        "platform": entry["platform"],
        "kind": entry["kind"],
        "title": pair(entry["title"]),
        "objective": pair(entry["objective"]),
        "state": STATES.get(last, last),
        "held_from": STATES[before] if last == "hold" else None,
        "round": 1 + sum(step == "iterate" for step, *_more in entry["path"]),
        "starts_days_ago": entry["starts"],
        "ends_days_ago": entry["ends"],
        "budget_fen": entry["budget"] * WAN,
        "spent_fen": entry["spent"] * WAN,
        "shares": [{"organisation": key, "percent": percent} for key, percent in entry["shares"]],
        "failure_risk_rule": entry.get("risk"),
        "start_scale": SCALE,
        "start_level": entry["start_level"],
        "final_level": entry.get("final_level") if last in ("to_incubation", "to_licence") else None,
        "steps": sorted(steps, key=lambda step: (-step["days_ago"], ORDER.index(step["action"]))),
        "demo": True,
    }


def _steps(entry: dict[str, Any], deal: dict[str, Any], seed: int) -> list[dict[str, Any]]:
    broker = deal["broker"]
    steps = [_step("apply", entry["path"][0][1], broker)]
    gate, entered, turn = "", entry["path"][0][1], 1
    for place, day, *reason in entry["path"][1:]:
        if gate:
            steps += _leaving(entry, gate, entered, day, place, turn, reason[0] if reason else None, seed)
        steps.append(_move(entry, gate, place, day, broker, reason[0] if reason else None))
        turn += place == "iterate"
        gate = {"iterate": "g1"}.get(place, place if place in GATES else "")
        entered = day
    if gate:
        steps += _documents(entry, gate, entered, 0, turn, entry.get("documents", {}).get(gate, []))
    for row in entry.get("measurements", []):
        steps.append(_measurement(row, entry))
    for name, (_text, met) in entry.get("conditions", {}).items():
        steps.append(_step("meet_conditions", met, "review", gate=name))
    return steps


def _leaving(
    entry: dict[str, Any], gate: str, entered: int, day: int, place: str, turn: int, reason: str | None, seed: int
) -> list[dict[str, Any]]:
    """What was handed in at a gate before the project left it, and the decision with which it left."""
    passed = place in GATES or place.startswith("to_")
    papers = list(PAPERS[gate]) if passed or place == "iterate" else entry.get("documents", {}).get(gate, [])
    steps = _documents(entry, gate, entered, day, turn, papers)
    decision = {"iterate": "repeat", "stop": "stop", "fail": "stop"}.get(place, "pass" if passed else None)
    if decision is None:
        return steps
    condition = entry.get("conditions", {}).get(gate)
    minutes = entry.get("minutes", {}).get(gate if turn == 1 else f"{gate}_{turn}", reason)
    random = seeded(seed, f"reviewers:{entry['key']}:{gate}:{turn}")
    steps.append(
        _step(
            "decide", day, random.choice(DECIDERS), gate=gate, round=turn,
            decision="conditional" if condition else decision, independent=True, minutes=minutes,
            reviewers=[f"{name['zh']}（示例评审专家库）" for name in people(random, 3)],
            conditions=condition[0] if condition else None,
        )
    )  # fmt: skip
    return steps


def _move(entry: dict[str, Any], gate: str, place: str, day: int, broker: str, reason: str | None) -> dict[str, Any]:
    if place == "g0":
        return _step("take_in", day, broker)
    if place in GATES:
        return _step(f"pass_{gate}", day, broker)
    if place.startswith("to_"):
        return _step(place, day, broker, final_level=entry["final_level"])
    return _step(place, day, "lead" if place == "fail" else broker, reason=reason)


def _documents(
    entry: dict[str, Any], gate: str, entered: int, left: int, turn: int, codes: list[str]
) -> list[dict[str, Any]]:
    """Documents spread over the days at the gate; the content says what it is, since nothing real stands behind it."""
    span, host = entered - left, speaker(entry["platform"])
    steps = []
    for number, code in enumerate(codes, start=1):
        day = entered - number * span // (len(codes) + 1)
        name = PAPERS[gate][code] + ("" if turn == 1 else f"（第{turn}轮）")
        body = f"演示文件。项目：{entry['title'][0]}。文件：{name}。内容为虚构，仅用于演示中试流程。"
        steps.append(_step("add_document", day, host, gate=gate, round=turn, code=code, name=name, body=body))
    return steps


def _measurement(row: list[Any], entry: dict[str, Any]) -> dict[str, Any]:
    gate, days, zh, en, value, target, direction, unit, condition, batch = row
    again = [day for place, day, *_more in entry["path"] if place == "iterate"]
    return _step(
        "add_measurement", days, speaker(entry["platform"]), gate=gate, round=1 + sum(days < day for day in again),
        metric={"zh": zh, "en": en}, value=str(value), target=str(target), direction=direction, unit=unit,
        condition=condition, batch=batch,
    )  # fmt: skip


def _step(action: str, days_ago: int, actor: str, **more: Any) -> dict[str, Any]:
    return {"action": action, "days_ago": days_ago, "actor": actor, **more}
