"""What people send about organisations: entries, papers, decisions, invitations; and what programs get."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from marshmallow import Schema, ValidationError, fields, post_load, validate, validates_schema

from marketplace.accounts.schemas import vocabulary
from marketplace.accounts.schemas.labels import KINDS, MEMBER_ROLE_HINTS, MEMBER_ROLES, SIZES, choices_of
from marketplace.accounts.schemas.people import EmailAddress
from marketplace.core import clock
from marketplace.core.fields import Bilingual, Code, Trimmed
from marketplace.core.forms import ui
from marketplace.core.i18n import l_
from search.analysis.identifiers import parse_uscc


class CreditCode(Trimmed):
    """A unified social credit code (GB 32100-2015): 18 characters, the last one checks the others (V1)."""

    default_error_messages = {
        "check": l_("This is not a unified social credit code: 18 figures and letters without I, O, S, V, Z, the last "
                    "one a check character. Compare it with the licence."),
    }  # fmt: skip

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Any:
        text = super()._deserialize(value, attr, data, **options)
        if text is None:
            return None
        code = parse_uscc(text)
        if code is None:
            raise self.make_error("check")
        return code


class WebAddress(Trimmed):
    """An address of a web site, http or https only; it becomes a link on a public page."""

    default_error_messages = {"address": l_("Enter an address such as https://www.example.org.")}

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Any:
        text = super()._deserialize(value, attr, data, **options)
        if text is None:
            return None
        text = text if "://" in text else f"https://{text}"
        try:
            parts = urlsplit(text)
        except ValueError as error:
            raise self.make_error("address") from error
        if parts.scheme not in ("http", "https") or "." not in (parts.hostname or "") or parts.username or " " in text:
            raise self.make_error("address")
        return text


class OrganisationSchema(Schema):
    """The entries of an organisation."""

    kind = Code(choices_of(KINDS, "centre"), required=True, metadata=ui(label=l_("Kind of organisation")))
    name = Bilingual(
        required=True, max_length=120, metadata=ui(label=l_("Full name"), hint=l_("As on the licence."))
    )  # fmt: skip
    foreign = fields.Boolean(
        load_default=False,
        metadata=ui(
            label=l_("Registered outside mainland China"),
            hint=l_("Such bodies have no credit code; the centre checks the papers you upload."),
        ),
    )
    uscc = CreditCode(
        allow_none=True,
        max_length=40,
        metadata=ui(
            label=l_("Unified social credit code"),
            hint=l_("18 characters, on the licence. Needed before you apply for verification."),
            spellcheck="false",
            autocapitalize="characters",
        ),
    )
    region_code = Code(vocabulary.regions, allow_none=True, metadata=ui(label=l_("City, prefecture or province")))
    state_owned = fields.Boolean(load_default=False, metadata=ui(label=l_("State-owned enterprise")))
    state_set_up = fields.Boolean(
        load_default=False,
        metadata=ui(
            label=l_("Set up by the state"),
            hint=l_("Public universities and institutes: the transformation law applies to their results."),
        ),
    )
    sme_size = Code(
        choices_of(SIZES),
        allow_none=True,
        metadata=ui(label=l_("Size of the enterprise"), hint=l_("Leave empty for large enterprises and other bodies.")),
    )
    address = Trimmed(max_length=200, allow_none=True, metadata=ui(label=l_("Address"), autocomplete="street-address"))
    website = WebAddress(max_length=200, allow_none=True, metadata=ui(label=l_("Web site"), control="url"))
    description = Bilingual(
        max_length=4000, metadata=ui(label=l_("What you do"), rows=5, maxlength=4000)
    )  # fmt: skip

    @validates_schema
    def _flags_fit_the_kind(self, data: dict[str, Any], **_options: Any) -> None:
        if data.get("kind") != "enterprise" and (data.get("state_owned") or data.get("sme_size")):
            names = [name for name in ("state_owned", "sme_size") if data.get(name)]
            raise ValidationError({name: [l_("This is only for enterprises.")] for name in names})
        if data.get("foreign") and data.get("uscc"):
            raise ValidationError({"uscc": [l_("A body registered elsewhere has no credit code.")]})


def entry_labels() -> dict[str, Any]:
    """The label of each entry, for histories; `role` is that of a member."""
    fields_of = OrganisationSchema().fields
    return {name: field.metadata["label"] for name, field in fields_of.items()} | {"role": l_("Role")}


class OrganisationEditSchema(OrganisationSchema):
    """The entries with the version they were read at."""

    version = fields.Integer(required=True, metadata=ui(label="", control="hidden"))


class PapersSchema(Schema):
    """The papers of an application; those uploaded earlier are kept when left empty."""

    licence = fields.Raw(
        metadata=ui(
            label=l_("Licence or certificate of the legal person"),
            hint=l_("PDF, PNG or JPG."),
            control="file",
            accept=".pdf,.png,.jpg,.jpeg",
        )
    )
    authority = fields.Raw(
        metadata=ui(
            label=l_("Letter of authority"),
            hint=l_("Signed and sealed, PDF, PNG or JPG. A template is on this page."),
            control="file",
            accept=".pdf,.png,.jpg,.jpeg",
        )
    )


class VerifySchema(Schema):
    """A positive decision and its end."""

    valid_until = fields.Date(
        required=True,
        error_messages={"invalid": l_("Enter a date.")},
        metadata=ui(label=l_("Valid until"), control="date"),
    )


def a_year_ahead() -> dict[str, Any]:
    """The date offered first."""
    return {"valid_until": clock.today() + timedelta(days=365)}


def _roles_with_hints() -> list[Any]:
    return [(code, label, MEMBER_ROLE_HINTS[code]) for code, label in MEMBER_ROLES.items()]


class RoleSchema(Schema):
    """A role inside an organisation."""

    role = Code(
        choices_of(MEMBER_ROLES),
        required=True,
        metadata=ui(label=l_("Role"), choices=_roles_with_hints, control="radios"),
    )


class InviteSchema(RoleSchema):
    """An invitation to an address."""

    email = EmailAddress(required=True, metadata=ui(label=l_("E-mail address"), autocomplete="off", maxlength=254))


class FilterSchema(Schema):
    """What narrows the public list."""

    q = Trimmed(max_length=100, load_default=None, metadata=ui(label=l_("Name contains"), control="search"))
    kind = Code(choices_of(KINDS), load_default=None, metadata=ui(label=l_("Kind of organisation"), unchosen=l_("All")))
    region = Code(
        vocabulary.regions, listed_at="/api/v1/taxonomy/codes/region", load_default=None,
        metadata=ui(label=l_("Region"), unchosen=l_("All")),
    )  # fmt: skip


_PAGES = l_("Enter a whole number from 1 to %(limit)s.", limit=1000)


class PageSchema(FilterSchema):
    """The public list as programs ask for it."""

    page = fields.Integer(
        load_default=1,
        error_messages={"invalid": _PAGES},
        validate=validate.Range(1, 1000, error=_PAGES),
    )

    @post_load
    def _none_is_absent(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        return {"text": data.pop("q", None), "number": data.pop("page", 1), **data}


class OrganisationOut(Schema):
    """An organisation as programs see it."""

    id = fields.String(attribute="public_id")
    name = Bilingual()
    kind = fields.String()
    region = fields.String(attribute="region_code", allow_none=True)
    verified = fields.Boolean()
    description = Bilingual()


class OrganisationListOut(Schema):
    """A page of organisations."""

    items = fields.List(fields.Nested(OrganisationOut))
    total = fields.Integer()
    page = fields.Integer(attribute="number")
    size = fields.Integer()


class MembershipOut(Schema):
    """One's own place in an organisation."""

    organisation = fields.String(attribute="organisation_public_id")
    name = fields.String(attribute="organisation_name")
    kind = fields.String(attribute="organisation_kind")
    role = fields.String()
    verified = fields.Boolean()


class MeOut(Schema):
    """Who a program acts for, and what it may do."""

    id = fields.String(attribute="public_id")
    name = fields.String()
    email = fields.String()
    language = fields.String(attribute="lang")
    roles = fields.List(fields.String())
    memberships = fields.List(fields.Nested(MembershipOut))
    asleep = fields.Boolean(
        metadata={"description": "whether roles and memberships are held but wait for a second factor"}
    )
