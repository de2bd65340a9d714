"""What must be true before the servers start: schema, taxonomy, lexicon, demo data on the first start, index.

`make run` does it by itself; `python -m tools.run.prepare` does it where something else starts the servers.
"""

from __future__ import annotations

import contextlib

import click
from sqlalchemy import text

from marketplace.app import create_app
from marketplace.core import collector, index_status, indexing, jobs, rebuild, rebuilds, schema
from marketplace.core.commands import Command
from marketplace.core.http import Marketplace
from marketplace.core.policy import SYSTEM
from marketplace.core.unit import SessionFactory, unit
from marketplace.deals import service as deals
from marketplace.discovery.service import suggestions
from marketplace.lexicon import service as lexicon
from marketplace.matching import queries as matching
from marketplace.settings import Settings, SettingsError
from marketplace.taxonomy import service as taxonomy
from tools.run import report


def records(settings: Settings) -> Marketplace:
    """Bring the database to the state the servers need; quick when nothing is to be done."""
    with report.step("loading the application"), collector.starting():
        app = create_app(settings)
    with report.step("checking the schema"):
        schema.upgrade(SessionFactory.kw["bind"])
    with app.app_context():
        _content(settings)
    return app


def index(app: Marketplace) -> None:
    """The same for what is made of the records: the search index now, the rest by the worker."""
    with app.app_context():
        searchable()
        _suggestions()
        _terms()
    SessionFactory.kw["bind"].dispose()


def _content(settings: Settings) -> None:
    vocabulary()
    with unit() as opened:
        users = opened.scalar(text("SELECT EXISTS (SELECT 1 FROM account_user)"))
    if settings.demo and not users:
        from tools.demo import load

        load.run(report.step, settings.data_path)


def vocabulary() -> None:
    """What the package says of taxonomy and words; new code brings new ones, and what staff edited stays."""
    with report.step("loading the taxonomy"), unit():
        taxonomy.load(SYSTEM)
        deals.load_stage_rules(SYSTEM)
    with report.step("loading the lexicon"), unit():
        lexicon.load(SYSTEM)


def searchable() -> None:
    """Build the index where there is none; one that was cut by other words answers until the worker has a new one."""
    with unit():
        status = index_status.read()
    if not status.ok:
        with report.step("building the search index"):
            for line in rebuild.run():
                report.progress(line)
    elif status.is_cut_otherwise:
        with unit(), contextlib.suppress(rebuilds.RebuildRuns):
            rebuilds.ask(SYSTEM)
    indexing.close()


def _suggestions() -> None:
    """Left to the worker, so that the first start does not wait for them."""
    with unit():
        if suggestions.is_empty():
            jobs.defer("discovery.build_suggestions")


def _terms() -> None:
    """How rare each term is, for matching; left to the worker too."""
    with unit():
        if not matching.is_counted():
            jobs.defer("matching.recount")


@click.command(cls=Command)
def main() -> None:
    """Prepare database and index for the servers of this release; quick when nothing is to be done."""
    try:
        app = records(Settings.from_environment())
    except SettingsError as error:
        raise click.ClickException(str(error)) from error
    index(app)


if __name__ == "__main__":
    main()
