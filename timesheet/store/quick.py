"""What every request asks: a Core statement compiled once and sent straight to the driver.

It saves the building of a transaction, of the statement's cache key and of a result, which cost
ten times what the database does. Values go in and come out as the driver knows them: a day goes in
as ISO text, which both engines compare with their dates.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.postgresql import psycopg

from timesheet.store.db import db

_DIALECTS = {
    "sqlite": sqlite.dialect(paramstyle="named"),
    "postgresql": psycopg.dialect(paramstyle="pyformat"),  # type: ignore[no-untyped-call]
}


class Quick:
    """A statement that reads one row."""

    def __init__(self, statement: Select[Any]) -> None:
        self._sql = {
            name: str(statement.compile(dialect=dialect)) for name, dialect in _DIALECTS.items()
        }

    def first(self, values: Mapping[str, object]) -> Sequence[Any] | None:
        """Return the first row for these values, or None; the connection goes back at once."""
        engine = db.engine
        connection = engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute(self._sql[engine.dialect.name], values)
            row: Sequence[Any] | None = cursor.fetchone()
            cursor.close()
        finally:
            connection.close()
        return row
