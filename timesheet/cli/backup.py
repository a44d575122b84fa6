"""``backup``, ``verify`` and ``restore``."""

from pathlib import Path

import click

from timesheet import now
from timesheet.actions import watching
from timesheet.cli.context import with_app
from timesheet.store import backup as copies

FOLDER = click.Path(path_type=Path)


@click.command()
@click.argument("path", type=FOLDER)
@with_app
def backup(path: Path) -> None:
    """Back the database up into the new folder PATH, while people go on punching.

    The secret key is not in it: after a restore elsewhere everybody signs in anew.
    """
    made = copies.make(path.absolute(), now.utc())
    click.echo(f"{path}: {sum(made.rows.values())} rows, {made.rows.get('punch', 0)} punches")
    click.echo(f"audit head: {made.chain_head}")


@click.command()
@click.argument("path", type=FOLDER, required=False)
@with_app
def verify(path: Path | None) -> None:
    """Check the database, or the backup in PATH; exit status 1 where anything is wrong."""
    wrong = copies.live_problems() if path is None else copies.problems_of(path)
    for sentence in wrong:
        click.echo(sentence, err=True)
    if wrong:
        msg = f"{len(wrong)} problem{'s' if len(wrong) > 1 else ''} found"
        raise click.ClickException(msg)
    if path is None:
        watching.look(now.utc())
    click.echo("sound: file, guards, audit chain and sums")


@click.command()
@click.argument("path", type=FOLDER)
@with_app
def restore(path: Path) -> None:
    """Restore the backup in PATH into an installation that has no database yet."""
    made = copies.restore(path)
    click.echo(f"restored {sum(made.rows.values())} rows; `timesheet migrate` upgrades the schema")


COMMANDS = (backup, verify, restore)
