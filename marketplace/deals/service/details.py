"""The title and value of a deal, edited by several people without losing anybody's entry."""

from __future__ import annotations

from marketplace.core import audit
from marketplace.core.errors import Invalid
from marketplace.core.i18n import l_
from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.deals.models import Deal
from marketplace.deals.service import records


def edit(
    actor: Actor,
    *,
    public_id: str,
    version: int,
    title: Text,
    value_min_fen: int | None = None,
    value_max_fen: int | None = None,
    value_reason: str | None = None,
    keep: tuple[str, ...] = (),
) -> Deal:
    """Save title and value band (fen). `keep` names entries in which the version saved meanwhile stays.

    One end of the band alone counts for both. Raises Conflict with both versions when somebody saved since `version`.
    """
    deal = records.for_change(actor, public_id, "edit")
    low = value_min_fen if value_min_fen is not None else value_max_fen
    high = value_max_fen if value_max_fen is not None else value_min_fen
    values = {"title": title, "value_min_fen": low, "value_max_fen": high, "value_reason": value_reason}
    wanted = records.without(values, keep)
    records.check_version(deal, version, wanted)
    before = {name: getattr(deal, name) for name in values}
    after = before | wanted
    if None not in (after["value_min_fen"], after["value_max_fen"]) and after["value_min_fen"] > after["value_max_fen"]:
        raise Invalid(fields={"value_max_fen": [l_("The upper end must not be below the lower end.")]})
    changes = audit.diff(_plain(before), _plain(after))
    if changes:
        for name, value in after.items():
            setattr(deal, name, value)
        records.note_event(actor, deal, "edit", changes=changes)
    return deal


def _plain(values: dict[str, object]) -> dict[str, object]:
    """Values as the audit trail keeps them."""
    title = values["title"]
    assert isinstance(title, Text)
    return {**values, "title": {"zh": title.zh, "en": title.en}}
