"""Listings for tests: complete content, and listings in any state."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from marketplace.accounts.models import Organisation, User
from marketplace.core import clock
from marketplace.core.policy import SYSTEM, Actor
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.listings import service
from marketplace.listings.models import Listing
from marketplace.listings.queries.facts import open_change, stamp
from marketplace.listings.schemas import Maturity
from marketplace.listings.service.content import write
from marketplace.listings.service.versions import add_version, fresh
from search.analysis.identifiers import cn_patent_check
from tests.factories.accounts import actor, make_officer, make_organisation

_numbers = itertools.count(1)
NEVER_PUBLISHED = ("draft", "submitted", "secrecy_review", "compliance_review", "returned", "rejected")


def application_number(year: int = 2022, type_digit: str = "1") -> str:
    """A number with a right check digit; each call answers another one."""
    body = f"{year}{type_digit}{next(_numbers):07d}"
    return f"{body}.{cn_patent_check(body)}"


def make_patent(**values: Any) -> dict[str, Any]:
    """A granted invention as the schema gives it, read in the register today."""
    serial = f"{next(_numbers):09d}"[1:]
    return {
        "application_number": application_number(), "kind": "invention", "title": Text("一种储氢容器", None),
        "patentee": None, "filed_on": date(2022, 3, 1), "priority_on": None,
        "publication_number": f"CN1{serial}A", "published_on": date(2022, 9, 2),
        "grant_number": f"CN1{serial}B", "granted_on": date(2024, 2, 6), "compensation_days": 0,
        "expires_on": date(2042, 3, 1), "status": "in_force", "status_as_of": clock.today(), "flags": [],
        "sibling_number": None, **values,
    }  # fmt: skip


def make_figure(**values: Any) -> dict[str, Any]:
    """A figure against the incumbent."""
    return {
        "metric": Text("单位电耗", "Electricity per unit"), "value": Decimal("4.3"), "unit": "kWh/Nm³",
        "incumbent_value": Decimal("4.8"), "better": "lower",
        "condition": Text("50 kW 样机连续 500 小时", "50 kW sample, 500 h without break"),
        "evidence": "third_party_test", "evidence_note": Text("检测报告", "Test report"), **values,
    }  # fmt: skip


def make_benefit(**values: Any) -> dict[str, Any]:
    """A verified carbon benefit."""
    return {
        "kind": "greenhouse_gas", "value": Decimal("0.4"), "unit": "t_co2e",
        "functional_unit": Text("每吨产品", "per tonne of product"), "baseline": Text("现有电解槽", "Present cells"),
        "boundary": "gate_to_gate", "method": "product_carbon_footprint", "evidence_level": "verified",
        "verifier": "示例核查机构", **values,
    }  # fmt: skip


def content(**values: Any) -> dict[str, Any]:
    """Content that meets every rule of publication."""
    number = next(_numbers)
    return {
        "title": Text(f"碱性电解水制氢电极 {number}", f"Electrode for alkaline electrolysis {number}"),
        "summary": Text("把制氢电耗降低一成", "Cuts the electricity of hydrogen by a tenth"),
        "problem": Text("制氢电耗高", "Hydrogen takes too much electricity"),
        "incumbent": Text("镍网电极", "Nickel mesh electrodes"),
        "solution": Text("多孔镍钼涂层", "Porous nickel molybdenum coating"),
        "field_codes": ["hydrogen"], "technology_codes": [], "green_class_codes": ["clean.hydrogen_production"],
        "keywords": ["电解水", "制氢"], "figures": [make_figure()], "no_figures_reason": Text(),
        "maturity": Maturity("trl_9", 5), "maturity_evidence": Text("50 kW 样机检测报告", "Report on a 50 kW sample"),
        "missing_to_scale": Text("兆瓦级放大", "Scale-up to one megawatt"), "pilot_need": Text("试验场地", "A site"),
        "deal_modes": ["licence", "pilot_first"], "licence_kinds": ["ordinary"], "price_disclosure": "stated",
        "price_min": 120_000_000, "price_max": None, "pricing_mode": None, "terms_note": Text(),
        "benefits": [make_benefit()], "rights_types": ["patent"], "ipc": ["C25B 11/04"], "patents": [make_patent()],
        "completers": [{"name": Text("示例完成人", "Example Person"), "contribution": Text("总体设计", "Design"),
                        "shown": True}],
        "register_number": None, "funding_source": Text(), "project_no": None, "march_in": False,
        "secrecy_level": "public", "attestation_reviewer": "示例审查员", "attestation_date": date(2024, 5, 6),
        "attestation_number": "示例〔2024〕1号", "attachments": [], **values,
    }  # fmt: skip


def make_listing(
    owner: Organisation | None = None,
    author: User | None = None,
    *,
    state: str = "published",
    kind: str = "result",
    record: dict[str, Any] | None = None,
    **values: Any,
) -> Listing:
    """A complete listing in any state; `values` are entries of its content, `record` other columns."""
    owner = owner or make_organisation("university")
    author = author or make_officer(owner)
    listing = Listing(kind=kind, owner_id=owner.id, created_by_id=author.id, state=state)
    if state == "held":
        listing.held_from, listing.hold_cause = "published", "complaint"
    session().add(listing)
    wanted = content(**values)
    write(listing, wanted)
    session().flush()
    if state not in NEVER_PUBLISHED:
        listing.published_at = clock.now()
        listing.reviewed_on = clock.today()
        fresh(listing)
        add_version(SYSTEM, listing, wanted)
    if state == "expired":
        listing.expires_on = clock.today() - timedelta(days=1)
    if state == "withdrawn":
        listing.availability = "withdrawn"
    for name, value in (record or {}).items():
        setattr(listing, name, value)
    session().flush()
    return listing


def owner_of(listing: Listing) -> Actor:
    """The author of the listing, as the site would load him."""
    return actor(session().get_one(User, listing.created_by_id))


def save(listing: Listing, **values: Any) -> service.Saved:
    """What the editor does: the author saves entries on top of what is there."""
    version = stamp(open_change(listing) or listing)
    return service.save(owner_of(listing), listing.public_id, version=version, **values)


def review(reviewer: Actor, listing: Listing) -> None:
    """Everything a reviewer does up to the decision."""
    service.claim(reviewer, listing.public_id)
    service.open_review(reviewer, listing.public_id)
    service.clear_secrecy(reviewer, listing.public_id)
    service.tag_export(reviewer, listing.public_id, export_class="free")
