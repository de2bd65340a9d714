"""A comparison to take away: the rows of the page as a CSV file."""

from __future__ import annotations

from marketplace.core import clock
from marketplace.core.i18n import _, lang
from marketplace.discovery.queries.compare import Comparison, Item
from marketplace.discovery.queries.table import Column, Table
from marketplace.discovery.service import sheets
from marketplace.discovery.service.export import Exported


def export_comparison(found: Comparison) -> Exported:
    """One line per compared entry, one column per listing; what is not stated stays empty."""
    table = Table(
        columns=[
            Column("label", _("Entry")),
            *(Column(item.public_id, _head(item)) for item in found.items),
        ],
        rows=[[row.label, *(cell.text for cell in row.cells)] for row in found.rows],
    )
    day = clock.today().isoformat()
    return Exported(sheets.write("csv", table, []), sheets.MEDIA["csv"], f"comparison-{day}.csv")


def _head(item: Item) -> str:
    name = f"{item.title.pick(lang())} ({item.public_id})"
    return _("%(label)s: %(value)s", label=_("Demonstration data"), value=name) if item.demo else name
