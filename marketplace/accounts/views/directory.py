"""Public directories: organisations and technology brokers."""

from __future__ import annotations

from flask import Response, request

from marketplace.accounts import queries
from marketplace.accounts.schemas import vocabulary
from marketplace.accounts.schemas.organisations import FilterSchema
from marketplace.accounts.views import bp
from marketplace.core.forms import Form
from marketplace.core.http import actor, page
from marketplace.core.policy import access


def _number() -> int:
    """The page asked for; anything odd is the first."""
    return request.args.get("page", 1, type=int)


@bp.get("/organisations")
@access.public
def organisations() -> Response:
    """Verified organisations, filtered by name, kind and region."""
    form = Form(FilterSchema, request.args)
    chosen = form.data if form.is_valid() else {}
    found = queries.organisations(
        text=chosen.get("q"), kind=chosen.get("kind"), region=chosen.get("region"), number=_number()
    )  # fmt: skip
    return page("accounts/organisations.html", fragment="results", form=form, found=found)


@bp.get("/organisations/<public_id>")
@access.public
def organisation(public_id: str) -> Response:
    """The page of an organisation."""
    return page("accounts/organisation.html", organisation=queries.organisation_page(actor(), public_id))


@bp.get("/experts")
@access.public
def experts() -> Response:
    """Brokers who may practise now, all or those of a field."""
    fields = vocabulary.choices("field")()
    chosen = request.args.get("field", "")
    field = chosen if chosen in {code for code, _label in fields} else None
    found = queries.broker_directory(field)
    return page("accounts/experts.html", experts=found, fields=fields, field=field)
