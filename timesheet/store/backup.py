"""Copies of the database that can be trusted: made while people punch, and proven before use.

A backup is a folder: the copy, and a manifest that says what must be found in it. On SQLite the
copy is made by the online backup interface (copying the file by hand loses what still stands in
its write-ahead log); on PostgreSQL ``pg_dump`` makes it, of the very snapshot that was counted.
"""

import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from alembic.migration import MigrationContext
from sqlalchemy import create_engine, func, inspect, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from timesheet import __version__
from timesheet.core.model import Instant
from timesheet.errors import Refused, TimesheetError
from timesheet.store import audit, checks, migrate, pg_tools
from timesheet.store.base import Base
from timesheet.store.db import Tx, db, read

FORMAT = 1
MANIFEST = "manifest.json"
FILES = {"sqlite": "timesheet.db", "postgresql": "timesheet.dump"}


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup must contain.

    ``rows`` counts the rows of each table, ``chain_head`` is the hash of the newest audit entry;
    a copy of it kept elsewhere shows whether the log was rewritten since.
    """

    format: int
    made_at: Instant
    program: str
    engine: str
    schema: str
    file: str
    bytes: int
    sha256: str
    rows: dict[str, int]
    chain_head: str


@dataclass(frozen=True, slots=True)
class Content:
    """What a database says of itself: its schema's revision, rows by table, newest audit hash."""

    schema: str
    rows: dict[str, int]
    chain_head: str


def content(tx: Tx) -> Content:
    """Count a database."""
    there = set(inspect(tx).get_table_names())
    tables = [table for table in Base.metadata.sorted_tables if table.name in there]
    return Content(
        schema=MigrationContext.configure(tx).get_current_revision() or "",
        rows={t.name: tx.execute(select(func.count()).select_from(t)).scalar_one() for t in tables},
        chain_head=audit.head(tx) if "audit" in there else audit.GENESIS,
    )


def make(target: Path, now: Instant) -> Manifest:
    """Back the database up into a new folder, which appears whole or not at all."""
    if target.exists():
        msg = f"{target} is there already: name a folder that is not"
        raise Refused(msg)
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        part.mkdir(mode=0o700, parents=True)
        manifest = _fill(part, now)
        part.rename(target)
        _sync(target.parent)
    except (OSError, sqlite3.Error, SQLAlchemyError) as error:
        msg = f"no backup was made in {target}: {getattr(error, 'orig', None) or error}"
        raise TimesheetError(msg) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return manifest


def _fill(folder: Path, now: Instant) -> Manifest:
    engine = db.engine.dialect.name
    file = folder / FILES[engine]
    found = _copy_sqlite(file) if engine == "sqlite" else pg_tools.dump(file, content)
    file.chmod(0o600)
    manifest = Manifest(
        format=FORMAT,
        made_at=now,
        program=__version__,
        engine=engine,
        schema=found.schema,
        file=file.name,
        bytes=file.stat().st_size,
        sha256=digest(file),
        rows=found.rows,
        chain_head=found.chain_head,
    )
    (folder / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1) + "\n", encoding="utf-8")
    for path in (file, folder / MANIFEST, folder):
        _sync(path)
    return manifest


def _copy_sqlite(file: Path) -> Content:
    source = sqlite3.connect(_live_file())
    copy = sqlite3.connect(file)
    try:
        source.backup(copy)
        # One file, without the write-ahead log that the original has beside it.
        copy.execute("PRAGMA journal_mode=DELETE")
    finally:
        copy.close()
        source.close()
    with opened(file) as tx:
        return content(tx)


def _live_file() -> Path:
    name = db.engine.url.database
    if not name or name == ":memory:":
        msg = "a database in memory has no file"
        raise Refused(msg)
    path = Path(name)
    if not path.is_file():
        msg = f"there is no database at {path}"
        raise Refused(msg)
    return path


@contextmanager
def opened(file: Path) -> Iterator[Tx]:
    """Open a SQLite file only to read it; nothing beside it is made or changed."""
    address = f"{file.absolute().as_uri()}?mode=ro&immutable=1"
    engine = create_engine(
        "sqlite://", creator=lambda: sqlite3.connect(address, uri=True), poolclass=NullPool
    )
    with engine.connect() as tx:
        yield tx


def manifest_of(folder: Path) -> Manifest:
    """Read a backup's manifest; Refused where the folder is no backup."""
    if folder.is_file():
        msg = f"{folder} is a file: a backup is a folder made by `timesheet backup`, not a copy"
        raise Refused(msg)
    try:
        said = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        manifest = Manifest(**said)
    except (OSError, ValueError, TypeError) as error:
        msg = f"{folder} is no backup: its {MANIFEST} can't be read ({error})"
        raise Refused(msg) from error
    if manifest.format != FORMAT or manifest.file != FILES.get(manifest.engine):
        msg = f"{folder} was made by another version of the program ({manifest.program})"
        raise Refused(msg)
    return manifest


def problems_of(folder: Path) -> list[str]:
    """Return what is wrong with a backup: none where it can be restored as its manifest says."""
    manifest = manifest_of(folder)
    file = folder / manifest.file
    if not file.is_file():
        return [f"{file} is missing"]
    if digest(file) != manifest.sha256:
        return [f"{file} is not the file that was backed up: its hash differs"]
    if manifest.engine == "postgresql":
        return pg_tools.unreadable(file)
    with opened(file) as tx:
        return [*differences(manifest, content(tx)), *checks.problems(tx)]


def differences(manifest: Manifest, found: Content) -> list[str]:
    """Return where a database is not what a manifest says."""
    said = [
        f"{name}: {found.rows.get(name, 0)} rows, {count} were backed up"
        for name, count in manifest.rows.items()
        if found.rows.get(name, 0) != count
    ]
    if found.schema != manifest.schema:
        said.append(f"schema: {found.schema}, {manifest.schema} was backed up")
    if found.chain_head != manifest.chain_head:
        said.append("audit: the newest entry is not the one that was backed up")
    return said


def restore(folder: Path) -> Manifest:
    """Put a proven backup into an installation that has no database yet."""
    manifest = manifest_of(folder)
    if manifest.engine != db.engine.dialect.name:
        msg = f"{folder} is of {manifest.engine}; DATABASE_URL names {db.engine.dialect.name}"
        raise Refused(msg)
    if wrong := problems_of(folder):
        msg = f"{folder} was not restored: {'; '.join(wrong)}"
        raise Refused(msg)
    if manifest.engine == "sqlite":
        _restore_sqlite(folder / manifest.file)
    else:
        pg_tools.restore(folder / manifest.file)
    with read() as tx:
        if wrong := differences(manifest, content(tx)):
            msg = f"the restored database is not the backup: {'; '.join(wrong)}"
            raise TimesheetError(msg)
    return manifest


def _restore_sqlite(file: Path) -> None:
    target = Path(db.engine.url.database or "")
    beside = [target.with_name(target.name + tail) for tail in ("", "-wal", "-shm")]
    if there := [path for path in beside if path.exists()]:
        msg = f"{there[0]} is there already: restore into an empty data folder"
        raise Refused(msg)
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        shutil.copyfile(file, part)
        part.chmod(0o600)
        _sync(part)
        # Unlike a rename, a link never replaces a database that came into being meanwhile.
        os.link(part, target)
        _sync(target.parent)
    except OSError as error:
        msg = f"{file} can't be restored to {target}: {error.strerror}"
        raise TimesheetError(msg) from error
    finally:
        part.unlink(missing_ok=True)


def live_problems() -> list[str]:
    """Return what is wrong with the database of this installation."""
    if db.engine.dialect.name == "sqlite":
        _live_file()
    with read() as tx:
        if not inspect(tx).has_table("audit"):
            return ["there is no schema: run `timesheet migrate`"]
        found = list(checks.problems(tx))
        revision = MigrationContext.configure(tx).get_current_revision()
    if revision != migrate.newest():
        found.append(f"schema: {revision}, this program needs {migrate.newest()}")
    return found


def digest(file: Path) -> str:
    """Return the SHA-256 of a file."""
    with file.open("rb") as content_of:
        return hashlib.file_digest(content_of, "sha256").hexdigest()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
