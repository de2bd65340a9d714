"""What the people of the journeys write, in both languages, and the words by which the site names things."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask

from marketplace.core import clock
from marketplace.core.i18n import force_language

WORDS = {
    "title": ("余热驱动海水制氢装置", "Seawater hydrogen unit driven by waste heat"),
    "search": ("海水制氢", "seawater hydrogen"),
    "summary": ("用八十度余热把制氢电耗降低一成", "Cuts the electricity of hydrogen by a tenth with heat of 80 °C"),
    "problem": ("沿海钢厂的低温余热无人利用，制氢电耗高", "Steel works waste heat while hydrogen takes much power"),
    "incumbent": ("淡水碱性电解槽，需要纯水", "Alkaline cells on fresh water, which need pure water"),
    "keywords": ("海水，制氢", "seawater, hydrogen"),
    "solution": ("余热蒸馏与电解槽耦合，产水直接进槽", "Distillation by waste heat feeds the electrolyser directly"),
    "metric": ("单位电耗", "Electricity per unit"),
    "condition": ("五十千瓦样机连续五百小时", "50 kW sample, 500 h without a break"),
    "evidence": ("五十千瓦样机检测报告", "Test report on a 50 kW sample"),
    "scale": ("兆瓦级放大，约一年", "Scale-up to one megawatt, about a year"),
    "per": ("每吨产品", "per tonne of product"),
    "baseline": ("现有碱性电解槽", "present alkaline cells"),
    "person": ("示例完成人", "Example Completer"),
    "share": ("总体设计", "overall design"),
    "question": ("五千小时后效率下降多少？", "How much efficiency is lost after 5,000 hours?"),
    "answer": ("约百分之三，详见检测报告。", "About three percent, see the test report."),
    "statement": ("与双方均无利益关系。", "No relation to either side."),
    "next": ("组织技术交流", "Arrange a technical meeting"),
    "risk": ("失败风险由双方各半承担", "Both sides bear half of the risk"),
    "objective": ("连续运行一千小时", "1,000 hours without a break"),
    "reason": ("膜污染超出预期，更换膜后再试", "Fouling of the membrane; try again with another membrane"),
    "minutes": ("指标达成，同意通过。", "Targets are met; pass."),
    "reviewer": ("王评审（示例研究院）", "Dr Wang (Example Institute)"),
    "plan": ("组建五人团队，首年落实两个订单", "A team of five, two orders in the first year"),
    "company": ("示例海氢科技有限公司", "Example Seahydrogen Ltd"),
    "base": ("示例海水中试线", "Example seawater pilot line"),
    "house": ("示例氢能孵化器", "Example hydrogen incubator"),
    "offer": ("场地、设备与检测", "Space, equipment and testing"),
    "need": ("烧结烟气低温余热回收", "Recovery of low waste heat of sintering flue gas"),
    "process": ("三百六十平方米烧结机，烟气一百八十度", "360 m² sintering machine, flue gas at 180 °C"),
    "trouble": ("一百五十度以下的余热没有利用，换热器一年内腐蚀", "Heat below 150 °C is lost; exchangers corrode"),
    "limits": ("占地不超过六十平方米", "No more than 60 m² of floor"),
    "tried": ("试过两种换热器，均腐蚀", "Two heat exchangers were tried and corroded"),
    "clear": ("工况与指标写得清楚。", "Conditions and targets are clear."),
    "solve": ("我们有同类工程案例，可现场测试。", "We have built the same and can test on site."),
}  # fmt: skip


class Words:
    """The words of one language."""

    def __init__(self, lang: str, app: Flask) -> None:
        self.lang, self._app = lang, app

    def __getitem__(self, name: str) -> str:
        return WORDS[name][self.lang == "en"]

    def both(self, field: str, name: str) -> dict[str, str]:
        """A bilingual entry, filled in one language."""
        return {f"{field}_{self.lang}": self[name]}

    def said(self, sentence: Any) -> str:
        """A sentence of the site in this language."""
        with self._app.app_context(), force_language(self.lang):
            return str(sentence)

    def editor(self) -> dict[str, dict[str, Any]]:
        """The entries of the six steps of the editor."""
        both, today = self.both, clock.today()
        return {
            "problem": {
                **both("title", "title"), **both("summary", "summary"), **both("problem", "problem"),
                **both("incumbent", "incumbent"), "field_codes": ["hydrogen"], "keywords": self["keywords"],
            },
            "solution": {
                **both("solution", "solution"), **both("figures-0-metric", "metric"), "figures-0-value": "4.3",
                "figures-0-unit": "kWh/Nm³", "figures-0-incumbent_value": "4.8", "figures-0-better": "lower",
                **both("figures-0-condition", "condition"), "figures-0-evidence": "third_party_test",
            },
            "maturity": {
                "maturity": "qingdao_2025:5", **both("maturity_evidence", "evidence"),
                **both("missing_to_scale", "scale"), **both("pilot_need", "offer"),
            },
            "terms": {
                "deal_modes": ["licence", "pilot_first"], "licence_kinds": ["ordinary"], "price_disclosure": "range",
                "price_min": "100", "price_max": "300",
            },
            "benefit": {
                "green_class_codes": ["clean.hydrogen_production"], "benefits-0-kind": "greenhouse_gas",
                "benefits-0-value": "0.4", "benefits-0-unit": "t_co2e", **both("benefits-0-functional_unit", "per"),
                **both("benefits-0-baseline", "baseline"), "benefits-0-boundary": "gate_to_gate",
                "benefits-0-method": "product_carbon_footprint", "benefits-0-evidence_level": "verified",
                "benefits-0-verifier": self["reviewer"],
            },
            "rights": {
                "rights_types": ["technical_secret"], "ipc": "C25B 1/04", **both("completers-0-name", "person"),
                **both("completers-0-contribution", "share"), "secrecy_level": "public",
                "attestation_reviewer": self["person"], "attestation_date": (today - timedelta(days=20)).isoformat(),
                "attestation_number": f"示例〔2026〕{self.lang}",
            },
        }  # fmt: skip

    def need(self) -> dict[str, Any]:
        """The entries of a complete need."""
        both = self.both
        return {
            **both("title", "need"), **both("process", "process"), **both("problem", "trouble"),
            **both("limits", "limits"), **both("tried", "tried"), "field_codes": ["geothermal"],
            "cooperation_modes": ["licence"], **both("targets-0-name", "metric"), "targets-0-present": "0",
            "targets-0-target": "12", "targets-0-unit": "GWh/a", "budget_min_fen": "100", "budget_max_fen": "300",
        }  # fmt: skip
