"""``sweep`` and ``jobs``: the work behind the pages."""

import sys

import click
from flask import current_app

from timesheet import jobs as background
from timesheet import now
from timesheet.cli.context import with_app
from timesheet.store import derived
from timesheet.store import jobs as rows
from timesheet.store.db import read, write


@click.command()
@with_app
def sweep() -> None:
    """Run what waits in the background now: stale workweeks are derived, jobs are run.

    `timesheet run` does the same by itself, unless TIMESHEET_JOBS=no.
    """
    number = background.run_all(current_app.config["TIMESHEET"])
    with read() as tx:
        left, failed = derived.count_stale(tx), derived.failures(tx)
    click.echo(f"{number} jobs run, {left} workweeks left to derive")
    for person, week in failed:
        click.echo(f"person {person}, week of {week}: can't be derived, see the log", err=True)
    if failed:
        sys.exit(1)


@click.command()
@click.option("--cancel", type=int, metavar="ID", help="Cancel this job.")
@with_app
def jobs(cancel: int | None) -> None:
    """List the latest jobs, or cancel one."""
    if cancel is not None:
        with write() as tx:
            if not rows.cancel(tx, cancel, now.utc()):
                msg = f"job {cancel} is neither waiting nor running"
                raise click.ClickException(msg)
    with read() as tx:
        for job in rows.listed(tx):
            so_far = f"{job.done} of {job.total}" if job.total else "-"
            said = (str(job.id), job.kind, job.state, so_far, job.result or job.failure)
            click.echo("  ".join(said).rstrip())


COMMANDS = (sweep, jobs)
