"""What accounts give the rest: names of codes for every page, and documents that follow the organisations."""

from __future__ import annotations

from flask import Flask

from marketplace.accounts import documents
from marketplace.accounts.models import Organisation
from marketplace.accounts.schemas import labels, vocabulary
from marketplace.core import outbox


def wire(app: Flask) -> None:
    """Give templates the names of codes and register organisations with the search index."""
    app.jinja_env.globals["account_labels"] = labels
    app.jinja_env.globals["vocabulary_label"] = vocabulary.label
    outbox.register(outbox.Entity("organisation", documents.FIELDS, documents.build, documents.ids_after))
    outbox.watch(Organisation, "organisation", lambda row: [row.id])
