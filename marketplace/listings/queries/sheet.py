"""A content as a page shows it: one reading for the public page, the preview and the review."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from marketplace.core import clock
from marketplace.core.text import Text
from marketplace.listings.schemas.patents import phase
from marketplace.taxonomy import queries as taxonomy


@dataclass(frozen=True)
class MaturityView:
    """A level on its scale, with the number of levels the scale has."""

    scale_id: str
    scale: Text
    level: int
    levels: int
    label: Text
    stage: Text


@dataclass(frozen=True)
class FigureView:
    """A row of the key table; `gain` is the improvement over the incumbent in percent, positive = better."""

    metric: Text
    value: Decimal
    unit: str
    incumbent_value: Decimal | None
    condition: Text
    evidence: str | None
    evidence_note: Text
    gain: Decimal | None


@dataclass(frozen=True)
class BenefitView:
    """A green benefit; `verified` only when a body other than the owner checked it."""

    kind: str
    value: Decimal
    unit: str
    functional_unit: Text
    baseline: Text
    boundary: str | None
    method: str | None
    evidence_level: str
    verifier: str | None

    @property
    def verified(self) -> bool:
        return self.evidence_level == "verified" and bool(self.verifier and self.method)


@dataclass(frozen=True)
class PatentView:
    """A patent with its number as it may be written, and whether its status was read recently."""

    number: str
    kind: str
    title: Text
    patentee: str | None
    status: str | None
    phase: str | None
    status_as_of: date | None
    filed_on: date | None
    granted_on: date | None
    expires_on: date | None
    documents: tuple[str, ...]
    flags: tuple[str, ...]
    stale: bool


@dataclass(frozen=True)
class Sheet:
    """Everything a reader sees of a content; codes get their labels in the template."""

    content: Mapping[str, Any]
    maturity: MaturityView | None
    figures: tuple[FigureView, ...]
    benefits: tuple[BenefitView, ...]
    patents: tuple[PatentView, ...]
    ipc: tuple[taxonomy.Ipc, ...]
    completers: tuple[Mapping[str, Any], ...]
    completers_unnamed: int


def sheet(content: Mapping[str, Any], *, everybody: bool = False) -> Sheet:
    """Read a content for a page; `everybody` names the completers who are not named publicly too."""
    people = content.get("completers") or ()
    stale_after = taxonomy.rule("patent_status_age_days").integer
    return Sheet(
        content=content,
        maturity=_maturity(content.get("maturity")),
        figures=tuple(_figure(row) for row in content.get("figures") or ()),
        benefits=tuple(_benefit(row) for row in content.get("benefits") or ()),
        patents=tuple(_patent(row, stale_after) for row in content.get("patents") or ()),
        ipc=tuple(taxonomy.check_ipc(symbol) for symbol in content.get("ipc") or ()),
        completers=tuple(row for row in people if everybody or row["shown"]),
        completers_unnamed=0 if everybody else sum(not row["shown"] for row in people),
    )


def _maturity(stated: Any) -> MaturityView | None:
    scale = next((s for s in taxonomy.maturity_scales() if stated and s.scale_id == stated.scale_id), None)
    level = next((lv for lv in scale.levels if lv.level == stated.level), None) if scale else None
    if scale is None or level is None:
        return None
    return MaturityView(
        scale.scale_id, scale.label, level.level, len(scale.levels), level.label, taxonomy.label("stage", level.stage)
    )


def _figure(row: Mapping[str, Any]) -> FigureView:
    value, before = row["value"], row.get("incumbent_value")
    gain = None
    if before and row.get("better"):
        change = 100 * (value - before) / abs(before)
        gain = (change if row["better"] == "higher" else -change).quantize(Decimal("0.1"))
    return FigureView(
        row["metric"], value, row["unit"], before, row["condition"], row.get("evidence"), row["evidence_note"], gain
    )


def _benefit(row: Mapping[str, Any]) -> BenefitView:
    values: dict[str, Any] = {name: row.get(name) for name in BenefitView.__dataclass_fields__}
    return BenefitView(**values)


def _patent(row: Mapping[str, Any], stale_after: int) -> PatentView:
    number, now, as_of = row.get("application_number"), phase(row.get("status")), row.get("status_as_of")
    documents = tuple(row[name] for name in ("publication_number", "grant_number") if row.get(name))
    granted = now in ("in_force", "suspended")
    return PatentView(
        # Only a granted patent is written with ZL (V3).
        number=f"ZL{number}" if number and granted else number or documents[-1],
        kind=row["kind"], title=row["title"], patentee=row.get("patentee"), status=row.get("status"), phase=now,
        status_as_of=as_of, filed_on=row.get("filed_on"), granted_on=row.get("granted_on"),
        expires_on=row.get("expires_on"), documents=documents, flags=tuple(row.get("flags") or ()),
        stale=bool(as_of and (clock.today() - as_of).days > stale_after),
    )  # fmt: skip
