"""``demo``: a believable company to try everything with."""

import sys
from datetime import datetime

import click
from flask import current_app

from timesheet import now
from timesheet.actions import demo as making
from timesheet.actions import evaluating
from timesheet.actions.demo import Ready, Request
from timesheet.actions.evaluating import Asked
from timesheet.cli.bar import Bar
from timesheet.cli.context import with_app
from timesheet.errors import Refused
from timesheet.settings import Settings

MEASURED = 4000
"""Shifts on which the page Tradeoff is measured, so that it has something to show."""


@click.command()
@click.option("--workers", default=60, show_default=True, help="4 to 10,000.")
@click.option("--weeks", default=12, show_default=True, help="Length of the history.")
@click.option("--seed", default=1, show_default=True, help="The same seed, the same company.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Its last day; today by default.")
@with_app
def demo(workers: int, weeks: int, seed: int, until: datetime | None) -> None:
    """Make a demo company in an empty installation, and print a login of each role.

    What was true, beside what the punches tell, is in demo_truth.csv.gz in the data folder.
    """
    settings: Settings = current_app.config["TIMESHEET"]
    request = Request(
        workers=workers,
        weeks=weeks,
        seed=seed,
        now=now.utc(),
        folder=settings.data_folder,
        secret=settings.secret_key,
        until=until.date() if until else None,
    )
    ready = making.make(request, _progress if sys.stderr.isatty() else None)
    if ready.known:
        click.echo("the demo company is here already; nothing was changed", err=True)
    else:
        click.echo(f"{ready.punches} punches, {ready.weeks} workweeks derived", err=True)
    for line in logins(ready):
        click.echo(line)
    if not ready.known:
        click.echo("measuring for the page Tradeoff; all else is ready", err=True)
        try:
            with Bar() as bar:
                evaluating.measure(settings.data_folder, Asked(most=MEASURED, window=2500), bar)
        except Refused as nothing:  # a company of a few days may have no confirmed shift yet
            click.echo(nothing, err=True)


def logins(ready: Ready) -> list[str]:
    """Return a table of who may sign in."""
    rows = [
        ("role", "login", "password", "who"),
        *((one.role, one.login, one.password, one.what) for one in ready.logins),
        ("kiosk", "by name", ready.pin, "everybody's PIN at a tablet that an admin adds"),
    ]
    wide = [max(len(row[n]) for row in rows) for n in range(3)]
    return [
        "  ".join([*(row[n].ljust(wide[n]) for n in range(3)), row[3]]).rstrip() for row in rows
    ]


def _progress(part: str, done: int, total: int) -> None:
    click.echo(f"\r{part}: {done} of {total}   ", nl=done == total, err=True)


COMMANDS = (demo,)
