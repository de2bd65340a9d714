"""A person's own settings: profile, password, address, devices, second factor, tokens, broker record, own data."""

from __future__ import annotations

import flask
from flask import Response, flash, request

from marketplace.accounts import cookies, queries
from marketplace.accounts.schemas.people import (
    AddressSchema,
    BrokerSchema,
    CodeSchema,
    FirstCodeSchema,
    PasswordChangeSchema,
    PasswordProofSchema,
    ProfileSchema,
    TokenSchema,
)
from marketplace.accounts.service import brokers, people, profile, second_factor
from marketplace.accounts.views import bp
from marketplace.core.forms import Form
from marketplace.core.http import actor, page, redirect_to, safe_next
from marketplace.core.i18n import _
from marketplace.core.policy import access


@bp.get("/settings")
@access.signed_in
def settings() -> Response:
    """Everything about one's own account on one page, each part with its link."""
    return page(
        "accounts/settings.html",
        profile=queries.profile(actor()),
        devices=queries.devices(actor(), cookies.current_session_id()),
        tokens=queries.tokens(actor()),
        events=queries.own_history(actor()),
    )


@bp.get("/settings/profile")
@access.signed_in
def profile_edit() -> Response:
    """Name, telephone, language."""
    return page("accounts/profile.html", form=Form(ProfileSchema, initial=queries.profile(actor())))


@bp.post("/settings/profile")
@access.signed_in
def profile_save() -> Response:
    """Save them."""
    form = Form(ProfileSchema, request.form)
    if form.is_valid():
        profile.update_profile(actor(), data=form.data)
        flash(_("Saved."), "success")
        return redirect_to("accounts.settings")
    return page("accounts/profile.html", form=form, status=form.status)


@bp.get("/settings/password")
@access.signed_in
def password_edit() -> Response:
    """Present and new password."""
    return page("accounts/password_change.html", form=Form(PasswordChangeSchema))


@bp.post("/settings/password")
@access.signed_in
def password_save() -> Response:
    """Set it, sign every other device out, and give this one a new sign-in."""
    form = Form(PasswordChangeSchema, request.form)
    if form.is_valid():
        with form.catching():
            cookies.begin(profile.change_password(actor(), **form.data))
            flash(_("The new password is set. Other devices are signed out."), "success")
            return redirect_to("accounts.settings")
    return page("accounts/password_change.html", form=form, status=form.status)


@bp.get("/settings/address")
@access.signed_in
def address_edit() -> Response:
    """Ask for a new address and the password."""
    return page("accounts/address.html", form=Form(AddressSchema))


@bp.post("/settings/address")
@access.signed_in
def address_save() -> Response:
    """Send the link to the new address."""
    form = Form(AddressSchema, request.form)
    if form.is_valid():
        with form.catching():
            profile.ask_new_address(actor(), **form.data)
            flash(_("Open the link that was sent to the new address; until then the old one stays."), "info")
            return redirect_to("accounts.settings")
    return page("accounts/address.html", form=form, status=form.status)


@bp.get("/settings/address/<token>")
@access.signed_in
def address_confirm(token: str) -> Response:
    """The page behind the link; a button puts the address in force."""
    return page("accounts/address_confirm.html", token=token)


@bp.post("/settings/address/<token>")
@access.signed_in
def address_confirm_send(token: str) -> Response:
    """Put the new address in force."""
    profile.confirm_new_address(actor(), token=token)
    flash(_("The new address is in force."), "success")
    return redirect_to("accounts.settings")


@bp.post("/settings/devices/<public_id>/end")
@access.signed_in
def device_end(public_id: str) -> Response:
    """Sign one device out."""
    profile.end_device(actor(), public_id)
    flash(_("The device is signed out."), "success")
    return redirect_to("accounts.settings", _anchor="devices")


@bp.post("/settings/devices/end")
@access.signed_in
def devices_end() -> Response:
    """Sign every other device out."""
    profile.end_other_devices(actor(), keep=cookies.current_session_id())
    flash(_("All other devices are signed out."), "success")
    return redirect_to("accounts.settings", _anchor="devices")


@bp.get("/settings/tokens/new")
@access.signed_in
def token_new() -> Response:
    """What a new API token is for."""
    return page("accounts/token_new.html", form=Form(TokenSchema, initial={"days": "90"}))


@bp.post("/settings/tokens/new")
@access.signed_in
def token_create() -> Response:
    """Create the token and show it this one time."""
    form = Form(TokenSchema, request.form)
    if form.is_valid():
        entries = {**form.data, "days": int(form.data["days"])}
        with form.catching():
            token = profile.create_token(actor(), **entries)
            return page("accounts/token_shown.html", token=token, name=form.data["name"])
    return page("accounts/token_new.html", form=form, status=form.status)


@bp.post("/settings/tokens/<public_id>/revoke")
@access.signed_in
def token_revoke(public_id: str) -> Response:
    """Stop a token."""
    profile.revoke_token(actor(), public_id)
    flash(_("The token no longer works."), "success")
    return redirect_to("accounts.settings", _anchor="tokens")


def _offer() -> second_factor.Offer:
    """The secret shown to this browser; the same one until it is in force."""
    offer = second_factor.offer(actor(), flask.session.get("offered_secret"))
    flask.session["offered_secret"] = offer.secret
    return offer


def _second_factor(form: Form, offer: second_factor.Offer | None) -> Response:
    return page(
        "accounts/second_factor.html", profile=queries.profile(actor()), offer=offer, form=form, wanted=_wanted(),
        status=form.status,
    )  # fmt: skip


def _wanted() -> str | None:
    """The page that somebody was on the way to when sleeping roles led here."""
    return safe_next(request.args.get("next"))


@bp.get("/settings/second-factor")
@access.signed_in
def second_factor_page() -> Response:
    """Set the second factor up with a picture, or see that it is set up."""
    if queries.profile(actor()).second_factor:
        return _second_factor(Form(CodeSchema), None)
    return _second_factor(Form(FirstCodeSchema), _offer())


@bp.post("/settings/second-factor")
@access.signed_in
def second_factor_on() -> Response:
    """Put the second factor in force and show the recovery codes this one time."""
    form, offer, here = Form(FirstCodeSchema, request.form), _offer(), cookies.current_session_id()
    if form.is_valid():
        with form.catching():
            code = form.data["code"]
            codes = second_factor.enable(actor(), secret=offer.secret, code=code, keep_session=here)
            flask.session.pop("offered_secret", None)
            return page("accounts/recovery_codes.html", codes=codes, wanted=_wanted())
    return _second_factor(form, offer)


@bp.post("/settings/second-factor/off")
@access.signed_in
def second_factor_off() -> Response:
    """Turn the second factor off."""
    form = Form(CodeSchema, request.form)
    if form.is_valid():
        with form.catching():
            second_factor.disable(actor(), code=form.data["code"])
            flash(_("The second factor is turned off."), "warning")
            return redirect_to("accounts.settings")
    return _second_factor(form, None)


@bp.post("/settings/second-factor/codes")
@access.signed_in
def recovery_codes() -> Response:
    """Make ten new recovery codes and show them this one time."""
    form = Form(CodeSchema, request.form)
    if form.is_valid():
        with form.catching():
            codes = second_factor.renew_recovery_codes(actor(), code=form.data["code"])
            return page("accounts/recovery_codes.html", codes=codes)
    return _second_factor(form, None)


def _broker_schema() -> BrokerSchema:
    places = [m for m in actor().memberships if m.organisation_kind == "broker_agency"]
    return BrokerSchema(agencies=[(m.organisation_public_id, m.organisation_name) for m in places])


@bp.get("/settings/broker")
@access.roles("broker")
def broker_edit() -> Response:
    """The professional record of a broker."""
    return page("accounts/broker.html", form=Form(_broker_schema(), initial=queries.broker_record(actor())))


@bp.post("/settings/broker")
@access.roles("broker")
def broker_save() -> Response:
    """Save it."""
    form = Form(_broker_schema(), request.form)
    if form.is_valid():
        with form.catching():
            brokers.save_profile(actor(), data=form.data)
            flash(_("Saved."), "success")
            return redirect_to("accounts.settings")
    return page("accounts/broker.html", form=form, status=form.status)


@bp.get("/settings/data")
@access.signed_in
def own_data() -> Response:
    """A copy of what is kept about oneself, as JSON."""
    answer = flask.jsonify(queries.own_data(actor()))
    answer.headers["Content-Disposition"] = "attachment; filename=my-data.json"
    return answer


@bp.get("/settings/close")
@access.signed_in
def close() -> Response:
    """What closing the account means, and the password."""
    return page("accounts/close.html", form=Form(PasswordProofSchema))


@bp.post("/settings/close")
@access.signed_in
def close_send() -> Response:
    """Close the account and take the personal data out."""
    form = Form(PasswordProofSchema, request.form)
    if form.is_valid():
        with form.catching():
            people.close_own(actor(), password=form.data["password"])
            cookies.end()
            flash(_("Your account is closed."), "success")
            return redirect_to("site.home")
    return page("accounts/close.html", form=form, status=form.status)
