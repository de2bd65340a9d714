"""Members of an organisation: list, invite, change role, remove, leave; and the page of an invitation."""

from __future__ import annotations

from flask import Response, flash, request

from marketplace.accounts import queries
from marketplace.accounts.schemas.organisations import InviteSchema, RoleSchema
from marketplace.accounts.service import members as service
from marketplace.accounts.views import bp
from marketplace.accounts.views.organisations import chosen_organisation
from marketplace.core.forms import Form
from marketplace.core.http import actor, idempotent, page, redirect_to
from marketplace.core.i18n import _
from marketplace.core.policy import access


@bp.get("/members")
@access.signed_in
def members() -> Response:
    """Members, open invitations, and the form that invites."""
    if not actor().memberships and "organisation" not in request.args:
        return redirect_to("accounts.welcome")
    found = queries.members(actor(), chosen_organisation("owner"))
    return page("accounts/members.html", found=found, form=Form(InviteSchema, initial={"role": "member"}))


@bp.post("/organisations/<public_id>/invitations")
@access.signed_in
@idempotent
def member_invite(public_id: str) -> Response:
    """Send an invitation."""
    form = Form(InviteSchema, request.form)
    if form.is_valid():
        with form.catching():
            service.invite(actor(), public_id, **form.data)
            flash(_("The invitation is on its way to %(address)s.", address=form.data["email"]), "success")
            return redirect_to("accounts.members", organisation=public_id)
    return page("accounts/members.html", found=queries.members(actor(), public_id), form=form, status=form.status)


@bp.post("/organisations/<public_id>/invitations/<invitation>/revoke")
@access.signed_in
def invitation_revoke(public_id: str, invitation: str) -> Response:
    """Take an invitation back."""
    service.revoke_invitation(actor(), public_id, invitation)
    flash(_("The invitation was taken back."), "success")
    return redirect_to("accounts.members", organisation=public_id)


@bp.post("/organisations/<public_id>/members/<user>/role")
@access.signed_in
def member_role(public_id: str, user: str) -> Response:
    """Give a member another role."""
    service.change_role(actor(), public_id, user, **RoleSchema(unknown="exclude").load(request.form.to_dict()))
    flash(_("The role is changed."), "success")
    return redirect_to("accounts.members", organisation=public_id)


@bp.post("/organisations/<public_id>/members/<user>/remove")
@access.signed_in
def member_remove(public_id: str, user: str) -> Response:
    """End a membership; every right that came from it ends at once."""
    service.remove(actor(), public_id, user)
    flash(_("The membership has ended."), "success")
    return redirect_to("accounts.members", organisation=public_id)


@bp.post("/organisations/<public_id>/leave")
@access.signed_in
def member_leave(public_id: str) -> Response:
    """End one's own membership."""
    service.leave(actor(), public_id)
    flash(_("You have left the organisation."), "success")
    return redirect_to("accounts.settings")


@bp.get("/invitations/<token>")
@access.public
def invitation(token: str) -> Response:
    """What the invitation offers; accepting needs the account of the address it was sent to."""
    return page("accounts/invitation.html", found=service.invitation(token), token=token)


@bp.post("/invitations/<token>")
@access.signed_in
def invitation_accept(token: str) -> Response:
    """Join the organisation."""
    public_id = service.accept(actor(), token)
    flash(_("You are a member now."), "success")
    return redirect_to("accounts.organisation", public_id=public_id)
