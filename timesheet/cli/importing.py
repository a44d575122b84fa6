"""``import``: files of other systems, all of a file or nothing."""

import csv
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from timesheet import now
from timesheet.actions import importing
from timesheet.actions.importing import Imported
from timesheet.cli.context import with_app
from timesheet.exchange.history import RowError

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("import")
def import_group() -> None:
    """Bring data in."""


@import_group.command("history")
@click.argument("file", type=FILE)
@click.option("--zone", required=True, help="Time zone of the file's times, such as UTC.")
@click.option("--without-codes", is_flag=True, help="Take the punches, leave projects and tasks.")
@click.option(
    "--report", type=click.Path(path_type=Path), help="Where to write what is wrong, row by row."
)
@with_app
def import_history(file: Path, zone: str, without_codes: bool, report: Path | None) -> None:
    """Import people's history from a CSV file (which may be gzipped).

    Columns: entry_id, person, team, start, end, hours, project, task.
    """
    done = importing.import_history(
        file, zone, now.utc(), with_codes=not without_codes, progress=_progress()
    )
    if done.errors:
        _complain(file, done, report or Path(f"{file.name}.errors.csv"))
    elif done.known:
        click.echo(f"{file.name} was imported before: nothing to do")
    else:
        click.echo(f"{done.rows} rows, {done.punches} punches, {done.weeks} workweeks derived")


def _complain(file: Path, done: Imported, report: Path) -> None:
    _write_errors(report, done.errors)
    for error in done.errors[:5]:
        click.echo(f"row {error.row}, {error.column}: {error.value!r}: {error.message}", err=True)
    number = len(done.errors)
    msg = f"{file.name}: {number} rows can't be used, nothing was imported; all stand in {report}"
    raise click.ClickException(msg)


def _write_errors(report: Path, errors: Sequence[RowError]) -> None:
    with report.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(("row", "column", "value", "message"))
        out.writerows((e.row, e.column, e.value, e.message) for e in errors)


def _progress() -> importing.Progress | None:
    if not sys.stderr.isatty():
        return None

    def show(what: str, done: int, total: int) -> None:
        of = f" of {total}" if total else ""
        click.echo(f"\r{what}: {done}{of}   ", nl=done == total, err=True)

    return show


COMMANDS = (import_group,)
