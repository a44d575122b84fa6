"""``pg_dump`` and ``pg_restore``: PostgreSQL's own programs, run for backups."""

import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from sqlalchemy import inspect, text

from timesheet.errors import Refused, TimesheetError
from timesheet.store.db import Tx, db, read

R = TypeVar("R")


def dump(file: Path, counted: Callable[[Tx], R]) -> R:
    """Dump the database into a file, and return what ``counted`` says of the same snapshot."""
    program = _program("pg_dump")
    with db.engine.connect().execution_options(isolation_level="REPEATABLE READ") as tx:
        snapshot = tx.execute(text("SELECT pg_export_snapshot()")).scalar_one()
        found = counted(tx)
        to = [f"--snapshot={snapshot}", "--format=custom", f"--file={file}"]
        _run([program, *to, *_database()])
    return found


def unreadable(file: Path) -> list[str]:
    """Return why a dump can't be read; nothing where it can."""
    try:
        _run([_program("pg_restore"), "--list", str(file)])
    except TimesheetError as error:
        return [str(error)]
    return []


def restore(file: Path) -> None:
    """Restore a dump into a database that has no tables, whole or not at all."""
    with read() as tx:
        if there := inspect(tx).get_table_names():
            msg = f"the database has tables ({there[0]}, …): restore into an empty one"
            raise Refused(msg)
    whole = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
    _run([_program("pg_restore"), *whole, *_database(), str(file)])


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        msg = f"{name} is not on this machine: install PostgreSQL's client programs"
        raise Refused(msg)
    return found


def _database() -> Sequence[str]:
    # The password goes by the environment: other users can read a command line.
    url = db.engine.url.set(drivername="postgresql", password=None)
    return [f"--dbname={url.render_as_string(hide_password=False)}"]


def _run(command: Sequence[str]) -> None:
    password = db.engine.url.password
    environment = os.environ | ({"PGPASSWORD": password} if password else {})
    done = subprocess.run(  # noqa: S603
        command, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        said = done.stderr.strip().splitlines() or [f"exit status {done.returncode}"]
        msg = f"{Path(command[0]).name}: {said[0]}"
        raise TimesheetError(msg)
