"""Many rows at once, as fast as the engine takes them: executemany on SQLite, COPY on PostgreSQL.

Rows are tuples and go to the driver as they are, one at a time: nothing of the mapped classes'
defaults is filled in.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Table, func, select

from timesheet.store.db import Tx, is_sqlite


def insert(tx: Tx, table: Table, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows whose values stand in the order of ``columns``."""
    names = ", ".join(table.c[name].name for name in columns)
    cursor: Any = tx.connection.cursor()
    if is_sqlite(tx):
        places = ", ".join("?" * len(columns))
        days = [n for n, name in enumerate(columns) if table.c[name].type.python_type is date]
        plain = _iso(rows, days) if days else rows
        cursor.executemany(f"INSERT INTO {table.name} ({names}) VALUES ({places})", plain)
        return
    with cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _iso(rows: Iterable[Sequence[Any]], days: Sequence[int]) -> Iterable[Sequence[Any]]:
    """Write days as SQLite keeps them."""
    for row in rows:
        values = list(row)
        for n in days:
            values[n] = values[n].isoformat() if values[n] is not None else None
        yield values


def highest_id(tx: Tx, table: Table) -> int:
    """Return the highest id of a table; 0 where it is empty."""
    return int(tx.execute(select(func.coalesce(func.max(table.c.id), 0))).scalar_one())


def continue_ids(tx: Tx, table: Table) -> None:
    """Let the engine's own ids go on after those that were inserted explicitly."""
    if not is_sqlite(tx):  # SQLite goes on after the highest id by itself
        highest = highest_id(tx, table)
        tx.execute(select(func.setval(func.pg_get_serial_sequence(table.name, "id"), highest)))
