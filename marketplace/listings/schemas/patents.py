"""A patent as the register shows it, with the checks of numbers, kinds, dates and status (V2 to V7)."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from marshmallow import ValidationError, fields, post_load, validates_schema

from marketplace.core.fields import Bilingual, Trimmed
from marketplace.core.forms import ui
from marketplace.core.i18n import l_
from marketplace.listings.schemas.fields import Day, Listed, ListedCodes
from marketplace.listings.schemas.parts import RowSchema
from marketplace.taxonomy import queries as taxonomy
from search.analysis.identifiers import Application, parse_application, parse_publication

Faults = dict[str, Any]


class ApplicationNumber(fields.String):
    """A Chinese application number in any spelling, kept as `202210123456.7`; the check digit must be right (V2)."""

    default_error_messages = {
        "invalid": l_("This is not a Chinese application number. Write it like 202210123456.7."),
        "check": l_("The check digit is wrong or missing: the digits demand %(expected)s."),
    }

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Any:
        text = str(value).strip()
        if not text:
            return None
        found = parse_application(text)
        if found is None:
            raise self.make_error("invalid")
        if not found.check or not found.check_is_right:
            raise ValidationError(
                l_("The check digit is wrong or missing: the digits demand %(expected)s.", expected=found.canonical)
            )
        return found


class PublicationNumber(fields.String):
    """A Chinese publication number with its kind letter, kept as `CN114567890A`; digit and kind agree (V5)."""

    default_error_messages = {
        "invalid": l_("This is not a Chinese publication number. Write it like CN114567890A."),
        "kind": l_("The first digit and the kind letter of the number do not belong together."),
    }

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Any:
        text = str(value).strip()
        if not text:
            return None
        found = parse_publication(text)
        if found is None or not found.kind:
            raise self.make_error("invalid")
        if not found.kind_fits:
            raise self.make_error("kind")
        return found.canonical


class PatentSchema(RowSchema):
    """A patent or an application for one."""

    application_number = ApplicationNumber(
        load_default=None, allow_none=True,
        metadata=ui(label=l_("Application number"), hint=l_("With its check digit; ZL only for a granted patent.")),
    )  # fmt: skip
    kind = Listed("patent_kind", required=True, metadata=ui(label=l_("Kind")))
    title = Bilingual(max_length=300, load_default=None, metadata=ui(label=l_("Title of the patent")))
    patentee = Trimmed(
        max_length=300, load_default=None, allow_none=True, metadata=ui(label=l_("Patentee in the register"))
    )
    filed_on = Day(load_default=None, allow_none=True, metadata=ui(label=l_("Filing date")))
    priority_on = Day(load_default=None, allow_none=True, metadata=ui(label=l_("Priority date")))
    publication_number = PublicationNumber(
        load_default=None, allow_none=True, metadata=ui(label=l_("Publication number of the application"))
    )
    published_on = Day(load_default=None, allow_none=True, metadata=ui(label=l_("Published on")))
    grant_number = PublicationNumber(
        load_default=None, allow_none=True, metadata=ui(label=l_("Publication number of the grant"))
    )
    granted_on = Day(load_default=None, allow_none=True, metadata=ui(label=l_("Granted on")))
    compensation_days = fields.Integer(
        load_default=0, validate=lambda days: 0 <= days <= 1826,
        error_messages={"invalid": l_("Enter a whole number of days."),
                        "validator_failed": l_("Enter a whole number of days.")},
        metadata=ui(label=l_("Term compensation"), unit=l_("days")),
    )  # fmt: skip
    expires_on = Day(
        load_default=None, allow_none=True,
        metadata=ui(label=l_("Expires on"), hint=l_("Leave it empty: it is computed from the filing date.")),
    )  # fmt: skip
    status = Listed("patent_status", load_default=None, allow_none=True, metadata=ui(label=l_("Legal status")))
    status_as_of = Day(load_default=None, allow_none=True, metadata=ui(label=l_("Status read on")))
    flags = ListedCodes("patent_flag", load_default=list, metadata=ui(label=l_("Entries in the register")))
    sibling_number = ApplicationNumber(
        load_default=None, allow_none=True,
        metadata=ui(label=l_("Application filed on the same day"),
                    hint=l_("The utility model ends when the invention is granted.")),
    )  # fmt: skip

    @validates_schema
    def check(self, data: dict[str, Any], **_options: Any) -> None:
        faults: Faults = {}
        if not (data.get("application_number") or data.get("publication_number") or data.get("grant_number")):
            faults["application_number"] = [l_("Enter the application number or a publication number.")]
        _numbers(data, faults)
        _status(data, faults)
        _dates(data, faults)
        if not faults:
            _expiry(data, faults)
        if faults:
            raise ValidationError(faults)

    @post_load
    def finish(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        for name in ("application_number", "sibling_number"):
            data[name] = data[name].canonical if data.get(name) else None
        if data.get("filed_on") and not data.get("expires_on"):
            data["expires_on"] = expiry(data["kind"], data["filed_on"], data["compensation_days"])
        return data


def expiry(kind: str, filed_on: date, compensation_days: int = 0) -> date:
    """The last day of the term: filing date + term of the kind on that date (patent law, art. 42) + compensation.

    The term is the rule parameter patent_term_years.<kind> in force on the filing date. Raises RuleMissing.
    """
    years = taxonomy.rule(f"patent_term_years.{kind}", taxonomy.CHINA, filed_on).integer
    try:
        end = filed_on.replace(year=filed_on.year + years)
    except ValueError:  # 29 February
        end = filed_on.replace(year=filed_on.year + years, day=28)
    return end + timedelta(days=compensation_days)


def phase(status: str | None) -> str | None:
    """pending, in_force, suspended or ended; None without a status."""
    term = taxonomy.code("patent_status", status) if status else None
    return str(term.facts["phase"]) if term else None


def _numbers(data: dict[str, Any], faults: Faults) -> None:
    facts = term.facts if (term := taxonomy.code("patent_kind", data["kind"])) else {}
    number: Application | None = data.get("application_number")
    if number and number.type_digit not in facts["number_digits"]:
        faults["kind"] = [l_("The number belongs to another kind of patent.")]  # V4
    for name, wanted in (("publication_number", "A"), ("grant_number", "BCUYSD")):
        published: str | None = data.get(name)
        if published and published[2] != facts["publication_digit"]:
            faults.setdefault(name, []).append(l_("The number belongs to another kind of patent."))
        elif published and published[-1] not in wanted:
            faults.setdefault(name, []).append(
                l_("A published application ends in A.") if wanted == "A"
                else l_("A granted patent ends in B, C, U, Y, S or D.")
            )  # fmt: skip


def _status(data: dict[str, Any], faults: Faults) -> None:
    granted = phase(data.get("status")) in ("in_force", "suspended") or bool(
        data.get("granted_on") or data.get("grant_number")
    )
    if phase(data.get("status")) == "pending" and (data.get("granted_on") or data.get("grant_number")):
        faults["status"] = [l_("A granted patent cannot have the status of a pending application.")]
    number: Application | None = data.get("application_number")
    if number and number.granted_form and not granted:
        faults["application_number"] = [l_("ZL stands only before the number of a granted patent.")]  # V3
    if bool(data.get("status")) != bool(data.get("status_as_of")):
        name = "status_as_of" if data.get("status") else "status"
        faults[name] = [l_("A legal status is stated together with the day it was read.")]


def _dates(data: dict[str, Any], faults: Faults) -> None:
    """V6: priority ≤ filing ≤ publication ≤ grant ≤ expiry, as far as they are stated."""
    stated = [
        (name, data[name])
        for name in ("priority_on", "filed_on", "published_on", "granted_on", "expires_on")
        if data.get(name)
    ]
    for (_earlier, before), (name, after) in pairwise(stated):
        if after < before:
            faults[name] = [l_("The dates are out of order: priority, filing, publication, grant, expiry.")]


def _expiry(data: dict[str, Any], faults: Faults) -> None:
    """V7: the expiry stated is the one the law gives."""
    if data["compensation_days"] and data["kind"] != "invention":
        faults["compensation_days"] = [l_("Only inventions have a compensated term.")]
    elif data.get("filed_on") and data.get("expires_on"):
        expected = expiry(data["kind"], data["filed_on"], data["compensation_days"])
        if data["expires_on"] != expected:
            faults["expires_on"] = [l_("The term from the filing date ends on %(day)s.", day=expected.isoformat())]
