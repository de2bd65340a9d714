"""Operators' commands about people and organisations; each makes the same service calls as the pages."""

from __future__ import annotations

from datetime import timedelta

import click
from flask import current_app

from marketplace.accounts.service import operators
from marketplace.core import clock
from marketplace.core.commands import Commands
from marketplace.core.policy import STAFF_ROLES
from marketplace.core.unit import unit

group = Commands("accounts", help="People, roles and organisations.")
ROLE = click.Choice(sorted(STAFF_ROLES))


@group.command("create-admin")
@click.argument("email")
@click.option("--name", prompt=True, help="name of the person")
@click.password_option(help="asked for when not given")
def create_admin(email: str, name: str, password: str) -> None:
    """Create an administrator, and the centre if it does not exist yet."""
    with unit():
        public_id = operators.create_administrator(email=email, name=name, password=password)
    click.echo(f"{email} is an administrator ({public_id}). Set up the second factor after the first sign-in.")


@group.command("grant")
@click.argument("email")
@click.argument("role", type=ROLE)
def grant(email: str, role: str) -> None:
    """Give a member of the centre a role."""
    with unit():
        operators.grant(email=email, role=role)
    click.echo(f"{email} is {role}")


@group.command("revoke")
@click.argument("email")
@click.argument("role", type=ROLE)
def revoke(email: str, role: str) -> None:
    """Take a role back; it is gone at the person's next request."""
    with unit():
        operators.revoke(email=email, role=role)
    click.echo(f"{email} is no longer {role}")


@group.command("list")
def list_staff() -> None:
    """Who holds which role of the centre."""
    with unit():
        rows = operators.staff()
    for email, name, roles in rows:
        click.echo(f"{email:40} {name:24} {', '.join(roles)}")


@group.command("verify-organisation")
@click.argument("public_id")
@click.option("--days", default=365, show_default=True, help="how long the verification holds")
def verify_organisation(public_id: str, days: int) -> None:
    """Verify an organisation that has applied."""
    with unit():
        operators.verify(public_id, valid_until=clock.today() + timedelta(days=days))
    click.echo(f"{public_id} is verified")


@group.command("reset-password-link")
@click.argument("email")
def reset_password_link(email: str) -> None:
    """Print a link that sets a new password once, for a person whose mail does not arrive."""
    with unit():
        path = operators.reset_link(email)
    click.echo(current_app.config["SETTINGS"].public_url + path)


@group.command("reset-second-factor")
@click.argument("email")
def reset_second_factor(email: str) -> None:
    """Take the second factor from a person who lost phone and recovery codes; the next sign-in sets up a new one."""
    with unit():
        operators.reset_second_factor(email)
    click.echo(f"{email} signs in with the password alone now and sets up a new second factor.")
