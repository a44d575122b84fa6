"""``person``: the first admin of an installation, and passwords when nobody can sign in."""

import sys

import click

from timesheet.actions import staffing
from timesheet.cli.context import with_app

ROLES = ("worker", "lead", "accounting", "admin")


@click.group()
def person() -> None:
    """Add a person, set a password, end somebody's access."""


@person.command()
@click.argument("login")
@click.option("--name", help="Full name; the login where none is given.")
@click.option("--zone", default="UTC", show_default=True, help="Time zone, such as Europe/Berlin.")
@click.option("--role", "roles", type=click.Choice(ROLES), multiple=True, default=("worker",))
@with_app
def add(login: str, name: str | None, zone: str, roles: tuple[str, ...]) -> None:
    """Add a person; the password is asked for, or read from standard input."""
    key = staffing.add(login, name or login, zone, frozenset(roles), _password())
    click.echo(f"person {key}: {login} ({', '.join(roles)})")


@person.command()
@click.argument("login")
@with_app
def password(login: str) -> None:
    """Set a person's password; all his sessions end."""
    staffing.set_password(login, _password())
    click.echo(f"{login}: password set")


@person.command()
@click.argument("login")
@with_app
def disable(login: str) -> None:
    """End a person's access and sessions at once; his hours stay."""
    staffing.disable(login)
    click.echo(f"{login}: disabled")


def _password() -> str:
    if sys.stdin.isatty():
        asked: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
        return asked
    return sys.stdin.readline().rstrip("\n")


COMMANDS = (person,)
