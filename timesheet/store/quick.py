"""Hot statements: compiled once and sent straight to the driver.

It saves the building of a statement's cache key, of an execution context and of a result, which
cost ten times what the database does. What goes in and comes out is the same as with the statement
itself: days and flags are converted where the driver doesn't know them.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Delete, Executable, Insert, Update
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.postgresql import psycopg
from sqlalchemy.engine import Dialect

from timesheet.store.db import Tx, db

_DIALECTS: Mapping[str, Dialect] = {
    "sqlite": sqlite.dialect(paramstyle="named"),
    "postgresql": psycopg.dialect(paramstyle="pyformat"),  # type: ignore[no-untyped-call]
}
Row = Any
Values = Mapping[str, Any]


class _Compiled:
    """A statement as one engine's driver takes it, and what its values need on both ways."""

    def __init__(self, statement: Any, dialect: Dialect, filled: Sequence[str]) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=list(filled) or None)
        self.sql = str(compiled)
        self._into = {
            name: convert
            for name, bind in compiled.binds.items()
            if (convert := bind.type.dialect_impl(dialect).bind_processor(dialect))
        }
        # Values that stand in the statement itself.
        self._given = {n: b.effective_value for n, b in compiled.binds.items() if not b.required}
        columns = list(_columns(statement))
        names = [column.key or "" for column in columns]
        shape: Any = namedtuple("Row", names, rename=True)  # type: ignore[misc]  # noqa: PYI024
        self._make = shape._make
        self._out = [
            (n, convert)
            for n, column in enumerate(columns)
            if (convert := column.type.dialect_impl(dialect).result_processor(dialect, None))
        ]

    def values(self, values: Values) -> Values:
        """Return values as the driver takes them."""
        if not self._into and not self._given:
            return values
        whole = {**self._given, **values}
        for name, convert in self._into.items():
            whole[name] = convert(whole[name])
        return whole

    def row(self, row: Row) -> Row:
        """Return a row as the program wants it."""
        if self._out:
            row = list(row)
            for n, convert in self._out:
                row[n] = convert(row[n])
        return self._make(row)


class Quick:
    """A statement for the hot path, compiled when an engine first gets it.

    ``names`` are the columns that an insert fills.
    """

    def __init__(
        self,
        statement: Executable | Callable[[str], Executable],
        names: Sequence[str] = (),
    ) -> None:
        self._statement = statement if callable(statement) else lambda _engine: statement
        self._names = names
        self._made: dict[str, _Compiled] = {}

    def _for(self, engine: str) -> _Compiled:
        made = self._made.get(engine)
        if made is None:
            made = _Compiled(self._statement(engine), _DIALECTS[engine], self._names)
            self._made[engine] = made
        return made

    def first(self, values: Values) -> Row | None:
        """Return the first row for these values, or None; the connection goes back at once."""
        engine = db.engine
        connection = engine.raw_connection()
        try:
            return _first(connection, self._for(engine.dialect.name), values)
        finally:
            connection.close()

    def one(self, tx: Tx, values: Values) -> Row | None:
        """Return the first row for these values within a transaction, or None."""
        return _first(_driver(tx), self._for(tx.dialect.name), values)

    def all(self, tx: Tx, values: Values) -> list[Row]:
        """Return all rows for these values."""
        compiled = self._for(tx.dialect.name)
        cursor = _driver(tx).cursor()
        cursor.execute(compiled.sql, compiled.values(values))
        rows = [compiled.row(row) for row in cursor.fetchall()]
        cursor.close()
        return rows

    def add(self, tx: Tx, values: Values) -> int:
        """Insert a row; return the number that the statement returns."""
        row = self.one(tx, values)
        return int(row[0]) if row else 0

    def run(self, tx: Tx, values: Values) -> int:
        """Change what the values say; return how many rows it was."""
        compiled = self._for(tx.dialect.name)
        cursor = _driver(tx).cursor()
        cursor.execute(compiled.sql, compiled.values(values))
        count = int(cursor.rowcount)
        cursor.close()
        return count

    def many(self, tx: Tx, rows: Iterable[Values]) -> None:
        """Do the same for many values."""
        compiled = self._for(tx.dialect.name)
        cursor = _driver(tx).cursor()
        cursor.executemany(compiled.sql, [compiled.values(row) for row in rows])
        cursor.close()


def _columns(statement: Any) -> Iterable[Any]:
    """Return the columns that come back: those of a query, or what a change returns."""
    if isinstance(statement, Insert | Update | Delete):
        return getattr(statement, "_returning", ())
    return statement.selected_columns  # type: ignore[no-any-return]


def _driver(tx: Tx) -> Any:
    """Return the driver's connection behind a transaction."""
    return tx.connection.dbapi_connection


def _first(connection: Any, compiled: _Compiled, values: Values) -> Row | None:
    cursor = connection.cursor()
    cursor.execute(compiled.sql, compiled.values(values))
    row = cursor.fetchone()
    cursor.close()
    return None if row is None else compiled.row(row)
