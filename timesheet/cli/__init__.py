"""The command line: one file per family of commands."""

import click

from timesheet import __version__
from timesheet.cli import (
    backup,
    demo,
    evaluate,
    importing,
    jobs,
    pay_check,
    person,
    reports,
    server,
)
from timesheet.errors import TimesheetError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="timesheet")
def commands() -> None:
    """One click for the worker, the whole story for accounting."""


ROOMS = (server, jobs, reports, importing, pay_check, evaluate, person, backup, demo)

for command in (command for room in ROOMS for command in room.COMMANDS):
    commands.add_command(command)


def main() -> None:
    """Run a command; what a person can mend is a line on standard error and exit status 1."""
    try:
        commands()
    except TimesheetError as error:
        click.echo(f"timesheet: {error}", err=True)
        raise SystemExit(1) from None
