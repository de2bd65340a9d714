"""Turns a real text into a listing row: real content, fictional owner and people, seeded commercial terms."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from random import Random
from typing import Any

from tools.demo.classify import Document, Verdict, classify, lexicons
from tools.demo.figures import figures
from tools.demo.maturity import maturity
from tools.demo.names import people
from tools.demo.organisations import entries, verified_days, verified_keys
from tools.demo.paths import BUILDER
from tools.demo.seeded import seeded
from tools.demo.sources import CHINAXIV, PATENTS, RealText, reading
from tools.demo.terms import benefit, terms
from tools.demo.text import english_summary, findings, problem, summary

# Titles that are about policy, libraries or people are not technologies on offer.
NO_TECHNOLOGY = re.compile(r"建议|对策|思考|战略|智库|期刊|图书馆|访谈|倡议|文献计量|供给侧|学科的起源|若干问题|前景与")
OWNER_KINDS = {"university": 62, "institute": 26, "enterprise": 12}
NO_FIGURE = {
    "zh": "来源文本未给出可核对的单项指标。",
    "en": "The source text states no single figure that could be checked.",
}
LICENCES = {CHINAXIV: "CC BY 4.0", PATENTS: "bibliographic facts", "csl": "Apache-2.0 (claim); not for redistribution"}
# How many listings show a state other than published: (state, days since it was reached).
OTHER_STATES = (
    ("draft", 8), ("submitted", 6), ("secrecy_review", 2), ("compliance_review", 3), ("returned", 4), ("rejected", 2),
    ("paused", 4), ("withdrawn", 5), ("expired", 4), ("held", 2),
)  # fmt: skip


def select(texts: Iterable[RealText]) -> Iterator[tuple[RealText, Verdict]]:
    """Texts that belong to one of the 13 fields, each title once. What was read by hand overrules the lexicon."""
    decided = reading("corrections") | reading("chinaxiv_en")
    seen: set[str] = set()
    for text in texts:
        plain = plain_title(text.title_zh)
        if not plain or plain in seen:
            continue
        seen.add(plain)
        verdict = _decided(decided[text.id]) if text.id in decided else judged(text)
        if verdict.fields:
            yield text, verdict


def plain_title(title: str) -> str:
    """A title without blanks and marks, so that two spellings of it are one."""
    return re.sub(r"\W", "", title)


def judged(text: RealText) -> Verdict:
    """What the lexicon alone says; titles about policy or libraries are no technology."""
    if text.kind == "result" and NO_TECHNOLOGY.search(text.title_zh):
        return Verdict((), (), {})
    return classify(_document(text))


def fallback(text: RealText, seed: int) -> Verdict:
    """A field for a text that belongs to none: the one with most points, else one by chance."""
    scores = classify(_document(text)).scores
    best = max(scores, key=lambda code: scores[code])
    if scores[best] <= 0:
        best = seeded(seed, f"filler:{text.id}").choice(sorted(scores))
    return Verdict((best,), (), scores)


def listing(text: RealText, verdict: Verdict, seed: int) -> dict[str, Any]:
    """The row of one text. Everything synthetic depends on the seed and the source id only."""
    random = seeded(seed, f"listing:{text.id}")
    owner = _owner(random, verdict.fields[0])
    level = maturity(text, random)
    granted = text.kind == "patent" and text.id[-1] != "A"
    offer = terms(random, int(level["maturity"].split(":")[1]), granted=granted)
    published = min(_published(random), verified_days(seed)[owner] - 3)
    confirmed = min(published, random.choice((random.randint(0, 30), random.randint(0, 100), random.randint(0, 172))))
    availability = offer.pop("availability")
    return {
        "key": text.id,
        "kind": text.kind,
        "owner": owner,
        "state": "published",
        "availability": availability,
        "published_days_ago": published,
        "confirmed_days_ago": confirmed,
        "content": {
            **_words(text),
            "field_codes": list(verdict.fields),
            "technology_codes": list(verdict.technologies),
            "green_class_codes": _green_classes(verdict),
            **level,
            **offer,
            "benefits": benefit(random, verdict.fields[0]),
            **_rights(text, random, published, confirmed),
        },
        "source": _source(text),
        "demo": True,
    }


def with_states(rows: list[dict[str, Any]], seed: int, *, keep: frozenset[str] = frozenset()) -> list[dict[str, Any]]:
    """Give a few listings the states of the review and of life after publication; those in `keep` stay published."""
    random = seeded(seed, "listing states")
    free = sorted(row["key"] for row in rows if row["key"] not in keep)
    chosen = iter(random.sample(free, sum(number for _state, number in OTHER_STATES)))
    states = {next(chosen): state for state, number in OTHER_STATES for _ in range(number)}
    for row in rows:
        state = states.get(row["key"])
        if state:
            row["state"] = state
            if state in ("draft", "submitted", "secrecy_review", "compliance_review", "returned", "rejected"):
                row["published_days_ago"] = row["confirmed_days_ago"] = None
                row["created_days_ago"] = random.randint(4, 40)
            if state == "expired":
                moved = max(0, 185 - row["published_days_ago"])
                row["published_days_ago"] += moved
                row["content"]["attestation_days_ago"] += moved
                row["confirmed_days_ago"] = random.randint(181, row["published_days_ago"])
            if state == "held":
                row["hold_cause"] = random.choice(("complaint", "title_dispute"))
    return rows


def _decided(row: dict[str, str]) -> Verdict:
    fields = () if row["fields"] == "-" else tuple(row["fields"].split(","))
    return Verdict(fields, tuple(code for code in row["technologies"].split(",") if code), {})


def _document(text: RealText) -> Document:
    return Document(text.title_zh, text.keywords_zh, text.abstract_zh, text.ipc)


def _owner(random: Random, field: str) -> str:
    kind = random.choices(list(OWNER_KINDS), list(OWNER_KINDS.values()))[0]
    allowed = [entry for entry in entries() if entry["key"] in verified_keys() and entry["kind"] == kind]
    fitting = [entry for entry in allowed if field in entry["fields"]] or [
        entry for entry in entries() if entry["kind"] == "university" and field in entry["fields"]
    ]
    return str(random.choice([entry for entry in fitting if entry["key"] in verified_keys()])["key"])


def _published(random: Random) -> int:
    """Days since publication: more in recent months, none before its owner could be verified."""
    return min(355, 2 + int(353 * random.random() ** 1.25))


def _words(text: RealText) -> dict[str, Any]:
    found = figures(text.abstract_zh)
    return {
        "title": {"zh": text.title_zh, "en": text.title_en},
        "summary": _summary(text),
        "problem": _pair(problem(text.abstract_zh), None),
        "incumbent": None,
        "solution": _pair(text.abstract_zh or None, text.abstract_en),
        "findings": _pair(findings(text.abstract_zh), None),
        "keywords": list(text.keywords_zh[:10] or text.keywords_en[:10]),
        "keywords_en": list(text.keywords_en[:10]),
        "figures": [
            {
                "metric": {"zh": _metric(row["name_zh"], row["change"]), "en": None},
                "value": row["value"],
                "unit": row["unit"],
                "incumbent_value": None,
                "better": "lower" if row["change"] == "decrease" else "higher",
                "condition": {"zh": row["condition_zh"], "en": None},
                "evidence": "self_declared",
                "evidence_note": {
                    "zh": "数值与条件取自论文摘要。",
                    "en": "Value and condition from the paper's abstract.",
                },
            }
            for row in found
        ],
        "no_figures_reason": None if found else NO_FIGURE,
    }


def _metric(name: str, change: str) -> str:
    return name + {"increase": "（提高幅度）", "decrease": "（降低幅度）"}.get(change, "")


def _summary(text: RealText) -> dict[str, str | None] | None:
    if text.kind == "result":
        return _pair(
            summary(text.abstract_zh) if text.abstract_zh else None,
            english_summary(text.abstract_en) if text.abstract_en else None,
        )
    classes = "、".join(text.ipc)
    zh, en = {
        "A": ("发明专利申请（未授权）", "Invention patent application (not granted)"),
        "B": ("发明专利", "Invention patent"),
        "U": ("实用新型专利", "Utility model patent"),
    }[text.id[-1]]
    return {"zh": f"{zh}，公开号{text.id}，IPC小类{classes}。", "en": f"{en} {text.id}; IPC {', '.join(text.ipc)}."}


def _pair(zh: str | None, en: str | None) -> dict[str, str | None] | None:
    return {"zh": zh, "en": en} if zh or en else None


def _green_classes(verdict: Verdict) -> list[str]:
    table = _green_table()
    named = [table[code] for code in verdict.technologies if code in table and code.split(".")[0] in verdict.fields]
    return list(dict.fromkeys([*named, table[verdict.fields[0]]]))[:3]


@cache
def _green_table() -> dict[str, str]:
    table = tomllib.loads((BUILDER / "content" / "green_classes.toml").read_text(encoding="utf-8"))
    assert set(lexicons()) <= set(table), "every field needs a usual green class"
    return table


def _rights(text: RealText, random: Random, published: int, confirmed: int) -> dict[str, Any]:
    team = people(random, random.choice((2, 3, 3, 4, 5)))
    kinds = {"A": "patent_application", "B": "patent_invention", "U": "patent_utility_model"}
    right = kinds[text.id[-1]] if text.kind == "patent" else random.choice(("technical_secret", "patent_application"))
    return {
        "rights_types": [right],
        "ipc": list(text.ipc),
        "patents": [_patent(text, random, confirmed)] if text.kind == "patent" else [],
        "completers": [{"name": name, "contribution": None, "shown": True} for name in team],
        "secrecy_level": "public",
        "attestation_reviewer": people(random, 1)[0]["zh"],
        "attestation_days_ago": published + random.randint(6, 30),
        "attestation_number": f"演密审〔{random.randint(1, 99):02d}〕{random.randint(1, 999):03d}号",
    }


def _patent(text: RealText, random: Random, confirmed: int) -> dict[str, Any]:
    """Numbers are real; status follows from the kind letter; filing and grant data are not in the source."""
    letter = text.id[-1]
    applications = [number for number in text.publications if number.endswith("A")]
    grants = [number for number in text.publications if not number.endswith("A")]
    return {
        "kind": "utility_model" if letter == "U" else "invention",
        "title": {"zh": text.title_zh, "en": None},
        "application_number": None,
        "publication_number": applications[0] if applications else None,
        "grant_number": grants[0] if grants else None,
        "filed_on": None,
        "published_on": None,
        "granted_on": None,
        "status": "published" if letter == "A" else "in_force",
        "status_basis": "kind_letter",
        "status_days_ago": min(confirmed, random.randint(1, 45)),
    }


def _source(text: RealText) -> dict[str, Any]:
    if text.dataset == PATENTS:
        zh = f"公开号{text.id}，国家知识产权局公开的著录信息"
        return {"dataset": text.dataset, "id": text.id, "licence": LICENCES[text.dataset], "attribution": zh}
    authors = "、".join(text.authors) or ("作者见原文记录" if text.dataset == CHINAXIV else "")
    number = re.sub(r"^ChinaXiv-", "ChinaXiv:", text.id) if text.dataset == CHINAXIV else f"CSL {text.id}"
    part = "正文开头" if text.part == "opening" else "摘要"
    translated = "；中文题名为本数据包所译" if text.title_zh_translated else ""
    title = text.title_en or text.title_zh
    return {
        "dataset": text.dataset,
        "id": text.id,
        "licence": LICENCES[text.dataset],
        "attribution": f"{authors + '. ' if authors else ''}{title}. {number}，{part}，有删节{translated}",
    }
