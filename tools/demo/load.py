"""Loads the committed pack through the marketplace's own verbs, dated relative to today."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

from marketplace.accounts.service import loading as accounts
from marketplace.core import clock
from marketplace.core.policy import SYSTEM
from marketplace.core.text import Text
from marketplace.core.unit import unit
from marketplace.listings import service as listings
from marketplace.needs import service as needs
from marketplace.pilots import service as pilots
from marketplace.settings import ROOT
from tools.demo.accounts import DEMO_PASSWORD
from tools.demo.write import rows_of

PACK = ROOT / "demo"
Step = Callable[[str], AbstractContextManager[None]]
SKIPPED_STATES = frozenset({"draft", "submitted", "secrecy_review", "compliance_review", "returned", "rejected", "held",
                            "paused", "withdrawn", "expired"})  # fmt: skip


def run(step: Step) -> None:
    """Load everything, one unit of work per part, so that a killed start leaves whole parts only."""
    with step("loading demo organisations and people"), unit():
        organisations = accounts.load_organisations(SYSTEM, pack("organisations"))
        people = accounts.load_people(SYSTEM, pack("people"), organisations, password=DEMO_PASSWORD)
        owners = {key: row.public_id for key, row in organisations.items()}
        _platforms(organisations)
    with step("loading demo results and patents"), unit():
        ids = load_listings(pack("listings"), owners)
    with step("loading demo needs"), unit():
        wanted = _needs(pack("needs"), organisations, people)
    with step("playing demo deals"):
        from tools.demo import play

        play.run(ids, wanted, organisations, people)


def pack(name: str) -> list[dict[str, Any]]:
    """The rows of one file of the pack."""
    return rows_of(PACK / f"{name}.jsonl.gz")


def load_listings(rows: Iterable[Mapping[str, Any]], owners: Mapping[str, str]) -> dict[str, str]:
    """Load listing rows as published records; returns public ids by the key of the row."""
    kept = [row for row in rows if row["state"] not in SKIPPED_STATES]
    loaded = listings.load_published(SYSTEM, [_listing(row, owners) for row in kept])
    return dict(zip((row["key"] for row in kept), loaded.public_ids, strict=True))


def _listing(row: Mapping[str, Any], owners: Mapping[str, str]) -> dict[str, Any]:
    """A row of the pack as listings.schemas.LoadSchema reads it."""
    content = dict(row["content"])
    findings = content.pop("findings", None)
    content.pop("keywords_en", None)
    if findings and not content.get("solution"):
        content["solution"] = findings
    content["attestation_date"] = _day(content.pop("attestation_days_ago"))
    content["patents"] = [_patent(patent) for patent in content["patents"]]
    return {
        **content,
        "kind": row["kind"],
        "owner": owners[row["owner"]],
        "availability": row["availability"],
        "published_on": _day(row["published_days_ago"]),
        "confirmed_on": _day(row["confirmed_days_ago"]),
        "source_attribution": row["source"]["attribution"],
        "demo": True,
    }


def _patent(row: Mapping[str, Any]) -> dict[str, Any]:
    values = {name: value for name, value in row.items() if name not in ("status_basis", "status_days_ago")}
    values["status_as_of"] = _day(row["status_days_ago"])
    return values


def _day(days_ago: int) -> str:
    return (clock.today() - timedelta(days=days_ago)).isoformat()


def _needs(rows: Iterable[Mapping[str, Any]], organisations: Any, people: Any) -> dict[str, Any]:
    """Load the needs; the owner of an enterprise is their author."""
    return needs.load_published(SYSTEM, [_need(row, organisations, people) for row in rows])


def _need(row: Mapping[str, Any], organisations: Any, people: Any) -> dict[str, Any]:
    raise NotImplementedError


def _platforms(organisations: Mapping[str, Any]) -> None:
    """Pilot platforms and incubators from the service data of their organisations."""
    for key, organisation in organisations.items():
        if organisation.kind == "pilot_platform" and organisation.state == "verified":
            pilots.create_platform(SYSTEM, organisation_id=organisation.id, demo=True, **_platform(key, organisation))


def _platform(key: str, organisation: Any) -> dict[str, Any]:
    profile = organisation.profile
    return {
        "name": organisation.name, "capability": organisation.description, "services": profile["services"],
        "places": profile["slots"], "accepting": True, "fee": _fees(profile["fees"]), "field_codes": [],
    }  # fmt: skip


def _fees(rows: Iterable[Mapping[str, Any]]) -> Text:
    zh = "；".join(f"{row['item']['zh']} {row['price_fen'] // 100} 元/{row['per']['zh']}" for row in rows)
    en = "; ".join(f"{row['item']['en']} CN¥{row['price_fen'] // 100:,} per {row['per']['en']}" for row in rows)
    return Text(zh, en)
