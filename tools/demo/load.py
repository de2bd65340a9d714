"""Loads the committed pack through the marketplace's own verbs, dated relative to today."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from marketplace.accounts.service import loading as accounts
from marketplace.core.money import fen_to_wan
from marketplace.core.policy import SYSTEM
from marketplace.core.text import Text
from marketplace.core.unit import unit
from marketplace.incubation import service as incubation
from marketplace.listings import service as listings
from marketplace.needs import service as needs
from marketplace.pilots import service as pilots
from tools.demo import play, play_listings, play_needs, vectors, year
from tools.demo.accounts import DEMO_PASSWORD
from tools.demo.pack import pack
from tools.demo.stage import Stage, day, number

Step = Callable[[str], AbstractContextManager[None]]


def run(step: Step, data: Path) -> None:
    """Load the catalogue in one unit of work, so that a killed start leaves nothing half, and leave the year to play.

    The year of enquiries and deals follows while the site already serves (tools.demo.year).
    """
    with unit():
        with step("loading demo organisations and people"):
            organisations = accounts.load_organisations(SYSTEM, pack("organisations"))
            people = accounts.load_people(SYSTEM, pack("people"), organisations, password=DEMO_PASSWORD)
            stage = Stage({}, {}, organisations, people, _owners(pack("people")))
            _places(stage)
        with step("loading demo results and patents"):
            _listings(stage)
        with step("loading demo needs"):
            stage.needs = _needs(pack("needs"), organisations, people)
            play_needs.settle(stage, pack("needs"), {row["need"] for row in pack("enquiries")})
        vectors.load()
        play.delivered()
        year.leave(data, stage)  # before the commit: a file without its rows is replaced by the next start


def _owners(people: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    places = ((place, row["key"]) for row in people for place in row["memberships"] if place["role"] == "owner")
    return {place["organisation"]: person for place, person in places if place["ended_days_ago"] is None}


def load_listings(rows: Iterable[Mapping[str, Any]], owners: Mapping[str, str]) -> dict[str, str]:
    """Load published listing rows; returns public ids by the key of the row."""
    kept = list(rows)
    loaded = listings.load_published(SYSTEM, [_listing(row, owners) for row in kept])
    return dict(zip((row["key"] for row in kept), loaded.public_ids, strict=True))


def _listings(stage: Stage) -> None:
    """The whole catalogue: what is published at once, then the few that are in another state."""
    rows = pack("listings")
    published = [row for row in rows if row["published_days_ago"] is not None]
    stage.listings = load_listings(published, {key: row.public_id for key, row in stage.organisations.items()})
    for row in rows:
        if row["published_days_ago"] is None:
            play_listings.draft(stage, row, _content(row))
        elif row["state"] in ("paused", "held", "withdrawn"):
            play_listings.move(stage, row)


def _content(row: Mapping[str, Any]) -> dict[str, Any]:
    """The content of a row as listings.schemas.ContentSchema reads it."""
    content = dict(row["content"])
    findings = content.pop("findings", None)
    content.pop("keywords_en", None)
    if findings and not content.get("solution"):
        content["solution"] = findings
    content["attestation_date"] = _day(content.pop("attestation_days_ago"))
    content["patents"] = [_patent(patent) for patent in content["patents"]]
    for bound in ("price_min", "price_max"):  # schemas read amounts in 万元, as people write them
        fen = content.pop(f"{bound}_fen", None)
        content[bound] = None if fen is None else f"{fen_to_wan(fen):f}"
    return content


def _listing(row: Mapping[str, Any], owners: Mapping[str, str]) -> dict[str, Any]:
    """A row of the pack as listings.schemas.LoadSchema reads it."""
    return {
        **_content(row),
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
    return day(days_ago).isoformat()


def _needs(rows: Iterable[Mapping[str, Any]], organisations: Any, people: Any) -> dict[str, Any]:
    """Load the published needs, all of them open; the owner of an enterprise is their author."""
    open_rows = [_need(row, organisations, people) for row in rows if row["published_days_ago"] is not None]
    return needs.load_published(SYSTEM, open_rows)


def _need(row: Mapping[str, Any], organisations: Any, people: Any) -> dict[str, Any]:
    due = row["deadline_in_days"]
    texts = ("title", "process", "problem", "limits", "tried", "quantity")
    kept = ("key", "keywords", "field_codes", "technology_codes", "cooperation_modes", "budget_min_fen",
            "budget_max_fen", "region_code", "anonymity", "demo")  # fmt: skip
    return {
        **{name: row[name] for name in kept},
        **{name: Text.of(row[name]) for name in texts},
        "owner_id": organisations[row["owner"]].id,
        "created_by": people[row["author"]].id,
        "published_on": day(row["published_days_ago"]),
        "deadline": day(-due) if due is not None else None,
        "maturity_level": str(row["maturity_level"]) if row["maturity_level"] else None,
        "targets": [
            {"name": Text.of(t["name"]), "present": number(t["present"]),
             "target": number(t["target"]), "unit": t["unit"]}
            for t in row["targets"]
        ],
    }  # fmt: skip


def _places(stage: Stage) -> None:
    """Pilot platforms and incubators from the service data of their organisations."""
    for row in pack("organisations"):
        organisation, profile = stage.organisations[row["key"]], row["profile"]
        if organisation.state != "verified":
            continue
        if organisation.kind == "pilot_platform":
            made = pilots.create_platform(
                SYSTEM, organisation_id=organisation.id, demo=True, name=organisation.name,
                capability=organisation.description, services=profile["services"], places=profile["slots"],
                accepting=True, fee=_fees(profile["fees"]), field_codes=row["field_codes"],
            )  # fmt: skip
            stage.platforms[row["key"]] = made.public_id
        if organisation.kind == "incubator":
            case = incubation.create_incubator(
                SYSTEM, organisation_id=organisation.id, demo=True, name=organisation.name,
                services=organisation.description, field_codes=row["field_codes"], area_m2=profile["area_m2"],
                places=profile["tenants"], accepting=True,
            )  # fmt: skip
            stage.incubators[row["key"]] = case.public_id


def _fees(rows: Iterable[Mapping[str, Any]]) -> Text:
    zh = "；".join(f"{row['item']['zh']} {row['price_fen'] // 100} 元/{row['per']['zh']}" for row in rows)
    en = "; ".join(f"{row['item']['en']} CN¥{row['price_fen'] // 100:,} per {row['per']['en']}" for row in rows)
    return Text(zh, en)
