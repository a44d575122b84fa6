"""An import against the raw driver, and a rebuild of what was imported.

    python benchmarks/importing.py [--rows 20000 | --file FILE --zone ZONE] [--database URL]

(1) ``timesheet import history`` of a file, up to its last commit: read, checked, put in order,
compared with what is known, people, codes and two punches a row, 500 rows a transaction; (2) the
floor: the very same punch rows by the driver's own ``executemany`` (SQLite) or ``COPY``
(PostgreSQL) into a table of the same columns, keys and indexes; (3) deriving all workweeks of it,
in shifts a second. Seconds of this machine; the ratio of (1) to (2) holds elsewhere. A database
that is given must be empty.
"""
# ruff: noqa: E402

import sys

# A file beside this one has the name of a library that Flask imports.
sys.path[:] = [place for place in sys.path if not place.endswith("benchmarks")]

import argparse
import csv
import os
import resource
import sqlite3
import statistics
import tempfile
import time
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from timesheet import settings as configuration
from timesheet.actions import deriving, importing
from timesheet.app import create_app
from timesheet.exchange import history
from timesheet.store import bulk, migrate
from timesheet.store.db import db, is_sqlite, read

COLUMNS = ", ".join(bulk.PUNCH_COLUMNS)
NOW = 1_795_435_200
FIRST = datetime(2026, 1, 5)  # noqa: DTZ001 - wall clock, as in the file


def write_file(path, rows):
    """Write a history like that of a police department: 150 people, codes that repeat."""
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        names = "entry_id", "person", "team", "start", "end", "hours", "project", "task"
        out.writerow(names)
        for n in range(rows):
            day, person = divmod(n, 150)
            start = FIRST + timedelta(days=day, minutes=360 + person % 7 * 60 + n * 7919 % 45)
            end = start + timedelta(minutes=240 + n * 104729 % 300)
            hours = f"{(end - start).total_seconds() / 3600:.4f}"
            codes = f"P{(person + day // 9) % 24}", f"T{n * 31 % 5}"
            shown = (f"{at:%Y-%m-%dT%H:%M:%S}" for at in (start, end))
            out.writerow((n + 1, f"E{person:03}", f"District {person % 12}", *shown, hours, *codes))


def timed(do):
    wall, cpu = time.perf_counter(), time.process_time()
    found = do()
    return time.perf_counter() - wall, time.process_time() - cpu, found


def ours(path, zone, held):
    """Import the facts alone; what follows is derived apart. Note how long presses would wait."""
    follow, write = importing.follow, importing.write

    @contextmanager
    def timed_write():
        with write() as tx:
            began = time.perf_counter()
            yield tx
        held.append(time.perf_counter() - began)

    importing.follow, importing.write = lambda *_: 0, timed_write
    try:
        done = importing.import_history(path, zone, NOW)
    finally:
        importing.follow, importing.write = follow, write
    if done.errors or done.known:
        raise SystemExit(f"the file can't be used: {done}")
    return done.rows


def stored():
    """Return the rows as the import gave them to the driver, and the table's definition."""
    with read() as tx:
        rows = [tuple(row) for row in tx.exec_driver_sql(f"SELECT {COLUMNS} FROM punch")]
        if not is_sqlite(tx):
            return rows, []
        query = "SELECT sql FROM sqlite_master WHERE tbl_name = 'punch' AND sql IS NOT NULL"
        made = [sql for (sql,) in tx.exec_driver_sql(f"{query} AND type <> 'trigger'")]
        return rows, made


def raw_sqlite(folder, rows, made):
    connection = sqlite3.connect(folder / "raw.db", isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "cache_size=-16000"):
        connection.execute(f"PRAGMA {pragma}")
    for statement in made:
        connection.execute(statement)
    places = ", ".join("?" * len(bulk.PUNCH_COLUMNS))
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(f"INSERT INTO punch ({COLUMNS}) VALUES ({places})", rows)
    connection.execute("COMMIT")
    connection.close()


def raw_postgresql(rows):
    with db.engine.begin() as tx:
        tx.exec_driver_sql("CREATE TABLE raw_punch (LIKE punch INCLUDING ALL)")
    with db.engine.begin() as tx:
        cursor = tx.connection.cursor()
        with cursor.copy(f"COPY raw_punch ({COLUMNS}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    with db.engine.begin() as tx:
        tx.exec_driver_sql("DROP TABLE raw_punch")


def say(label, wall, cpu, rest=""):
    print(f"{label:34} {wall:8.2f} s {cpu:8.2f} s CPU  {rest}")


def compare(path, zone, folder):
    held = []
    wall, cpu, number = timed(lambda: ours(path, zone, held))
    rows, made = stored()
    sqlite = db.engine.dialect.name == "sqlite"
    floor, floor_cpu, _ = timed(
        lambda: raw_sqlite(folder, rows, made) if sqlite else raw_postgresql(rows)
    )
    reading, reading_cpu, _ = timed(lambda: sum(1 for _ in history.entries(path, zone)))
    print(f"{number} rows, {len(rows)} punches")
    say("raw executemany" if sqlite else "raw COPY", floor, floor_cpu)
    say("reading the file once", reading, reading_cpu)
    say("import, up to its last commit", wall, cpu, f"x {wall / floor:.1f} of the raw driver")
    median, longest = statistics.median(held) * 1000, max(held) * 1000
    print(f"{len(held)} transactions; a press waits {median:.0f} ms, at most {longest:.0f} ms")
    print(f"most memory so far: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    took, took_cpu, _ = timed(lambda: deriving.derive_stale(words_only=True))
    each = took_cpu / number * 1000
    say("deriving all workweeks", took, took_cpu, f"{each:.2f} ms of CPU a shift (goal 0.6)")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--file", type=Path)
    parser.add_argument("--zone", default="UTC")
    parser.add_argument("--database")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = os.environ | {"TIMESHEET_DATA": name}
        environment["DATABASE_URL"] = given.database or f"sqlite:///{name}/timesheet.db"
        path = given.file or folder / "history.csv"
        if given.file is None:
            write_file(path, given.rows)
        with create_app(configuration.load(environment)).app_context():
            migrate.upgrade()
            compare(path, given.zone, folder)
            db.engine.dispose()


if __name__ == "__main__":
    main()
