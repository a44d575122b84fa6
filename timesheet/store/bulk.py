"""Many rows at once, the fastest way each driver has."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Table, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from timesheet.store.base import table_of
from timesheet.store.db import Tx, is_sqlite
from timesheet.store.tables import (
    Clock,
    Membership,
    Person,
    Project,
    PunchRow,
    RoleGrant,
    Task,
    Team,
)

CHUNK = 5_000
PUNCH_COLUMNS = (
    "person_id",
    "client_uuid",
    "kind",
    "at",
    "received_us",
    "zone",
    "utc_offset",
    "channel",
    "offline",
    "project_id",
    "task_id",
    "pair",
    "break_seconds",
    "note",
    "body_hash",
    "batch_id",
)

punches = table_of(PunchRow)
people = table_of(Person)
teams = table_of(Team)
projects = table_of(Project)
tasks = table_of(Task)
memberships = table_of(Membership)
grants = table_of(RoleGrant)
clocks = table_of(Clock)


def add_punches(tx: Tx, rows: Iterable[Sequence[Any]]) -> int:
    """Add punches, as tuples in the order of PUNCH_COLUMNS; return how many there were.

    A punch whose person and uuid are known is left out: importing twice changes nothing.
    """
    return _insert_sqlite(tx, rows) if is_sqlite(tx) else _copy(tx, rows)


def _insert_sqlite(tx: Tx, rows: Iterable[Sequence[Any]]) -> int:
    marks = ", ".join("?" * len(PUNCH_COLUMNS))
    statement = (
        f"INSERT INTO punch ({', '.join(PUNCH_COLUMNS)}) VALUES ({marks}) "
        "ON CONFLICT (person_id, client_uuid) DO NOTHING"
    )
    cursor: Any = tx.connection.cursor()
    before = _changes(tx)
    # The driver takes rows from the iterator as it goes: nothing is held in memory.
    cursor.executemany(statement, rows)
    cursor.close()
    return _changes(tx) - before


def _copy(tx: Tx, rows: Iterable[Sequence[Any]]) -> int:
    columns = ", ".join(PUNCH_COLUMNS)
    tx.exec_driver_sql(
        f"CREATE TEMP TABLE incoming ON COMMIT DROP AS SELECT {columns} FROM punch WITH NO DATA"
    )
    connection: Any = tx.connection.driver_connection
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY incoming ({columns}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)
    added = tx.exec_driver_sql(
        f"INSERT INTO punch ({columns}) SELECT {columns} FROM incoming "
        "ON CONFLICT (person_id, client_uuid) DO NOTHING"
    )
    return int(added.rowcount)


def _changes(tx: Tx) -> int:
    connection: Any = tx.connection.driver_connection
    return int(connection.total_changes)


def insert_many(tx: Tx, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    """Insert rows of any table in chunks; all have the same keys."""
    for chunk in chunked(rows, CHUNK):
        tx.execute(insert(table), chunk)


def insert_missing(tx: Tx, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    """Insert those rows whose unique key isn't there yet."""
    into = sqlite.insert if is_sqlite(tx) else postgresql.insert
    for chunk in chunked(rows, CHUNK):
        tx.execute(into(table).on_conflict_do_nothing(), chunk)


def chunked(rows: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """Yield lists of at most ``size`` rows."""
    iterator = iter(rows)
    while chunk := list(islice(iterator, size)):
        yield chunk


def ids(tx: Tx, table: Table, *names: str) -> dict[Any, int]:
    """Return the ids of a table's rows by the value(s) of some columns."""
    query = select(table.c.id, *(table.c[name] for name in names))
    if len(names) == 1:
        return {row[1]: row[0] for row in tx.execute(query)}
    return {tuple(row[1:]): row[0] for row in tx.execute(query)}
