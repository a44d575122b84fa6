"""``report``, ``rebuild`` and ``refit``."""

import sys
from datetime import datetime
from pathlib import Path

import click

from timesheet import now
from timesheet.actions import deriving, exporting, refitting, reporting
from timesheet.actions.exporting import Wanted
from timesheet.actions.reporting import Report, Request
from timesheet.cli.context import with_app
from timesheet.core.reports.asking import AGAINST, Asking
from timesheet.store import derived
from timesheet.store.db import read

DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("name", type=click.Choice(list(reporting.REPORTS)))
@click.option("--from", "first", type=DAY, required=True, help="First day, YYYY-MM-DD.")
@click.option("--to", "last", type=DAY, required=True, help="Last day, YYYY-MM-DD.")
@click.option("--by", default="", help="Columns to sum up by: project,task.")
@click.option("--columns", default="", help="Columns to show: person,cents. All by default.")
@click.option("--against", type=click.Choice(list(AGAINST)), help="What to compare with.")
@click.option("--format", "kind", type=click.Choice(["xlsx", "csv", "json"]), default="csv")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="File to write.")
@with_app
def report(
    name: str,
    first: datetime,
    last: datetime,
    by: str,
    columns: str,
    against: str | None,
    kind: str,
    out: Path | None,
) -> None:
    """Write a report of some days, as the page shows it (docs/reports.md)."""
    if kind == "xlsx" and out is None:
        msg = "a workbook can't be printed: say where to with --out FILE"
        raise click.UsageError(msg)
    at = now.utc()
    wanted = Wanted(kind, at, "command line")
    asking = Asking(by=_names(by), columns=_names(columns), against=against or "")
    with reporting.opened(Request(name, first.date(), last.date(), None, asking, at)) as opened:
        _check(opened, asking)
        if out is None:
            exporting.write(sys.stdout.buffer, opened, wanted)
            return
        _whole_file(out, opened, wanted)
        click.echo(f"{out}: {opened.control.rows} lines", err=True)


def _check(opened: Report, asking: Asking) -> None:
    """Refuse columns that the report doesn't have, naming those that it has."""
    for option, names, there in (
        ("--by", asking.by, opened.dimensions),
        ("--columns", asking.columns, opened.columns),
    ):
        known = [column.name for column in there]
        for name in names:
            if name not in known:
                msg = f"{option}: no {name!r} in this report; it has {', '.join(known)}"
                raise click.UsageError(msg)


def _names(said: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in said.split(",") if name.strip())


def _whole_file(out: Path, opened: Report, wanted: Wanted) -> None:
    """Write the file beside its place and move it there: a half file is never seen."""
    part = out.with_name(f".{out.name}.part")
    try:
        with part.open("wb") as file:
            exporting.write(file, opened, wanted)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)


@click.command()
@click.option("--check", is_flag=True, help="Change nothing; say what differs.")
@with_app
def rebuild(check: bool) -> None:
    """Derive everything anew from facts and policy, or prove that nothing would move."""
    if not check:
        click.echo(f"derived {deriving.rebuild(_progress('rebuilding'))} workweeks")
        with read() as tx:
            failed = derived.failures(tx)
        if failed:
            msg = f"{len(failed)} workweeks can't be derived; the log says why"
            raise click.ClickException(msg)
        return
    moved = deriving.check(_progress("checking"))
    for one in moved[:50]:
        click.echo(f"person {one.person}, week of {one.week}: {one.table} differs", err=True)
    wrong = list(refitting.check())
    for sentence in wrong[:50]:
        click.echo(sentence, err=True)
    if moved or wrong:
        msg = f"{len(moved) + len(wrong)} stored tables differ from what facts and policy give"
        raise click.ClickException(msg)
    click.echo("all derived rows and counts equal a full recomputation")


@click.command()
@click.option("--force", is_flag=True, help="Even if nothing was said since the last time.")
@with_app
def refit(force: bool) -> None:
    """Learn from everything that people said; infer what nobody spoke of again. Run it daily."""
    done = refitting.refit(now.utc(), _progress("inferring"), force=force)
    if done is None:
        click.echo("nothing was said since the last time")
        return
    click.echo(f"learned v{done.version} from {done.words} shifts; {done.weeks} workweeks inferred")


def _progress(what: str) -> deriving.Progress | None:
    if not sys.stderr.isatty():
        return None

    def show(done: int, total: int) -> None:
        click.echo(f"\r{what}: {done} of {total} people", nl=done == total, err=True)

    return show


COMMANDS = (report, rebuild, refit)
