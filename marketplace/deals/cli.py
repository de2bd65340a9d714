"""Operators' commands of deals: list, clock, digest, stage limits."""

from __future__ import annotations

import click

from marketplace.core.commands import Commands
from marketplace.core.policy import SYSTEM
from marketplace.core.unit import unit
from marketplace.deals import queries, service
from marketplace.deals.workflow import DEAL_MACHINE

group = Commands("deals", help="Enquiries and deals.")


@group.command("list")
@click.option("--state", type=click.Choice(DEAL_MACHINE.states), default=None, help="only deals in this state")
@click.option("--flag", type=click.Choice(queries.FLAGS), default=None, help="only deals with this signal")
def list_deals(state: str | None, flag: str | None) -> None:
    """List deals, the last active first."""
    with unit():
        filters = queries.DealFilters(state=state, flag=flag)
        for row in queries.deal_list(SYSTEM, filters, size=500).items:
            due = row.next_action_due.isoformat() if row.next_action_due else "-"
            click.echo(f"{row.public_id}  {row.state:12} {row.health.code:8} {due:10} {row.title.pick('zh')}")


@group.command("clock")
def clock() -> None:
    """Assign brokers to overdue enquiries and end silent ones (the worker does it every ten minutes)."""
    with unit():
        click.echo(f"{service.escalate_overdue()} enquiries got a broker, {service.expire_silent()} expired")


@group.command("digest")
def digest() -> None:
    """Send today's digests now (the worker does it at 08:30 on working days)."""
    with unit():
        click.echo(f"{service.send_digests()} digests sent")


@group.command("load")
def load() -> None:
    """Bring the limits of stages to what the data file says; edited rows stay. Repeatable."""
    with unit():
        counts = service.load_stage_rules(SYSTEM)
    click.echo("stage limits: " + ", ".join(f"{number} {verdict}" for verdict, number in counts.items()))
