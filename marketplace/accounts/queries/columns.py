"""Where the tables hold what an organisation is searched by, for times without the engine; the twin of documents.py."""

from __future__ import annotations

from marketplace.accounts.models import Organisation
from marketplace.accounts.queries.parties import LISTED
from marketplace.core.basic_mode import Columns, flag, says

COLUMNS = Columns(
    kind="organisation",
    model=Organisation,
    shown=Organisation.state.in_(LISTED),
    at=Organisation.created_at,
    texts={"title": says(Organisation.name_zh, Organisation.name_en)},  # type: ignore[attr-defined]  # made by bilingual()
    holds={
        "codes": lambda values: Organisation.uscc.in_([value.upper() for value in values]),
        "city": Organisation.region_code.in_,
        "organisation_kind": Organisation.kind.in_,
        "verified": flag(Organisation.state == "verified"),
    },
    numbers={"published_at": Organisation.created_at},
)
