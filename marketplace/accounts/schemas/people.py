"""What people send about themselves: sign-in, registration, passwords, codes, profile, tokens, broker record."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from marshmallow import Schema, fields, validate

from marketplace.accounts.schemas import vocabulary
from marketplace.accounts.schemas.labels import BROKER_LEVELS, KINDS, LANGUAGES, STAFF_ROLES, choices_of
from marketplace.core.fields import Bilingual, Code, Codes, PublicId, Trimmed
from marketplace.core.forms import ui
from marketplace.core.http import safe_next
from marketplace.core.i18n import l_

# One @, a dot in the domain, no blanks and no control characters; whether it works only a mail can tell.
_PART = r"[^\s@\x00-\x1f\x7f<>,;:\"\\()\[\]]+"
_ADDRESS = re.compile(rf"{_PART}@{_PART}\.[^\s@.<>,;:\"\\()\[\]]{{2,}}")


class EmailAddress(fields.String):
    """An address of at most 254 characters, full-width signs made plain."""

    # marshmallow's own Email field takes no lazy message, so it could not speak the language of the page.
    default_error_messages = {"invalid": l_("Enter an e-mail address such as name@example.org.")}

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> str:
        text = unicodedata.normalize("NFKC", str(super()._deserialize(value, attr, data, **options))).strip()
        if len(text) > 254 or not _ADDRESS.fullmatch(text):
            raise self.make_error("required" if not text else "invalid")
        return text


class Password(fields.String):
    """A password as typed: nothing is trimmed; its strength is checked by the service that stores it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        limit = 1024  # a longer one would only keep the hash busy
        self.validators.append(validate.Length(max=limit, error=l_("Use at most %(count)s characters.", count=limit)))


class ReturnPath(fields.String):
    """Where to go on: a path of this site, or nothing; an address elsewhere is dropped."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Any:
        return safe_next(str(value))


def _password(label: Any, autocomplete: str, hint: Any = None) -> Password:
    return Password(
        required=True, metadata=ui(label=label, hint=hint, control="password", autocomplete=autocomplete, maxlength=128)
    )


_EMAIL = ui(label=l_("E-mail address"), autocomplete="username", maxlength=254, spellcheck="false")
_NEW_PASSWORD_HINT = l_("At least 8 characters; a sentence of several words is easy to keep and hard to guess.")


class SignInSchema(Schema):
    """Address and password."""

    email = EmailAddress(required=True, metadata=_EMAIL)
    password = _password(l_("Password"), "current-password")
    next = ReturnPath(load_default=None, metadata=ui(label="", control="hidden"))


def _code(hint: Any) -> fields.Field[Any]:
    return Trimmed(
        required=True,
        max_length=40,
        metadata=ui(
            label=l_("One-time code"), hint=hint, autocomplete="one-time-code", inputmode="text",
            autocapitalize="characters", spellcheck="false",
        ),
    )  # fmt: skip


class CodeSchema(Schema):
    """A code of the authenticator app, or a recovery code."""

    code = _code(l_("Six figures from your authenticator app, or one of your recovery codes."))


class FirstCodeSchema(Schema):
    """The code that puts the second factor in force; recovery codes come with it."""

    code = _code(l_("Six figures from your authenticator app."))


class RegisterSchema(Schema):
    """A new account; the role only decides which kind of organisation is created or joined next."""

    wants = Code(
        choices_of(KINDS, "centre"),
        required=True,
        metadata=ui(
            label=l_("You work for"), hint=l_("Decides what you set up next; you can join other organisations later.")
        ),
    )
    name = Trimmed(required=True, max_length=80, metadata=ui(label=l_("Your name"), autocomplete="name"))
    email = EmailAddress(required=True, metadata=_EMAIL)
    password = _password(l_("Password"), "new-password", _NEW_PASSWORD_HINT)
    consent = fields.Boolean(
        required=True,
        validate=validate.Equal(True, error=l_("Without your consent we cannot keep an account.")),
        metadata=ui(
            label=l_("I have read the privacy statement and agree that my data are kept for this account."),
        ),
    )
    next = ReturnPath(load_default=None, metadata=ui(label="", control="hidden"))


class ConfirmSchema(Schema):
    """The password, asked for by the link of the confirmation mail."""

    password = _password(l_("Password"), "current-password", l_("The one you chose when you registered."))
    next = ReturnPath(load_default=None, metadata=ui(label="", control="hidden"))


class ResetRequestSchema(Schema):
    """The address whose password was forgotten."""

    email = EmailAddress(required=True, metadata=_EMAIL)


class NewPasswordSchema(Schema):
    """A new password, set through the link of a mail."""

    password = _password(l_("New password"), "new-password", _NEW_PASSWORD_HINT)


class PasswordChangeSchema(NewPasswordSchema):
    """A new password, set in the settings."""

    current = _password(l_("Present password"), "current-password")


class PasswordProofSchema(Schema):
    """The password again, before something that matters."""

    password = _password(l_("Password"), "current-password")


class ProfileSchema(Schema):
    """What others see of a person, and the language of mails."""

    name = Bilingual(required=True, max_length=80, metadata=ui(label=l_("Your name"), autocomplete="name"))
    phone = Trimmed(
        max_length=30,
        allow_none=True,
        validate=validate.Regexp(r"[+()\d -]{5,30}$", error=l_("Enter a telephone number.")),
        metadata=ui(label=l_("Telephone"), hint=l_("Never shown in public."), control="tel", autocomplete="tel"),
    )
    lang = Code(choices_of(LANGUAGES), required=True, metadata=ui(label=l_("Language of mails"), control="radios"))


class AddressSchema(PasswordProofSchema):
    """A new address; a link sent to it puts it in force."""

    email = EmailAddress(required=True, metadata={**_EMAIL, "label": l_("New e-mail address")})


TOKEN_DAYS = {"30": l_("30 days"), "90": l_("90 days"), "365": l_("One year")}


class TokenSchema(PasswordProofSchema):
    """An API token: what it is for, and for how long."""

    name = Trimmed(
        required=True, max_length=80, metadata=ui(label=l_("What it is for"), hint=l_("For example: nightly export"))
    )
    days = Code(choices_of(TOKEN_DAYS), required=True, metadata=ui(label=l_("Valid for")))


class BrokerSchema(Schema):
    """The professional record of a broker; the choices of agency are those of the person."""

    agency = PublicId(required=True, metadata=ui(label=l_("Agency"), control="select"))
    level = Code(choices_of(BROKER_LEVELS), required=True, metadata=ui(label=l_("Level")))
    certificate_number = Trimmed(max_length=60, allow_none=True, metadata=ui(label=l_("Certificate number")))
    issuer = Trimmed(max_length=120, allow_none=True, metadata=ui(label=l_("Issued by")))
    valid_to = fields.Date(
        allow_none=True,
        error_messages={"invalid": l_("Enter a date.")},
        metadata=ui(label=l_("Certificate valid until")),
    )
    field_codes = Codes(vocabulary.choices("field"), metadata=ui(label=l_("Fields of work")))
    introduction = Bilingual(max_length=2000, metadata=ui(label=l_("Introduction"), rows=4, maxlength=2000))

    def __init__(self, agencies: list[tuple[str, str]] | None = None, **options: Any) -> None:
        super().__init__(**options)
        agency = self.load_fields["agency"]  # a copy of this schema's own, but its metadata is shared
        agency.metadata = {**agency.metadata, "choices": lambda: agencies or []}


class ReasonSchema(Schema):
    """A reason, for steps that need one."""

    reason = Trimmed(
        required=True, max_length=1000, metadata=ui(label=l_("Reason"), control="textarea", rows=3, maxlength=1000)
    )


class StaffRoleSchema(Schema):
    """A role of the centre to give."""

    role = Code(choices_of(STAFF_ROLES), required=True, metadata=ui(label=l_("Role")))
